import { Model, type SendOptions } from "../../../modules/access/model.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import type { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import type { Host } from "../../../modules/host/host.js";
import { GenericPowerLevelClient } from "../../../modules/models/generic-power-level/client.js";
import { LightLcClient } from "../../../modules/models/light-lc/client.js";
import { LightLightnessClient } from "../../../modules/models/light-lightness/client.js";
import { SceneClient } from "../../../modules/models/scene/client.js";
import { SchedulerClient } from "../../../modules/models/scheduler/client.js";
import { SensorStatus } from "../../../modules/models/sensor/messages.js";
import { TimeClient } from "../../../modules/models/time/client.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
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

/** The clients. A class of its own: the constructor of a provisioner takes most of the stack. */
class ScenesClients {
  readonly lc = new LightLcClient();
  readonly lightness = new LightLightnessClient();
  readonly power = new GenericPowerLevelClient();
  readonly scene = new SceneClient();
  readonly scheduler = new SchedulerClient();
  readonly sensor = new Sensor();
  readonly time = new TimeClient();

  get clients(): readonly Model[] {
    const { lc, lightness, power, scene, scheduler, sensor, time } = this;
    return [lc, lightness, power, scene, scheduler, sensor, time];
  }
}

/** A provisioner with the clients of light controllers, scenes, time, schedules and power levels, which communicates with one node. */
export class ScenesChip extends ScenesClients {
  readonly provisioner: Provisioner;
  readonly configuration: ConfigurationClient;
  /** Unicast addresses: its own, and that of the node after its provisioning. */
  readonly own: number;
  node = 0;
  uuid: Uint8Array = new Uint8Array(16);
  /** Number of requests sent at the same time. */
  burst = 1;

  constructor(readonly host: Host) {
    super();
    const uuid = new Uint8Array(16).fill(1);
    this.provisioner = new Provisioner({ host, uuid, companyId, models: this.clients });
    this.own = this.provisioner.address;
    this.configuration = this.provisioner.configuration;
  }

  /** Destination and AppKey of requests to the light, its controller and the heater. */
  readonly asked = () => ({ dst: this.node, appKeyIndex: 0 });
  readonly controller = () => ({ dst: this.node + 1, appKeyIndex: 0 });
  readonly heater = () => ({ dst: this.node + 2, appKeyIndex: 0 });

  /** Sends `burst` requests at the same time. */
  readonly several = <T>(ask: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: this.burst }, ask));

  readonly pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => this.host.clock.schedule(() => resolve(), milliseconds));
}
