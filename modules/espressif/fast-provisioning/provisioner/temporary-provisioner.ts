import { Abort } from "../../../base/abort.js";
import { AbortError } from "../../../base/errors.js";
import { toHex } from "../../../base/bytes.js";
import { randomBetween } from "../../../base/random.js";
import type { TimerHandle } from "../../../host/clock.js";
import { Algorithm } from "../../../provisioning/oob.js";
import type { ProvisioningData } from "../../../provisioning/pdu.js";
import { ProvisionerRole } from "../../../provisioning/provisioner.js";
import type { ProvisionedDevice } from "../../../provisioning/provisioner-options.js";
import { CollectorConfiguration } from "../../node-records/collector-configuration.js";
import { type StoredNode, Stage } from "../../node-records/node-record-store.js";
import { isProvisioner } from "../../node-records/record-check.js";
import { ChildHistory, type PendingChild } from "./child-history.js";
import type { ChildPlan } from "./child-setup.js";
import type { FastProvSettings } from "../models/info-validation.js";
import type { UnicastRange } from "../../unicast-range.js";
import type { HeardDevice } from "../policy/surroundings.js";
import type { TemporaryProvisionerOptions } from "./temporary-provisioner-options.js";
import { ConfigurationQueue } from "./configuration-queue.js";

/**
 * Provisions the devices around a node, a few at a time, until it is closed: finds
 * them, gives them addresses of its range, configures them, and makes some of them
 * provision on. What it was doing when the power was cut it goes on with.
 */
export class TemporaryProvisioner {
  readonly #options: TemporaryProvisionerOptions;
  readonly #role: ProvisionerRole;
  readonly #queue: ConfigurationQueue;
  readonly #collectorConfiguration: CollectorConfiguration;
  readonly #abort = new Abort();
  readonly #history: ChildHistory[] = [];
  readonly #pendingChildren = new Map<number, PendingChild>();
  #linksOpened = 0;
  #linksFailed = 0;
  /** UUIDs of the devices on its links. */
  #linking: readonly Uint8Array[] = [];
  #children = 0;
  /** Links that it opened before one brought a node; Infinity: one did. */
  #linksBeforeFirstNode = 0;
  /** Links in a row that brought no node; after them no other is opened before `#notBefore`. */
  #failedInRow = 0;
  #notBefore = -Infinity;
  #timer: TimerHandle | undefined;
  #restTimer: TimerHandle | undefined;
  #resting = false;
  #closed = false;

  constructor(options: TemporaryProvisionerOptions) {
    const { bearer, nodes, diagnostics, host, keyPairs, policy } = options;
    this.#options = options;
    this.#role = new ProvisionerRole({
      ...host,
      bearer,
      diagnostics,
      keyPairs,
      timing: policy.pbAdvTiming("provisioner", bearer.sets),
      protocolTimeout: policy.protocolTimeout,
    });
    this.#queue = new ConfigurationQueue({
      clock: host.clock,
      maxAttempts: policy.maxAttempts,
      configure: (address) => this.#configure(address),
      onAttempt: () => this.#openLinks(),
      onUnresponsive: (address) => this.#onUnresponsive(address),
    });
    this.#collectorConfiguration = new CollectorConfiguration({
      clock: host.clock,
      client: options.records,
      nodes,
      signal: this.#abort,
      collector: options.collector,
      timeout: policy.message.timeout,
      retryInterval: policy.message.retryInterval,
    });
    for (const entry of nodes.entries) {
      if (!entry.own) continue;
      this.#children++;
      if (entry.stage < Stage.configured) this.#queue.add(entry.address);
    }
    this.#collectorConfiguration.update();
    this.#scheduleLinks(0);
  }

  /** What it did since it was made. */
  get history(): readonly ChildHistory[] {
    return this.#history;
  }

  /** Links opened, and those of them that did not bring a node. */
  get links(): { readonly opened: number; readonly failed: number } {
    return { opened: this.#linksOpened, failed: this.#linksFailed };
  }

  get settings(): FastProvSettings {
    return this.#options.settings;
  }

  get resting(): boolean {
    return this.#resting;
  }

  /** There are devices to provision, and others are at it too. */
  get congested(): boolean {
    return (
      this.#linksHeard >= this.#options.policy.reportCongestionLinks && this.#available().length > 0
    );
  }

  /** Nobody around is heard being provisioned. */
  get noLinksHeard(): boolean {
    return this.#linksHeard === 0;
  }

  /** It is known now where records go. */
  collectorChanged(): void {
    this.#collectorConfiguration.update();
  }

  /** A device beaconed. */
  deviceHeard(): void {
    const { host, policy } = this.#options;
    if (this.#timer !== undefined || this.#linking.length >= policy.maxLinks) return;
    this.#scheduleLinks(randomBetween(host.random, 0, policy.maxLinkDelay));
  }

  /** Gives up what is under way. What was begun with a device that may be a node is gone on with by the next one. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimers();
    this.#abort.abort();
    this.#queue.close();
    this.#collectorConfiguration.close();
    this.#role.close();
  }

  #stopTimers(): void {
    const { clock } = this.#options.host;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    if (this.#restTimer !== undefined) clock.cancel(this.#restTimer);
    this.#timer = undefined;
    this.#restTimer = undefined;
  }

  /** From a timer in any case: a chip's stack holds not the way from a beacon to the Link Open. */
  #scheduleLinks(delay: number): void {
    this.#stopTimers();
    this.#timer = this.#options.host.clock.schedule(() => {
      this.#timer = undefined;
      this.#openLinks();
    }, delay);
  }

  /** Opens links as long as that makes sense, and looks again later where it does not. */
  #openLinks(): void {
    if (this.#closed) return;
    this.#stopTimers();
    const { addresses, host, policy } = this.#options;
    let opened = 0;
    while (this.#mayOpen()) {
      const device = this.#choose();
      if (!device) break;
      opened++;
      this.#provision(device);
    }
    const idle = this.#linking.length === 0 && !this.#queue.pending && opened === 0;
    const full = addresses.exhausted || this.#children >= policy.maxNodes;
    if (!idle || (!full && this.#available().length > 0)) {
      this.#rest(false);
      const { min, max } = policy.retryLinkDelay;
      this.#scheduleLinks(randomBetween(host.random, min, max));
    } else if (!this.#resting && policy.idleTimeout < Infinity)
      this.#restTimer = host.clock.schedule(() => {
        this.#restTimer = undefined;
        this.#rest(true);
      }, policy.idleTimeout);
  }

  #rest(resting: boolean): void {
    if (this.#resting === resting) return;
    this.#resting = resting;
    if (resting) this.#options.diagnostics.emit({ type: "fast-provisioning", state: "resting" });
    this.#options.onResting(resting);
  }

  #mayOpen(): boolean {
    const { addresses, policy } = this.#options;
    if (this.#linking.length >= policy.maxLinks || addresses.exhausted) return false;
    if (this.#options.host.clock.now() < this.#notBefore) return false;
    if (this.#children + this.#linking.length >= policy.maxNodes) return false;
    if (this.#queue.firstAttempts >= policy.maxConfiguring) return false;
    return this.#linksHeard < policy.congestionLinks;
  }

  /** Links heard lately, the node's own as well. */
  get #linksHeard(): number {
    const { host, policy, surroundings } = this.#options;
    return surroundings.links.countSince(host.clock.now() - policy.congestionWindow);
  }

  #available() {
    const { policy, settings, surroundings } = this.#options;
    // A beacon that was on its way when the link was opened does not free a device.
    for (const uuid of this.#linking) surroundings.markInUse(uuid);
    return surroundings.available(settings.matchValue, policy.maxDeviceAge(surroundings));
  }

  #choose(): HeardDevice | undefined {
    const free = this.#available();
    if (free.length === 0) return undefined;
    const situation = { linksOpened: this.#linksBeforeFirstNode, linksHeard: this.#linksHeard };
    return free[this.#options.policy.chooseDevice(free, situation)];
  }

  #provision(device: HeardDevice): void {
    const { nodes, diagnostics, host, policy, surroundings } = this.#options;
    const linkOpened = host.clock.now();
    const uuid = surroundings.uuid(device);
    surroundings.markInUse(uuid);
    let given: number | undefined;
    const tooLong = new Abort();
    const deadline = host.clock.schedule(() => {
      if (given === undefined) tooLong.abort();
    }, policy.linkTimeout);
    this.#linking = [...this.#linking, uuid];
    this.#linksOpened++;
    this.#linksBeforeFirstNode++;
    if (diagnostics.tracing)
      diagnostics.emit({ type: "fast-provisioning.node", step: "link", uuid: toHex(uuid) });
    this.#role
      .provision({
        uuid,
        algorithms: [Algorithm.cmac, Algorithm.hmac],
        signal: tooLong,
        assign: ({ elements }) => this.#assign(elements),
        onData: (future) => {
          const earlier = nodes.find(uuid);
          // Before it is told: from then on it may be a node, heard or not.
          if (!nodes.put(entryOf(future, Stage.dataSent)))
            throw new AbortError("the store keeps no record of the device");
          // It was none, then: what it was given before is not what it is. Its beacon alone, which
          // anybody may send, does not tell.
          if (earlier?.own) this.#forget(earlier.address);
          given = future.address;
          this.#children++;
          this.#pendingChildren.set(given, { rssi: device.rssi, dataSentAt: host.clock.now() });
        },
      })
      .then(
        (result) => {
          nodes.put(entryOf(result, Stage.provisioned));
          this.#failedInRow = 0;
          this.#linksBeforeFirstNode = Infinity;
          this.#history.push(new ChildHistory(result.address, linkOpened, host.clock.now()));
          // A beacon that was on its way when the link was opened counts for nothing.
          surroundings.markInUse(uuid);
          const { address } = result;
          diagnostics.emit({ type: "fast-provisioning.node", step: "provisioned", address });
          this.#options.onProvisioned();
        },
        () => {
          surroundings.markInUse(uuid);
          this.#linksFailed++;
          this.#notBefore =
            host.clock.now() +
            randomBetween(host.random, 0, policy.linkBackoff(++this.#failedInRow));
          diagnostics.emit({ type: "fast-provisioning.node", step: "failed" });
        },
      )
      .finally(() => {
        host.clock.cancel(deadline);
        this.#linking = this.#linking.filter((other) => other !== uuid);
        if (this.#closed) return;
        // One that failed late may have become a node all the same: it answers then.
        if (given !== undefined) this.#queue.add(given);
        this.#openLinks();
      });
  }

  #assign(elements: number): ProvisioningData | undefined {
    const network = this.#options.network();
    const address = network && this.#options.addresses.allocateAddresses(elements);
    return address === undefined ? undefined : { ...network!, address };
  }

  #forget(address: number): void {
    this.#options.nodes.remove(address);
    this.#queue.remove(address);
    this.#pendingChildren.delete(address);
    this.#children--;
  }

  /** One attempt to configure a node. True: it is done with. */
  async #configure(address: number): Promise<boolean> {
    const { nodes, diagnostics, setup } = this.#options;
    const entry = nodes.get(address);
    if (!entry) return true;
    if (entry.stage === Stage.dataSent && this.#isUnprovisioned(entry)) {
      this.#forget(address);
      return true;
    }
    const plan = this.#planFor(entry);
    if (!plan) return false;
    try {
      const role = await setup.run(plan);
      this.#configured(address, role === "provisioner");
      return true;
    } catch {
      if (this.#closed) return true;
      diagnostics.emit({ type: "fast-provisioning.node", step: "left", address });
      return false;
    }
  }

  /** Whether the device beacons, so that it is no node, whatever it was given. */
  #isUnprovisioned({ address, uuid }: StoredNode): boolean {
    const lastSeen = this.#options.surroundings.lastSeen(uuid);
    return (
      lastSeen !== undefined && lastSeen > (this.#pendingChildren.get(address)?.dataSentAt ?? 0)
    );
  }

  #planFor(entry: StoredNode): ChildPlan | undefined {
    const { appKey: sharedKey, network, settings } = this.#options;
    const appKey = sharedKey();
    const own = network();
    if (!appKey || !own) return undefined;
    return {
      address: entry.address,
      settings,
      appKey,
      flags: own.flags,
      ivIndex: own.ivIndex,
      range: this.#rangeFor(entry),
      signal: this.#abort,
    };
  }

  /**
   * That a node is to provision on is decided once, and so are its addresses: they are stored
   * before it hears of them, and it is asked for no others after a power cut.
   */
  #rangeFor(entry: StoredNode): UnicastRange | undefined {
    const { addresses, nodes, policy } = this.#options;
    if (isProvisioner(entry)) return { min: entry.rangeMin, max: entry.rangeMax };
    const situation = {
      rssi: this.#pendingChildren.get(entry.address)?.rssi ?? 0,
      linksHeard: this.#linksHeard,
    };
    if (!policy.makesProvisioner(situation)) return undefined;
    const range = addresses.allocateRange(policy.rangeShare(situation));
    if (!range || !nodes.put({ ...entry, rangeMin: range.min, rangeMax: range.max }))
      return undefined;
    return range;
  }

  #configured(address: number, provisioner: boolean): void {
    const { nodes, diagnostics, host, onConfigured } = this.#options;
    const entry = nodes.get(address);
    if (!entry) return;
    const collectorPending = provisioner && this.#options.policy.reportsRecords;
    const range = provisioner ? {} : { rangeMin: 0, rangeMax: 0 };
    nodes.put({ ...entry, ...range, stage: Stage.configured, collectorPending });
    if (!provisioner) nodes.releaseKey(address);
    this.#pendingChildren.delete(address);
    const history = this.#history.find((other) => other.address === address);
    if (history) {
      history.configured = host.clock.now();
      history.provisioner = provisioner;
    }
    diagnostics.emit({ type: "fast-provisioning.node", step: "configured", address });
    onConfigured();
    this.#collectorConfiguration.update();
  }

  /** A node that does not answer is reported all the same: others may reach it later. */
  #onUnresponsive(address: number): void {
    const { nodes, onConfigured } = this.#options;
    if (nodes.get(address)?.stage !== Stage.provisioned) return;
    nodes.setStage(address, Stage.configured);
    onConfigured();
  }
}

function entryOf(device: ProvisionedDevice, stage: Stage): StoredNode {
  const { address, deviceKey, elements, uuid } = device;
  return { address, deviceKey, elements, uuid, stage, own: true, rangeMin: 0, rangeMax: 0 };
}
