import { Records } from "../../base/records.js";
import { randomBetween } from "../../base/random.js";
import { Timers } from "../../base/timers.js";
import { ConfigurationClient } from "../../foundation/configuration/client.js";
import { KeyPairSource } from "../../provisioning/key-pair-source.js";
import { Node } from "../../node/node.js";
import { NodeRecordClient } from "../node-records/client.js";
import { keepRecord } from "../node-records/keep-record.js";
import type { NodeRecord } from "../node-records/messages.js";
import { RecordBook, Stage } from "../node-records/record-book.js";
import { Reporter } from "../node-records/reporter.js";
import { NodeRecordServer } from "../node-records/server.js";
import { adaptivePolicyFor } from "./adaptive-policy.js";
import { AddressKeeper } from "./address-keeper.js";
import { AddressReporter } from "./address-reporter.js";
import { appKeyOf, networkOf } from "./child-keys.js";
import { ChildSetup } from "./child-setup.js";
import { FastProvisioningClient } from "./client.js";
import type { FastProvSettings } from "./info-validation.js";
import { KnownAddresses } from "./known-addresses.js";
import { NodePace } from "./node-pace.js";
import type { FastProvisioningPolicy } from "./policy.js";
import type { FastProvisioningNodeOptions } from "./fast-provisioning-node-options.js";
import { FastProvisioningServer } from "./server.js";
import { Surroundings } from "./surroundings.js";
import { TemporaryProvisioner } from "./temporary-provisioner.js";

const defaultRecordLimit = 128;

/**
 * A node that can be provisioned fast and then provisions others: Espressif's vendor
 * models, what finds and configures devices, and what reports them. Its options are
 * those of `Node`.
 */
export class FastProvisioningNode {
  readonly node: Node;
  readonly policy: FastProvisioningPolicy;
  readonly server: FastProvisioningServer;
  readonly client = new FastProvisioningClient();
  readonly #options: FastProvisioningNodeOptions;
  readonly #configuration = new ConfigurationClient();
  readonly #recordServer: NodeRecordServer;
  readonly #recordClient: NodeRecordClient;
  readonly #setup: ChildSetup;
  readonly #timers: Timers<"proxy">;
  readonly #keyPairs: KeyPairSource;
  readonly #pace: NodePace;
  #book!: RecordBook;
  #addresses!: AddressKeeper;
  #known!: KnownAddresses;
  #reporter!: Reporter;
  #surroundings: Surroundings | undefined;
  #addressReporter: AddressReporter | undefined;
  #provisioner: TemporaryProvisioner | undefined;
  /** The one that provisions, or did last. */
  #latest: TemporaryProvisioner | undefined;
  /** Milliseconds of the last beacon interval: so far back it counts who beacons. */
  #interval = 0;

  /** Throws as `Node` does. */
  constructor(options: FastProvisioningNodeOptions) {
    const { elements, host, policy = adaptivePolicyFor(options.host.radio.sets) } = options;
    this.#options = options;
    this.policy = policy;
    this.#timers = new Timers(host.clock);
    this.#keyPairs = new KeyPairSource({ ...host, uses: policy.keyPairUses });
    this.#pace = new NodePace({
      clock: host.clock,
      policy,
      sets: host.radio.sets,
      network: () => this.node.network,
      waits: () => this.#reporter.collectors !== undefined && this.#reporter.pending > 0,
    });
    this.server = new FastProvisioningServer({
      disableTimeout: policy.disable,
      beginAfter: policy.beginAfter,
      previousRanges: () => this.#addresses.ranges,
      onBegin: (settings) => this.#begin(settings),
      onEnd: (forget) => this.#end(forget),
      onLeaf: () => this.#beLeaf(),
      addresses: () => this.#allAddresses(),
      onAddresses: (addresses) => this.#addressesCame(addresses),
    });
    this.#recordServer = new NodeRecordServer({
      onCollector: (collector, parent) => this.#collectorCame(collector, parent),
      onAcknowledged: (number) => {
        this.#pace.extend();
        this.#reporter.acknowledged(number);
      },
    });
    this.#recordClient = new NodeRecordClient({
      onReport: (records, { src }) => this.#recordsCame(records, src),
    });
    this.#setup = new ChildSetup({
      configuration: this.#configuration,
      client: this.client,
      policy,
      netKey: () => networkOf(this.node, this.server.settings!)!.netKey,
    });
    const models = [
      this.#configuration,
      this.server,
      this.client,
      ...(policy.records ? [this.#recordServer, this.#recordClient] : []),
    ];
    this.node = new Node({
      ...options,
      settings: { ...(policy.relays === "all" && { relay: true }), ...options.settings },
      elements: elements.map((element, index) =>
        index === 0 ? { ...element, models: [...element.models, ...models] } : element,
      ),
      provisioning: {
        timing: policy.timing("device", host.radio.sets),
        protocolTimeout: policy.protocolTimeout,
        inviteTimeout: policy.inviteTimeout,
        beaconInterval: () => this.#beaconInterval(),
      },
      remoteDeviceKeys: { deviceKey: (address) => this.#book.deviceKey(address) },
      onProvisioned: (address) => {
        this.#pace.keepAWhile();
        // It may be a provisioner in a moment.
        this.#keyPairs.prepare();
        options.onProvisioned?.(address);
      },
      onReset: () => {
        this.#stop();
        this.#open();
        options.onReset?.();
      },
    });
    this.#open();
  }

  /** What it does: "provisioning" others, "resting" for want of devices, or "idle". */
  get activity(): "idle" | "provisioning" | "resting" {
    if (!this.#provisioner) return "idle";
    return this.#provisioner.resting ? "resting" : "provisioning";
  }

  /** What became of the devices that it tried, since it began last. */
  get provisioner(): TemporaryProvisioner | undefined {
    return this.#latest;
  }

  /** Nodes whose records have not arrived yet. */
  get unreported(): number {
    return this.#reporter.pending;
  }

  /** The records that it keeps, of itself and of nodes whose records it passes on. */
  get book(): RecordBook {
    return this.#book;
  }

  /** No address is left for another node. */
  get exhausted(): boolean {
    return this.#provisioner !== undefined && this.#addresses.exhausted;
  }

  /** The light was switched, by a message or a button: fast provisioning ends soon. */
  lightSwitched(): void {
    this.server.lightSwitched();
  }

  /** A Get or Set came for the light, whether it changes that or not: `endedBy` says whether fast provisioning ends soon. */
  lightRequested(): void {
    if (this.#options.endedBy !== "change") this.server.lightSwitched();
  }

  /** Stops everything; what is stored stays. */
  close(): void {
    this.#stop();
    this.#keyPairs.close();
    this.node.close();
  }

  /** Takes up what the store holds. */
  #open(): void {
    const { host } = this.#options;
    const { diagnostics } = this.node;
    const records = new Records({ store: host.store, diagnostics });
    this.#book = new RecordBook({ crypto: host.crypto, records });
    this.#addresses = new AddressKeeper({ records, diagnostics });
    this.#known = new KnownAddresses({ records });
    this.#reporter = new Reporter({
      clock: host.clock,
      book: this.#book,
      server: this.#recordServer,
      timing: this.policy.report,
      records,
      busy: () => this.#provisioner?.busy ?? false,
      calm: () => this.#provisioner?.calm ?? true,
      hold: () => this.#reportHold(),
    });
    this.#listen();
  }

  #listen(): void {
    this.#surroundings ??= new Surroundings({
      bearer: this.node.bearer,
      clock: this.#options.host.clock,
      pdus: this.policy.reportHold.pdus,
      onDevice: () => this.#provisioner?.deviceHeard(),
    });
  }

  #stop(): void {
    this.#timers.stopAll();
    this.#pace.close();
    this.#endProvisioning();
    this.#reporter.close();
    this.#surroundings?.close();
    this.#surroundings = undefined;
    this.#book.close();
  }

  #beaconInterval(): number {
    const window = Math.max(2000, 2.5 * this.#interval);
    this.#interval = this.policy.beaconInterval(this.#surroundings?.beaconing(window) ?? 0);
    return this.#interval;
  }

  // Provisioning others

  #begin(settings: FastProvSettings): void {
    const { network } = this.node;
    if (!network) return;
    const { host } = this.#options;
    const { bearer, diagnostics } = this.node;
    this.#endProvisioning();
    this.#addresses.begin(settings.range, this.policy);
    this.#listen();
    this.#surroundings!.countsLinks = true;
    this.#pace.keep();
    this.#setRelay(settings, false);
    this.#tellGattProxy(false);
    if (settings.nodeAddressCount === 1) this.#startProxy(this.policy.gattProxy.afterOne);
    const primaryAddress = settings.isPrimary ? network.address : settings.primaryAddress;
    this.#provisioner = new TemporaryProvisioner({
      host,
      bearer,
      diagnostics,
      policy: this.policy,
      surroundings: this.#surroundings!,
      book: this.#book,
      addresses: this.#addresses,
      setup: this.#setup,
      keyPairs: this.#keyPairs,
      records: this.#recordClient,
      settings: { ...settings, primaryAddress },
      network: () => networkOf(this.node, settings),
      appKey: () => appKeyOf(this.node, settings),
      collector: () => this.#collectorOfChildren(settings),
      onProvisioned: () => this.#provisioned(settings),
      onConfigured: () => this.#configured(),
      onRest: (resting) => this.#rested(settings, resting),
    });
    this.#latest = this.#provisioner;
    if (!settings.isPrimary && primaryAddress !== undefined)
      this.#addressReporter = new AddressReporter({
        clock: host.clock,
        client: this.client,
        book: this.#book,
        policy: this.policy,
        primary: primaryAddress,
        appKeyIndex: () => appKeyOf(this.node, settings)?.appKeyIndex,
        suspended: () => this.#reporter.collectors !== undefined,
      });
  }

  #end(forget: boolean): void {
    const { settings } = this.#provisioner ?? {};
    this.#endProvisioning();
    if (settings) this.#setRelay(settings, true);
    this.#timers.stop("proxy");
    this.#tellGattProxy(true);
    this.#pace.end();
    if (!forget) return;
    this.#book.clear();
    this.#known.clear();
  }

  #endProvisioning(): void {
    if (this.#surroundings) this.#surroundings.countsLinks = false;
    this.#provisioner?.close();
    this.#provisioner = undefined;
    this.#addressReporter?.close();
    this.#addressReporter = undefined;
  }

  /** It will not provision on: what goes on around it is no matter of it any more. */
  #beLeaf(): void {
    this.#surroundings?.close();
    this.#surroundings = undefined;
    this.#pace.keepAWhile();
  }

  #provisioned(settings: FastProvSettings): void {
    this.server.provisioned();
    this.#addressReporter?.changed();
    const { nodeAddressCount: count } = settings;
    if (settings.isPrimary && count > 1 && count <= this.policy.children)
      this.#startProxy(this.policy.gattProxy.after);
  }

  #configured(): void {
    this.#reporter.changed();
    this.#addressReporter?.changed();
  }

  #rested(settings: FastProvSettings, resting: boolean): void {
    this.#setRelay(settings, resting);
    this.#tellGattProxy(resting);
    if (resting) this.#pace.keepAWhile();
    else this.#pace.keep();
  }

  #startProxy(delay: number): void {
    this.#timers.start("proxy", delay, () => this.#tellGattProxy(true));
  }

  #tellGattProxy(enabled: boolean): void {
    const { onGattProxy } = this.#options;
    if (onGattProxy) this.node.bearer.queue.call(onGattProxy, enabled);
  }

  /** A Primary Provisioner whose top provisioner takes no records collects them itself. */
  #collectorOfChildren({ isPrimary }: FastProvSettings): number | undefined {
    const own = this.node.address;
    if (own === undefined || !this.policy.records) return undefined;
    if (this.#reporter.collectors) return this.#reporter.collectorOfChildren(own);
    return isPrimary ? own : undefined;
  }

  #collectorCame(collector: number, parent: number): void {
    this.#reporter.setCollectors({ collector, parent });
    this.#provisioner?.collectorCame();
    const { settings } = this.#provisioner ?? {};
    if (settings && this.activity === "provisioning") this.#setRelay(settings, false);
  }

  /** Milliseconds for which this node's reports leave the air to those that others send. */
  #reportHold(): number {
    const { clock, random } = this.#options.host;
    const { least, most, window } = this.policy.reportHold;
    const oldest = this.#surroundings?.pdus.oldest ?? -Infinity;
    return clock.now() - oldest < window ? randomBetween(random, least, most) : 0;
  }

  // What others report

  #allAddresses(): readonly number[] {
    const addresses = new Set<number>();
    for (const { address, stage } of this.#book.entries)
      if (stage !== Stage.expected) addresses.add(address);
    for (const address of this.#known.list) addresses.add(address);
    return [...addresses];
  }

  #addressesCame(addresses: readonly number[]): boolean {
    if (!this.#known.add(addresses)) return false;
    if (this.#provisioner) this.#startProxy(this.policy.gattProxy.after);
    return true;
  }

  #recordsCame(records: readonly NodeRecord[], src: number): boolean {
    this.#pace.extend();
    const { recordLimit = defaultRecordLimit } = this.#options;
    const { diagnostics } = this.node;
    let kept = true;
    for (const record of records) {
      const outcome = keepRecord(
        { book: this.#book, diagnostics, limit: recordLimit },
        src,
        record,
      );
      // It is somebody's: no link need be tried.
      if (outcome === "new") this.#surroundings?.take(record.uuid);
      kept &&= outcome !== "later";
    }
    this.#reporter.changed();
    return kept;
  }

  // The node's own states

  #setRelay({ isPrimary }: FastProvSettings, on: boolean): void {
    // Where reports go over relays, those of the others stay on: the Primary's alone is off.
    const stays = this.policy.temporaryRelays || !this.#reporter.collectors;
    this.#switchRelay(on || (stays && !isPrimary));
  }

  #switchRelay(on: boolean): void {
    const { network } = this.node;
    if (!network || network.settings.relay === undefined || network.settings.relay === on) return;
    network.settings.relay = on;
    network.saveSettings();
  }
}
