import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import { connectable, type ConnectionRequest } from "../air/gatt/connectable.js";
import type { AdvertisedPacket } from "../air/packet.js";
import type { Station } from "../air/station.js";
import { Broadcast } from "./broadcast.js";
import type { SetEnabling, SetParameters } from "./extended-parameters.js";
import { Status } from "./opcodes.js";
import { type DataCommand, DataOperation, SetData } from "./set-data.js";
import { PacketKind } from "../../modules/host/radio.js";

/** Number of values of an Advertising Data ID, 12 bits. */
const DATA_IDS = 0x1000;

/**
 * Called when a set ends without a command of the host. `status`: the reason; `events`: number of
 * events sent; `connection`: the handle of the connection that ended it, else 0.
 */
export type SetEnded = (handle: number, status: number, events: number, connection: number) => void;

/** One advertising set of a controller: its parameters and data, and whether it is enabled. */
export class AdvertisingSet {
  readonly #clock: Clock;
  readonly #publicAddress: number;
  readonly #broadcast: Broadcast;
  readonly #ended: SetEnded;
  readonly #station: Station;
  readonly #accept: (request: ConnectionRequest) => number | undefined;
  /** The limit of events that the host has set; 0: none. */
  #limit = 0;
  readonly #data = new SetData();
  readonly #scanResponse = new SetData();
  #parameters: SetParameters;
  #randomAddress: number | undefined;
  #dataId = 0;
  #timer: TimerHandle | undefined;

  constructor(options: {
    readonly clock: Clock;
    readonly station: Station;
    readonly publicAddress: number;
    readonly parameters: SetParameters;
    readonly ended: SetEnded;
    /** An initiator connects: the handle of the connection; undefined if there is no room. */
    readonly accept: (request: ConnectionRequest) => number | undefined;
  }) {
    this.#clock = options.clock;
    this.#publicAddress = options.publicAddress;
    this.#broadcast = new Broadcast(options.station);
    this.#parameters = options.parameters;
    this.#ended = options.ended;
    this.#station = options.station;
    this.#accept = options.accept;
  }

  get isOn(): boolean {
    return this.#broadcast.isOn;
  }

  configure(parameters: SetParameters): number {
    if (this.isOn) return Status.commandDisallowed;
    this.#parameters = parameters;
    return Status.success;
  }

  /** `address`: 48 bits. A connectable set cannot change its address while it is enabled. */
  setAddress(address: number): number {
    if (this.isOn && this.#parameters.kind === PacketKind.connectable)
      return Status.commandDisallowed;
    this.#randomAddress = address;
    return this.#changed();
  }

  setData({ fragment, operation }: DataCommand): number {
    const { legacy } = this.#parameters;
    if (operation === DataOperation.unchanged) {
      if (legacy || !this.isOn || this.#data.octets.length === 0 || fragment.length > 0)
        return Status.invalidParameters;
    } else {
      const status = this.#data.put(operation, fragment, { legacy, enabled: this.isOn });
      if (status !== Status.success) return status;
    }
    this.#dataId = (this.#dataId + 1) % DATA_IDS;
    return this.#changed();
  }

  setScanResponse({ fragment, operation }: DataCommand): number {
    const { kind, legacy } = this.#parameters;
    const discards = operation === DataOperation.complete && fragment.length === 0;
    if (kind === PacketKind.nonConnectable && !discards) return Status.invalidParameters;
    const status = this.#scanResponse.put(operation, fragment, { legacy, enabled: this.isOn });
    return status === Status.success ? this.#changed() : status;
  }

  /** The Status with which enabling the set would fail now, or Status.success. */
  check(): number {
    if (!this.#data.isComplete || !this.#scanResponse.isComplete) return Status.commandDisallowed;
    return this.#packet() ? Status.success : Status.invalidParameters;
  }

  /** Starts or restarts advertising. Only to be called if `check` returned Status.success. */
  start({ duration, events }: SetEnabling): void {
    const packet = this.#packet();
    if (!packet) return;
    this.stop();
    this.#limit = events;
    this.#broadcast.start(packet, this.#parameters.interval, events, () =>
      this.#end(Status.limitReached, events, events),
    );
    if (duration === 0) return;
    this.#timer = this.#clock.schedule(() => {
      this.#timer = undefined;
      this.#end(Status.advertisingTimeout, events, this.#broadcast.stop());
    }, duration);
  }

  stop(): void {
    this.#broadcast.stop();
    if (this.#timer !== undefined) this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Events are reported only if the host set a limit for them (Core 5.4, Vol 4 Part E
   * §7.7.65.18).
   */
  #end(status: number, limit: number, sent: number): void {
    this.stop();
    this.#ended(this.#parameters.handle, status, limit > 0 ? sent : 0, 0);
  }

  /** A connection ends the set (§7.7.65.18). */
  #connected(request: ConnectionRequest): boolean {
    const connection = this.isOn ? this.#accept(request) : undefined;
    if (connection === undefined) return false;
    const sent = this.#broadcast.stop();
    this.stop();
    const events = this.#limit > 0 ? sent : 0;
    this.#ended(this.#parameters.handle, Status.success, events, connection);
    return true;
  }

  /** Sends the current parameters and data from the next event on. */
  #changed(): number {
    const packet = this.#packet();
    if (packet) this.#broadcast.replace(packet);
    return Status.success;
  }

  /** The packet to send; undefined if its own address has not been set. */
  #packet(): AdvertisedPacket | undefined {
    const { address: own, kind, legacy, sid } = this.#parameters;
    const address = own === "public" ? this.#publicAddress : this.#randomAddress;
    if (address === undefined) return undefined;
    const data = this.#data.octets;
    if (!legacy) return { data, kind, address, extended: { sid, did: this.#dataId } };
    const packet = { data, kind, address, scanResponse: this.#scanResponse.octets };
    if (kind !== PacketKind.connectable) return packet;
    const accept = (request: ConnectionRequest) => this.#connected(request);
    return connectable({ ...packet, sender: this.#station, accept });
  }
}
