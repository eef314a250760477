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
import { adaptivePolicyFor, checkPolicyOptions } from "../policy/adaptive-policy.js";
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
/** The Primary Provisioner answered ENTER with an error. */
export class FastProvisioningRefusedError extends MeshError {
  constructor(readonly answer: FastProvInfoAnswer) {
    super(`the node refuses to provision others: ${JSON.stringify(answer)}`);
  }

  override get name(): string {
    return "FastProvisioningRefusedError";
  }
}

const primaryNetKeyIndex = 0;
/** Links to the first device after which `begin` rejects. */
const linkAttempts = 30;
/** Response times for which the answer to a message is awaited. */
const responseTimes = 5;
/** Links to a device that may already be a node, before another device is chosen. */
const expectedAttempts = 2;

/**
 * Provisions a network by fast provisioning: provisions one device, makes it the Primary
 * Provisioner, and collects the records of all nodes in its database. It has the role of the
 * phone in ESP-IDF's fast_prov example.
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
  /** UUIDs of the nodes in the database, 32 hexadecimal digits each. */
  readonly #uuids: Set<string>;
  #primary: NodeEntry | undefined;
  #network: FastNetwork | undefined;
  /** The state in the store; undefined without one. */
  #state: TopState | undefined;
  /** The node to which an AppKey was added last since the start, and the AppKey Index. */
  #keyed: { readonly node: number; readonly appKeyIndex: number } | undefined;
  #watchers: (() => void)[] = [];

  /** Throws as `Provisioner` does. */
  constructor(options: TopProvisionerOptions) {
    checkPolicyOptions("TopProvisioner", options);
    const { firstAddress = 0x0005, host, models = [] } = options;
    const { policy = adaptivePolicyFor(host.radio.sets) } = options;
    this.#options = options;
    this.#policy = policy;
    this.client = new FastProvisioningClient({
      onAddresses: (addresses) => this.#addressesReceived(addresses),
    });
    this.#records = new NodeRecordClient({
      onReport: (records, { src }) => this.#recordsReceived(records, src),
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

  /** The Primary Provisioner; undefined before there is one. It is stored. */
  get primary(): NodeEntry | undefined {
    return this.#primary;
  }

  /** The nodes in the database, in the order of their addresses. */
  get nodes(): readonly NodeEntry[] {
    return this.provisioner.database.nodes;
  }

  /** Addresses that the Primary Provisioner sent; nodes that are not in the database may be among them. */
  get addresses(): ReadonlySet<number> {
    return this.#addresses;
  }

  /**
   * Creates the AppKey of the nodes and binds the models of this node to it. An AppKey that
   * exists is used. Rejects with ConfigurationError if `key` differs from it.
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
   * Provisions the device with the highest RSSI whose UUID begins with the match value, and
   * makes it the Primary Provisioner. After a restart it continues with the stored one: with a
   * device that was sent its provisioning data, a node without an AppKey, or a provisioner, which
   * keeps its range. A Primary Provisioner that no longer exists must be removed from the
   * database first. Resolves when the node provisions. Rejects as `Provisioner.provision` and
   * `ConfigurationClient` do, with TimeoutError if no device is heard, and with
   * FastProvisioningRefusedError.
   */
  async begin(network: FastNetwork): Promise<NodeEntry> {
    this.#network = network;
    this.#transmission.begin();
    const stored = this.#storedPrimary();
    const primary = stored ?? (await this.#provisionFirst(network));
    this.#primary = primary;
    await this.#addAppKey(primary, network);
    await this.#enter(primary, network, stored && this.#state?.range);
    if (stored) this.#sendAllAddresses(primary);
    return primary;
  }

  /**
   * Starts a further round, which adds devices to the network: assigns another range to the
   * Primary Provisioner. `node`: unicast address of a node that becomes the Primary Provisioner
   * in place of the former one. Rejects as `begin` does.
   */
  async enter(network: FastNetwork, node?: number): Promise<void> {
    const primary = node === undefined ? this.#primary : this.provisioner.database.at(node);
    if (!primary)
      throw new MeshError("there is no Primary Provisioner: begin first, or name a node");
    this.#primary = primary;
    this.#network = network;
    this.#transmission.begin();
    await this.#addAppKey(primary, network);
    const state = this.#state;
    // The node may not have received its last range: it is sent the same one again.
    const pending = state && state.address === primary.address && !state.entered;
    await this.#enter(primary, network, pending ? state.range : undefined);
  }

  /** Sends SUSPEND to `dst`, by default to the Primary Provisioner: it stops to provision after the disable time. */
  async suspend(dst = this.#primary?.address): Promise<void> {
    const network = this.#network;
    if (dst === undefined || !network)
      throw new MeshError("fast provisioning was not begun: call begin first");
    await this.client.infoSet(
      dst,
      { action: FastProvAction.suspend },
      { ...this.#request(), appKeyIndex: network.appKeyIndex },
    );
  }

  /** Sends Node Addr Get to the Primary Provisioner. Resolves with `addresses` after the first answer; further ones may follow. */
  async getAddresses(): Promise<ReadonlySet<number>> {
    const network = this.#network;
    const primary = this.#primary;
    if (!primary || !network)
      throw new MeshError("fast provisioning was not begun: call begin first");
    const { appKeyIndex } = network;
    this.#addressesReceived(
      await this.client.nodeAddrGet(primary.address, { appKeyIndex, timeout: 10_000 }),
    );
    return this.#addresses;
  }

  /**
   * Resolves when the database has nodes with `count` different UUIDs: a device that was reset
   * and provisioned again counts once. Rejects with TimeoutError after `timeout` ms.
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

  /** Restores the Network Transmit and SAR states that this node had before fast provisioning. */
  endFastTransmission(): void {
    this.#transmission.end();
  }

  /** Closes its provisioner. What is on its way is given up. */
  close(): void {
    this.#addrSender.close();
    this.provisioner.close();
  }

  /** The stored Primary Provisioner, if it is a node in the database. */
  #storedPrimary(): NodeEntry | undefined {
    const state = this.#state;
    const node = state && this.provisioner.database.at(state.address);
    return node && equalBytes(node.uuid, state.uuid) ? node : undefined;
  }

  async #provisionFirst({ matchValue }: FastNetwork): Promise<NodeEntry> {
    let expectedTries = 0;
    for (let attempt = 1; ; attempt++) {
      // A device that was sent its provisioning data may be a node, and send no beacons.
      const expected = expectedTries < expectedAttempts ? this.#expected(matchValue) : undefined;
      const uuid = expected ?? (await this.#waitForDevice(matchValue)).uuid;
      try {
        return await this.provisioner.provision(uuid, {
          algorithms: [Algorithm.cmac, Algorithm.hmac],
          onData: ({ address }) => {
            expectedTries = 0;
            this.#saveState({ uuid, address, range: undefined, entered: false });
          },
        });
      } catch (error) {
        if (attempt === linkAttempts) throw error;
        if (expected) expectedTries++;
        this.provisioner.scanner.forget(uuid);
      }
    }
  }

  /** UUID of the device that was sent its provisioning data last and has not confirmed them. */
  #expected(matchValue: Uint8Array): Uint8Array | undefined {
    const { uuid } = this.#state ?? {};
    if (!uuid || !equalBytes(uuid.subarray(0, matchValue.length), matchValue)) return undefined;
    return this.provisioner.database.expected(uuid) && uuid;
  }

  #saveState(state: TopState): void {
    saveTopState(this.#store, state);
    this.#state = state;
  }

  /** Adds the AppKey. A node that has it already answers with success. */
  async #addAppKey(entry: NodeEntry, { appKeyIndex }: FastNetwork): Promise<void> {
    const { address } = entry;
    const keyed = this.#keyed;
    if (keyed?.node === address && keyed.appKeyIndex === appKeyIndex) return;
    await this.provisioner.addAppKey(address, appKeyIndex, this.#request());
    this.#keyed = { node: address, appKeyIndex };
    if (!this.#uuids.has(toHex(entry.uuid))) this.#nodeAdded(entry);
  }

  /** Sends ENTER. `again`: a range that the node was assigned before; else a new one is allocated. It is stored before it is sent. */
  async #enter(
    { address, uuid }: NodeEntry,
    network: FastNetwork,
    again: UnicastRange | undefined,
  ): Promise<void> {
    const share = this.#policy.addressSplit === "espressif" ? 1 : 0.5;
    const save = (range: UnicastRange) => this.#saveState({ uuid, address, range, entered: false });
    if (again) save(again);
    const range = again ?? this.provisioner.database.allocateRange(share, save);
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
      // A node with ESP-IDF's example lacks the Node Record models: it reports addresses only.
      await this.#records
        .setCollector(address, this.provisioner.address, request)
        .catch((error: unknown) => {
          if (!(error instanceof TimeoutError)) throw error;
        });
    this.#saveState({ uuid, address, range, entered: true });
  }

  /** The device with the highest RSSI whose UUID begins with the match value; waits for one. */
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
    throw new TimeoutError("no device whose UUID begins with the match value within 60 s");
  }

  #request() {
    const { timeout, retryInterval, retryFactor } = this.#policy.message;
    return {
      ttl: 0,
      timeout: timeout * responseTimes,
      retryInterval: retryInterval,
      retryFactor: retryFactor,
    };
  }

  #recordsReceived(records: readonly NodeRecord[], src: number): boolean {
    const { database, node } = this.provisioner;
    const collection = {
      database,
      ranges: this.#ranges,
      diagnostics: node.diagnostics,
      netKeyIndex: primaryNetKeyIndex,
    };
    let stored = true;
    for (const record of records) {
      const outcome = collectRecord(collection, src, record);
      if (outcome === "later") stored = false;
      else if (outcome !== "done") {
        this.#addrSender.add(outcome.address);
        this.#nodeAdded(outcome);
      }
    }
    this.#addrSender.schedule();
    return stored;
  }

  #nodeAdded(node: NodeEntry): void {
    this.#uuids.add(toHex(node.uuid));
    const { onNode } = this.#options;
    if (onNode) this.provisioner.node.bearer.queue.call(onNode, node);
    for (const watch of this.#watchers) watch();
  }

  #addressesReceived(addresses: readonly number[]): void {
    for (const address of addresses) this.#addresses.add(address);
  }

  /** After a restart it is not known which addresses the Primary Provisioner has received. */
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
