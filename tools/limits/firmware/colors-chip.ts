import type { Model } from "../../../modules/access/model.js";
import type { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import type { Host } from "../../../modules/host/host.js";
import { GenericBatteryClient } from "../../../modules/models/generic-battery/client.js";
import { GenericLevelClient } from "../../../modules/models/generic-level/client.js";
import { GenericLocationClient } from "../../../modules/models/generic-location/client.js";
import { GenericPropertyClient } from "../../../modules/models/generic-property/client.js";
import { LightHslClient } from "../../../modules/models/light-hsl/client.js";
import { LightXylClient } from "../../../modules/models/light-xyl/client.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { companyId } from "./models.js";

/** The clients. A class of its own: the constructor of a provisioner takes most of the stack. */
class ColorsClients {
  readonly battery = new GenericBatteryClient();
  readonly hsl = new LightHslClient();
  readonly level = new GenericLevelClient();
  readonly location = new GenericLocationClient();
  readonly property = new GenericPropertyClient();
  readonly xyl = new LightXylClient();

  get clients(): readonly Model[] {
    const { battery, hsl, level, location, property, xyl } = this;
    return [battery, hsl, level, location, property, xyl];
  }
}

/** A provisioner with the clients of coloured lights, batteries, locations and properties, which communicates with one node. */
export class ColorsChip extends ColorsClients {
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

  /** Destination and AppKey of requests to the light, its hue, its saturation, and the models of the fourth element. */
  readonly asked = () => ({ dst: this.node, appKeyIndex: 0 });
  readonly hue = () => ({ dst: this.node + 1, appKeyIndex: 0 });
  readonly saturation = () => ({ dst: this.node + 2, appKeyIndex: 0 });
  readonly device = () => ({ dst: this.node + 3, appKeyIndex: 0 });

  /** Sends `burst` requests at the same time. */
  readonly several = <T>(ask: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: this.burst }, ask));

  readonly pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => this.host.clock.schedule(() => resolve(), milliseconds));
}
