import { Abort } from "../../../base/abort.js";
import { AbortError } from "../../../base/errors.js";
import { toHex } from "../../../base/bytes.js";
import { randomBetween } from "../../../base/random.js";
import type { TimerHandle } from "../../../host/clock.js";
import { Algorithm } from "../../../provisioning/oob.js";
import type { ProvisioningData } from "../../../provisioning/pdu.js";
import { ProvisionerRole } from "../../../provisioning/provisioner.js";
import type { ProvisionedDevice } from "../../../provisioning/provisioner-options.js";
import { CollectorNotice } from "../../node-records/collector-notice.js";
import { type BookEntry, Stage } from "../../node-records/record-book.js";
import { provisionsOn } from "../../node-records/reported-record.js";
import { ChildHistory, type Plan } from "./child-history.js";
import type { ChildPlan } from "./child-setup.js";
import type { FastProvSettings } from "../models/info-validation.js";
import type { UnicastRange } from "../../unicast-range.js";
import type { DeviceHeard } from "../policy/surroundings.js";
import type { TemporaryProvisionerOptions } from "./temporary-provisioner-options.js";
import { Unfinished } from "./unfinished.js";

/**
 * Provisions the devices around a node, a few at a time, until it is closed: finds
 * them, gives them addresses of its range, configures them, and makes some of them
 * provision on. What it was doing when the power was cut it goes on with.
 */
export class TemporaryProvisioner {
  readonly #options: TemporaryProvisionerOptions;
  readonly #role: ProvisionerRole;
  readonly #unfinished: Unfinished;
  readonly #notice: CollectorNotice;
  readonly #abort = new Abort();
  readonly #history: ChildHistory[] = [];
  readonly #plans = new Map<number, Plan>();
  #linksOpened = 0;
  #linksFailed = 0;
  /** UUIDs of the devices on its links. */
  #linking: readonly Uint8Array[] = [];
  #children = 0;
  /** Links that it opened before one brought a node; Infinity: one did. */
  #tried = 0;
  /** Links in a row that brought no node; after them no other is opened before `#notBefore`. */
  #vain = 0;
  #notBefore = -Infinity;
  #timer: TimerHandle | undefined;
  #restTimer: TimerHandle | undefined;
  #resting = false;
  #closed = false;

  constructor(options: TemporaryProvisionerOptions) {
    const { bearer, book, diagnostics, host, keyPairs, policy } = options;
    this.#options = options;
    this.#role = new ProvisionerRole({
      ...host,
      bearer,
      diagnostics,
      keyPairs,
      timing: policy.timing("provisioner", bearer.sets),
      protocolTimeout: policy.protocolTimeout,
    });
    this.#unfinished = new Unfinished({
      clock: host.clock,
      attempts: policy.attempts,
      configure: (address) => this.#configure(address),
      onAttempt: () => this.#look(),
      onLeft: (address) => this.#left(address),
    });
    this.#notice = new CollectorNotice({
      clock: host.clock,
      client: options.records,
      book,
      signal: this.#abort,
      collector: options.collector,
      timeout: policy.message.timeout,
      retry: policy.message.retry,
    });
    for (const entry of book.entries) {
      if (!entry.own) continue;
      this.#children++;
      if (entry.stage < Stage.configured) this.#unfinished.add(entry.address);
    }
    this.#notice.changed();
    this.#lookSoon(0);
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
  get busy(): boolean {
    return this.#linksHeard >= this.#options.policy.reportLinks && this.#free().length > 0;
  }

  /** Nobody around is heard being provisioned. */
  get calm(): boolean {
    return this.#linksHeard === 0;
  }

  /** It is known now where records go. */
  collectorCame(): void {
    this.#notice.changed();
  }

  /** A device beaconed. */
  deviceHeard(): void {
    const { host, policy } = this.#options;
    if (this.#timer !== undefined || this.#linking.length >= policy.links) return;
    this.#lookSoon(randomBetween(host.random, 0, policy.mostHesitation));
  }

  /** Gives up what is under way. What was begun with a device that may be a node is gone on with by the next one. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimers();
    this.#abort.abort();
    this.#unfinished.close();
    this.#notice.close();
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
  #lookSoon(delay: number): void {
    this.#stopTimers();
    this.#timer = this.#options.host.clock.schedule(() => {
      this.#timer = undefined;
      this.#look();
    }, delay);
  }

  /** Opens links as long as that makes sense, and looks again later where it does not. */
  #look(): void {
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
    const idle = this.#linking.length === 0 && !this.#unfinished.urgent && opened === 0;
    const full = addresses.exhausted || this.#children >= policy.children;
    if (!idle || (!full && this.#free().length > 0)) {
      this.#rest(false);
      const { least, most } = policy.lookAgain;
      this.#lookSoon(randomBetween(host.random, least, most));
    } else if (!this.#resting && policy.rest < Infinity)
      this.#restTimer = host.clock.schedule(() => {
        this.#restTimer = undefined;
        this.#rest(true);
      }, policy.rest);
  }

  #rest(resting: boolean): void {
    if (this.#resting === resting) return;
    this.#resting = resting;
    if (resting) this.#options.diagnostics.emit({ type: "fast-provisioning", state: "resting" });
    this.#options.onRest(resting);
  }

  #mayOpen(): boolean {
    const { addresses, policy } = this.#options;
    if (this.#linking.length >= policy.links || addresses.exhausted) return false;
    if (this.#options.host.clock.now() < this.#notBefore) return false;
    if (this.#children + this.#linking.length >= policy.children) return false;
    if (this.#unfinished.fresh >= policy.configuring) return false;
    return this.#linksHeard < policy.busyLinks;
  }

  /** Links heard lately, the node's own as well. */
  get #linksHeard(): number {
    const { host, policy, surroundings } = this.#options;
    return surroundings.links.countSince(host.clock.now() - policy.linkWindow);
  }

  #free() {
    const { policy, settings, surroundings } = this.#options;
    // A beacon that was on its way when the link was opened does not free a device.
    for (const uuid of this.#linking) surroundings.take(uuid);
    return surroundings.free(settings.matchValue, policy.deviceAge(surroundings));
  }

  #choose(): DeviceHeard | undefined {
    const free = this.#free();
    if (free.length === 0) return undefined;
    const situation = { tried: this.#tried, linksHeard: this.#linksHeard };
    return free[this.#options.policy.choose(free, situation)];
  }

  #provision(device: DeviceHeard): void {
    const { book, diagnostics, host, policy, surroundings } = this.#options;
    const linkOpened = host.clock.now();
    const uuid = surroundings.uuid(device);
    surroundings.take(uuid);
    let given: number | undefined;
    const tooLong = new Abort();
    const deadline = host.clock.schedule(() => {
      if (given === undefined) tooLong.abort();
    }, policy.linkTimeout);
    this.#linking = [...this.#linking, uuid];
    this.#linksOpened++;
    this.#tried++;
    if (diagnostics.tracing)
      diagnostics.emit({ type: "fast-provisioning.node", step: "link", uuid: toHex(uuid) });
    this.#role
      .provision({
        uuid,
        algorithms: [Algorithm.cmac, Algorithm.hmac],
        signal: tooLong,
        assign: ({ elements }) => this.#assign(elements),
        onData: (future) => {
          const earlier = book.find(uuid);
          // Before it is told: from then on it may be a node, heard or not.
          if (!book.put(entryOf(future, Stage.expected)))
            throw new AbortError("the store keeps no record of the device");
          // It was none, then: what it was given before is not what it is. Its beacon alone, which
          // anybody may send, does not tell.
          if (earlier?.own) this.#forget(earlier.address);
          given = future.address;
          this.#children++;
          this.#plans.set(given, { rssi: device.rssi, since: host.clock.now() });
        },
      })
      .then(
        (result) => {
          book.put(entryOf(result, Stage.provisioned));
          this.#vain = 0;
          this.#tried = Infinity;
          this.#history.push(new ChildHistory(result.address, linkOpened, host.clock.now()));
          // A beacon that was on its way when the link was opened counts for nothing.
          surroundings.take(uuid);
          const { address } = result;
          diagnostics.emit({ type: "fast-provisioning.node", step: "provisioned", address });
          this.#options.onProvisioned();
        },
        () => {
          surroundings.take(uuid);
          this.#linksFailed++;
          this.#notBefore =
            host.clock.now() + randomBetween(host.random, 0, policy.pause(++this.#vain));
          diagnostics.emit({ type: "fast-provisioning.node", step: "failed" });
        },
      )
      .finally(() => {
        host.clock.cancel(deadline);
        this.#linking = this.#linking.filter((other) => other !== uuid);
        if (this.#closed) return;
        // One that failed late may have become a node all the same: it answers then.
        if (given !== undefined) this.#unfinished.add(given);
        this.#look();
      });
  }

  #assign(elements: number): ProvisioningData | undefined {
    const network = this.#options.network();
    const address = network && this.#options.addresses.takeDirect(elements);
    return address === undefined ? undefined : { ...network!, address };
  }

  #forget(address: number): void {
    this.#options.book.remove(address);
    this.#unfinished.remove(address);
    this.#plans.delete(address);
    this.#children--;
  }

  /** One attempt to configure a node. True: it is done with. */
  async #configure(address: number): Promise<boolean> {
    const { book, diagnostics, setup } = this.#options;
    const entry = book.get(address);
    if (!entry) return true;
    if (entry.stage === Stage.expected && this.#beacons(entry)) {
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
  #beacons({ address, uuid }: BookEntry): boolean {
    const lastSeen = this.#options.surroundings.lastSeen(uuid);
    return lastSeen !== undefined && lastSeen > (this.#plans.get(address)?.since ?? 0);
  }

  #planFor(entry: BookEntry): ChildPlan | undefined {
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
  #rangeFor(entry: BookEntry): UnicastRange | undefined {
    const { addresses, book, policy } = this.#options;
    if (provisionsOn(entry)) return { min: entry.rangeMin, max: entry.rangeMax };
    const situation = {
      rssi: this.#plans.get(entry.address)?.rssi ?? 0,
      linksHeard: this.#linksHeard,
    };
    if (!policy.enter(situation)) return undefined;
    const range = addresses.takeRange(policy.share(situation));
    if (!range || !book.put({ ...entry, rangeMin: range.min, rangeMax: range.max }))
      return undefined;
    return range;
  }

  #configured(address: number, provisioner: boolean): void {
    const { book, diagnostics, host, onConfigured } = this.#options;
    const entry = book.get(address);
    if (!entry) return;
    const untold = provisioner && this.#options.policy.records;
    const range = provisioner ? {} : { rangeMin: 0, rangeMax: 0 };
    book.put({ ...entry, ...range, stage: Stage.configured, untold });
    if (!provisioner) book.releaseKey(address);
    this.#plans.delete(address);
    const history = this.#history.find((other) => other.address === address);
    if (history) {
      history.configured = host.clock.now();
      history.provisioner = provisioner;
    }
    diagnostics.emit({ type: "fast-provisioning.node", step: "configured", address });
    onConfigured();
    this.#notice.changed();
  }

  /** A node that does not answer is reported all the same: others may reach it later. */
  #left(address: number): void {
    const { book, onConfigured } = this.#options;
    if (book.get(address)?.stage !== Stage.provisioned) return;
    book.setStage(address, Stage.configured);
    onConfigured();
  }
}

function entryOf(device: ProvisionedDevice, stage: Stage): BookEntry {
  const { address, deviceKey, elements, uuid } = device;
  return { address, deviceKey, elements, uuid, stage, own: true, rangeMin: 0, rangeMax: 0 };
}
