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
 *
 * Made for a chip's heap: the fields are TypeScript's `private`, for which XS needs no slot of its
 * own, and what a single user does not need is made when it is needed.
 */
class ConnectableAdvertiser implements GattAdvertiser {
  private readonly gatt: GattServer;
  private readonly clock: Clock;
  /** The advertisement that the radio has. */
  private current: SharedAdvertisement | undefined = undefined;
  /** All advertisements, from the second one on. */
  private all: SharedAdvertisement[] | undefined = undefined;
  /** Ends the turn of the current one. */
  private turn: Timer<ConnectableAdvertiser> | undefined = undefined;
  private claims: GattConnection[] | undefined = undefined;

  constructor(gatt: GattServer, clock: Clock) {
    this.gatt = gatt;
    this.clock = clock;
  }

  add(advertisement: SharedAdvertisement): void {
    this.gatt.advertise(advertisement);
    const { current } = this;
    this.current = advertisement;
    if (!current || current === advertisement) {
      if (this.turn?.running) this.turn.start(turnOf(advertisement));
      return;
    }
    const all = (this.all ??= [current]);
    const at = all.indexOf(advertisement);
    if (at >= 0) all.splice(at, 1);
    all.push(advertisement);
    this.turn ??= new Timer(this.clock, ConnectableAdvertiser.#turnOver, this);
    this.turn.start(turnOf(advertisement));
  }

  remove(advertisement: SharedAdvertisement): void {
    const { all } = this;
    if (!all) {
      if (this.current === advertisement) this.show(undefined);
      return;
    }
    const at = all.indexOf(advertisement);
    if (at < 0) return;
    all.splice(at, 1);
    if (this.current === advertisement) this.show(all[at % all.length]);
    if (all.length > 1) return;
    this.turn?.stop();
    this.all = undefined;
  }

  claim(connection: GattConnection): void {
    if (!this.claimed(connection)) (this.claims ??= []).push(connection);
  }

  release(connection: GattConnection): void {
    const at = this.claims?.indexOf(connection) ?? -1;
    if (at >= 0) this.claims!.splice(at, 1);
  }

  claimed(connection: GattConnection): boolean {
    return this.claims?.includes(connection) ?? false;
  }

  /** Gives the radio to an advertisement, for one turn where there are several. */
  private show(advertisement: SharedAdvertisement | undefined): void {
    this.gatt.advertise(advertisement);
    this.current = advertisement;
    if (advertisement) this.turn?.start(turnOf(advertisement));
  }

  static #turnOver(advertiser: ConnectableAdvertiser): void {
    const all = advertiser.all!;
    advertiser.show(all[(all.indexOf(advertiser.current!) + 1) % all.length]);
  }
}
