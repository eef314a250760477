import type { Model } from "../../../modules/access/model.js";
import type { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import type { Host } from "../../../modules/host/host.js";
import { GenericPowerLevelClient } from "../../../modules/models/generic-power-level/client.js";
import { LightLightnessClient } from "../../../modules/models/light-lightness/client.js";
import { SceneClient } from "../../../modules/models/scene/client.js";
import { SchedulerClient } from "../../../modules/models/scheduler/client.js";
import { TimeClient } from "../../../modules/models/time/client.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { companyId } from "./models.js";

/** A provisioner with the clients of scenes, time, schedules and power levels, which communicates with one node. */
export class ScenesChip {
  readonly lightness: LightLightnessClient;
  readonly power: GenericPowerLevelClient;
  readonly scene: SceneClient;
  readonly scheduler: SchedulerClient;
  readonly time: TimeClient;
  readonly clients: readonly Model[];
  readonly provisioner: Provisioner;
  readonly configuration: ConfigurationClient;
  /** Unicast addresses: its own, and that of the node after its provisioning. */
  readonly own: number;
  node = 0;
  uuid: Uint8Array = new Uint8Array(16);
  /** Number of requests sent at the same time. */
  burst = 1;

  constructor(readonly host: Host) {
    this.lightness = new LightLightnessClient();
    this.power = new GenericPowerLevelClient();
    this.scene = new SceneClient();
    this.scheduler = new SchedulerClient();
    this.time = new TimeClient();
    this.clients = [this.lightness, this.power, this.scene, this.scheduler, this.time];
    const uuid = new Uint8Array(16).fill(1);
    this.provisioner = new Provisioner({ host, uuid, companyId, models: this.clients });
    this.own = this.provisioner.address;
    this.configuration = this.provisioner.configuration;
  }

  /** Destination and AppKey of requests to the first element, and to the heater. */
  readonly asked = () => ({ dst: this.node, appKeyIndex: 0 });
  readonly heater = () => ({ dst: this.node + 1, appKeyIndex: 0 });

  /** Sends `burst` requests at the same time. */
  readonly several = <T>(ask: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: this.burst }, ask));

  readonly pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => this.host.clock.schedule(() => resolve(), milliseconds));
}
