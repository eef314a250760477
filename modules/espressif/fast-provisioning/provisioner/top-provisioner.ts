import { equalBytes, toHex } from "../../../base/bytes.js";
import { MeshError, TimeoutError } from "../../../base/errors.js";
import { Records } from "../../../base/records.js";
import type { NodeEntry } from "../../../provisioner/database.js";
import { Provisioner } from "../../../provisioner/provisioner.js";
import { networkData } from "../../../provisioning/network-data.js";
import { Algorithm } from "../../../provisioning/oob.js";
import type { UnprovisionedDevice } from "../../../provisioning/scanner.js";
import { NodeRecordClient } from "../../node-records/client.js";
import type { NodeRecord } from "../../node-records/messages.js";
import { adaptivePolicyFor } from "../policy/adaptive-policy.js";
import { FastProvisioningClient } from "../models/client.js";
import { FastProvAction, primaryProvisionerFlag } from "../models/codes.js";
import { collectRecord } from "./collect-record.js";
import type { FastProvInfo } from "../models/info-set.js";
import { type FastProvInfoAnswer, isEntered } from "../models/info-status.js";
import { FastTransmission } from "../policy/fast-transmission.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import { NodeAddrSender } from "./node-addr-sender.js";
import type { UnicastRange } from "../../unicast-range.js";
import { ProvisionerRanges } from "../addresses/provisioner-ranges.js";
import type { FastNetwork, TopProvisionerOptions } from "./top-provisioner-options.js";
import { loadTopState, saveTopState, type TopState } from "./top-state.js";

export type { FastNetwork, TopProvisionerOptions };

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
/** How often a device is asked that may be a node, before another one is taken. */
const expectedAttempts = 2;

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
  readonly #transmission: FastTransmission;
  readonly #addresses = new Set<number>();
  readonly #store: Records;
  readonly #ranges: ProvisionerRanges;
  readonly #addrSender: NodeAddrSender;
  /** The devices in the database, 32 hexadecimal digits each. */
  readonly #uuids: Set<string>;
  #primary: NodeEntry | undefined;
  #network: FastNetwork | undefined;
  /** What its store has of the Primary Provisioner. */
  #state: TopState | undefined;
  /** The node that was given an AppKey last in this run, and the index of that. */
  #keyed: { readonly node: number; readonly appKeyIndex: number } | undefined;
  #watchers: (() => void)[] = [];

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
    this.#records = new NodeRecordClient({
      onReport: (records, { src }) => this.#recordsCame(records, src),
    });
    this.provisioner = new Provisioner({
      timing: policy.pbAdvTiming("provisioner", host.radio.sets),
      ...options,
      firstAddress,
      models: [...models, this.client, ...(policy.reportsRecords ? [this.#records] : [])],
    });
    this.#uuids = new Set(this.nodes.map(({ uuid }) => toHex(uuid)));
    const { bearer, diagnostics, network } = this.provisioner.node;
    this.#store = new Records({ store: host.store, diagnostics });
    this.#ranges = new ProvisionerRanges({ records: this.#store });
    this.#state = loadTopState(this.#store);
    if (this.#state?.range) this.provisioner.database.passOver(this.#state.range.max);
    this.#primary = this.#storedPrimary();
    this.#addrSender = new NodeAddrSender({
      clock: host.clock,
      send: (addresses) => this.#sendAddresses(addresses),
    });
    this.#transmission = new FastTransmission(network!, policy, bearer.sets);
  }

  /** The node that provisions first; undefined before there is one. After a restart it is the same. */
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

  /**
   * Makes the AppKey that all nodes get, and binds its own models to it. One that it has from
   * before a restart is used on. Rejects with ConfigurationError where `key` is another one.
   */
  async createAppKey(appKeyIndex: number, key?: Uint8Array): Promise<void> {
    const { address, configuration, node } = this.provisioner;
    if (key || !node.network!.applicationKeys.get(appKeyIndex))
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
   * Takes in the strongest device that fits and makes it the Primary Provisioner. After a
   * restart it goes on with the one that there was, wherever the power was cut: with a device
   * that had its data, a node without its AppKey, or one that provisions, which is given no
   * other addresses. One that is gone for good is to be taken out of the database first.
   * Resolves when it provisions. Rejects as `Provisioner.provision` and
   * `ConfigurationClient` do, with TimeoutError where no device is heard, with
   * FastProvisioningRefusedError.
   */
  async begin(network: FastNetwork): Promise<NodeEntry> {
    this.#network = network;
    this.#transmission.begin();
    const begun = this.#storedPrimary();
    const primary = begun ?? (await this.#provisionFirst(network));
    this.#primary = primary;
    await this.#giveAppKey(primary, network);
    await this.#enter(primary, network, begun && this.#state?.range);
    if (begun) this.#sendAllAddresses(primary);
    return primary;
  }

  /**
   * Lets the Primary Provisioner go on, with new addresses: a second round adds
   * devices to the network. `node`: another node of the database is the Primary from
   * now on. Rejects as `begin` does.
   */
  async enter(network: FastNetwork, node?: number): Promise<void> {
    const primary = node === undefined ? this.#primary : this.provisioner.database.at(node);
    if (!primary)
      throw new MeshError("there is no Primary Provisioner: begin first, or name a node");
    this.#primary = primary;
    this.#network = network;
    this.#transmission.begin();
    await this.#giveAppKey(primary, network);
    const state = this.#state;
    // Whether it heard of the last ones is not known.
    const pending = state && state.address === primary.address && !state.entered;
    await this.#enter(primary, network, pending ? state.range : undefined);
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
  async getAddresses(): Promise<ReadonlySet<number>> {
    const network = this.#network;
    const primary = this.#primary;
    if (!primary || !network) throw new MeshError("nothing was begun");
    const { appKeyIndex } = network;
    this.#addressesCame(
      await this.client.nodeAddrGet(primary.address, { appKeyIndex, timeout: 10_000 }),
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
  endFastTransmission(): void {
    this.#transmission.end();
  }

  close(): void {
    this.#addrSender.close();
    this.provisioner.close();
  }

  /** The node that was to be the Primary Provisioner before a restart; undefined where it is none yet. */
  #storedPrimary(): NodeEntry | undefined {
    const state = this.#state;
    const node = state && this.provisioner.database.at(state.address);
    return node && equalBytes(node.uuid, state.uuid) ? node : undefined;
  }

  async #provisionFirst({ matchValue }: FastNetwork): Promise<NodeEntry> {
    let asked = 0;
    for (let attempt = 1; ; attempt++) {
      // It has its data, and may be a node that nobody hears beaconing any more.
      const expected = asked < expectedAttempts ? this.#expected(matchValue) : undefined;
      const uuid = expected ?? (await this.#waitForDevice(matchValue)).uuid;
      try {
        return await this.provisioner.provision(uuid, {
          algorithms: [Algorithm.cmac, Algorithm.hmac],
          onData: ({ address }) => {
            asked = 0;
            this.#saveState({ uuid, address, range: undefined, entered: false });
          },
        });
      } catch (error) {
        if (attempt === linkAttempts) throw error;
        if (expected) asked++;
        this.provisioner.scanner.forget(uuid);
      }
    }
  }

  /** UUID of the device that was given its data last, if it has not said that it has them. */
  #expected(matchValue: Uint8Array): Uint8Array | undefined {
    const { uuid } = this.#state ?? {};
    if (!uuid || !equalBytes(uuid.subarray(0, matchValue.length), matchValue)) return undefined;
    return this.provisioner.database.expected(uuid) && uuid;
  }

  #saveState(state: TopState): void {
    saveTopState(this.#store, state);
    this.#state = state;
  }

  /** A node that has the key already says that all is well. */
  async #giveAppKey(entry: NodeEntry, { appKeyIndex }: FastNetwork): Promise<void> {
    const { address } = entry;
    const keyed = this.#keyed;
    if (keyed?.node === address && keyed.appKeyIndex === appKeyIndex) return;
    await this.provisioner.addAppKey(address, appKeyIndex, this.#request());
    this.#keyed = { node: address, appKeyIndex };
    if (!this.#uuids.has(toHex(entry.uuid))) this.#nodeCame(entry);
  }

  /** `again`: a range that the node was given before; else it gets a new one. What it gets is stored before it hears of it. */
  async #enter(
    { address, uuid }: NodeEntry,
    network: FastNetwork,
    again: UnicastRange | undefined,
  ): Promise<void> {
    const share = this.#policy.addressSplit === "espressif" ? 1 : 0.5;
    const keep = (range: UnicastRange) => this.#saveState({ uuid, address, range, entered: false });
    if (again) keep(again);
    const range = again ?? this.provisioner.database.allocateRange(share, keep);
    if (!range) throw new RangeError("all addresses of the network were given out");
    if (!this.#ranges.storeAssigned(address, range))
      throw new MeshError("the store refuses the addresses of the Primary Provisioner");
    const { flags, ivIndex } = networkData(this.provisioner.node.network!, primaryNetKeyIndex)!;
    const info: FastProvInfo = {
      nodeAddressCount: network.count,
      unicastMin: range.min,
      unicastMax: range.max,
      flags,
      ivIndex,
      netKeyIndex: primaryNetKeyIndex,
      groupAddress: network.group,
      matchValue: network.matchValue,
      action: FastProvAction.enter | primaryProvisionerFlag,
    };
    const request = this.#request();
    const answer = await this.client.infoSet(address, info, {
      ...request,
      appKeyIndex: network.appKeyIndex,
    });
    if (!isEntered(answer)) throw new FastProvisioningRefusedError(answer);
    if (this.#policy.reportsRecords)
      // Espressif's nodes know nothing of records: addresses are all that they tell.
      await this.#records
        .setCollector(address, this.provisioner.address, request)
        .catch((error: unknown) => {
          if (!(error instanceof TimeoutError)) throw error;
        });
    this.#saveState({ uuid, address, range, entered: true });
  }

  /** The device that is heard best of those that fit; waits for one where there is none. */
  async #waitForDevice(matchValue: Uint8Array): Promise<UnprovisionedDevice> {
    const { clock } = this.#options.host;
    for (let waited = 0; waited < 60_000; waited += 100) {
      let best: UnprovisionedDevice | undefined;
      for (const device of this.provisioner.scanner.devices)
        if (equalBytes(device.uuid.subarray(0, matchValue.length), matchValue))
          if (!best || device.rssi > best.rssi) best = device;
      if (best) return best;
      await new Promise<void>((resolve) => clock.schedule(() => resolve(), 100));
    }
    throw new TimeoutError("no device whose UUID fits within 60 s");
  }

  #request() {
    const { timeout, retryInterval, retryFactor } = this.#policy.message;
    return {
      ttl: 0,
      timeout: timeout * attempts,
      retryInterval: retryInterval,
      retryFactor: retryFactor,
    };
  }

  #recordsCame(records: readonly NodeRecord[], src: number): boolean {
    const { database, node } = this.provisioner;
    const collection = {
      database,
      ranges: this.#ranges,
      diagnostics: node.diagnostics,
      netKeyIndex: primaryNetKeyIndex,
    };
    let kept = true;
    for (const record of records) {
      const outcome = collectRecord(collection, src, record);
      if (outcome === "later") kept = false;
      else if (outcome !== "done") {
        this.#addrSender.add(outcome.address);
        this.#nodeCame(outcome);
      }
    }
    this.#addrSender.schedule();
    return kept;
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

  /** What the Primary Provisioner was told before a restart is not known. */
  #sendAllAddresses(primary: NodeEntry): void {
    for (const { address } of this.nodes)
      if (address !== primary.address) this.#addrSender.add(address);
    this.#addrSender.schedule();
  }

  #sendAddresses(addresses: readonly number[]): Promise<void> | undefined {
    const network = this.#network;
    const primary = this.#primary;
    if (!network || !primary) return undefined;
    const { appKeyIndex } = network;
    return this.client.nodeAddr(primary.address, addresses, { appKeyIndex, ttl: 0 });
  }
}
