import type { Diagnostics } from "../base/diagnostics.js";
import { randomBetween } from "../base/random.js";
import { RunQueue } from "../base/run-queue.js";
import { defer, Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { PacketReceiver, Radio } from "../host/radio.js";
import type { Random } from "../host/random.js";
import type { AdvertisingBearerOptions } from "./advertising-bearer-options.js";
import { type AdReceiver, beaconKey, dispatchAdStructures, type ReceiverKey } from "./ad-parser.js";
import { AdType, maximumAdPayload } from "./ad-type.js";
import { AdvertisingSets } from "./advertising-sets.js";
import { PeriodicBeacon, type PeriodicBeaconOptions } from "./periodic-beacon.js";
import { AdvertisingQueue, nowhere, PlaceState } from "./queue.js";
import {
  type Advertisement,
  Priority,
  type SendRequest,
  type Transmission,
} from "./send-request.js";

export type { SendRequest, Transmission } from "./send-request.js";

/** Milliseconds from one event to the next of a radio that is busy. */
const oneSetPace = 20;
const severalSetsPace = 5;

/**
 * The advertising bearer (Mesh Protocol 1.1 §3.3.1, §5.2.1): shares the radio's
 * advertising sets among provisioning, network PDUs and beacons, and hands what
 * comes in to the receivers of its AD type.
 */
export class AdvertisingBearer {
  /** Run at the end of each call of the radio. */
  readonly queue: RunQueue;
  readonly #radio: Radio;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #diagnostics: Diagnostics;
  readonly #queue: AdvertisingQueue;
  readonly #receivers = new Map<ReceiverKey, readonly AdReceiver[]>();
  readonly #beacons = new Set<PeriodicBeacon>();
  #observers: readonly PacketReceiver[] = [];
  #nids: Uint8Array = new Uint8Array(0);
  #source: number | undefined;
  readonly #sets: AdvertisingSets;
  #transmissions = 0;
  /** For the event that is due next while a set is free. */
  readonly #timer: Timer<AdvertisingBearer>;
  #timerDue = Infinity;
  #closed = false;
  #suspended = false;

  /** Starts scanning. Throws RangeError for a capacity out of range. */
  constructor(options: AdvertisingBearerOptions) {
    const capacity = options.capacity ?? 32;
    if (!Number.isInteger(capacity) || capacity < 4 || capacity > 255)
      throw new RangeError(`capacity must be 4..255, not ${capacity}`);
    this.#radio = options.radio;
    this.#clock = options.clock;
    this.#timer = new Timer(options.clock, AdvertisingBearer.#eventDue, this);
    this.queue = options.queue ?? new RunQueue(options.clock);
    this.#random = options.random;
    this.#diagnostics = options.diagnostics;
    this.#queue = new AdvertisingQueue(capacity);
    this.#sets = new AdvertisingSets(options.radio, (place, events) => {
      this.queue.entered = true;
      this.#eventsSent(place, events);
      this.queue.leave();
    });
    const { filter } = this.#radio;
    if (filter) {
      this.#diagnostics.addCounter("bearer.unknown-type", () => filter.unknownTypes);
      this.#diagnostics.addCounter("network.unknown-nid", () => filter.unknownNids);
      this.#diagnostics.addCounter("network.cached", () => filter.repeats);
      this.#updateFilter();
    }
    this.#radio.watch?.(this.#diagnostics);
    this.#scan();
  }

  /** In the place of #receive while somebody observes: nobody mostly does, and each packet would pay. */
  readonly #receiveObserved: PacketReceiver = (data, rssi, kind, address) => {
    for (const observer of this.#observers) observer(data, rssi, kind, address);
    this.#receive(data, rssi, kind, address);
  };

  readonly #receive: PacketReceiver = (data, rssi, _kind, address) => {
    this.queue.entered = true;
    this.#source = address;
    const taken = dispatchAdStructures(data, rssi, this.#receivers);
    if (taken <= 0)
      this.#diagnostics.drop(taken < 0 ? "bearer.malformed" : "bearer.unknown-type", data.length);
    if (this.queue.waiting > 0) this.queue.leave();
    else this.queue.entered = false;
  };

  /** Leaves the air until `resume`: what is queued is given up, and what is sent meanwhile. */
  suspend(): void {
    if (this.#closed || this.#suspended) return;
    this.#suspended = true;
    this.#radio.scan(undefined);
    this.clear();
  }

  /** Gives up what is queued: whoever waits is told. */
  clear(): void {
    const queue = this.#queue;
    for (let at = queue.end - 1; at >= 0; at--) {
      if (queue.state[at] === PlaceState.free) continue;
      this.#tell(queue.onEnd(at), false);
      this.#release(at);
    }
    this.#fill();
  }

  /** Ends `suspend`. */
  resume(): void {
    if (this.#closed || !this.#suspended) return;
    this.#suspended = false;
    this.#scan();
  }

  /**
   * Address of the sender, 48 bits, of what a receiver is given at the moment, where
   * the radio tells it. Senders may change theirs as they like.
   */
  get source(): number | undefined {
    return this.#source;
  }

  /** Whether the radio drops exact repeats of network PDUs by itself. */
  get dropsRepeats(): boolean {
    return this.#radio.filter !== undefined;
  }

  /**
   * Milliseconds, about, until what was sent last leaves behind other PDUs of this node
   * and of provisioning. Who asks for an answer has to wait so much longer.
   */
  get backlog(): number {
    const pace = this.#radio.sets > 1 ? severalSetsPace : oneSetPace;
    return this.#queue.backlog(Priority.network, pace);
  }

  /** The radio's advertising sets. */
  get sets(): number {
    return this.#radio.sets;
  }

  /**
   * Queues something to send. When the queue is full, what is worth less makes
   * room (relayed PDUs first, then beacons), else this is dropped; either is
   * counted. Throws RangeError for an option out of range.
   */
  send(request: SendRequest): Transmission {
    const { type, payload, priority, transmissions, interval } = request;
    const length = request.length ?? payload.length;
    if (!Number.isInteger(type) || type < 1 || type > 255)
      throw new RangeError(`type must be 1..255, not ${type}`);
    if (payload.length < 1 || payload.length > maximumAdPayload)
      throw new RangeError(`payload must be 1..${maximumAdPayload} octets, not ${payload.length}`);
    if (!Number.isInteger(length) || length < 1 || length > payload.length)
      throw new RangeError(`length must be 1..${payload.length} octets, not ${length}`);
    if (!Number.isInteger(transmissions) || transmissions < 1 || transmissions > 8)
      throw new RangeError(`transmissions must be 1..8, not ${transmissions}`);
    if (!(interval >= 20 && interval < Infinity))
      throw new RangeError(`interval must be 20 ms or more, not ${interval}`);
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
    if (this.#closed) return 0;
    if (this.#suspended) {
      this.#tell(advertisement.onEnd, false);
      return 0;
    }
    const queue = this.#queue;
    const place = queue.claim(priority, this.#drop);
    if (place === nowhere) {
      const { length, onEnd, payload } = advertisement;
      this.#diagnostics.drop("bearer.queue-full", length ?? payload.length);
      this.#tell(onEnd, false);
      return 0;
    }
    const transmission = (this.#transmissions = (this.#transmissions + 1) & 0x3fffffff || 1);
    queue.transmission[place] = transmission;
    queue.priority[place] = priority;
    queue.remaining[place] = transmissions;
    queue.interval[place] = interval;
    queue.put(place, type, advertisement, this.#clock.now());
    this.#fill();
    return transmission;
  }

  /** Forgets what is not sent yet; `onEnd` is not called. One that has ended is ignored. */
  cancel(transmission: Transmission): void {
    if (transmission === 0) return;
    const queue = this.#queue;
    for (let at = 0; at < queue.end; at++) {
      if (queue.transmission[at] !== transmission) continue;
      this.#release(at);
      this.#fill();
      return;
    }
  }

  /**
   * Takes back segments that their receiver has: of the message from `source` with this
   * SeqZero those whose bits are set. What is left of them would be of use to nobody, and
   * others wait behind it.
   */
  acknowledged(source: number, seqZero: number, bits: number): void {
    const queue = this.#queue;
    const first = 1 + (seqZero << 5);
    for (let at = 0; at < queue.end; at++) {
      if (queue.source[at] !== source) continue;
      const segO = queue.segment[at]! - first;
      if (segO < 0 || segO > 31 || ((bits >>> segO) & 1) === 0) continue;
      this.#tell(queue.onEnd(at), true);
      this.#release(at);
    }
    this.#fill();
  }

  /** Receives network PDUs; the returned function ends that. */
  onNetworkPdu(receiver: AdReceiver): () => void {
    return this.#on(AdType.networkPdu, receiver);
  }

  /** Receives mesh beacons of one beacon type (Mesh Protocol 1.1 §3.10.1); the returned function ends that. */
  onBeacon(beaconType: number, receiver: AdReceiver): () => void {
    return this.#on(beaconKey(beaconType), receiver);
  }

  /** Receives PB-ADV PDUs; the returned function ends that. */
  onProvisioning(receiver: AdReceiver): () => void {
    return this.#on(AdType.provisioning, receiver);
  }

  /** Receives AD structures of one type but mesh beacons; the returned function ends that. */
  onAdType(type: number, receiver: AdReceiver): () => void {
    return this.#on(type, receiver);
  }

  /**
   * Receives whole packets of every kind, with active scanning, where the radio can;
   * the returned function ends that. For looks at a device, not for good: it wakes
   * the node for everything that is on the air.
   */
  observe(observer: PacketReceiver): () => void {
    const change = (observers: readonly PacketReceiver[]) => {
      this.#observers = observers;
      this.#updateFilter();
      if (!this.#closed && !this.#suspended) this.#scan();
    };
    change([...this.#observers, observer]);
    return () => change(this.#observers.filter((other) => other !== observer));
  }

  #scan(): void {
    const active = this.#observers.length > 0;
    this.#radio.scan(active ? this.#receiveObserved : this.#receive, { active });
  }

  /** Names the NIDs of the node's networks: a radio that can drops the network PDUs of others. */
  setNids(nids: Uint8Array): void {
    this.#nids = nids;
    this.#updateFilter();
  }

  /** Sends something again and again, from a random phase on, until it is closed. */
  addBeacon(options: PeriodicBeaconOptions): PeriodicBeacon {
    const beacon = new PeriodicBeacon({
      ...options,
      bearer: this,
      clock: this.#clock,
      random: this.#random,
      onClosed: () => this.#beacons.delete(beacon),
    });
    this.#beacons.add(beacon);
    return beacon;
  }

  /** Stops scanning, beacons and everything queued. The radio stays open. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#radio.scan(undefined);
    this.#radio.unwatch?.(this.#diagnostics);
    for (const beacon of [...this.#beacons]) beacon.close();
    for (let at = this.#queue.end - 1; at >= 0; at--) this.#release(at);
    this.#timer.stop();
    this.#receivers.clear();
  }

  #on(key: ReceiverKey, receiver: AdReceiver): () => void {
    // Lists are replaced, never changed: a receiver may come or go during a call.
    const list = this.#receivers.get(key);
    this.#receivers.set(key, list ? list.concat(receiver) : [receiver]);
    this.#updateFilter();
    return () => this.#off(key, receiver);
  }

  #off(key: ReceiverKey, receiver: AdReceiver): void {
    const list = (this.#receivers.get(key) ?? []).filter((other) => other !== receiver);
    if (list.length > 0) this.#receivers.set(key, list);
    else this.#receivers.delete(key);
    this.#updateFilter();
  }

  #updateFilter(): void {
    const { filter } = this.#radio;
    if (this.#closed || !filter) return;
    const nids = this.#nids;
    if (this.#observers.length > 0) {
      const all = new Uint8Array(256);
      for (let type = 0; type < 256; type++) all[type] = type;
      return filter.set({ types: all, beacons: all, nids });
    }
    const { size } = this.#receivers;
    const types = new Uint8Array(size);
    const beacons = new Uint8Array(size);
    let typeCount = 0;
    let beaconCount = 0;
    // Without closures: a provisioner's stack is deepest here, when it starts.
    for (const key of this.#receivers.keys()) {
      types[typeCount++] = key > 0xff ? AdType.beacon : key;
      if (key > 0xff) beacons[beaconCount++] = key & 0xff;
    }
    filter.set({ types, beacons: beacons.subarray(0, beaconCount), nids });
  }

  /** Gives every free set its next event, and sets the timer for what is due later. */
  #fill(): void {
    if (this.#closed) return;
    const now = this.#clock.now();
    const queue = this.#queue;
    while (!this.#sets.allBusy) {
      const place = queue.next(now);
      if (place === nowhere) break;
      queue.state[place] = PlaceState.onAir;
      const events = queue.remaining[place]!;
      this.#sets.start(place, queue.view(place), events, queue.interval[place]!);
    }
    // With every set taken, the end of an event calls again.
    const due = this.#sets.allBusy ? Infinity : queue.nextDue;
    if (due === this.#timerDue) return;
    this.#timerDue = due;
    if (due === Infinity) this.#timer.stop();
    else this.#timer.start(due - now);
  }

  static #eventDue(bearer: AdvertisingBearer): void {
    bearer.#timerDue = Infinity;
    bearer.#fill();
  }

  #eventsSent(place: number, events: number): void {
    const queue = this.#queue;
    queue.sent[place]! += events;
    queue.remaining[place]! -= events;
    if (queue.remaining[place]! > 0) {
      const gap = queue.interval[place]! + randomBetween(this.#random, 0, 10);
      queue.wait(place, this.#clock.now() + gap);
      this.#fill();
      return;
    }
    const onEnd = queue.onEnd(place);
    queue.free(place);
    onEnd?.(true);
    this.#fill();
  }

  readonly #drop = (place: number): void => {
    this.#diagnostics.drop("bearer.queue-full", this.#queue.view(place).length - 2);
    this.#tell(this.#queue.onEnd(place), false);
    this.#release(place);
  };

  #release(place: number): void {
    const state = this.#queue.state[place]!;
    if (state === PlaceState.free) return;
    if (state === PlaceState.onAir) this.#sets.stop(place);
    this.#queue.free(place);
  }

  /** Tells the end outside the call of `send` that brought it about. */
  #tell(onEnd: ((sent: boolean) => void) | undefined, sent: boolean): void {
    if (onEnd === undefined) return;
    defer(this.#clock, () => {
      if (!this.#closed) onEnd(sent);
    });
  }
}
