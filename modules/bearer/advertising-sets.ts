import type { AdvertisingHandle, Radio } from "../host/radio.js";
import { nowhere } from "./queue.js";

/** Milliseconds between two advertising events of a busy radio: with one advertising set, and with several. */
const oneSetPace = 20;
const severalSetsPace = 5;

/** An advertising set of the radio, and what it sends. */
interface AdvertisingSet {
  /** Place in the queue; `nowhere`: the set is free. */
  place: number;
  /** Events that the radio was handed, and its handle. */
  events: number;
  handle: AdvertisingHandle;
  /** Called by the radio at the end; created once for all transmissions of the set. */
  readonly onSent: () => void;
}

/** The radio's advertising sets, each of which sends what one place of the queue holds. */
export class AdvertisingSets {
  private readonly radio: Radio;
  private readonly onSent: (place: number, events: number) => void;
  /** The sets that were used so far. */
  private readonly sets: AdvertisingSet[] = [];
  private busy = 0;

  /** `onSent` is called when the events of a place are sent; its set is free then. */
  constructor(radio: Radio, onSent: (place: number, events: number) => void) {
    this.radio = radio;
    this.onSent = onSent;
  }

  /** Milliseconds between two advertising events of a busy radio. */
  get pace(): number {
    return this.radio.sets > 1 ? severalSetsPace : oneSetPace;
  }

  get allBusy(): boolean {
    return this.busy >= this.radio.sets;
  }

  /** Sends what a place holds, by a set that is free: the next event of so many, or all of them. */
  start(place: number, data: Uint8Array, events: number, interval: number): void {
    const set = this.freeSet();
    // The radio repeats by itself only while another set stays free: what comes
    // next never waits for longer than one event.
    set.events = this.radio.sets - this.busy > 1 ? events : 1;
    set.place = place;
    this.busy++;
    set.handle = this.radio.advertise(data, set.events, interval, set.onSent);
  }

  /** Stops the transmission of a place, if there is one; `onSent` is not called. */
  stop(place: number): void {
    const sets = this.sets;
    for (let i = 0; i < sets.length; i++) {
      const set = sets[i]!;
      if (set.place !== place) continue;
      this.release(set);
      this.radio.stop(set.handle);
    }
  }

  private release(set: AdvertisingSet): void {
    set.place = nowhere;
    this.busy--;
  }

  private freeSet(): AdvertisingSet {
    const sets = this.sets;
    for (let i = 0; i < sets.length; i++) if (sets[i]!.place === nowhere) return sets[i]!;
    const set: AdvertisingSet = {
      place: nowhere,
      events: 0,
      handle: 0,
      // A set that was stopped does not call `onSent`.
      onSent: () => {
        const { events, place } = set;
        this.release(set);
        this.onSent(place, events);
      },
    };
    sets.push(set);
    return set;
  }
}
