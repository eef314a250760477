import { equalBytes, toHex } from "../../../base/bytes.js";
import { MeshError, TimeoutError } from "../../../base/errors.js";
import { Records } from "../../../base/records.js";
import type { NodeEntry } from "../../../provisioner/database.js";
import { Provisioner } from "../../../provisioner/provisioner.js";
import type { NodeRecord } from "../../node-records/messages.js";
import { adaptivePolicyFor, checkPolicyOptions } from "../policy/adaptive-policy.js";
import { FastProvisioningClient } from "../models/client.js";
import { FastProvAction } from "../models/codes.js";
import { collectRecord } from "./collect-record.js";
import { isEntered } from "../models/info-status.js";
import { EarlyReception } from "../../../provisioning/pb-adv/early-reception.js";
import { NodeRecordCollector } from "../recovery/node-record-collector.js";
import { Completion } from "./completion.js";
import { collectorPolicy, FastTransmission } from "../policy/fast-transmission.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import { NodeAddrSender } from "./node-addr-sender.js";
import type { UnicastRange } from "../../unicast-range.js";
import { ProvisionerRanges } from "../addresses/provisioner-ranges.js";
import { enterInfo, primaryNetKeyIndex, requestOptions } from "./enter-info.js";
import { provisionFirst } from "./first-device.js";
import { PrimaryConnection, type TopConnection } from "./primary-connection.js";
import { FastProvisioningRefusedError } from "./refused-error.js";
import type { FastNetwork, TopProvisionerOptions } from "./top-provisioner-options.js";
import { loadTopState, saveTopState, type TopState } from "./top-state.js";

export { FastProvisioningRefusedError };
export type { FastNetwork, TopConnection, TopProvisionerOptions };

/**
 * Provisions a network by fast provisioning: provisions one device, makes it the Primary
 * Provisioner, and collects the records of all nodes in its database. It has the role of the
 * phone in ESP-IDF's fast_prov example. With `advertising: false` it reaches the network over GATT
 * alone, as a phone does: it provisions the first device over PB-GATT and remains connected to it.
 */
export class TopProvisioner {
  readonly provisioner: Provisioner;
  readonly client: FastProvisioningClient;
  readonly #options: TopProvisionerOptions;
  readonly #policy: FastProvisioningPolicy;
  readonly #records: NodeRecordCollector;
  readonly #transmission: FastTransmission;
  private readonly reception = new EarlyReception();
  readonly #addresses = new Set<number>();
  readonly #store: Records;
  readonly #ranges: ProvisionerRanges;
  readonly #addrSender: NodeAddrSender;
  /** UUIDs of the nodes in the database, 32 hexadecimal digits each. */
  readonly #uuids: Set<string>;
  #primary: NodeEntry | undefined;
  #network: FastNetwork | undefined;
  #state: TopState | undefined;
  /** The node and the AppKey Index of the last AppKey added since the start. */
  #keyed: { readonly node: number; readonly appKeyIndex: number } | undefined;
  /** From the first `whenComplete` on. */
  private completion: Completion | undefined = undefined;
  /** From its first use on, where this node does not advertise. */
  private primaryConnection: PrimaryConnection | undefined = undefined;

  /** Throws as `Provisioner` does. */
  constructor(options: TopProvisionerOptions) {
    checkPolicyOptions("TopProvisioner", options);
    const { host, policy = adaptivePolicyFor(host.radio.sets) } = options;
    const { sets } = host.radio;
    this.#options = options;
    this.#policy = policy;
    this.client = new FastProvisioningClient({
      onAddresses: (addresses) => this.#addressesReceived(addresses),
    });
    this.#records = new NodeRecordCollector({
      onReport: (records, { src }) => this.#recordsReceived(records, src),
    });
    this.provisioner = new Provisioner({
      timing: policy.pbAdvTiming("provisioner", sets, this.reception),
      ...options,
      firstAddress: options.firstAddress ?? 0x0005,
      models: [
        ...(options.models ?? []),
        this.client,
        ...(policy.reportsRecords ? [this.#records] : []),
      ],
    });
    this.#uuids = new Set(this.nodes.map(({ uuid }) => toHex(uuid)));
    const { node } = this.provisioner;
    this.#store = new Records({ store: host.store, diagnostics: node.diagnostics });
    this.#ranges = new ProvisionerRanges({ records: this.#store });
    this.#state = loadTopState(this.#store);
    if (this.#state?.range) this.provisioner.database.passOver(this.#state.range.max);
    this.#primary = this.#storedPrimary();
    this.#addrSender = new NodeAddrSender({
      clock: host.clock,
      send: (addresses) => this.#sendAddresses(addresses),
    });
    const collector = collectorPolicy(policy);
    this.#transmission = new FastTransmission(node.network!, collector, sets, this.reception);
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
   * `ConfigurationClient` do, with TimeoutError if no device is heard or no proxy is connected, and
   * with FastProvisioningRefusedError; with Error if neither the node advertises nor its radio has a
   * GATT client.
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
    const how = { ...this.#request(), appKeyIndex: network.appKeyIndex };
    await this.over(dst, () => this.client.infoSet(dst, { action: FastProvAction.suspend }, how));
  }

  /** Sends Node Addr Get to the Primary Provisioner. Resolves with `addresses` after the first answer; further ones may follow. */
  async getAddresses(): Promise<ReadonlySet<number>> {
    const { network, primary } = this.#begun();
    const { address } = primary;
    this.#addressesReceived(
      await this.over(address, () =>
        this.client.nodeAddrGet(address, { appKeyIndex: network.appKeyIndex, timeout: 10_000 }),
      ),
    );
    return this.#addresses;
  }

  /** Whether a proxy is connected; false where this node advertises. */
  get connected(): boolean {
    return this.primaryConnection?.open ?? false;
  }

  /**
   * Resolves when messages to groups pass: at once where this node advertises, else when the
   * Primary Provisioner is connected and its GATT Proxy state is on, which it is not while it
   * provisions. Rejects with TimeoutError after `timeout` ms.
   */
  async whenForwarding(timeout: number): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    const { address } = this.#begun().primary;
    await connection.whenForwarding(address, this.provisioner.configuration, timeout);
  }

  /**
   * Resolves when the database has nodes with `count` different UUIDs: a device that was reset
   * and provisioned again counts once. Meanwhile, when no record is reported for the policy's
   * `recoveryDelay`, the nodes that are missing are asked themselves: their provisioner may be gone.
   * Rejects with TimeoutError after `timeout` ms.
   */
  whenComplete(count: number, timeout: number): Promise<void> {
    this.completion ??= new Completion({
      policy: this.#policy,
      host: this.#options.host,
      provisioner: this.provisioner,
      ranges: this.#ranges,
      client: this.#records,
      appKeyIndex: () => this.#network?.appKeyIndex,
      count: () => this.#uuids.size,
      onRecovered: (node) => this.#nodeReported(node),
    });
    return this.completion.wait(count, timeout);
  }

  /** Restores the Network Transmit and SAR states that this node had before fast provisioning. */
  endFastTransmission(): void {
    this.#transmission.end();
  }

  /** Closes its provisioner. What is on its way is given up. */
  close(): void {
    this.#addrSender.close();
    this.completion?.close();
    this.primaryConnection?.close();
    this.provisioner.close();
  }

  /** Throws MeshError before there is a Primary Provisioner and a round. */
  #begun(): { readonly network: FastNetwork; readonly primary: NodeEntry } {
    const network = this.#network;
    const primary = this.#primary;
    if (!primary || !network)
      throw new MeshError("fast provisioning was not begun: call begin first");
    return { network, primary };
  }

  /** The proxy connection; undefined where this node advertises. Throws Error without a GATT client. */
  private get connection(): PrimaryConnection | undefined {
    if (this.#options.advertising !== false) return undefined;
    const { node } = this.provisioner;
    return (this.primaryConnection ??= new PrimaryConnection({
      node,
      onChange: (connection) => {
        const { onConnection } = this.#options;
        if (onConnection) node.bearer.queue.call(onConnection, connection);
      },
    }));
  }

  /** Does a step with the node at `address`: over the proxy connection, where there is to be one. */
  private over<T>(address: number, work: () => Promise<T>): Promise<T> {
    return this.connection?.step(address, work) ?? work();
  }

  /** The stored Primary Provisioner, if it is a node in the database. */
  #storedPrimary(): NodeEntry | undefined {
    const state = this.#state;
    const node = state && this.provisioner.database.at(state.address);
    return node && equalBytes(node.uuid, state.uuid) ? node : undefined;
  }

  #provisionFirst({ matchValue }: FastNetwork): Promise<NodeEntry> {
    return provisionFirst({
      provisioner: this.provisioner,
      clock: this.#options.host.clock,
      matchValue,
      latest: () => this.#state,
      onData: (uuid, address) =>
        this.#saveState({ uuid, address, range: undefined, entered: false }),
      connection: this.connection,
    });
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
    await this.over(address, () =>
      this.provisioner.addAppKey(address, appKeyIndex, this.#request()),
    );
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
    const info = enterInfo(network, range, this.provisioner.node.network!);
    const how = { ...this.#request(), appKeyIndex: network.appKeyIndex };
    // Over GATT first: the Primary Provisioner may end the connection when it has answered.
    const { connection } = this;
    if (connection) await this.#setCollector(address, address);
    const answer = await this.over(address, () => this.client.infoSet(address, info, how));
    if (!isEntered(answer)) throw new FastProvisioningRefusedError(answer);
    if (!connection) await this.#setCollector(address, this.provisioner.address);
    this.#saveState({ uuid, address, range, entered: true });
  }

  /**
   * Sets the collector of the records of the Primary Provisioner at `address`. The nodes do not hear
   * a collector that does not advertise: there the Primary Provisioner collects, and reports to
   * this node.
   */
  async #setCollector(address: number, collector: number): Promise<void> {
    if (!this.#policy.reportsRecords) return;
    // Over a connection a node that does not answer at once does not answer at all.
    const { timeout } = this.#policy.message;
    const how = { ...this.#request(), ...(collector === address && { timeout }) };
    // A node with ESP-IDF's example lacks the Node Record models: it reports addresses only.
    await this.over(address, () => this.#records.setCollector(address, collector, how)).catch(
      (error: unknown) => {
        if (!(error instanceof TimeoutError)) throw error;
      },
    );
  }

  #request() {
    return requestOptions(this.#policy, this.#options.advertising !== false);
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
    this.completion?.reported(records, src);
    for (const record of records) {
      const outcome = collectRecord(collection, src, record);
      if (outcome === "later") stored = false;
      else if (outcome !== "done") this.#nodeReported(outcome);
    }
    return stored;
  }

  #nodeReported(node: NodeEntry): void {
    this.#addrSender.add(node.address);
    this.#addrSender.schedule();
    this.#nodeAdded(node);
  }

  #nodeAdded(node: NodeEntry): void {
    this.#uuids.add(toHex(node.uuid));
    const { onNode } = this.#options;
    if (onNode) this.provisioner.node.bearer.queue.call(onNode, node);
    this.completion?.added();
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
    if (!network || !this.#primary) return undefined;
    const { appKeyIndex } = network;
    const how = { appKeyIndex, ...(this.#options.advertising !== false && { ttl: 0 }) };
    return this.client.nodeAddr(this.#primary.address, addresses, how);
  }
}
