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

/** Slots that stay when they are free: more are made in a crowd and given back after it. */
const kept = 4;

/** One thing to send; slots are used again. */
export class Slot {
  state: number = SlotState.free;
  /** Number of the transmission that uses the slot; stale handles differ. */
  transmission = 0;
  /** The complete AD structure: length, type, payload. */
  readonly data = new Uint8Array(2 + maximumAdPayload);
  length = 0;
  /** `data[0..length)`, made anew only where the length is another. */
  view: Uint8Array = this.data;
  viewLength = 2 + maximumAdPayload;
  priority: Priority = Priority.network;
  /** Events still to be sent, and sent so far. */
  remaining = 0;
  sent = 0;
  interval = 20;
  /** Not before this time, in ms of the clock; `order` decides between equal ones. */
  due = 0;
  order = 0;
  /** Events handed to the radio in the current call, and the radio's handle. */
  handed = 0;
  handle = 0;
  onEnd: ((sent: boolean) => void) | undefined = undefined;
  /** Told by the radio; made once for all that the slot sends. */
  onEventsSent: (() => void) | undefined = undefined;
}

/** The bounded queue of the advertising bearer: which event comes next. */
export class AdvertisingQueue {
  readonly #capacity: number;
  readonly #slots: Slot[] = [];
  readonly #passedOver = new Uint8Array(priorities);
  #order = 0;

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
      if (slot.state !== SlotState.waiting || slot.due > now) continue;
      waiting |= 1 << slot.priority;
      if (best === undefined || before(slot, best)) best = slot;
      if (
        this.#passedOver[slot.priority]! >= patience[slot.priority]! &&
        (starved === undefined || before(slot, starved))
      )
        starved = slot;
    }
    const chosen = starved ?? best;
    if (chosen === undefined) return undefined;
    for (let p = 0; p < priorities; p++) {
      if (p === chosen.priority || (waiting & (1 << p)) === 0) this.#passedOver[p] = 0;
      else if (this.#passedOver[p]! < patience[p]!) this.#passedOver[p]!++;
    }
    return chosen;
  }

  /** Things of this class or a better one of which nothing was sent yet. */
  waiting(priority: Priority): number {
    let count = 0;
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      if (slot.state === SlotState.waiting && slot.sent === 0 && slot.priority <= priority) count++;
    }
    return count;
  }

  /** When the first slot becomes ready that is not ready at `now`; Infinity where there is none. */
  nextDue(now: number): number {
    let due = Infinity;
    for (const slot of this.#slots)
      if (slot.state === SlotState.waiting && slot.due > now && slot.due < due) due = slot.due;
    return due;
  }

  /** Empties a slot. */
  free(slot: Slot): void {
    slot.state = SlotState.free;
    slot.transmission = 0;
    slot.onEnd = undefined;
    if (this.#slots.length > kept) this.#slots.splice(this.#slots.indexOf(slot), 1);
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
