import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { GattConnection, GattServer, SharedAdvertisement } from "../host/gatt.js";

const defaultSlice = 1000;

/**
 * Advertises from now on, in turn with the advertisements of other users of the server; what is
 * added last has the first turn. `clock` is that of the host. Throws RangeError, as
 * `GattServer.advertise` does.
 */
export function addAdvertisement(
  gatt: GattServer,
  clock: Clock,
  advertisement: SharedAdvertisement,
): void {
  gatt.advertise(advertisement);
  stateOf(gatt).add(clock, advertisement);
}

/** Ends an advertisement; one that is not there is ignored. */
export function removeAdvertisement(gatt: GattServer, advertisement: SharedAdvertisement): void {
  known(gatt)?.remove(advertisement);
}

/**
 * A user of the server needs this connection: others do not end it because it does not use their
 * services. Each user claims it once.
 */
export function claimConnection(gatt: GattServer, connection: GattConnection): void {
  stateOf(gatt).claim(connection);
}

/**
 * Ends the `claimConnection` of one user, and not those of others: the connection has ended, or is
 * not needed any longer. Without a claim it is ignored.
 */
export function releaseConnection(gatt: GattServer, connection: GattConnection): void {
  known(gatt)?.release(connection);
}

/** Whether a user of the server needs this connection. */
export function isClaimed(gatt: GattServer, connection: GattConnection): boolean {
  return known(gatt)?.claims?.includes(connection) ?? false;
}

function known(gatt: GattServer): ConnectableAdvertiser | undefined {
  return gatt.sharing as ConnectableAdvertiser | undefined;
}

function stateOf(gatt: GattServer): ConnectableAdvertiser {
  return (gatt.sharing ??= new ConnectableAdvertiser(gatt)) as ConnectableAdvertiser;
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
 * Made for a chip's heap: it exists while there is an advertisement or a claim, what a single user
 * does not need is made when it is needed, and the fields are TypeScript's `private`, for which XS
 * needs no slot of its own.
 */
class ConnectableAdvertiser {
  private readonly gatt: GattServer;
  /** The advertisement that the radio has. */
  private current: SharedAdvertisement | undefined = undefined;
  /** All advertisements, from the second one on. */
  private all: SharedAdvertisement[] | undefined = undefined;
  /** Ends the turn of the current one. */
  private turn: Timer<ConnectableAdvertiser> | undefined = undefined;
  claims: GattConnection[] | undefined = undefined;

  constructor(gatt: GattServer) {
    this.gatt = gatt;
  }

  add(clock: Clock, advertisement: SharedAdvertisement): void {
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
    this.turn ??= new Timer(clock, ConnectableAdvertiser.#turnOver, this);
    this.turn.start(turnOf(advertisement));
  }

  remove(advertisement: SharedAdvertisement): void {
    const { all } = this;
    if (!all) {
      if (this.current === advertisement) this.show(undefined);
      return this.endUnused();
    }
    const at = all.indexOf(advertisement);
    if (at < 0) return;
    all.splice(at, 1);
    if (this.current === advertisement) this.show(all[at % all.length]);
    if (all.length > 1) return;
    this.turn?.stop();
    this.turn = this.all = undefined;
  }

  claim(connection: GattConnection): void {
    (this.claims ??= []).push(connection);
  }

  release(connection: GattConnection): void {
    const at = this.claims?.indexOf(connection) ?? -1;
    if (at >= 0) this.claims!.splice(at, 1);
    if (this.claims?.length === 0) this.claims = undefined;
    this.endUnused();
  }

  private endUnused(): void {
    if (!this.current && !this.claims) delete this.gatt.sharing;
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
