import { TURNAROUND } from "../parameters.js";

/** Milliseconds of the shortest connection event: an empty packet of each side, and the time between. */
export const shortestEvent = 2 * 0.08 + 0.15;

/** Connection events that are remembered; at most so many are near one packet. */
const remembered = 4;

/** A connection that shares the radio of a station. */
export interface RadioUser {
  /** Milliseconds at which its next connection event begins. */
  readonly nextEvent: number;
}

/**
 * What the connections of one station take of its radio. Connection events go before advertising,
 * which waits, and before scanning, which is interrupted. Of two connection events at the same time
 * one is missed, each connection's in turn.
 */
export class RadioShare {
  /** Connections, each with the number of its events that were missed in a row. */
  readonly #users = new Map<RadioUser, number>();
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #latest = 0;

  add(user: RadioUser): void {
    this.#users.set(user, 0);
  }

  delete(user: RadioUser): void {
    this.#users.delete(user);
  }

  /**
   * The event of a connection begins. `sendingUntil`: end of the station's latest advertising
   * event. Returns false if something else has the radio: the station does not take part in
   * the event.
   */
  begin(user: RadioUser, now: number, sendingUntil: number): boolean {
    const missed = this.#users.get(user)!;
    if (this.#end > now || sendingUntil > now || this.#givesWay(user, now, missed)) {
      this.#users.set(user, missed + 1);
      return false;
    }
    this.#users.set(user, 0);
    this.#latest = (this.#latest + 1) % remembered;
    this.#starts[this.#latest] = now;
    this.#ends[this.#latest] = now + shortestEvent;
    return true;
  }

  /** The connection event that has begun lasts until `end`, as far as is known. */
  lasts(end: number): void {
    this.#ends[this.#latest] = end;
  }

  /**
   * When an advertising event of `duration` milliseconds may begin: `now`, or the earliest time at
   * which that is to be asked again.
   */
  freeFrom(now: number, duration: number): number {
    if (this.#end + TURNAROUND > now) return this.#end + TURNAROUND;
    let free = now;
    for (const { nextEvent } of this.#users.keys())
      if (nextEvent < now + duration + TURNAROUND)
        free = Math.max(free, nextEvent + shortestEvent + TURNAROUND);
    return free;
  }

  /** Whether a connection event overlaps `start` to `end`. */
  servesDuring(start: number, end: number): boolean {
    for (let i = 0; i < this.#starts.length; i++)
      if (this.#starts[i]! < end + TURNAROUND && this.#ends[i]! > start - TURNAROUND) return true;
    return false;
  }

  /** Whether a connection event ended within `time` milliseconds before `start`. */
  servedWithin(time: number, start: number): boolean {
    for (let i = 0; i < this.#starts.length; i++)
      if (this.#starts[i]! < start && start < this.#ends[i]! + time) return true;
    return false;
  }

  get #end(): number {
    return this.#ends[this.#latest] ?? -Infinity;
  }

  /** Whether another connection, which has missed more events, has one at the same time. */
  #givesWay(user: RadioUser, now: number, missed: number): boolean {
    for (const [other, missedByOther] of this.#users)
      if (other !== user && missedByOther > missed && other.nextEvent < now + shortestEvent)
        return true;
    return false;
  }
}
