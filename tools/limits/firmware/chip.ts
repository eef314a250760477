import type { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import type { RemoteProvisioningClient } from "../../../modules/foundation/remote-provisioning/client.js";
import type { Model } from "../../../modules/access/model.js";
import type { Host } from "../../../modules/host/host.js";
import { genericOnOffServerId } from "../../../modules/models/generic-onoff/messages.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { companyId, type EveryClient, everyClient } from "./models.js";

/** A provisioner on a chip with all clients, which communicates with one node. */
export class Chip implements EveryClient {
  readonly provisioner: Provisioner;
  readonly configuration: ConfigurationClient;
  readonly remote: RemoteProvisioningClient;
  readonly aggregator: EveryClient["aggregator"];
  readonly ctl: EveryClient["ctl"];
  readonly health: EveryClient["health"];
  readonly large: EveryClient["large"];
  readonly level: EveryClient["level"];
  readonly lightness: EveryClient["lightness"];
  readonly onDemand: EveryClient["onDemand"];
  readonly onOff: EveryClient["onOff"];
  readonly privateBeacon: EveryClient["privateBeacon"];
  readonly sar: EveryClient["sar"];
  readonly sensor: EveryClient["sensor"];
  readonly solicitationRpl: EveryClient["solicitationRpl"];
  /** Unicast addresses: its own, and that of the node with all servers after its provisioning. */
  readonly own: number;
  node = 0;
  /** The device of the current procedure, if it has one. */
  uuid: Uint8Array = new Uint8Array(16);
  /** Number of requests sent at the same time. */
  burst = 1;

  constructor(readonly host: Host) {
    const clients = everyClient();
    this.aggregator = clients.aggregator;
    this.ctl = clients.ctl;
    this.health = clients.health;
    this.large = clients.large;
    this.level = clients.level;
    this.lightness = clients.lightness;
    this.onDemand = clients.onDemand;
    this.onOff = clients.onOff;
    this.privateBeacon = clients.privateBeacon;
    this.sar = clients.sar;
    this.sensor = clients.sensor;
    this.solicitationRpl = clients.solicitationRpl;
    const uuid = new Uint8Array(16).fill(1);
    const models = Object.values<Model>({ ...clients });
    this.provisioner = new Provisioner({ host, uuid, companyId, models });
    this.own = this.provisioner.address;
    this.configuration = this.provisioner.configuration;
    this.remote = this.provisioner.remote;
  }

  /** The node's Generic OnOff Server. */
  get light() {
    return { elementAddress: this.node, modelId: genericOnOffServerId };
  }

  /** Destination and AppKey of requests to models with an AppKey. */
  readonly asked = () => ({ dst: this.node, appKeyIndex: 0 });

  /**
   * Sends `burst` requests at the same time: as the node receives them together, it answers them
   * together.
   */
  readonly several = <T>(ask: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: this.burst }, ask));

  readonly pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => this.host.clock.schedule(() => resolve(), milliseconds));
}
