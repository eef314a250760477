import type { MessageContext } from "../../../access/model.js";
import { frozen } from "../../../base/frozen.js";
import { Records } from "../../../base/records.js";
import { randomBetween } from "../../../base/random.js";
import { ConfigurationClient } from "../../../foundation/configuration/client.js";
import type { AdministrationObserver } from "../../../foundation/configuration/server.js";
import { EarlyReception } from "../../../provisioning/pb-adv/early-reception.js";
import { KeyPairSource } from "../../../provisioning/key-pair-source.js";
import type { ProvisioningBearer } from "../../../provisioning/link.js";
import type {
  KeyExchange,
  KeyExchangeObserver,
} from "../../../provisioning/device-session-options.js";
import { Node } from "../../../node/node.js";
import { loadIdentity } from "../../../node/node-record.js";
import { NodeRecordClient, type NodeRecordClientOptions } from "../../node-records/client.js";
import { storeRecord } from "../../node-records/store-record.js";
import type { NodeRecord, NodeRecordOriginRequest } from "../../node-records/messages.js";
import { NodeRecordStore, Stage } from "../../node-records/node-record-store.js";
import { OriginAnswer } from "../../node-records/origin-answer.js";
import { observeAdministration, saveOrigin } from "../../node-records/origin-record.js";
import { reportAgain } from "../../node-records/report-again.js";
import { Reporter } from "../../node-records/reporter.js";
import type { ReportConditions } from "../../node-records/reporter-options.js";
import { NodeRecordServer, type NodeRecordServerOptions } from "../../node-records/server.js";
import { adaptivePolicyFor } from "../policy/adaptive-policy.js";
import { AddressPool } from "../addresses/address-pool.js";
import { ChildSetup, type NetKeySource, networkOf } from "./child-setup.js";
import { FastProvisioningClient } from "../models/client.js";
import type { UnicastRange } from "../../unicast-range.js";
import type { FastProvSettings } from "../models/info-validation.js";
import { KnownAddresses } from "../addresses/known-addresses.js";
import { type DeviceKeyOwner, PairOctets } from "../recovery/pair-octets.js";
import type { TransmittingNode } from "../policy/fast-transmission.js";
import {
  FastTransmissionPeriod,
  type TransmissionSource,
} from "../policy/fast-transmission-period.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { FastProvisioningNodeOptions } from "./fast-provisioning-node-options.js";
import { FastProvisioningServer, type FastProvisioningServerOptions } from "../models/server.js";
import { Surroundings } from "../policy/surroundings.js";
import { ProvisioningSession } from "./provisioning-session.js";

const defaultRecordLimit = 128;
const overAdv: readonly ProvisioningBearer[] = frozen(["pb-adv"]);

/** What the parts ask, and tell. */
type PartCalls = FastProvisioningServerOptions &
  NodeRecordServerOptions &
  NodeRecordClientOptions &
  ReportConditions &
  TransmissionSource &
  NetKeySource &
  AdministrationObserver &
  DeviceKeyOwner &
  KeyExchangeObserver;

/**
 * The parts of a `FastProvisioningNode`. They call its methods, which are in flash: closures
 * would take 10 slots of a chip's heap each.
 */
export class FastProvisioningRole implements PartCalls {
  readonly node: Node;
  readonly policy: FastProvisioningPolicy;
  readonly server: FastProvisioningServer;
  readonly client = new FastProvisioningClient();
  readonly options: FastProvisioningNodeOptions;
  readonly configuration = new ConfigurationClient();
  readonly recordServer: NodeRecordServer;
  readonly recordClient: NodeRecordClient;
  readonly setup: ChildSetup;
  readonly reception: EarlyReception;
  /** Of the network that the node is on: another one after a reset. */
  keyPairs: KeyPairSource;
  readonly transmission: FastTransmissionPeriod;
  readonly nodes: NodeRecordStore;
  readonly pool: AddressPool;
  readonly known: KnownAddresses;
  readonly reporter: Reporter;
  surroundings: Surroundings | undefined;
  /** The latest session; it is closed while the node does not provision. */
  session: ProvisioningSession | undefined;
  /** From the first Origin Get on. */
  originAnswer: OriginAnswer | undefined;
  /** The last beacon interval, ms: the window in which other devices are counted depends on it. */
  interval = 0;

  /** Throws as `Node` does. */
  constructor(options: FastProvisioningNodeOptions) {
    const { elements, host, policy = adaptivePolicyFor(options.host.radio.sets) } = options;
    this.options = options;
    this.policy = policy;
    this.keyPairs = this.makeKeyPairs();
    this.transmission = new FastTransmissionPeriod(host, policy, this);
    this.reception = new EarlyReception(this.transmission);
    this.server = new FastProvisioningServer(this);
    this.recordServer = new NodeRecordServer(this);
    this.recordClient = new NodeRecordClient(this);
    this.setup = new ChildSetup({
      configuration: this.configuration,
      client: this.client,
      policy,
      source: this,
    });
    const models = [
      this.configuration,
      this.server,
      this.client,
      ...(policy.reportsRecords ? [this.recordServer, this.recordClient] : []),
    ];
    this.node = new Node({
      ...options,
      proxy: options.proxy ?? false,
      settings: { ...(policy.relaysAfterwards === "all" && { relay: true }), ...options.settings },
      elements: elements.map((element, index) =>
        index === 0 ? { ...element, models: [...element.models, ...models] } : element,
      ),
      provisioning: {
        bearers: options.provisioning?.bearers ?? overAdv,
        ...(options.provisioning?.name !== undefined && { name: options.provisioning.name }),
        timing: policy.pbAdvTiming("device", host.radio.sets, this.reception),
        protocolTimeout: policy.protocolTimeout,
        inviteTimeout: policy.inviteTimeout,
        beaconInterval: () => this.beaconInterval(),
        ...(policy.reportsRecords && { observer: this }),
      },
      remoteDeviceKeys: { deviceKey: (address) => this.nodes.deviceKey(address) },
      onProvisioned: (address) => {
        this.transmission.beginTimed();
        // The node may have to provision soon, and ECDH keys take a chip some time.
        this.keyPairs.prepare();
        options.onProvisioned?.(address);
      },
      onReset: () => {
        this.stop();
        this.nodes.clear();
        this.pool.clear();
        this.known.clear();
        this.reporter.reset();
        this.origin.forget();
        this.keyPairs.close();
        this.keyPairs = this.makeKeyPairs();
        this.listen();
        options.onReset?.();
      },
    });
    const { diagnostics } = this.node;
    const records = this.records();
    this.nodes = new NodeRecordStore({ crypto: host.crypto, records });
    this.pool = new AddressPool({ records, diagnostics });
    this.known = new KnownAddresses({ records });
    this.reporter = new Reporter({
      clock: host.clock,
      nodes: this.nodes,
      server: this.recordServer,
      parameters: policy.report,
      records,
      conditions: this,
    });
    if (policy.reportsRecords) observeAdministration(this.node, this);
    this.listen();
  }

  linksHeard(): number {
    return this.surroundings?.linksHeard(this.policy.congestionWindow) ?? Infinity;
  }

  /** With records reported, the top provisioner can derive the key pairs of a provisioner that is gone. */
  makeKeyPairs(): KeyPairSource {
    const { crypto, random } = this.options.host;
    const { keyPairUses: uses, reportsRecords } = this.policy;
    return new KeyPairSource({
      crypto,
      uses,
      random: reportsRecords ? new PairOctets(crypto, this, random) : random,
    });
  }

  /** Stops the node. Its store is not changed. */
  close(): void {
    this.stop();
    this.reporter.close();
    this.nodes.close();
    this.keyPairs.close();
    this.node.close();
  }

  /** The session while the node provisions. */
  get active(): ProvisioningSession | undefined {
    return this.session?.closed ? undefined : this.session;
  }

  listen(): void {
    this.surroundings ??= new Surroundings({
      bearer: this.node.bearer,
      clock: this.options.host.clock,
      pdus: this.policy.reportDeferral.pdus,
      onDevice: () => this.active?.provisioner.deviceHeard(),
    });
  }

  stop(): void {
    this.originAnswer?.close();
    this.transmission.close();
    this.session?.close();
    this.surroundings?.close();
    this.surroundings = undefined;
  }

  beaconInterval(): number {
    const window = Math.max(2000, 2.5 * this.interval);
    this.interval = this.policy.beaconInterval(this.surroundings?.beaconingDevices(window) ?? 0);
    return this.interval;
  }

  get disableTimeout(): number {
    return this.policy.disableTimeout;
  }

  get enterDelay(): number | undefined {
    // The Info Status must have arrived before its receiver is disconnected.
    if (this.options.proxyClients === "disconnected") return undefined;
    return this.policy.enterDelay;
  }

  onEnter(settings: FastProvSettings): void {
    const { network } = this.node;
    if (!network) return;
    const { host, onGattProxy, proxyClients } = this.options;
    this.session?.close();
    this.pool.addRange(settings.range, this.policy);
    this.listen();
    const primaryAddress = settings.isPrimary ? network.address : settings.primaryAddress;
    this.session = new ProvisioningSession({
      host,
      node: this.node,
      policy: this.policy,
      surroundings: this.surroundings!,
      reception: this.reception,
      nodes: this.nodes,
      addresses: this.pool,
      setup: this.setup,
      keyPairs: this.keyPairs,
      records: this.recordClient,
      settings: { ...settings, primaryAddress },
      client: this.client,
      server: this.server,
      reporter: this.reporter,
      transmission: this.transmission,
      onGattProxy,
      proxyClients,
    });
  }

  onEnd(forget: boolean): void {
    this.active?.end();
    this.transmission.end();
    if (!forget) return;
    this.nodes.clear();
    this.known.clear();
  }

  /** The node will not provision: it need not observe the devices and links in range. */
  onGroupOnly(): void {
    this.surroundings?.close();
    this.surroundings = undefined;
    this.transmission.beginTimed();
  }

  addresses(): readonly number[] {
    const addresses = new Set<number>();
    for (const { address, stage } of this.nodes.entries)
      if (stage !== Stage.dataSent) addresses.add(address);
    for (const address of this.known.list) addresses.add(address);
    return [...addresses];
  }

  onAddresses(addresses: readonly number[]): boolean {
    if (!this.known.add(addresses)) return false;
    this.active?.addressesReceived();
    return true;
  }

  onCollector(collector: number, parent: number): void {
    this.reporter.setCollectors({ collector, parent });
    this.active?.collectorChanged();
  }

  onReport(records: readonly NodeRecord[], { src }: MessageContext): boolean {
    this.transmission.extend();
    const { recordLimit = defaultRecordLimit } = this.options;
    const { diagnostics } = this.node;
    let stored = true;
    for (const record of records) {
      const outcome = storeRecord(
        { nodes: this.nodes, diagnostics, limit: recordLimit },
        src,
        record,
      );
      // Another node provisioned the device: no link to it is needed.
      if (outcome === "new") this.surroundings?.markInUse(record.uuid);
      stored &&= outcome !== "later";
    }
    this.reporter.update();
    return stored;
  }

  /** Milliseconds for which a report is deferred, because many network PDUs are received. */
  deferral(): number {
    const { random } = this.options.host;
    const { min, max, window } = this.policy.reportDeferral;
    const age = this.surroundings?.pdus.age ?? Infinity;
    return age < window ? randomBetween(random, min, max) : 0;
  }

  ownAddress(): number | undefined {
    return this.node.address;
  }

  previousRanges(): readonly UnicastRange[] {
    return this.pool.ranges;
  }

  onAcknowledged(number: number, wait: number): void {
    this.transmission.extend();
    this.reporter.acknowledged(number, wait);
  }

  get origin(): OriginAnswer {
    const { host } = this.options;
    return (this.originAnswer ??= new OriginAnswer({
      host,
      node: this.node,
      server: this.recordServer,
    }));
  }

  onOriginGet(request: NodeRecordOriginRequest, context: MessageContext): void {
    this.origin.asked(request, context);
  }

  onOriginKnown(src: number): void {
    this.node.bearer.queue.call(FastProvisioningRole.#known, { role: this, src });
  }

  administered(): void {
    this.node.bearer.queue.call(FastProvisioningRole.#known, { role: this });
  }

  /** `src`: a top provisioner that recovered this node, whose provisioner is gone, with what it had not passed on. */
  static #known({ role, src }: { role: FastProvisioningRole; src?: number }): void {
    role.origin.forget();
    role.originAnswer = undefined;
    const { deviceKey, pool } = role;
    const [range] = pool.ranges;
    if (src === undefined || !range || !deviceKey) return;
    role.onCollector(src, src);
    reportAgain(role, deviceKey, range);
  }

  keysExchanged(exchange: KeyExchange): void {
    saveOrigin(this.records(), exchange);
  }

  get deviceKey(): Uint8Array | undefined {
    return loadIdentity(this.records())?.deviceKey;
  }

  /** Made for each use, which are rare. */
  records(): Records {
    return new Records({ store: this.options.host.store, diagnostics: this.node.diagnostics });
  }

  congested(): boolean {
    return this.active?.provisioner.congested ?? false;
  }

  noLinksHeard(): boolean {
    return (this.active?.provisioner.linksHeard ?? 0) === 0;
  }

  network(): TransmittingNode | undefined {
    return this.node.network;
  }

  pending(): boolean {
    const { collectors, pending } = this.reporter;
    return collectors !== undefined && pending > 0;
  }

  netKey(): Uint8Array {
    return networkOf(this.node, this.server.settings!)!.netKey;
  }
}
