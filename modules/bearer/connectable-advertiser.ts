import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type {
  GattAdvertiser,
  GattConnection,
  GattServer,
  SharedAdvertisement,
} from "../host/gatt.js";

const defaultSlice = 1000;

/**
 * The advertiser that all users of a GATT server share: the first call makes it. `clock` is that
 * of the host, as it outlives the user that came first.
 */
export function sharedAdvertiser(gatt: GattServer, clock: Clock): GattAdvertiser {
  return (gatt.advertiser ??= new ConnectableAdvertiser(gatt, clock));
}

/** Milliseconds of one turn. An advertisement with long intervals is sent at least twice. */
function turnOf({ interval, slice = defaultSlice }: SharedAdvertisement): number {
  return Math.max(slice, 2 * interval);
}

/**
 * The one connectable advertisement of a radio, for several users in turn. While there is only one
 * advertisement, it is passed to the radio once, and nothing else happens. The radio itself
 * pauses the advertisement while all its connections are open.
 */
class ConnectableAdvertiser implements GattAdvertiser {
  readonly #gatt: GattServer;
  readonly #clock: Clock;
  readonly #all: SharedAdvertisement[] = [];
  readonly #claimed: GattConnection[] = [];
  #current: SharedAdvertisement | undefined;
  /** Ends the turn of the current one; made when there are several for the first time. */
  #turn: Timer<ConnectableAdvertiser> | undefined;

  constructor(gatt: GattServer, clock: Clock) {
    this.#gatt = gatt;
    this.#clock = clock;
  }

  add(advertisement: SharedAdvertisement): void {
    this.#gatt.advertise(advertisement);
    this.#forget(advertisement);
    this.#all.push(advertisement);
    this.#begin(advertisement);
  }

  remove(advertisement: SharedAdvertisement): void {
    const at = this.#forget(advertisement);
    if (at < 0) return;
    const next = this.#current === advertisement ? this.#all[at % this.#all.length] : this.#current;
    if (next !== this.#current) this.#gatt.advertise(next);
    this.#begin(next);
  }

  claim(connection: GattConnection): void {
    if (!this.claimed(connection)) this.#claimed.push(connection);
  }

  release(connection: GattConnection): void {
    const at = this.#claimed.indexOf(connection);
    if (at >= 0) this.#claimed.splice(at, 1);
  }

  claimed(connection: GattConnection): boolean {
    return this.#claimed.includes(connection);
  }

  /** Where the advertisement was in the list; -1: nowhere. */
  #forget(advertisement: SharedAdvertisement): number {
    const at = this.#all.indexOf(advertisement);
    if (at >= 0) this.#all.splice(at, 1);
    return at;
  }

  /** The turn of `advertisement`, which the radio has. */
  #begin(advertisement: SharedAdvertisement | undefined): void {
    const changed = this.#current !== advertisement;
    this.#current = advertisement;
    if (this.#all.length < 2 || !advertisement) this.#turn?.stop();
    else if (changed || !this.#turn?.running) {
      this.#turn ??= new Timer(this.#clock, ConnectableAdvertiser.#turnOver, this);
      this.#turn.start(turnOf(advertisement));
    }
  }

  static #turnOver(advertiser: ConnectableAdvertiser): void {
    const all = advertiser.#all;
    const next = all[(all.indexOf(advertiser.#current!) + 1) % all.length]!;
    advertiser.#gatt.advertise(next);
    advertiser.#begin(next);
  }
}
