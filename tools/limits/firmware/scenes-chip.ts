import { Model, type SendOptions } from "../../../modules/access/model.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import type { Host } from "../../../modules/host/host.js";
import { GenericPowerLevelClient } from "../../../modules/models/generic-power-level/client.js";
import { LightLcClient } from "../../../modules/models/light-lc/client.js";
import { LightLightnessClient } from "../../../modules/models/light-lightness/client.js";
import { SceneClient } from "../../../modules/models/scene/client.js";
import { SchedulerClient } from "../../../modules/models/scheduler/client.js";
import { SensorStatus } from "../../../modules/models/sensor/messages.js";
import { TimeClient } from "../../../modules/models/time/client.js";
import { ClientsChip } from "./clients-chip.js";
import { companyId } from "./models.js";

/** Reports what a sensor measures. */
class Sensor extends Model {
  constructor() {
    super(vendorModelId(companyId, 1));
  }

  report(propertyId: number, raw: Uint8Array, options: SendOptions): void {
    this.sendMessage(SensorStatus, { values: [{ propertyId, raw }] }, options);
  }
}

/** The clients. */
class ScenesClients {
  readonly lc = new LightLcClient();
  readonly lightness = new LightLightnessClient();
  readonly power = new GenericPowerLevelClient();
  readonly scene = new SceneClient();
  readonly scheduler = new SchedulerClient();
  readonly sensor = new Sensor();
  readonly time = new TimeClient();
}

/** A provisioner with the clients of light controllers, scenes, time, schedules and power levels, which communicates with one node. */
export class ScenesChip extends ClientsChip<ScenesClients> {
  constructor(host: Host) {
    super(host, new ScenesClients());
  }

  /** Destination and AppKey of requests to the light's controller and the heater. */
  readonly controller = () => this.asked(1);
  readonly heater = () => this.asked(2);
}
