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
    const { air: model = usualAir, devices, loss, runs, seed } = file;
    const { clock } = this;
    this.#file = file;
    const parameters = airParameters(model, file.airParameters);
    const distance = neighbourDistance(parameters);
    this.#air = new VirtualAir({
      clock,
      seed,
      model,
      ...file.airParameters,
      range: range * distance,
      lossRate: 1 - (1 - parameters.lossRate) * (1 - loss),
    });
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
      uuid: new Uint8Array(16).fill(1),
      companyId: 0xffff,
    });
    this.nodes = devices.map(
      ({ elements, uuid }, i) =>
        new Node({
          host: hosts[i + 1]!,
          uuid: octets(uuid),
          companyId: 0xffff,
          settings: { relay: true },
          elements: Array.from({ length: elements }, (_, k) => ({
            models: [
              ...(k === 0 ? [new RemoteProvisioningServer()] : []),
              new GenericOnOffServer(),
            ],
          })),
        }),
    );
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

/** Decodes hexadecimal digits. */
export function octets(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function storeOf(records: StoredRecords): MemoryStore {
  const store = new MemoryStore();
  for (const [key, value] of Object.entries(records)) store.write(key, octets(value));
  return store;
}

function recordsOf(store: MemoryStore): StoredRecords {
  const entries = store
    .keys()
    .map((key) => [key, Buffer.from(store.read(key)!).toString("hex")] as const);
  return Object.fromEntries(entries);
}
