import { equalBytes, toHex } from "../../base/bytes.js";
import { MeshError, TimeoutError } from "../../base/errors.js";
import type { TimerHandle } from "../../host/clock.js";
import type { NodeEntry } from "../../provisioner/database.js";
import { Provisioner, type ProvisionerOptions } from "../../provisioner/provisioner.js";
import { networkData } from "../../provisioning/network-data.js";
import { Algorithm } from "../../provisioning/oob.js";
import type { UnprovisionedDevice } from "../../provisioning/scanner.js";
import { NodeRecordClient } from "../node-records/client.js";
import { type NodeRecord, recordLength } from "../node-records/messages.js";
import { adaptivePolicyFor } from "./adaptive-policy.js";
import { FastProvisioningClient } from "./client.js";
import { FastProvAction, primaryProvisionerFlag } from "./codes.js";
import type { FastProvInfo } from "./info-set.js";
import { type FastProvInfoAnswer, provisions } from "./info-status.js";
import { Pace } from "./pace.js";
import type { FastProvisioningPolicy } from "./policy.js";

export interface TopProvisionerOptions extends Omit<ProvisionerOptions, "firstAddress"> {
  /** How fast; that of `adaptivePolicyFor` its radio unless told. */
  readonly policy?: FastProvisioningPolicy;
  /** The first address for a node; default 0x0005, as Espressif's phone applications. */
  readonly firstAddress?: number;
  /** Told each node when its record is in the database, the Primary Provisioner first. */
  readonly onNode?: (node: NodeEntry) => void;
}

/** What a network is to be like. */
export interface FastNetwork {
  /** How the UUIDs of the devices begin, 0..16 octets. */
  readonly match: Uint8Array;
  /** The group that all lights subscribe to. */
  readonly group: number;
  /** Nodes that there are to be, the Primary Provisioner as well. */
  readonly count: number;
  /** Index of the AppKey that all nodes get: one that was created. */
  readonly appKeyIndex: number;
}

/** The Primary Provisioner refused to begin. */
export class FastProvisioningRefusedError extends MeshError {
  constructor(readonly answer: FastProvInfoAnswer) {
    super(`the node refuses to provision others: ${JSON.stringify(answer)}`);
  }

  override get name(): string {
    return "FastProvisioningRefusedError";
  }
}

const primaryNetKeyIndex = 0;
/** Links that are tried before the first device is given up, and answers that are waited for. */
const linkAttempts = 30;
const attempts = 5;
/** Milliseconds without a report after which the Primary Provisioner is told of the nodes it does not know. */
const quietTime = 3000;
/** Addresses of one message to it. */
const most = 180;

/**
 * Provisions a whole network: takes in one device, the Primary Provisioner, and lets
 * it and those after it do the rest. The database has every node in the end, with
 * its device key. The place of the phone in ESP-IDF's fast_prov example.
 */
export class TopProvisioner {
  readonly provisioner: Provisioner;
  readonly client: FastProvisioningClient;
  readonly #options: TopProvisionerOptions;
  readonly #policy: FastProvisioningPolicy;
  readonly #records: NodeRecordClient;
  readonly #pace: Pace;
  readonly #addresses = new Set<number>();
  /** Addresses that the Primary Provisioner was not told of. */
  #untold: number[] = [];
  /** The devices in the database, 32 hexadecimal digits each. */
  readonly #uuids: Set<string>;
  #primary: NodeEntry | undefined;
  #network: FastNetwork | undefined;
  #timer: TimerHandle | undefined;
  #watchers: (() => void)[] = [];
  #closed = false;

  /** Throws as `Provisioner` does. */
  constructor(options: TopProvisionerOptions) {
    const {
      firstAddress = 0x0005,
      host,
      models = [],
      policy = adaptivePolicyFor(options.host.radio.sets),
    } = options;
    this.#options = options;
    this.#policy = policy;
    this.client = new FastProvisioningClient({
      onAddresses: (addresses) => this.#addressesCame(addresses),
    });
    this.#records = new NodeRecordClient({ onReport: (records) => this.#recordsCame(records) });
    this.provisioner = new Provisioner({
      timing: policy.timing("provisioner", host.radio.sets),
      ...options,
      firstAddress,
      models: [...models, this.client, ...(policy.records ? [this.#records] : [])],
    });
    this.#uuids = new Set(this.nodes.map(({ uuid }) => toHex(uuid)));
    const { bearer, network } = this.provisioner.node;
    this.#pace = new Pace(network!, policy, bearer.sets);
  }

  /** The node that provisions first; undefined before there is one. */
  get primary(): NodeEntry | undefined {
    return this.#primary;
  }

  /** The nodes whose keys it has, in the order of their addresses. */
  get nodes(): readonly NodeEntry[] {
    return this.provisioner.database.nodes;
  }

  /** Addresses that the Primary Provisioner told of; those of nodes without records may be among them. */
  get addresses(): ReadonlySet<number> {
    return this.#addresses;
  }

  /** Makes the AppKey that all nodes get, and binds its own models to it. */
  async createAppKey(appKeyIndex: number, key?: Uint8Array): Promise<void> {
    const { address, configuration, node } = this.provisioner;
    await this.provisioner.createAppKey(appKeyIndex, key);
    for (const model of node.elements[0]!.models)
      if (model.access !== "device")
        await configuration.bind(
          address,
          { elementAddress: address, modelId: model.id },
          appKeyIndex,
        );
  }

  /**
   * Takes in the strongest device that fits and makes it the Primary Provisioner.
   * Resolves when it provisions. Rejects as `Provisioner.provision` and
   * `ConfigurationClient` do, with TimeoutError where no device is heard, with
   * FastProvisioningRefusedError.
   */
  async begin(network: FastNetwork): Promise<NodeEntry> {
    this.#network = network;
    this.#pace.begin();
    const primary = await this.#takeIn(network);
    const request = this.#request();
    await this.provisioner.addAppKey(primary.address, network.appKeyIndex, request);
    this.#primary = primary;
    this.#nodeCame(primary);
    await this.enter(network);
    return primary;
  }

  /**
   * Lets the Primary Provisioner go on, with new addresses: a second round adds
   * devices to the network. `node`: another node of the database is the Primary from
   * now on, which a top provisioner needs that was restarted. Rejects as `begin` does.
   */
  async enter(network: FastNetwork, node?: number): Promise<void> {
    const primary = node === undefined ? this.#primary : this.provisioner.database.at(node);
    if (!primary)
      throw new MeshError("there is no Primary Provisioner: begin first, or name a node");
    this.#primary = primary;
    this.#network = network;
    this.#pace.begin();
    const { database } = this.provisioner;
    const range = database.allocateRange(this.#policy.split === "espressif" ? 1 : 0.5);
    if (!range) throw new RangeError("all addresses of the network were given out");
    const { flags, ivIndex } = networkData(this.provisioner.node.network!, primaryNetKeyIndex)!;
    const info: FastProvInfo = {
      nodeAddressCount: network.count,
      unicastMin: range.min,
      unicastMax: range.max,
      flags,
      ivIndex,
      netKeyIndex: primaryNetKeyIndex,
      groupAddress: network.group,
      match: network.match,
      action: FastProvAction.enter | primaryProvisionerFlag,
    };
    const request = this.#request();
    const answer = await this.client.infoSet(primary.address, info, {
      ...request,
      appKeyIndex: network.appKeyIndex,
    });
    if (!provisions(answer)) throw new FastProvisioningRefusedError(answer);
    if (!this.#policy.records) return;
    const own = this.provisioner.address;
    // Espressif's nodes know nothing of records: addresses are all that they tell.
    await this.#records.setCollector(primary.address, own, request).catch((error: unknown) => {
      if (!(error instanceof TimeoutError)) throw error;
    });
  }

  /** Ends provisioning in the whole network, as switching the lights does after a while: `dst`, or the Primary. */
  async suspend(dst = this.#primary?.address): Promise<void> {
    const network = this.#network;
    if (dst === undefined || !network) throw new MeshError("nothing was begun");
    await this.client.infoSet(
      dst,
      { action: FastProvAction.suspend },
      { ...this.#request(), appKeyIndex: network.appKeyIndex },
    );
  }

  /** Asks the Primary Provisioner for the addresses that it knows; they come in several answers where they are many. */
  async askAddresses(): Promise<ReadonlySet<number>> {
    const network = this.#network;
    const primary = this.#primary;
    if (!primary || !network) throw new MeshError("nothing was begun");
    const { appKeyIndex } = network;
    this.#addressesCame(
      await this.client.addressesOf(primary.address, { appKeyIndex, timeout: 10_000 }),
    );
    return this.#addresses;
  }

  /**
   * Resolves when so many devices are in the database: one that was reset and taken in
   * again counts once. Rejects with TimeoutError after `timeout` ms.
   */
  whenComplete(count: number, timeout: number): Promise<void> {
    const { clock } = this.#options.host;
    return new Promise((resolve, reject) => {
      const done = () => this.#uuids.size >= count;
      if (done()) return resolve();
      const watch = () => {
        if (!done()) return;
        clock.cancel(deadline);
        this.#watchers = this.#watchers.filter((other) => other !== watch);
        resolve();
      };
      const deadline = clock.schedule(() => {
        this.#watchers = this.#watchers.filter((other) => other !== watch);
        reject(new TimeoutError(`${this.#uuids.size} of ${count} nodes after ${timeout} ms`));
      }, timeout);
      this.#watchers.push(watch);
    });
  }

  /** Sends as nodes do every day, no longer as during fast provisioning. */
  settle(): void {
    this.#pace.end();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#options.host.clock.cancel(this.#timer);
    this.#timer = undefined;
    this.provisioner.close();
  }

  async #takeIn(network: FastNetwork): Promise<NodeEntry> {
    for (let attempt = 1; ; attempt++) {
      const { uuid } = await this.#strongest(network.match);
      try {
        return await this.provisioner.provision(uuid, {
          algorithms: [Algorithm.cmac, Algorithm.hmac],
        });
      } catch (error) {
        if (attempt === linkAttempts) throw error;
        this.provisioner.scanner.forget(uuid);
      }
    }
  }

  /** The device that is heard best of those that fit; waits for one where there is none. */
  async #strongest(match: Uint8Array): Promise<UnprovisionedDevice> {
    const { clock } = this.#options.host;
    for (let waited = 0; waited < 60_000; waited += 100) {
      let best: UnprovisionedDevice | undefined;
      for (const device of this.provisioner.scanner.devices)
        if (equalBytes(device.uuid.subarray(0, match.length), match))
          if (!best || device.rssi > best.rssi) best = device;
      if (best) return best;
      await new Promise<void>((resolve) => clock.schedule(() => resolve(), 100));
    }
    throw new TimeoutError("no device whose UUID fits within 60 s");
  }

  #request() {
    const { timeout, retry, factor } = this.#policy.message;
    return {
      ttl: 0,
      timeout: timeout * attempts,
      retryInterval: retry,
      retryFactor: factor,
    };
  }

  #recordsCame(records: readonly NodeRecord[]): boolean {
    const { database } = this.provisioner;
    for (const record of records) {
      const known = database.at(record.address);
      if (known) {
        if (!equalBytes(known.uuid, record.uuid))
          this.provisioner.node.diagnostics.drop("fast-provisioning.record", recordLength);
        continue;
      }
      const { address, deviceKey, elements, uuid } = record;
      const entry = { address, deviceKey, elements, uuid, netKeyIndex: primaryNetKeyIndex };
      try {
        database.add(entry);
      } catch {
        // The store fails, and told so: it is reported again, and then it is not known yet.
        database.remove(record.address);
        return false;
      }
      this.#untold.push(record.address);
      this.#nodeCame(entry);
    }
    this.#tellSoon();
    return true;
  }

  #nodeCame(node: NodeEntry): void {
    this.#uuids.add(toHex(node.uuid));
    const { onNode } = this.#options;
    if (onNode) this.provisioner.node.bearer.queue.call(onNode, node);
    for (const watch of this.#watchers) watch();
  }

  #addressesCame(addresses: readonly number[]): void {
    for (const address of addresses) this.#addresses.add(address);
  }

  /** The Primary Provisioner knows all addresses, so that another phone may ask it. */
  #tellSoon(): void {
    if (this.#closed) return;
    const { clock } = this.#options.host;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#timer = clock.schedule(() => {
      this.#timer = undefined;
      void this.#tell();
    }, quietTime);
  }

  async #tell(): Promise<void> {
    const network = this.#network;
    const primary = this.#primary;
    if (!network || !primary || this.#untold.length === 0) return;
    const addresses = this.#untold.slice(0, most);
    const { appKeyIndex } = network;
    try {
      await this.client.nodeAddresses(primary.address, addresses, { appKeyIndex, ttl: 0 });
      this.#untold = this.#untold.filter((address) => !addresses.includes(address));
    } catch {
      // It does not answer now: it is told with the next ones.
    }
    if (this.#untold.length > 0) this.#tellSoon();
  }
}
