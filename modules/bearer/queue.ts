import { frozen } from "../base/frozen.js";
import { maximumAdPayload } from "./ad-type.js";
import type { Advertisement, Priority } from "./send-request.js";

export const priorities = 4;

/** Worth of each class when the queue is full: relayed PDUs are dropped first, as other nodes relay them too. */
const worth: readonly number[] = frozen([3, 2, 0, 1]);

/**
 * Events of other classes that may precede a waiting class before it gets one event. The
 * node's own network PDUs alternate with provisioning PDUs: nodes that it has just
 * provisioned wait for them.
 */
const passOverLimits: readonly number[] = frozen([8, 1, 8, 8]);

/** State of a place in the queue. */
export const PlaceState = frozen({ free: 0, waiting: 1, onAir: 2 });

/** In place of a place in the queue where there is none. */
export const nowhere = -1;

/** Mean of the random milliseconds that are added to an advertising interval (advDelay). */
const meanDelay = 5;

/** Most octets of an AD structure: length, type, payload. */
const structure = 2 + maximumAdPayload;

/** Places that keep the view of their octets when they are free; the others create one when they are used. */
const kept = 4;

/** Places of a queue that is asked for: 4..255, 32 by default. Throws RangeError for any other. */
export function checkedCapacity(capacity = 32): number {
  if (!Number.isInteger(capacity) || capacity < 4 || capacity > 255)
    throw new RangeError(`capacity must be 4..255, not ${capacity}`);
  return capacity;
}

/**
 * The bounded queue of the advertising bearer: which event comes next. All transmissions
 * of a network PDU are over before a later number of its source has its first
 * (`mustFollow`); other sources have theirs between them. One that comes when a later
 * number is being sent already, as it took another way to this relay, goes before what is
 * left of that: who has not heard the later one yet gets both. It is sent even where
 * nothing is left: for a receiver that the later one was not addressed to it is new.
 *
 * What waits has a place, a number from 0 on, and its properties are numbers in columns: a
 * full queue of objects takes a quarter of the memory that a chip gives a machine.
 */
export class AdvertisingQueue {
  // What is asked of every place comes first: fields are looked for in this order.
  /** All places from this one on are free. */
  #end = 0;
  /** Per place: number of transmissions that must be completely sent before it begins. */
  readonly #ahead: number[] = [];
  /** Per place: time of the next event, in ms of the clock. */
  readonly #due: number[] = [];
  /** Whether a count of those that were passed over is not 0. */
  #somePassedOver = false;
  /** Decides between what is due at the same time. */
  readonly #order: number[] = [];
  #orders = 0;
  /** Places in use that have a source. */
  #ordered = 0;
  #nextDue = Infinity;
  readonly #number: number[] = [];
  /** The complete AD structures, and their views: each is replaced only where the length is another. */
  readonly #views: (Uint8Array | undefined)[] = [];
  readonly #octets: Uint8Array;
  readonly #onEnd: Advertisement["onEnd"][] = [];
  readonly #capacity: number;
  readonly #passedOver = new Uint8Array(priorities);
  /** PlaceState of each place. */
  readonly state: number[] = [];
  readonly priority: number[] = [];
  /** Events still to be sent, and sent so far. */
  readonly remaining: number[] = [];
  readonly sent: number[] = [];
  /** As in `Advertisement`; source 0: no order is kept. */
  readonly source: number[] = [];
  readonly segment: number[] = [];
  readonly interval: number[] = [];
  /** Number of the transmission that has the place; 0: none. */
  readonly transmission: number[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#octets = new Uint8Array(structure * capacity);
  }

  /** Places that may be in use are those below. */
  get end(): number {
    return this.#end;
  }

  /**
   * A place for something of this class: a free one, or one whose content is worth
   * less (`evict` is called, and frees it), or `nowhere`.
   */
  claim(priority: Priority, evict: (place: number) => void): number {
    let victim = nowhere;
    const end = this.#end;
    const { state } = this;
    for (let at = 0; at < end; at++) {
      if (state[at] === PlaceState.free) return at;
      if (state[at] === PlaceState.onAir) continue;
      if (worth[this.priority[at]!]! >= worth[priority]!) continue;
      if (victim === nowhere || this.isLessWorth(at, victim)) victim = at;
    }
    if (end < this.#capacity) {
      // The lists have no holes, with which XS may crash.
      if (end === this.#views.length) {
        this.#views.push(undefined);
        this.#onEnd.push(undefined);
      }
      return this.#end++;
    }
    if (victim === nowhere) return nowhere;
    evict(victim);
    // What is evicted may have been the last.
    return this.claim(priority, evict);
  }

  /**
   * Puts what is to be sent in a place that was claimed, due at `now`. The caller has set how:
   * `transmission`, `priority`, `remaining` and `interval` of the place.
   */
  put(at: number, type: number, advertisement: Advertisement, now: number): void {
    const { payload, source = 0 } = advertisement;
    const length = advertisement.length ?? payload.length;
    const start = structure * at;
    const octets = this.#octets;
    octets[start] = 1 + (advertisement.first ?? length);
    octets[start + 1] = type;
    octets.set(payload, start + 2);
    const size = 2 + length;
    if (this.#views[at]?.length !== size) this.#views[at] = octets.subarray(start, start + size);
    this.#onEnd[at] = advertisement.onEnd;
    this.sent[at] = 0;
    this.source[at] = source;
    this.#ahead[at] = 0;
    // Every column of every place: in XS the collector reads beyond an array that has holes.
    this.#number[at] = advertisement.number ?? 0;
    this.segment[at] = advertisement.segment ?? 0;
    this.wait(at, now);
    if (source !== 0) this.join(at, source);
  }

  /** The AD structure of a place. */
  view(at: number): Uint8Array {
    return this.#views[at]!;
  }

  /** The callback for the end of the transmission in a place. */
  onEnd(at: number): Advertisement["onEnd"] {
    return this.#onEnd[at];
  }

  /** Lets a place wait for its next event, from `due` on. */
  wait(at: number, due: number): void {
    this.state[at] = PlaceState.waiting;
    this.#due[at] = due;
    this.#order[at] = this.#orders++;
  }

  /**
   * The place whose event comes next at `now`, or `nowhere`. The best class goes
   * first, but a class that `passOverLimits` events of others have preceded gets one.
   */
  next(now: number): number {
    let best = nowhere;
    let starved = nowhere;
    let waiting = 0;
    let soonest = Infinity;
    const end = this.#end;
    const ahead = this.#ahead;
    const due = this.#due;
    const { priority, state } = this;
    for (let at = 0; at < end; at++) {
      // What waits for others becomes ready by their end.
      if (state[at] !== PlaceState.waiting || ahead[at]! > 0) continue;
      const time = due[at]!;
      if (time > now) {
        if (time < soonest) soonest = time;
        continue;
      }
      waiting |= 1 << priority[at]!;
      if (best === nowhere || this.isBefore(at, best)) best = at;
      if (
        this.#somePassedOver &&
        this.#passedOver[priority[at]!]! >= passOverLimits[priority[at]!]! &&
        (starved === nowhere || this.isBefore(at, starved))
      )
        starved = at;
    }
    this.#nextDue = soonest;
    const chosen = starved !== nowhere ? starved : best;
    if (chosen === nowhere) return nowhere;
    waiting &= ~(1 << priority[chosen]!);
    // Usually one class waits: a count that is 0 need not be written.
    if (waiting === 0 && !this.#somePassedOver) return chosen;
    this.#somePassedOver = waiting !== 0;
    for (let p = 0; p < priorities; p++) {
      if ((waiting & (1 << p)) === 0) this.#passedOver[p] = 0;
      else if (this.#passedOver[p]! < passOverLimits[p]!) this.#passedOver[p]!++;
    }
    return chosen;
  }

  /**
   * Milliseconds, about, until all of this class and better ones have had their first
   * event, one of which leaves at once; `pace`: from one event to the next.
   */
  backlog(priority: Priority, pace: number): number {
    let free = 0;
    let last = nowhere;
    const ahead = this.#ahead;
    for (let at = 0; at < this.#end; at++) {
      if (this.state[at] !== PlaceState.waiting || this.sent[at]! > 0) continue;
      if (this.priority[at]! > priority) continue;
      if (ahead[at] === 0) free++;
      else if (last === nowhere || ahead[at]! > ahead[last]!) last = at;
    }
    return pace * Math.max(0, free - 1) + (last === nowhere ? 0 : this.#wait(last));
  }

  /** Milliseconds, about, that those ahead of a place take. */
  #wait(place: number): number {
    let sum = 0;
    for (let at = 0; at < this.#end; at++)
      if (this.source[at] === this.source[place] && this.mustFollow(place, at))
        sum += this.remaining[at]! * (this.interval[at]! + meanDelay);
    return sum;
  }

  /** When the first place becomes ready that was not when `next` was asked last; Infinity where there is none. */
  get nextDue(): number {
    return this.#nextDue;
  }

  /** Empties a place. */
  free(at: number): void {
    if (this.source[at] !== 0) this.leave(at);
    this.state[at] = PlaceState.free;
    this.transmission[at] = 0;
    this.#onEnd[at] = undefined;
    if (at >= kept) this.#views[at] = undefined;
    while (this.#end > 0 && this.state[this.#end - 1] === PlaceState.free) this.#end--;
  }

  /** Orders a place that was just filled among those of the same source. */
  private join(place: number, source: number): void {
    if (this.#ordered++ === 0) return;
    for (let at = 0; at < this.#end; at++) {
      if (this.source[at] !== source) continue;
      if (this.mustFollow(place, at)) this.#ahead[place]!++;
      else if (this.mustFollow(at, place)) this.#ahead[at]!++;
    }
  }

  /** Decrements `#ahead` of the places that waited for this one. */
  private leave(place: number): void {
    const source = this.source[place]!;
    this.source[place] = 0;
    if (--this.#ordered === 0) return;
    for (let at = 0; at < this.#end; at++)
      if (this.source[at] === source && this.mustFollow(at, place)) this.#ahead[at]!--;
  }

  /**
   * Whether `a` must not begin before `b`, of the same source, has been sent completely:
   * `b` has the lower number. A receiver drops what comes with a number that is not above
   * the last (Mesh Protocol 1.1 §3.9.8): to who missed `b` so far, a repeat of it behind
   * `a` would be of no use, and the message would be lost.
   *
   * Segments and their acknowledgements do not wait for each other, but only for messages
   * that are one PDU, and these for them. A receiver takes segments in any order, as it
   * remembers the number of a segmented message only when all of it is there (§3.5.3.4).
   * Where a segment or an acknowledgement is missed for what passed it, SAR sends it again:
   * that is rare, and waiting for three transmissions each time is not. The messages that a
   * source has under way at a time would hold each other up, and its acknowledgements.
   */
  private mustFollow(a: number, b: number): boolean {
    const { segment } = this;
    return (this.#number[b]! - this.#number[a]!) << 1 < 0 && (segment[a] === 0 || segment[b] === 0);
  }

  private isBefore(a: number, b: number): boolean {
    const first = this.priority[a]! - this.priority[b]! || this.#due[a]! - this.#due[b]!;
    return first !== 0 ? first < 0 : (this.#order[a]! - this.#order[b]!) << 0 < 0;
  }

  /** Of two places, the better one to drop: that with more events sent, then the newer one. */
  private isLessWorth(a: number, b: number): boolean {
    const first = worth[this.priority[a]!]! - worth[this.priority[b]!]!;
    if (first !== 0) return first < 0;
    const { sent } = this;
    return sent[a] !== sent[b] ? sent[a]! > sent[b]! : (this.#order[a]! - this.#order[b]!) << 0 > 0;
  }
}
