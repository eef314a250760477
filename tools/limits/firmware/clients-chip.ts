import type { Model } from "../../../modules/access/model.js";
import type { ModelId } from "../../../modules/access/model-id.js";
import { frozen } from "../../../modules/base/frozen.js";
import type { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import type { Host } from "../../../modules/host/host.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { companyId } from "./models.js";

const publication = frozen({ address: 0xc000, appKeyIndex: 0, ttl: 5, period: 0 });

/** A provisioner on a chip with further clients, `use`, which communicates with one node. */
export class ClientsChip<Clients extends object = object> {
  readonly provisioner: Provisioner;
  readonly configuration: ConfigurationClient;
  /** Unicast addresses: its own, and that of the node after its provisioning. */
  readonly own: number;
  readonly clients: readonly Model[];
  node = 0;
  uuid: Uint8Array = new Uint8Array(16);
  /** Number of requests sent at the same time. */
  burst = 1;

  constructor(
    readonly host: Host,
    readonly use: Clients,
  ) {
    this.clients = Object.values({ ...use } as Record<string, Model>);
    const uuid = new Uint8Array(16).fill(1);
    this.provisioner = new Provisioner({ host, uuid, companyId, models: this.clients });
    this.own = this.provisioner.address;
    this.configuration = this.provisioner.configuration;
  }

  /** Destination and AppKey of requests to an element of the node. */
  readonly asked = (element = 0) => ({ dst: this.node + element, appKeyIndex: 0 });

  /** Sends `burst` requests at the same time. */
  readonly several = <T>(ask: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: this.burst }, ask));

  readonly pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => this.host.clock.schedule(() => resolve(), milliseconds));
}

/** The first procedure: provisions the node, and gives it an AppKey. */
export async function provisionNode(chip: ClientsChip): Promise<void> {
  const { provisioner, uuid } = chip;
  await provisioner.createAppKey(0);
  await provisioner.scanner.wait(uuid, { timeout: 30_000 });
  chip.node = (await provisioner.provision(uuid)).address;
  await provisioner.addAppKey(chip.node, 0);
}

/** Binds the clients, and the servers of each element, which are to publish. */
export async function bindAll(
  { clients, configuration, node, own }: ClientsChip,
  servers: readonly (readonly ModelId[])[],
): Promise<void> {
  for (const { id } of clients)
    await configuration.bind(own, { elementAddress: own, modelId: id }, 0);
  for (const [i, ids] of servers.entries())
    for (const modelId of ids) {
      const model = { elementAddress: node + i, modelId };
      await configuration.bind(node, model, 0);
      await configuration.setPublication(node, model, publication);
    }
}
