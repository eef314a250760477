import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { RemoteProvisioningServer } from "../../modules/foundation/remote-provisioning/server.js";
import type { Host } from "../../modules/host/host.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../air/air.js";
import { airParameters, neighbourDistance, usualAir } from "../air/model.js";
import type { NetworkFile, StoredRecords } from "./network-file.js";

/** Range of a station, as a multiple of the distance between neighbours. */
const range = 1.5;
const ecdhMilliseconds = 200;
/** Milliseconds for which the machines run on after a command, so that pending procedures end. */
const afterwards = 3000;

/**
 * A provisioner and devices in a line, in which only neighbours receive each other. It runs for
 * one command, with the records from the network file.
 */
export class SimulatedNetwork {
  readonly clock = new VirtualClock();
  readonly provisioner: Provisioner;
  readonly nodes: readonly Node[];
  readonly #file: NetworkFile;
  readonly #air: VirtualAir;
  readonly #stores: readonly MemoryStore[];

  constructor(file: NetworkFile) {
    const { air: model = usualAir, devices, runs, seed } = file;
    const { clock } = this;
    this.#file = file;
    if (devices.some(({ firmware }) => firmware !== undefined))
      throw new Error("the devices of this network have firmwares: open it with xs-mesh shell");
    const { distance, parameters } = lineAir(file);
    this.#air = new VirtualAir({ clock, seed, model, ...parameters });
    const all = [file.provisioner, ...devices.map(({ records }) => records)];
    this.#stores = all.map(storeOf);
    const hosts = this.#stores.map((store, place): Host => {
      const name = place === 0 ? "provisioner" : `node ${place}`;
      const radio = this.#air.attach({ name, position: { x: place * distance, y: 0 } });
      const random = new SeededRandom(`${seed} ${runs} ${name}`);
      return nodeHost({ clock, ecdhMilliseconds, radio, random, store });
    });
    this.provisioner = new Provisioner({
      host: hosts[0]!,
      uuid: provisionerUuid,
      companyId: 0xffff,
    });
    this.nodes = devices.map((device, i) => storedNode(hosts[i + 1]!, device));
  }

  /**
   * Advances virtual time until the promise settles, and returns its value. Rejects as the
   * promise does.
   */
  async result<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => (settled = true);
    promise.then(end, end);
    await this.clock.run(() => settled);
    return promise;
  }

  /** Stops all machines; returns the contents of their stores. */
  async close(): Promise<NetworkFile> {
    await this.clock.run(this.clock.now() + afterwards);
    this.provisioner.close();
    for (const node of this.nodes) node.close();
    this.#air.close();
    const [provisioner, ...records] = this.#stores.map(recordsOf);
    const devices = this.#file.devices.map((device, i) => ({ ...device, records: records[i]! }));
    return { ...this.#file, runs: this.#file.runs + 1, provisioner: provisioner!, devices };
  }
}

/** The node that a device of a file runs. */
export function storedNode(
  host: Host,
  { elements, uuid }: { readonly elements: number; readonly uuid: string },
): Node {
  return new Node({
    host,
    uuid: octets(uuid),
    companyId: 0xffff,
    settings: { relay: true },
    elements: Array.from({ length: elements }, (_, k) => ({
      models: [...(k === 0 ? [new RemoteProvisioningServer()] : []), new GenericOnOffServer()],
    })),
  });
}

/** The air for devices in a line, and metres between two neighbours, which alone receive each other. */
export function lineAir({
  air = usualAir,
  airParameters: given = {},
  loss,
}: Pick<NetworkFile, "air" | "airParameters" | "loss">) {
  const parameters = airParameters(air, given);
  const distance = neighbourDistance(parameters);
  const lossRate = 1 - (1 - parameters.lossRate) * (1 - loss);
  return { distance, parameters: { ...given, range: range * distance, lossRate } };
}

/** The UUID of the provisioner's own node. */
export const provisionerUuid = new Uint8Array(16).fill(1);

/** Decodes hexadecimal digits. */
export function octets(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

/** The store of a machine from its records. */
export function storeOf(records: StoredRecords): MemoryStore {
  const store = new MemoryStore();
  for (const [key, value] of Object.entries(records)) store.write(key, octets(value));
  return store;
}

/** The records of a store. */
export function recordsOf(store: MemoryStore): StoredRecords {
  const entries = store
    .keys()
    .map((key) => [key, Buffer.from(store.read(key)!).toString("hex")] as const);
  return Object.fromEntries(entries);
}
