import type { Diagnostics } from "../base/diagnostics.js";
import { RunQueue } from "../base/run-queue.js";
import { defer } from "../base/timer.js";
import type {
  AdvertisingScheduler,
  AdvertisingSchedulerUser,
} from "../host/advertising-scheduler.js";
import type { Clock } from "../host/clock.js";
import type { NetworkReceiver } from "../host/network-receiver.js";
import type { Overhearer, PacketReceiver, PduTimes, Radio } from "../host/radio.js";
import type { Random } from "../host/random.js";
import {
  type AdReceiver,
  beaconKey,
  dispatchAdStructures,
  dispatchBeacon,
  type ReceiverKey,
} from "./ad-parser.js";
import { AdType } from "./ad-type.js";
import type { AdvertisingBearerOptions } from "./bearer-options.js";
import { FilterCounts } from "./filter-counts.js";
import { type LinkSource, type Listeners, setFilter, setLinks } from "./wanted-packets.js";
import { PeriodicBeacon, type PeriodicBeaconOptions } from "./periodic-beacon.js";
import { checkedCapacity } from "./queue.js";
import {
  type Advertisement,
  checkSendRequest,
  Priority,
  type SendRequest,
  type Transmission,
} from "./send-request.js";
import { TransmissionScheduler } from "./transmission-scheduler.js";

/**
 * The advertising bearer (Mesh Protocol 1.1 §3.3.1, §5.2.1): shares the radio's
 * advertising sets among provisioning, network PDUs and beacons, and hands what
 * comes in to the receivers of its AD type.
 */
export class AdvertisingBearer implements AdvertisingSchedulerUser {
  /** Run at the end of each call of the radio. */
  readonly queue: RunQueue;
  private readonly radio: Radio;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly diagnostics: Diagnostics;
  private readonly scheduler: AdvertisingScheduler;
  private readonly receivers = new Map<ReceiverKey, readonly AdReceiver[]>();
  private readonly beacons = new Set<PeriodicBeacon>();
  private observers: readonly PacketReceiver[] = [];
  private nids: Uint8Array = new Uint8Array(0);
  private judge: NetworkReceiver | undefined;
  private links: LinkSource | undefined; // the latest receiver of PB-ADV PDUs
  /** The latest one. Not initialized: few nodes have one, and a value takes memory. */
  declare private overhearer: Overhearer | undefined;
  private senderAddress: number | undefined;
  private closed = false;
  /** Between `suspend` and `resume`, which alone change it. */
  suspended = false;

  /** Starts scanning. Throws RangeError for a capacity out of range. */
  constructor(options: AdvertisingBearerOptions) {
    this.radio = options.radio;
    this.clock = options.clock;
    this.queue = options.queue ?? new RunQueue(options.clock);
    this.random = options.random;
    this.diagnostics = options.diagnostics;
    const capacity = checkedCapacity(options.capacity);
    this.scheduler =
      options.radio.scheduler?.(capacity, this) ??
      new TransmissionScheduler({ ...options, capacity, user: this });
    if (this.scheduler.counts) this.diagnostics.addCounts(this.scheduler.counts);
    if (options.radio.filter) this.diagnostics.addCounts(new FilterCounts(options.radio.filter));
    this.updateFilter();
    this.radio.watch?.(this.diagnostics);
    this.scan();
  }

  /** Replaces receive while there are observers: receive need not look for them at each packet. */
  private readonly receiveObserved: PacketReceiver = (data, rssi, kind, address) => {
    for (const observer of this.observers) observer(data, rssi, kind, address);
    this.receive(data, rssi, kind, address);
  };

  private readonly receive: PacketReceiver = (data, rssi, _kind, address) => {
    this.queue.entered = true;
    this.senderAddress = address;
    const taken = dispatchAdStructures(data, rssi, this.receivers);
    if (taken < 0) this.diagnostics.drop("bearer.malformed", data.length);
    else if (taken === 0) this.diagnostics.drop("bearer.unknown-type", data.length);
    if (this.queue.waiting > 0) this.queue.leave();
    else this.queue.entered = false;
  };

  /** Stops scanning and sending until `resume`. The queue is cleared, and `send` fails meanwhile (`onEnd` gets false). */
  suspend(): void {
    if (this.closed || this.suspended) return;
    this.suspended = true;
    this.radio.scan(undefined);
    this.clear();
  }

  /** Drops everything in the queue: each `onEnd` is called with false. */
  clear(): void {
    this.scheduler.clear();
  }

  /** Ends `suspend`. */
  resume(): void {
    if (this.closed || !this.suspended) return;
    this.suspended = false;
    this.scan();
  }

  /**
   * Advertising address (48 bits) of the packet that is being handed to a receiver;
   * undefined where the radio does not report it. A sender may change its address at any time.
   */
  get source(): number | undefined {
    return this.senderAddress;
  }

  /** Whether the radio drops exact repeats of network PDUs by itself. */
  get dropsRepeats(): boolean {
    return this.radio.filter !== undefined;
  }

  /**
   * Estimated milliseconds until a network PDU that is queued now has its first event, behind
   * the other PDUs of this node and of provisioning. A request that awaits an answer adds it to its timeout.
   */
  get backlog(): number {
    return this.scheduler.backlog(Priority.network);
  }

  /** The radio's advertising sets. */
  get sets(): number {
    return this.radio.sets;
  }

  /**
   * Queues a transmission. When the queue is full, one of a class of less worth is dropped
   * (relayed PDUs first, then beacons), else this one; either is counted. Throws RangeError
   * for an option out of range.
   */
  send(request: SendRequest): Transmission {
    checkSendRequest(request);
    const { type, priority, transmissions, interval } = request;
    return this.enqueue(request, type, priority, transmissions, interval);
  }

  /** The same without a check of what is given: for the network layer, which sends much. */
  enqueue(
    advertisement: Advertisement,
    type: number,
    priority: Priority,
    transmissions: number,
    interval: number,
  ): Transmission {
    if (this.closed) return 0;
    if (this.suspended || this.radio.sets === 0) {
      this.tell(advertisement.onEnd, false);
      return 0;
    }
    const scheduler = this.scheduler;
    return scheduler.enqueue(advertisement, type, priority, transmissions, interval);
  }

  /** Cancels the remaining events of a transmission; `onEnd` is not called. One that has ended is ignored. */
  cancel(transmission: Transmission): void {
    if (transmission !== 0) this.scheduler.cancel(transmission);
  }

  /**
   * Cancels segments that their receiver has acknowledged: those of the message from `source`
   * with this SeqZero whose bits are set in `bits` (bit n: SegO n). Their remaining events would
   * only delay others. Their `onEnd` is called with true.
   */
  acknowledged(source: number, seqZero: number, bits: number): void {
    this.scheduler.acknowledged(source, seqZero, bits);
  }

  /** Receives network PDUs; the returned function ends that. */
  onNetworkPdu(receiver: AdReceiver): () => void {
    return this.on(AdType.networkPdu, receiver);
  }

  /** The times of the last `count` network PDUs from now on, as of a PacketFilter; undefined where the radio does not keep them. */
  pduTimes(count: number): PduTimes | undefined {
    return this.radio.filter?.pduTimes?.(count);
  }

  /** Receives mesh beacons of one beacon type (Mesh Protocol 1.1 §3.10.1); the returned function ends that. */
  onBeacon(beaconType: number, receiver: AdReceiver): () => void {
    return this.on(beaconKey(beaconType), receiver);
  }

  /**
   * Lets the radio count mesh beacons of these octets, of a type that has one receiver, without a
   * call of the node, as `countBeacons` of a PacketFilter; undefined: it counts none. Until a receiver
   * or a NID changes. The number of those that were counted since the call before.
   */
  countBeacons(beacon: Uint8Array | undefined): number {
    const { filter } = this.radio;
    if (filter?.countBeacons === undefined) return 0;
    const alone =
      beacon !== undefined &&
      this.observers.length === 0 &&
      this.receivers.get(beaconKey(beacon[0]!))?.length === 1;
    return filter.countBeacons(alone ? beacon : undefined);
  }

  /** Takes the mesh beacon `data[start..end)` that came by another bearer. */
  dispatchBeacon(data: Uint8Array, start: number, end: number): void {
    if (!dispatchBeacon(data, start, end, this.receivers))
      this.diagnostics.drop("beacon.unknown-type", end - start);
  }

  /** Receives PB-ADV PDUs; the returned function ends that. The radio may drop those that `links` does not want. */
  onProvisioning(receiver: AdReceiver, links?: LinkSource): () => void {
    if (links !== undefined) this.links = links;
    return this.on(AdType.provisioning, receiver);
  }

  /** Lets `overhearer` look at PB-ADV PDUs, where the radio can, without a call of the bearer; the returned function ends that. */
  overhear(overhearer: Overhearer): () => void {
    this.overhearer = overhearer;
    return this.on(AdType.provisioning, overhearer);
  }

  /** To be called when a `LinkSource` wants other PDUs than before. */
  linksChanged(): void {
    if (!this.closed) setLinks(this.radio.filter, this.listeners);
  }

  /** Receives AD structures of one type, mesh beacons excepted; the returned function ends that. */
  onAdType(type: number, receiver: AdReceiver): () => void {
    return this.on(type, receiver);
  }

  /**
   * Receives whole packets of every kind, with active scanning, where the radio can;
   * the returned function ends that. Only for a short time, such as an extended scan: the node
   * is woken by every packet on the air.
   */
  observe(observer: PacketReceiver): () => void {
    this.setObservers([...this.observers, observer]);
    return () => this.setObservers(this.observers.filter((other) => other !== observer));
  }

  private setObservers(observers: readonly PacketReceiver[]): void {
    this.observers = observers;
    this.updateFilter();
    if (!this.closed && !this.suspended) this.scan();
  }

  private scan(): void {
    const active = this.observers.length > 0;
    this.radio.scan(active ? this.receiveObserved : this.receive, { active });
  }

  /** Sets the NIDs of the node's subnets: a radio with a filter drops network PDUs with other NIDs. */
  setNids(nids: Uint8Array): void {
    this.nids = nids;
    this.updateFilter();
  }

  /**
   * Lets the network layer's receiver drop network PDUs in the radio, while nobody else receives them.
   * Ignored where the node has a trace to which the radio does not pass what is dropped.
   */
  setReceiver(receiver: NetworkReceiver | undefined): void {
    if (!this.diagnostics.tracesTo(this.radio.filter?.trace)) return;
    this.judge = receiver;
    this.updateFilter();
  }

  /** Sends a beacon periodically, from a random phase on, until it is closed. */
  addBeacon(options: PeriodicBeaconOptions): PeriodicBeacon {
    const beacon = new PeriodicBeacon({
      ...options,
      bearer: this,
      clock: this.clock,
      random: this.random,
      onClosed: () => this.beacons.delete(beacon),
    });
    this.beacons.add(beacon);
    return beacon;
  }

  /** Stops scanning, beacons and everything queued. The radio stays open. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.radio.scan(undefined);
    this.radio.unwatch?.(this.diagnostics);
    const { counts } = this.scheduler;
    if (counts) this.diagnostics.removeCounts(counts);
    // Before the beacons: what they cancel makes room for nothing any longer.
    this.scheduler.close();
    for (const beacon of [...this.beacons]) beacon.close();
    this.receivers.clear();
  }

  private on(key: ReceiverKey, receiver: AdReceiver): () => void {
    // Lists are replaced, never changed: receivers may be added and removed while one is called.
    const list = this.receivers.get(key);
    this.receivers.set(key, list ? list.concat(receiver) : [receiver]);
    this.updateFilter();
    return () => this.off(key, receiver);
  }

  private off(key: ReceiverKey, receiver: AdReceiver): void {
    const list = (this.receivers.get(key) ?? []).filter((other) => other !== receiver);
    if (receiver === this.overhearer) this.overhearer = undefined;
    else if (key === AdType.provisioning) this.links = undefined;
    if (list.length > 0) this.receivers.set(key, list);
    else this.receivers.delete(key);
    this.updateFilter();
  }

  private updateFilter(): void {
    const { filter } = this.radio;
    if (filter && !this.closed) setFilter(filter, this.listeners);
  }

  private get listeners(): Listeners {
    return {
      receivers: this.receivers,
      nids: this.nids,
      observed: this.observers.length > 0,
      judge: this.judge,
      links: this.links,
      overhearer: this.overhearer,
    };
  }

  /** For the scheduler. */
  dropped(octets: number): void {
    this.diagnostics.drop("bearer.queue-full", octets);
  }

  /** Calls `onEnd`, never inside the call of `send` or `clear` that caused the end. */
  tell(onEnd: Advertisement["onEnd"], sent: boolean): void {
    if (onEnd === undefined) return;
    defer(this.clock, () => {
      if (!this.closed) onEnd(sent);
    });
  }
}
