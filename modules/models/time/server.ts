import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model, NotProvisionedError } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { randomBetween } from "../../base/random.js";
import { Timer } from "../../base/timer.js";
import { isUnicast } from "../../network/address.js";
import type { TimeSource, TimeUser } from "../common/time-source.js";
import {
  TaiUtcDeltaGet,
  TaiUtcDeltaStatus,
  TimeGet,
  timeServerId,
  TimeStatus,
  TimeZoneGet,
  TimeZoneStatus,
} from "./messages.js";
import type { ChangingValue, MeshTime, TimeRole } from "./mesh-time.js";
import {
  afterHop,
  isBetter,
  type KnownTime,
  taiAt,
  unchanging,
  uncertaintyAt,
  valueAt,
  withChange,
  withCurrent,
} from "./time-keeping.js";
import { decodeKeptTime, encodeKeptTime, type KeptTime } from "./time-record.js";

/** Milliseconds: hosts count them with 31 bits. */
const longestWait = 2 ** 30;
/** Milliseconds until a time that was received is relayed, and between two that are. */
const leastRelayDelay = 20;
const mostRelayDelay = 49;
const relayInterval = 30_000;
/** Milliseconds until a Time Get is answered: of a neighbour, and of a group. Mesh Protocol 1.1 §3.7.4.2. */
const leastReplyDelay = 20;
const mostReplyDelay = 50;
const mostGroupReplyDelay = 500;
/** Seconds of TAI below this are unknown. */
const firstTai = 1;
const minute = 60;

/** What a TimeServer is made with. */
export interface TimeServerOptions {
  /** Time Role of a new device. Default "none". */
  readonly role?: TimeRole;
  /** Zone of a new device, minutes that local time is ahead of UTC: -960..2865 in steps of 15. Default 0. */
  readonly zone?: number;
  /** Seconds that TAI is ahead of UTC, on a new device: -255..32,512. Default 37, as since 2017. */
  readonly taiUtcDelta?: number;
  /** By how much the clock of the device may be wrong, in millionths: 0..65,535. Default 100. */
  readonly drift?: number;
  /** Called when the time was set or received, or zone or difference to UTC change; undefined: it is unknown. */
  readonly onChange?: (time: MeshTime | undefined) => void;
}

/**
 * The Time Server model, on the clock of the host. Mesh Model 1.1 §5.3.1. Role, zone and difference to UTC are kept over a power
 * cut; the time is not: after it, it is unknown until it is set or received. It is on another element than a Time Client, which
 * handles the same status message.
 */
export class TimeServer extends Model implements TimeSource {
  /** The time is that of the transmission: publications are not delayed, and made again for each retransmission. */
  override randomPublishDelay = false;
  override updatesRetransmissions = true;
  readonly #options: TimeServerOptions;
  readonly #users: TimeUser[] = [];
  #known: KnownTime | undefined;
  #kept: KeptTime;
  /** For the next change of zone or difference to UTC. */
  #change: Timer<TimeServer> | undefined;
  #relay: Timer<TimeServer> | undefined;
  /** Time of the clock when a time was relayed last. */
  #relayed = -Infinity;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: TimeServerOptions = {}) {
    development.options?.("TimeServer", options);
    super(timeServerId, "application", handlers);
    this.#options = options;
    this.#kept = this.#initial;
  }

  /** Neighbours alone get what nobody asked for. §5.3.1.2.2 */
  override get publishTtl(): number {
    return 0;
  }

  /** The time at present; undefined: it is unknown. */
  get time(): MeshTime | undefined {
    const known = this.#known;
    if (known === undefined) return undefined;
    const now = this.#now;
    const tai = taiAt(known, now);
    return {
      tai,
      uncertainty: uncertaintyAt(known, now, this.#options.drift ?? 100),
      authority: known.time.authority,
      taiUtcDelta: valueAt(this.#kept.taiUtcDelta, tai).current,
      zone: valueAt(this.#kept.zone, tai).current,
    };
  }

  /** Seconds of local time since 2000-01-01T00:00:00, with a fraction; undefined: unknown. */
  get local(): number | undefined {
    const { time } = this;
    return time && time.tai - time.taiUtcDelta + time.zone * minute;
  }

  /** The zone, minutes that local time is ahead of UTC, and its next change. */
  get zone(): ChangingValue {
    return this.#valueOf(this.#kept.zone);
  }

  /** The seconds that TAI is ahead of UTC, and their next change. */
  get taiUtcDelta(): ChangingValue {
    return this.#valueOf(this.#kept.taiUtcDelta);
  }

  /** The Time Role state. */
  get role(): TimeRole {
    return this.#kept.role;
  }

  follow(user: TimeUser): void {
    this.#users.push(user);
  }

  /**
   * Sets the time, as a device with a clock of its own does, with the present zone and difference to UTC; undefined: it is unknown.
   * Throws NotProvisionedError where the node is on no network, FieldError for a value that no message can carry.
   */
  set(time: MeshTime | undefined): void {
    if (!this.services) throw new NotProvisionedError("the node is on no network");
    if (time) TimeStatus.encode({ time });
    this.setTime(time && time.tai >= firstTai ? time : undefined);
    this.#publishNow();
  }

  /** Sets the time; undefined: it is unknown. */
  setTime(time: MeshTime | undefined): void {
    const before = this.local;
    this.#known = time && { time, at: this.#now };
    if (time) {
      const { role, taiUtcDelta, zone } = this.#kept;
      this.#keep({
        role,
        zone: withCurrent(zone, time.zone),
        taiUtcDelta: withCurrent(taiUtcDelta, time.taiUtcDelta),
      });
    }
    this.#timeChanged(before);
  }

  /** Sets the next change of the zone. */
  setZone(change: Pick<ChangingValue, "changeAt" | "next">): void {
    const before = this.local;
    this.#keep({ ...this.#kept, zone: withChange(this.zone, change) });
    this.#timeChanged(before);
  }

  /** Sets the next change of the difference to UTC. */
  setTaiUtcDelta(change: Pick<ChangingValue, "changeAt" | "next">): void {
    const before = this.local;
    this.#keep({ ...this.#kept, taiUtcDelta: withChange(this.taiUtcDelta, change) });
    this.#timeChanged(before);
  }

  /** Sets the role. */
  setRole(role: TimeRole): void {
    this.#keep({ ...this.#kept, role });
  }

  /** Handles a Time Status message: a relay and a client take a better time than their own. */
  receiveStatus(time: MeshTime | undefined): void {
    const { role } = this.#kept;
    if (time === undefined || (role !== "relay" && role !== "client")) return;
    const received = afterHop(time);
    if (!isBetter(received, this.time)) return;
    this.setTime(received);
    if (role !== "relay" || this.#now - this.#relayed < relayInterval) return;
    this.#relayed = this.#now;
    const { clock, random } = this.services!;
    this.#relay ??= new Timer(clock, TimeServer.#relayDue, this);
    this.#relay.start(randomBetween(random, leastRelayDelay, mostRelayDelay));
  }

  /** Answers with the time at which the answer is sent, after the delay of an answer. `model`: the one that answers. */
  answerTime(model: Model, context: MessageContext): void {
    const services = this.services!;
    // An answer that is collected is sent with others.
    if (context.collect) return services.reply(model, context, this.#encode());
    const most = isUnicast(context.dst) ? mostReplyDelay : mostGroupReplyDelay;
    const delay = randomBetween(services.random, leastReplyDelay, most);
    services.clock.schedule(() => {
      if (this.services === services)
        services.reply(model, context, this.#encode(), { delay: false });
    }, delay);
  }

  override publicationPayload(): Uint8Array | undefined {
    const { role } = this.#kept;
    const publishes = role === "authority" || role === "relay";
    return publishes && this.#known !== undefined ? this.#encode() : undefined;
  }

  protected override onLoad(data: Uint8Array): void {
    this.#kept = decodeKeptTime(data) ?? this.#kept;
  }

  protected override onStart(): void {
    this.#change = new Timer(this.services!.clock, TimeServer.#changeDue, this);
  }

  protected override onStop(): void {
    this.#change?.stop();
    this.#relay?.stop();
    // The clock is that of the services.
    this.#known = undefined;
    this.#change = this.#relay = undefined;
    this.#relayed = -Infinity;
  }

  protected override onReset(): void {
    this.#kept = this.#initial;
  }

  get #initial(): KeptTime {
    const { role = "none", taiUtcDelta = 37, zone = 0 } = this.#options;
    return { role, zone: unchanging(zone), taiUtcDelta: unchanging(taiUtcDelta) };
  }

  get #now(): number {
    return this.services!.clock.now();
  }

  #valueOf(value: ChangingValue): ChangingValue {
    return this.#known ? valueAt(value, taiAt(this.#known, this.#now)) : value;
  }

  #encode(): Uint8Array {
    return TimeStatus.encode({ time: this.time });
  }

  /** Stores role, zone and difference to UTC, where they are others. */
  #keep(kept: KeptTime): void {
    const before = encodeKeptTime(this.#kept);
    const record = encodeKeptTime(kept);
    this.#kept = kept;
    if (record.some((octet, i) => octet !== before[i])) this.services?.store(this, record);
  }

  /** After a change of time, zone or difference to UTC: changes of these that are over, and the timer for the next. `before`: the local time as it was. */
  #timeChanged(before: number | undefined): void {
    this.#keep({ ...this.#kept, zone: this.zone, taiUtcDelta: this.taiUtcDelta });
    const { local } = this;
    this.#startChange();
    if (local === undefined && before === undefined) return;
    const jump = local === undefined || before === undefined ? undefined : local - before;
    for (const user of this.#users) user.timeChanged(jump);
    const { onChange } = this.#options;
    if (onChange) this.notify(onChange, this.time);
  }

  #startChange(): void {
    const known = this.#known;
    const change = this.#change;
    change?.stop();
    if (!known || !change) return;
    let next = Infinity;
    for (const { changeAt } of [this.#kept.zone, this.#kept.taiUtcDelta])
      if (changeAt !== 0) next = Math.min(next, changeAt);
    if (next < Infinity)
      change.start(Math.min(Math.ceil((next - taiAt(known, this.#now)) * 1000), longestWait));
  }

  #publishNow(): void {
    const payload = this.configuration.publication && this.publicationPayload();
    if (payload) this.services?.publish(this, payload);
  }

  static #changeDue(server: TimeServer): void {
    const { taiUtcDelta, zone } = server.#kept;
    // A wait that is too long for a timer is one of several.
    if (server.zone === zone && server.taiUtcDelta === taiUtcDelta) return server.#startChange();
    // The local time as it would be without the change.
    const { tai } = server.time!;
    server.#timeChanged(tai - taiUtcDelta.current + zone.current * minute);
  }

  static #relayDue(server: TimeServer): void {
    server.#publishNow();
  }
}

const handlers = frozen(
  new HandlerTable<TimeServer>()
    .on(TimeGet, (server, _, context) => server.answerTime(server, context))
    .on(TimeStatus, (server, { time }) => server.receiveStatus(time))
    .on(TimeZoneGet, (server, _, context) => server.reply(context, TimeZoneStatus, server.zone))
    .on(TaiUtcDeltaGet, (server, _, context) =>
      server.reply(context, TaiUtcDeltaStatus, server.taiUtcDelta),
    ),
);
