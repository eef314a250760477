import { Records } from "../../../base/records.js";
import { randomBetween } from "../../../base/random.js";
import { Timers } from "../../../base/timers.js";
import { ConfigurationClient } from "../../../foundation/configuration/client.js";
import { KeyPairSource } from "../../../provisioning/key-pair-source.js";
import { Node } from "../../../node/node.js";
import { NodeRecordClient } from "../../node-records/client.js";
import { storeRecord } from "../../node-records/store-record.js";
import type { NodeRecord } from "../../node-records/messages.js";
import { NodeRecordStore, Stage } from "../../node-records/node-record-store.js";
import { Reporter } from "../../node-records/reporter.js";
import { NodeRecordServer } from "../../node-records/server.js";
import { adaptivePolicyFor } from "../policy/adaptive-policy.js";
import { AddressPool } from "../addresses/address-pool.js";
import { AddressReporter } from "../addresses/address-reporter.js";
import { appKeyOf, ChildSetup, networkOf } from "./child-setup.js";
import { FastProvisioningClient } from "../models/client.js";
import type { FastProvSettings } from "../models/info-validation.js";
import { KnownAddresses } from "../addresses/known-addresses.js";
import { FastTransmissionPeriod } from "../policy/fast-transmission-period.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { FastProvisioningNodeOptions } from "./fast-provisioning-node-options.js";
import { FastProvisioningServer } from "../models/server.js";
import { Surroundings } from "../policy/surroundings.js";
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
  readonly #pace: FastTransmissionPeriod;
  readonly #nodes: NodeRecordStore;
  readonly #addresses: AddressPool;
  readonly #known: KnownAddresses;
  readonly #reporter: Reporter;
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
    this.#pace = new FastTransmissionPeriod({
      clock: host.clock,
      policy,
      sets: host.radio.sets,
      network: () => this.node.network,
      pending: () => this.#reporter.collectors !== undefined && this.#reporter.pending > 0,
    });
    this.server = new FastProvisioningServer({
      disableTimeout: policy.disableTimeout,
      enterDelay: policy.enterDelay,
      previousRanges: () => this.#addresses.ranges,
      onEnter: (settings) => this.#begin(settings),
      onEnd: (forget) => this.#end(forget),
      onGroupOnly: () => this.#beLeaf(),
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
      ...(policy.reportsRecords ? [this.#recordServer, this.#recordClient] : []),
    ];
    this.node = new Node({
      ...options,
      settings: { ...(policy.relaysAfterwards === "all" && { relay: true }), ...options.settings },
      elements: elements.map((element, index) =>
        index === 0 ? { ...element, models: [...element.models, ...models] } : element,
      ),
      provisioning: {
        timing: policy.pbAdvTiming("device", host.radio.sets),
        protocolTimeout: policy.protocolTimeout,
        inviteTimeout: policy.inviteTimeout,
        beaconInterval: () => this.#beaconInterval(),
      },
      remoteDeviceKeys: { deviceKey: (address) => this.#nodes.deviceKey(address) },
      onProvisioned: (address) => {
        this.#pace.beginTimed();
        // It may be a provisioner in a moment.
        this.#keyPairs.prepare();
        options.onProvisioned?.(address);
      },
      onReset: () => {
        this.#stop();
        this.#nodes.clear();
        this.#addresses.clear();
        this.#known.clear();
        this.#reporter.reset();
        this.#listen();
        options.onReset?.();
      },
    });
    const { diagnostics } = this.node;
    const records = new Records({ store: host.store, diagnostics });
    this.#nodes = new NodeRecordStore({ crypto: host.crypto, records });
    this.#addresses = new AddressPool({ records, diagnostics });
    this.#known = new KnownAddresses({ records });
    this.#reporter = new Reporter({
      clock: host.clock,
      nodes: this.#nodes,
      server: this.#recordServer,
      parameters: policy.report,
      records,
      congested: () => this.#provisioner?.congested ?? false,
      noLinksHeard: () => (this.#provisioner?.linksHeard ?? 0) === 0,
      deferral: () => this.#reportHold(),
    });
    this.#listen();
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

  get nodes(): NodeRecordStore {
    return this.#nodes;
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
    this.#reporter.close();
    this.#nodes.close();
    this.#keyPairs.close();
    this.node.close();
  }

  #listen(): void {
    this.#surroundings ??= new Surroundings({
      bearer: this.node.bearer,
      clock: this.#options.host.clock,
      pdus: this.policy.reportDeferral.pdus,
      onDevice: () => this.#provisioner?.deviceHeard(),
    });
  }

  #stop(): void {
    this.#timers.stopAll();
    this.#pace.close();
    this.#endProvisioning();
    this.#surroundings?.close();
    this.#surroundings = undefined;
  }

  #beaconInterval(): number {
    const window = Math.max(2000, 2.5 * this.#interval);
    this.#interval = this.policy.beaconInterval(this.#surroundings?.beaconingDevices(window) ?? 0);
    return this.#interval;
  }

  // Provisioning others

  #begin(settings: FastProvSettings): void {
    const { network } = this.node;
    if (!network) return;
    const { host } = this.#options;
    const { bearer, diagnostics } = this.node;
    this.#endProvisioning();
    this.#addresses.addRange(settings.range, this.policy);
    this.#listen();
    this.#surroundings!.countsLinks = true;
    this.#pace.begin();
    this.#setRelay(settings, false);
    this.#tellGattProxy(false);
    if (settings.nodeAddressCount === 1) this.#startProxy(this.policy.gattProxy.singleNodeDelay);
    const primaryAddress = settings.isPrimary ? network.address : settings.primaryAddress;
    this.#provisioner = new TemporaryProvisioner({
      host,
      bearer,
      diagnostics,
      policy: this.policy,
      surroundings: this.#surroundings!,
      nodes: this.#nodes,
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
      onResting: (resting) => this.#rested(settings, resting),
    });
    this.#latest = this.#provisioner;
    if (!settings.isPrimary && primaryAddress !== undefined)
      this.#addressReporter = new AddressReporter({
        clock: host.clock,
        client: this.client,
        nodes: this.#nodes,
        policy: this.policy,
        primary: primaryAddress,
        appKeyIndex: () => appKeyOf(this.node, settings)?.appKeyIndex,
        disabled: () => this.#reporter.collectors !== undefined,
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
    this.#nodes.clear();
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
    this.#pace.beginTimed();
  }

  #provisioned(settings: FastProvSettings): void {
    this.server.provisioned();
    this.#addressReporter?.update();
    const { nodeAddressCount: count } = settings;
    if (settings.isPrimary && count > 1 && count <= this.policy.maxNodes)
      this.#startProxy(this.policy.gattProxy.delay);
  }

  #configured(): void {
    this.#reporter.update();
    this.#addressReporter?.update();
  }

  #rested(settings: FastProvSettings, resting: boolean): void {
    this.#setRelay(settings, resting);
    this.#tellGattProxy(resting);
    if (resting) this.#pace.beginTimed();
    else this.#pace.begin();
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
    if (own === undefined || !this.policy.reportsRecords) return undefined;
    if (this.#reporter.collectors) return this.#reporter.collectorForChildren(own);
    return isPrimary ? own : undefined;
  }

  #collectorCame(collector: number, parent: number): void {
    this.#reporter.setCollectors({ collector, parent });
    this.#provisioner?.collectorChanged();
    const { settings } = this.#provisioner ?? {};
    if (settings && this.activity === "provisioning") this.#setRelay(settings, false);
  }

  /** Milliseconds for which this node's reports leave the air to those that others send. */
  #reportHold(): number {
    const { clock, random } = this.#options.host;
    const { min, max, window } = this.policy.reportDeferral;
    const oldest = this.#surroundings?.pdus.oldest ?? -Infinity;
    return clock.now() - oldest < window ? randomBetween(random, min, max) : 0;
  }

  // What others report

  #allAddresses(): readonly number[] {
    const addresses = new Set<number>();
    for (const { address, stage } of this.#nodes.entries)
      if (stage !== Stage.dataSent) addresses.add(address);
    for (const address of this.#known.list) addresses.add(address);
    return [...addresses];
  }

  #addressesCame(addresses: readonly number[]): boolean {
    if (!this.#known.add(addresses)) return false;
    if (this.#provisioner) this.#startProxy(this.policy.gattProxy.delay);
    return true;
  }

  #recordsCame(records: readonly NodeRecord[], src: number): boolean {
    this.#pace.extend();
    const { recordLimit = defaultRecordLimit } = this.#options;
    const { diagnostics } = this.node;
    let kept = true;
    for (const record of records) {
      const outcome = storeRecord(
        { nodes: this.#nodes, diagnostics, limit: recordLimit },
        src,
        record,
      );
      // It is somebody's: no link need be tried.
      if (outcome === "new") this.#surroundings?.markInUse(record.uuid);
      kept &&= outcome !== "later";
    }
    this.#reporter.update();
    return kept;
  }

  // The node's own states

  #setRelay({ isPrimary }: FastProvSettings, on: boolean): void {
    // Where reports go over relays, those of the others stay on: the Primary's alone is off.
    const stays = this.policy.temporaryProvisionersRelay || !this.#reporter.collectors;
    this.#switchRelay(on || (stays && !isPrimary));
  }

  #switchRelay(on: boolean): void {
    const { network } = this.node;
    if (!network || network.settings.relay === undefined || network.settings.relay === on) return;
    network.settings.relay = on;
    network.saveSettings();
  }
}
