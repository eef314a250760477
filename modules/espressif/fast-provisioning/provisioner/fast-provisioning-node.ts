import { Records } from "../../../base/records.js";
import { randomBetween } from "../../../base/random.js";
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
import { ChildSetup, networkOf } from "./child-setup.js";
import { FastProvisioningClient } from "../models/client.js";
import type { FastProvSettings } from "../models/info-validation.js";
import { KnownAddresses } from "../addresses/known-addresses.js";
import { FastTransmissionPeriod } from "../policy/fast-transmission-period.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { FastProvisioningNodeOptions } from "./fast-provisioning-node-options.js";
import { FastProvisioningServer } from "../models/server.js";
import { Surroundings } from "../policy/surroundings.js";
import { ProvisioningSession } from "./provisioning-session.js";
import type { TemporaryProvisioner } from "./temporary-provisioner.js";

const defaultRecordLimit = 128;

/**
 * A node with fast provisioning: it has Espressif's vendor models, provisions and configures
 * devices when it is told to, and reports them. Its options are those of `Node`, with some more.
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
  readonly #keyPairs: KeyPairSource;
  readonly #transmission: FastTransmissionPeriod;
  readonly #nodes: NodeRecordStore;
  readonly #addresses: AddressPool;
  readonly #known: KnownAddresses;
  readonly #reporter: Reporter;
  #surroundings: Surroundings | undefined;
  /** The latest session; it is closed while the node does not provision. */
  #session: ProvisioningSession | undefined;
  /** The last beacon interval, ms: the window in which other devices are counted depends on it. */
  #interval = 0;

  /** Throws as `Node` does. */
  constructor(options: FastProvisioningNodeOptions) {
    const { elements, host, policy = adaptivePolicyFor(options.host.radio.sets) } = options;
    this.#options = options;
    this.policy = policy;
    this.#keyPairs = new KeyPairSource({ ...host, uses: policy.keyPairUses });
    this.#transmission = new FastTransmissionPeriod({
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
      onEnter: (settings) => this.#enter(settings),
      onEnd: (forget) => this.#end(forget),
      onGroupOnly: () => this.#stopListening(),
      addresses: () => this.#allAddresses(),
      onAddresses: (addresses) => this.#addressesReceived(addresses),
    });
    this.#recordServer = new NodeRecordServer({
      onCollector: (collector, parent) => this.#setCollector(collector, parent),
      onAcknowledged: (number) => {
        this.#transmission.extend();
        this.#reporter.acknowledged(number);
      },
    });
    this.#recordClient = new NodeRecordClient({
      onReport: (records, { src }) => this.#recordsReceived(records, src),
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
        this.#transmission.beginTimed();
        // The node may have to provision soon, and ECDH keys take a chip some time.
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
      congested: () => this.#active?.provisioner.congested ?? false,
      noLinksHeard: () => (this.#active?.provisioner.linksHeard ?? 0) === 0,
      deferral: () => this.#reportDeferral(),
    });
    this.#listen();
  }

  /** "provisioning"; "resting": it provisions, but has heard no device for a while; or "idle". */
  get activity(): "idle" | "provisioning" | "resting" {
    const session = this.#active;
    if (!session) return "idle";
    return session.provisioner.resting ? "resting" : "provisioning";
  }

  /** The provisioner of the latest session, with its history. */
  get provisioner(): TemporaryProvisioner | undefined {
    return this.#session?.provisioner;
  }

  /** Number of records that are not reported yet. */
  get unreported(): number {
    return this.#reporter.pending;
  }

  /** The records that it keeps, of itself and of nodes whose records it passes on. */
  get nodes(): NodeRecordStore {
    return this.#nodes;
  }

  /** Whether the node provisions and has no address for another node. */
  get exhausted(): boolean {
    return this.#active !== undefined && this.#addresses.exhausted;
  }

  /** To be called when the light was switched, by a message or a button: starts the disable timer. */
  lightSwitched(): void {
    this.server.lightSwitched();
  }

  /** To be called for each Generic OnOff Get and Set: starts the disable timer, depending on `endedBy`. */
  lightRequested(): void {
    if (this.#options.endedBy !== "change") this.server.lightSwitched();
  }

  /** Stops the node. Its store is not changed. */
  close(): void {
    this.#stop();
    this.#reporter.close();
    this.#nodes.close();
    this.#keyPairs.close();
    this.node.close();
  }

  /** The session while the node provisions. */
  get #active(): ProvisioningSession | undefined {
    return this.#session?.closed ? undefined : this.#session;
  }

  #listen(): void {
    this.#surroundings ??= new Surroundings({
      bearer: this.node.bearer,
      clock: this.#options.host.clock,
      pdus: this.policy.reportDeferral.pdus,
      onDevice: () => this.#active?.provisioner.deviceHeard(),
    });
  }

  #stop(): void {
    this.#transmission.close();
    this.#session?.close();
    this.#surroundings?.close();
    this.#surroundings = undefined;
  }

  #beaconInterval(): number {
    const window = Math.max(2000, 2.5 * this.#interval);
    this.#interval = this.policy.beaconInterval(this.#surroundings?.beaconingDevices(window) ?? 0);
    return this.#interval;
  }

  #enter(settings: FastProvSettings): void {
    const { network } = this.node;
    if (!network) return;
    const { host, onGattProxy } = this.#options;
    this.#session?.close();
    this.#addresses.addRange(settings.range, this.policy);
    this.#listen();
    const primaryAddress = settings.isPrimary ? network.address : settings.primaryAddress;
    this.#session = new ProvisioningSession({
      host,
      node: this.node,
      policy: this.policy,
      surroundings: this.#surroundings!,
      nodes: this.#nodes,
      addresses: this.#addresses,
      setup: this.#setup,
      keyPairs: this.#keyPairs,
      records: this.#recordClient,
      settings: { ...settings, primaryAddress },
      client: this.client,
      server: this.server,
      reporter: this.#reporter,
      transmission: this.#transmission,
      onGattProxy,
    });
  }

  #end(forget: boolean): void {
    this.#active?.end();
    this.#transmission.end();
    if (!forget) return;
    this.#nodes.clear();
    this.#known.clear();
  }

  /** The node will not provision: it need not observe the devices and links in range. */
  #stopListening(): void {
    this.#surroundings?.close();
    this.#surroundings = undefined;
    this.#transmission.beginTimed();
  }

  #setCollector(collector: number, parent: number): void {
    this.#reporter.setCollectors({ collector, parent });
    this.#active?.collectorChanged();
  }

  /** Milliseconds for which a report is deferred, because many network PDUs are received. */
  #reportDeferral(): number {
    const { clock, random } = this.#options.host;
    const { min, max, window } = this.policy.reportDeferral;
    const oldest = this.#surroundings?.pdus.oldest ?? -Infinity;
    return clock.now() - oldest < window ? randomBetween(random, min, max) : 0;
  }

  #allAddresses(): readonly number[] {
    const addresses = new Set<number>();
    for (const { address, stage } of this.#nodes.entries)
      if (stage !== Stage.dataSent) addresses.add(address);
    for (const address of this.#known.list) addresses.add(address);
    return [...addresses];
  }

  #addressesReceived(addresses: readonly number[]): boolean {
    if (!this.#known.add(addresses)) return false;
    this.#active?.addressesReceived();
    return true;
  }

  #recordsReceived(records: readonly NodeRecord[], src: number): boolean {
    this.#transmission.extend();
    const { recordLimit = defaultRecordLimit } = this.#options;
    const { diagnostics } = this.node;
    let stored = true;
    for (const record of records) {
      const outcome = storeRecord(
        { nodes: this.#nodes, diagnostics, limit: recordLimit },
        src,
        record,
      );
      // Another node provisioned the device: no link to it is needed.
      if (outcome === "new") this.#surroundings?.markInUse(record.uuid);
      stored &&= outcome !== "later";
    }
    this.#reporter.update();
    return stored;
  }
}
