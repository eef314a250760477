import { DeviceKey } from "../../modules/crypto/application-key.js";
import { ConfigurationClient } from "../../modules/foundation/configuration/client.js";
import type { Host } from "../../modules/host/host.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { Node, type NodeOptions, type ProvisionedData } from "../../modules/node/node.js";
import { TestStore } from "./records.js";
import { TestAir, type TestAirOptions, type TestRadio } from "./test-air.js";
import { TestClock } from "./test-clock.js";
import { TestGattAir, type TestGattOptions } from "./test-gatt.js";
import { TestRandom } from "./test-random.js";
import { virtualCrypto } from "./virtual-crypto.js";

export const netKey = Uint8Array.from({ length: 16 }, (_, i) => 0x10 + i);
export const appKey = Uint8Array.from({ length: 16 }, (_, i) => 0x60 + i);

/** The device key of the node whose primary element has this address. */
export function deviceKeyOf(address: number): Uint8Array {
  return new Uint8Array(16).fill(address & 0xff);
}

export interface TestHost extends Host {
  readonly store: TestStore;
  readonly radio: TestRadio;
  readonly events: TraceEvent[];
}

export interface MeshOptions extends Omit<TestAirOptions, "clock"> {
  /** Advertising sets of each radio; default one. */
  readonly sets?: number;
  /** Gives every radio a GATT server and a GATT client. */
  readonly gatt?: TestGattOptions;
}

/** Nodes in virtual time on one air, which join their network without a provisioner. */
export class Mesh {
  readonly clock = new TestClock();
  readonly crypto = virtualCrypto(this.clock);
  readonly air: TestAir;
  readonly gatt: TestGattAir | undefined;
  readonly #seed: number;
  readonly #sets: number | undefined;
  readonly #keys = new Map<number, { readonly elements: number; readonly key: DeviceKey }>();
  #hosts = 0;

  constructor(options: MeshOptions = {}) {
    this.air = new TestAir({ ...options, clock: this.clock });
    if (options.gatt) this.gatt = new TestGattAir(this.clock, this.air, options.gatt);
    this.#seed = options.seed ?? 1;
    this.#sets = options.sets;
  }

  /** A host with a radio of its own. */
  host(store = new TestStore()): TestHost {
    const events: TraceEvent[] = [];
    const { clock, crypto } = this;
    const random = new TestRandom(this.#seed * 1000 + this.#hosts++);
    const radio = this.air.radio(this.#sets);
    this.gatt?.server(radio);
    this.gatt?.client(radio);
    return { clock, crypto, random, radio, store, events, trace: (event) => events.push(event) };
  }

  /** A node at `address`; a store that has one goes on with it. */
  node(
    address: number,
    elements: NodeOptions["elements"],
    options: Partial<NodeOptions> & { readonly store?: TestStore } = {},
    data: Partial<ProvisionedData> = {},
  ): MeshNode {
    const { store, ...others } = options;
    const host = this.host(store);
    const key = deviceKeyOf(address);
    if (!this.#keys.has(address))
      this.#keys.set(address, {
        elements: elements.length,
        key: new DeviceKey({ crypto: this.crypto, key }),
      });
    const node = new Node({
      host,
      companyId: 0xffff,
      provisionable: false,
      elements,
      remoteDeviceKeys: { deviceKey: (other) => this.deviceKey(other) },
      ...others,
    });
    if (!node.provisioned)
      node.provision({ netKey, deviceKey: key, netKeyIndex: 0, ivIndex: 7, address, ...data });
    return { node, host, store: host.store, events: host.events };
  }

  /** The device key of the node with an element at the address. */
  deviceKey(address: number): DeviceKey | undefined {
    for (const [first, { elements, key }] of this.#keys)
      if (address >= first && address < first + elements) return key;
    return undefined;
  }

  /** The promise's value or error, letting virtual time go on as far as it takes. */
  async outcome<T>(promise: Promise<T>, limit = 300_000): Promise<T | Error> {
    let outcome: { value: T | Error } | undefined;
    promise.then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { value: error as Error }),
    );
    await this.clock.run(limit, () => outcome !== undefined);
    if (outcome === undefined) throw new Error("nothing came of it");
    return outcome.value;
  }

  /** The promise's value. Throws where it rejects. */
  async result<T>(promise: Promise<T>, limit = 300_000): Promise<T> {
    const outcome = await this.outcome(promise, limit);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }
}

export interface MeshNode {
  readonly node: Node;
  readonly host: TestHost;
  readonly store: TestStore;
  readonly events: TraceEvent[];
}

/** A mesh with a configuring node at 0001. */
export function configuringMesh(options: MeshOptions = {}) {
  const mesh = new Mesh(options);
  const client = new ConfigurationClient();
  const manager = mesh.node(0x0001, [{ models: [client] }]);
  return { mesh, client, manager };
}
