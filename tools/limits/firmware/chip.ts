import type { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import type { RemoteProvisioningClient } from "../../../modules/foundation/remote-provisioning/client.js";
import type { Model } from "../../../modules/access/model.js";
import type { Host } from "../../../modules/host/host.js";
import { genericOnOffServerId } from "../../../modules/models/generic-onoff/messages.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { companyId, type EveryClient, everyClient } from "./models.js";

/** A provisioner on a chip with every client, and the node that it speaks with. */
export class Chip implements EveryClient {
  readonly provisioner: Provisioner;
  readonly configuration: ConfigurationClient;
  readonly remote: RemoteProvisioningClient;
  readonly aggregator: EveryClient["aggregator"];
  readonly health: EveryClient["health"];
  readonly large: EveryClient["large"];
  readonly onDemand: EveryClient["onDemand"];
  readonly onOff: EveryClient["onOff"];
  readonly privateBeacon: EveryClient["privateBeacon"];
  readonly sar: EveryClient["sar"];
  /** Unicast addresses: its own, and that of the node with every server, once it is one. */
  readonly own: number;
  node = 0;
  /** The device that the procedure is about, where it is about one. */
  uuid: Uint8Array = new Uint8Array(16);
  /** How many requests it makes at a time. */
  burst = 1;

  constructor(readonly host: Host) {
    const clients = everyClient();
    this.aggregator = clients.aggregator;
    this.health = clients.health;
    this.large = clients.large;
    this.onDemand = clients.onDemand;
    this.onOff = clients.onOff;
    this.privateBeacon = clients.privateBeacon;
    this.sar = clients.sar;
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

  /** How models with an AppKey are asked. */
  readonly asked = () => ({ dst: this.node, appKeyIndex: 0 });

  /** As many at a time as there are in a burst: as they come in together, they are answered together. */
  readonly several = <T>(ask: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: this.burst }, ask));

  readonly pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => this.host.clock.schedule(() => resolve(), milliseconds));
}
