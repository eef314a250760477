import type { Clock, TimerHandle } from "../../../modules/host/clock.js";
import type { LinkRadio } from "./link-radio.js";
import type { LinkFollower } from "./link-watch.js";
import {
  type DataPdu,
  LinkSide,
  type LinkEnd,
  type LinkParameters,
  type Side,
} from "./link-side.js";
import type { RadioUser } from "./radio-share.js";

/** HCI error codes (Core Specification 5.4, Vol 1 Part F). */
export const Disconnection = {
  timeout: 0x08,
  byPeer: 0x13,
  byUs: 0x16,
  notEstablished: 0x3e,
} as const;

export interface LinkOptions extends LinkParameters {
  readonly clock: Clock;
  /** Whether a packet that `side` sends now is received by the other one. */
  readonly receives: (side: Side) => boolean;
  /** The radios of both sides. Default: they have nothing else to do. */
  readonly radio?: LinkRadio;
  /** Follows the connection. Default: nobody does. */
  readonly follower?: LinkFollower;
}

/** Milliseconds between two packets of a connection event (T_IFS, Vol 6 Part B §4.1.1). */
const frameSpace = 0.15;
/** Milliseconds at the end of an interval that are kept free for the next event. */
const eventReserve = 1;
/** Connection events until an update of parameters applies (Vol 6 Part B §5.1.1). */
const updateEvents = 6;
/** Connection events after which a connection without any packet was not established (§4.5). */
const firstEvents = 6;
/** Most octets of a data PDU before and after LE Data Length Extension (§4.5.10). */
export const shortestDataLength = 27;
export const longestDataLength = 251;

/** Milliseconds of a data PDU on LE 1M: preamble, address, header and CRC are 10 octets. */
function airtime(octets: number): number {
  return (10 + octets) * 0.008;
}

/**
 * A connection (Core Specification 5.4, Vol 6 Part B §4.5). In each connection event the two sides
 * send in turn, as long as one of them has data and the interval lasts. A packet that is lost ends
 * the event, and is repeated in the next one. A side whose radio is used otherwise takes no part in
 * an event.
 */
export class Link implements RadioUser {
  readonly #options: LinkOptions;
  readonly #sides = [new LinkSide(), new LinkSide()] as const;
  #parameters: LinkParameters;
  /** What applies after that many further events. */
  #update: { readonly parameters: LinkParameters; events: number } | undefined;
  #anchor: number;
  #timer: TimerHandle;
  #open = true;
  #events = 0;
  /** Nothing is received any longer. */
  #isSilent = false;
  #closing: { readonly side: Side; readonly reason: number; readonly since: number } | undefined;

  constructor(options: LinkOptions) {
    const { clock, interval, latency, supervision } = options;
    this.#options = options;
    this.#parameters = { interval, latency, supervision };
    this.#anchor = clock.now();
    for (const side of this.#sides) side.contact = this.#anchor;
    this.#timer = this.#schedule();
    options.radio?.open(this);
  }

  get nextEvent(): number {
    return this.#anchor;
  }

  get open(): boolean {
    return this.#open && this.#closing === undefined;
  }

  get parameters(): LinkParameters {
    return this.#parameters;
  }

  /** Sets the receiver of one side: 0 is the central, which connected; 1 is the peripheral. */
  attach(side: Side, end: LinkEnd): void {
    this.#sides[side].end = end;
  }

  /** Most octets of a data PDU of a side. */
  dataLength(side: Side): number {
    return this.#sides[side].dataLength;
  }

  /** Queues a data PDU of 1..`dataLength` octets. */
  send(side: Side, fragment: Uint8Array, isFirst: boolean): void {
    if (this.open) this.#sides[side].queue.push({ fragment, isFirst });
  }

  /** Changes the most octets of data PDUs of a side, 27..251, in two connection events. */
  setDataLength(side: Side, octets: number): void {
    this.#later(() => {
      if (this.#sides[side].dataLength === octets) return;
      this.#sides[side].dataLength = octets;
      for (const { end } of this.#sides) end?.lengthChanged?.();
    });
  }

  /** By the central: other parameters apply after six further events. */
  update(parameters: LinkParameters): void {
    if (this.open) this.#update = { parameters, events: updateEvents };
  }

  /** By the peripheral: the central gets `parametersRequested`. */
  requestParameters(parameters: LinkParameters): void {
    this.#later(() => this.#sides[0].end?.parametersRequested?.(parameters));
  }

  /**
   * Ends the connection after the data that is queued. Both sides are called when the other one
   * has it, or at the end of the supervision timeout. `reason`: what the other side gets.
   */
  close(side: Side, reason: number = Disconnection.byPeer): void {
    if (this.open) this.#closing = { side, reason, since: this.#options.clock.now() };
  }

  /** The advertiser did not accept the connection: neither side is called. */
  abandon(): void {
    this.#end();
  }

  /** By the central: it does not accept what the peripheral asked for. */
  refuseParameters(): void {
    this.#later(() => this.#sides[1].end?.updateRefused?.());
  }

  /** A side is gone without a word: the other one loses the connection by timeout. */
  vanish(side: Side): void {
    this.#sides[side].end = undefined;
    this.#isSilent = true;
  }

  /** Two connection events later, as a control procedure takes. */
  #later(work: () => void): void {
    this.#options.clock.schedule(() => {
      if (this.#open) work();
    }, 2 * this.#parameters.interval);
  }

  #schedule(): TimerHandle {
    const { clock } = this.#options;
    this.#anchor += this.#parameters.interval;
    return clock.schedule(() => this.#event(), this.#anchor - clock.now());
  }

  #event(): void {
    this.#events++;
    const { clock } = this.#options;
    if (this.#isOver(clock.now())) return;
    if (this.#update && --this.#update.events === 0) {
      this.#parameters = this.#update.parameters;
      this.#update = undefined;
      for (const { end } of this.#sides) end?.updated?.(this.#parameters);
    }
    this.#timer = this.#schedule();
    if (this.#options.radio?.begin(this) === false) return;
    for (const side of this.#sides) side.begin();
    if (this.#sides.every((side) => side.isIdle) && !this.#closing) this.#idle(clock.now());
    else this.#transmit(0);
  }

  /** Ends a connection without contact. */
  #isOver(now: number): boolean {
    const { supervision } = this.#parameters;
    const [central, peripheral] = this.#sides;
    if (this.#closing && now - this.#closing.since >= supervision)
      this.#finish(Disconnection.byUs, Disconnection.timeout);
    else if (!central.established && this.#events > firstEvents)
      this.#finish(Disconnection.notEstablished, Disconnection.notEstablished);
    else if (now - Math.min(central.contact, peripheral.contact) >= supervision)
      this.#finish(
        this.#closing ? Disconnection.byUs : Disconnection.timeout,
        Disconnection.timeout,
      );
    return !this.#open;
  }

  /** An event without data: an empty packet of each side. */
  #idle(now: number): void {
    if (!this.#receives(0)) return;
    this.#options.follower?.heard();
    this.#sides[1].heard(now);
    if (this.#receives(1)) this.#sides[0].heard(now);
  }

  #receives(from: Side): boolean {
    const { radio, receives } = this.#options;
    return !this.#isSilent && (radio?.serves(from === 0 ? 1 : 0) ?? true) && receives(from);
  }

  /** Sends one packet of a side; the rest of the event follows at its end. */
  #transmit(from: Side): void {
    const { clock, radio } = this.#options;
    const packet = this.#sides[from].next;
    const isReceived = this.#receives(from);
    const duration = airtime(packet?.fragment.length ?? 0);
    radio?.lasts(clock.now() + duration + frameSpace + airtime(0));
    clock.schedule(() => {
      if (!this.#open) return;
      if (isReceived) this.#arrived(from, packet);
      else radio?.lasts(clock.now());
    }, duration);
  }

  #arrived(from: Side, packet: LinkSide["next"]): void {
    const { clock } = this.#options;
    const to: Side = from === 0 ? 1 : 0;
    const [sender, receiver] = [this.#sides[from], this.#sides[to]];
    this.#options.follower?.heard();
    receiver.heard(clock.now());
    // Every packet acknowledges what its sender has received.
    receiver.acknowledge();
    const delivered = packet && sender.deliver();
    if (delivered) this.#deliver(from, delivered);
    // An end may have closed the connection: that comes after what is queued.
    if (!packet && this.#closing?.side === from && sender.queue.length === 0) {
      const { reason } = this.#closing;
      this.#finish(Disconnection.byUs, reason);
      return;
    }
    if (from === 0 || this.#goesOn()) clock.schedule(() => this.#reply(to), frameSpace);
    else this.#options.radio?.lasts(clock.now());
  }

  #deliver(from: Side, { fragment, isFirst }: DataPdu): void {
    this.#options.follower?.delivered(from, fragment, isFirst);
    this.#sides[from === 0 ? 1 : 0].end?.receive(fragment, isFirst);
  }

  #reply(from: Side): void {
    if (this.#open) this.#transmit(from);
  }

  /** Whether the event has more packets: one side has more data, and there is time for them. */
  #goesOn(): boolean {
    const { clock } = this.#options;
    const rest = this.#anchor - eventReserve - clock.now();
    const [central, peripheral] = this.#sides;
    const octets = (side: LinkSide): number => side.next?.fragment.length ?? 0;
    const needed = airtime(octets(central)) + airtime(octets(peripheral)) + 3 * frameSpace;
    return (central.hasMore || peripheral.hasMore) && needed <= rest;
  }

  /** `other`: the reason at the side that did not close. */
  #finish(own: number, other: number): void {
    this.#end();
    const closer = this.#closing?.side ?? 0;
    this.#options.follower?.closed(closer === 0 ? own : other);
    this.#sides[closer].end?.closed(own);
    this.#sides[1 - closer]!.end?.closed(other);
  }

  #end(): void {
    this.#open = false;
    this.#options.clock.cancel(this.#timer);
    this.#options.radio?.close(this);
  }
}
