import { frozen } from "../base/frozen.js";
import { maximumAdPayload } from "./ad-type.js";

/** Classes of what is sent; a smaller number goes first. */
export const Priority = frozen({
  provisioning: 0,
  /** Network PDUs that this node originates. */
  network: 1,
  /** Network PDUs of others. */
  relay: 2,
  beacon: 3,
});
export type Priority = (typeof Priority)[keyof typeof Priority];

export const priorities = 4;

/** What each class is worth when the queue is full: relayed PDUs go first, as others relay them too. */
const worth: readonly number[] = frozen([3, 2, 0, 1]);

/**
 * Events of other classes that each waiting class lets pass before it gets one. A
 * node's own network PDUs take turns with provisioning: nodes that it has just
 * provisioned wait for them.
 */
const patience: readonly number[] = frozen([8, 1, 8, 8]);

export const SlotState = frozen({ free: 0, waiting: 1, onAir: 2 });

/** Milliseconds that an advertising interval is longer by than was asked for, on average. */
const meanDelay = 5;

/** Slots that stay when they are free: more are made in a crowd and given back after it. */
const kept = 4;

/** One thing to send; slots are used again. */
export class Slot {
  // What is asked of every slot comes first: properties are looked for in this order.
  state: number = SlotState.free;
  /** Others in the queue that have to be sent completely before this one begins. */
  ahead = 0;
  priority: Priority = Priority.network;
  /** Not before this time, in ms of the clock; `order` decides between equal ones. */
  due = 0;
  order = 0;
  /** Of a network PDU, as in `SendRequest`; source 0: no order is kept. */
  source = 0;
  number = 0;
  segment = 0;
  /** Number of the transmission that uses the slot; stale handles differ. */
  transmission = 0;
  /** Events still to be sent, and sent so far. */
  remaining = 0;
  sent = 0;
  interval = 20;
  /** The complete AD structure: length, type, payload. */
  readonly data = new Uint8Array(2 + maximumAdPayload);
  length = 2 + maximumAdPayload;
  /** `data[0..length)`, made anew only where the length is another. */
  view: Uint8Array = this.data;
  /** Events handed to the radio in the current call, and the radio's handle. */
  handed = 0;
  handle = 0;
  onEnd: ((sent: boolean) => void) | undefined = undefined;
  /** Told by the radio; made once for all that the slot sends. */
  onEventsSent: (() => void) | undefined = undefined;
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
function mustFollow(a: Slot, b: Slot): boolean {
  return (b.number - a.number) << 1 < 0 && (a.segment === 0 || b.segment === 0);
}

/**
 * The bounded queue of the advertising bearer: which event comes next. All transmissions
 * of a network PDU are over before a later number of its source has its first
 * (`mustFollow`); other sources have theirs between them. One that comes when a later
 * number is being sent already, as it took another way to this relay, goes before what is
 * left of that: who has not heard the later one yet gets both. It is sent even where
 * nothing is left: for a receiver that the later one was not addressed to it is new.
 */
export class AdvertisingQueue {
  readonly #capacity: number;
  readonly #slots: Slot[] = [];
  readonly #passedOver = new Uint8Array(priorities);
  /** Whether one of them is not 0. */
  #somePassedOver = false;
  #order = 0;
  /** Slots in use that have a source. */
  #ordered = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The slots there are, free ones among them. `free` takes some away. */
  get slots(): readonly Slot[] {
    return this.#slots;
  }

  /**
   * A slot for something of this class: a free one, or one whose content is
   * worth less (`evicted` has been told), or undefined.
   */
  claim(priority: Priority, evict: (slot: Slot) => void): Slot | undefined {
    let victim: Slot | undefined;
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      if (slot.state === SlotState.free) return slot;
      if (slot.state === SlotState.onAir) continue;
      if (worth[slot.priority]! >= worth[priority]!) continue;
      if (victim === undefined || lessWorth(slot, victim)) victim = slot;
    }
    if (this.#slots.length < this.#capacity) {
      const slot = new Slot();
      this.#slots.push(slot);
      return slot;
    }
    if (victim === undefined) return undefined;
    evict(victim);
    // What is evicted may be taken away like any other that becomes free.
    return this.claim(priority, evict);
  }

  /** Gives a slot that was just filled its place among those of its source. */
  join(slot: Slot): void {
    if (this.#ordered++ === 0) return;
    const slots = this.#slots;
    const { source } = slot;
    for (let i = 0; i < slots.length; i++) {
      const other = slots[i]!;
      if (other.source !== source) continue;
      if (mustFollow(slot, other)) slot.ahead++;
      else if (mustFollow(other, slot)) other.ahead++;
    }
  }

  /** Lets a slot wait for its next event, from `due` on. */
  wait(slot: Slot, due: number): void {
    slot.state = SlotState.waiting;
    slot.due = due;
    slot.order = this.#order++;
  }

  /**
   * The slot whose event comes next at `now`, or undefined. The best class goes
   * first, but a class whose patience is over gets one event.
   */
  next(now: number): Slot | undefined {
    let best: Slot | undefined;
    let starved: Slot | undefined;
    let waiting = 0;
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      if (slot.state !== SlotState.waiting || slot.ahead > 0 || slot.due > now) continue;
      waiting |= 1 << slot.priority;
      if (best === undefined || before(slot, best)) best = slot;
      if (
        this.#somePassedOver &&
        this.#passedOver[slot.priority]! >= patience[slot.priority]! &&
        (starved === undefined || before(slot, starved))
      )
        starved = slot;
    }
    const chosen = starved ?? best;
    if (chosen === undefined) return undefined;
    waiting &= ~(1 << chosen.priority);
    // Mostly there is one class: what is zero need not be set so.
    if (waiting === 0 && !this.#somePassedOver) return chosen;
    this.#somePassedOver = waiting !== 0;
    for (let p = 0; p < priorities; p++) {
      if ((waiting & (1 << p)) === 0) this.#passedOver[p] = 0;
      else if (this.#passedOver[p]! < patience[p]!) this.#passedOver[p]!++;
    }
    return chosen;
  }

  /**
   * Milliseconds, about, until all of this class and better ones have had their first
   * event, one of which leaves at once; `pace`: from one event to the next.
   */
  backlog(priority: Priority, pace: number): number {
    let free = 0;
    let last: Slot | undefined;
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      if (slot.state !== SlotState.waiting || slot.sent > 0 || slot.priority > priority) continue;
      if (slot.ahead === 0) free++;
      else if (last === undefined || slot.ahead > last.ahead) last = slot;
    }
    return pace * Math.max(0, free - 1) + (last === undefined ? 0 : this.#wait(last));
  }

  /** Milliseconds, about, that those ahead of a slot take. */
  #wait(slot: Slot): number {
    let sum = 0;
    for (const other of this.#slots)
      if (other.source === slot.source && mustFollow(slot, other))
        sum += other.remaining * (other.interval + meanDelay);
    return sum;
  }

  /** When the first slot becomes ready that is not ready at `now`; Infinity where there is none. */
  nextDue(now: number): number {
    let first = Infinity;
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      // What waits for others becomes ready by their end.
      if (slot.state !== SlotState.waiting || slot.ahead > 0) continue;
      const { due } = slot;
      if (due > now && due < first) first = due;
    }
    return first;
  }

  /** Empties a slot. */
  free(slot: Slot): void {
    if (slot.source !== 0) this.#leave(slot);
    slot.state = SlotState.free;
    slot.transmission = 0;
    slot.onEnd = undefined;
    if (this.#slots.length > kept) this.#slots.splice(this.#slots.indexOf(slot), 1);
  }

  /** Those that waited for the slot no longer do. */
  #leave(slot: Slot): void {
    const { source } = slot;
    slot.source = 0;
    slot.ahead = 0;
    if (--this.#ordered === 0) return;
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i++) {
      const other = slots[i]!;
      if (other.source === source && mustFollow(other, slot)) other.ahead--;
    }
  }
}

function before(a: Slot, b: Slot): boolean {
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.due !== b.due ? a.due < b.due : a.order < b.order;
}

/** What was sent more often already loses least when it goes; then the youngest. */
function lessWorth(a: Slot, b: Slot): boolean {
  if (a.priority !== b.priority) return worth[a.priority]! < worth[b.priority]!;
  return a.sent !== b.sent ? a.sent > b.sent : a.order > b.order;
}
