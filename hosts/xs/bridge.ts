import { TimeoutError } from "../../modules/base/errors.js";
import type { TimerHandle } from "../../modules/host/clock.js";
import type { DropReason } from "../../modules/host/drop-reason.js";
import type { Host } from "../../modules/host/host.js";
import { verdictReasons } from "../../modules/host/network-receiver.js";
import type { AdvertisingHandle, Radio } from "../../modules/host/radio.js";
import type { Trace, TraceEvent } from "../../modules/host/trace.js";
import { HostFilter } from "./host-filter.js";
import { type LinkJudge, structureHead } from "./link-filter.js";
import type { GroupedScanOptions, GroupPlace } from "./packet-group.js";
import { HeldBits, HostOperation, lengthMask, verdictMask } from "./port.js";
import { ServiceBridge } from "./service-bridge.js";
import { ServiceOperation, wakeTimer } from "./services.js";

/** The parts of a machine's host that are outside of the machine: all except crypto. */
export type OuterHost = Omit<Host, "crypto" | "sessionCrypto">;

/** Events outside of the machine that are passed to it. */
export interface Events {
  timer(timer: number): void;
  sent(handle: number): void;
  /**
   * Passes a packet to the machine; whether JavaScript ran. `kind` is below 0 when neither the kind
   * nor the address is known.
   */
  packet(data: Uint8Array, rssi: number, kind: number, address: number): boolean;
  /** The host's trace has thrown this, as a text, outside of the machine. */
  threw(message: string): void;
}

/** Where the type of an event begins in its JSON, and the first letters of "drop". */
const typeAt = '{"type":"'.length;
const dropBegin = "d".charCodeAt(0);
const dropNext = "r".charCodeAt(0);
/** Different events of dropped PDUs that are kept for each machine. */
const dropsKept = 256;

/** Why C drops a network PDU of a traced node, by -1 - verdict: the verdicts of network-receiver.h. */
const droppedReasons: readonly DropReason[] = [...verdictReasons, "network.not-for-us"];

/** Passes the event of a PDU that C has dropped with a verdict of network-receiver.h. */
function traceDropped(trace: Trace, verdict: number, octets: number): void {
  trace({ type: "drop", reason: droppedReasons[-1 - verdict]!, octets });
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Octets of the longest message that an error of the machine gets. */
const longestMessage = 1024;

/** Answers the requests of a machine with a Host of this process. */
export class HostBridge implements LinkJudge {
  /** The exchange buffer, with octets and texts of a request and of its answer. */
  readonly exchange: Uint8Array;
  /** Where the machine is in a group, for radios that hand up a packet to several machines at once. */
  grouped: GroupPlace | undefined;
  readonly #host: OuterHost;
  readonly #events: Events;
  readonly #timers = new Map<number, TimerHandle>();
  readonly #advertising = new Map<number, AdvertisingHandle>();
  readonly #text: Buffer;
  readonly #services: ServiceBridge;
  readonly #mapStack: (stack: string) => string;
  readonly #filter: HostFilter | undefined;
  readonly #dropsTraced: boolean;
  readonly #drops = new Map<string, TraceEvent>();
  #scanning = false;

  constructor(options: {
    readonly host: OuterHost;
    /** The "config" of the firmware. */
    readonly config?: object | undefined;
    readonly events: Events;
    readonly exchange: Uint8Array;
    /** Maps lines of the bundle, which the text of a logged error contains, to the sources. */
    readonly mapStack: (stack: string) => string;
    /** Whether the events of the layers go to the host's trace. */
    readonly layersTraced: boolean;
  }) {
    this.#mapStack = options.mapStack;
    this.#dropsTraced = options.layersTraced;
    const { filter } = options.host.radio;
    if (filter) this.#filter = new HostFilter(filter, this);
    this.#host = options.host;
    this.#events = options.events;
    this.exchange = options.exchange;
    this.#text = Buffer.from(this.exchange.buffer, this.exchange.byteOffset, this.exchange.length);
    this.#services = new ServiceBridge({
      host: options.host,
      config: options.config,
      exchange: this.exchange,
      wake: () => this.#events.timer(wakeTimer),
    });
  }

  /** Answers a request, as HostHandler. Never throws. */
  readonly handle = (
    operation: number,
    a: number,
    b: number,
    c: number,
    length: number,
  ): number => {
    try {
      return this.#answer(operation, a, b, c, length);
    } catch (error) {
      const { name, message } = errorOf(error);
      const size = this.#text.write(`${name}\n${message}`, 2, 1024);
      this.#text.writeUInt16LE(size, 0);
      return NaN;
    }
  };

  /** Returns false when no JavaScript ran, for radios that simulate the time their host takes. */
  readonly #onPacket = (data: Uint8Array, rssi: number, kind = -1, address = 0): boolean =>
    this.#events.packet(data, rssi, kind, address);

  /**
   * Whether a packet is dropped here as a PB-ADV PDU of another link, which is traced as the machine
   * would trace it.
   */
  drops(data: Uint8Array): boolean {
    if (this.#filter?.isOtherLink(data) !== true) return false;
    if (!this.#dropsTraced) return true;
    try {
      const octets = data.length - structureHead;
      this.#host.trace?.({ type: "drop", reason: "pb-adv.other-link", octets });
    } catch (error) {
      this.#events.threw(String(error));
    }
    return true;
  }

  #scan(radio: Radio, on: boolean): void {
    const options: GroupedScanOptions = { grouped: this.grouped };
    radio.scan(on ? this.#onPacket : undefined, options);
  }

  #answer(operation: number, a: number, b: number, c: number, length: number): number {
    const { clock, radio, store, random, trace } = this.#host;
    switch (operation) {
      case HostOperation.now:
        return clock.now();
      case HostOperation.schedule: {
        const handle = clock.schedule(() => {
          this.#timers.delete(a);
          this.#events.timer(a);
        }, b);
        this.#timers.set(a, handle);
        return 0;
      }
      case HostOperation.cancel: {
        const handle = this.#timers.get(a);
        this.#timers.delete(a);
        if (handle !== undefined) clock.cancel(handle);
        return 0;
      }
      case HostOperation.advertise: {
        const handle = radio.advertise(this.exchange.slice(0, length), b, c, () => {
          this.#advertising.delete(a);
          this.#events.sent(a);
        });
        this.#advertising.set(a, handle);
        return 0;
      }
      case HostOperation.stop: {
        const handle = this.#advertising.get(a);
        this.#advertising.delete(a);
        if (handle !== undefined) radio.stop(handle);
        return 0;
      }
      case HostOperation.scan: {
        const on = a !== 0;
        if (on !== this.#scanning) this.#scan(radio, on);
        this.#scanning = on;
        return 0;
      }
      case HostOperation.storeRead: {
        const record = store.read(this.#text.toString("latin1", 0, length));
        if (!record) return -1;
        this.#put(record);
        return record.length;
      }
      case HostOperation.storeWrite:
        store.write(this.#text.toString("latin1", 0, a), this.exchange.slice(a, length));
        return 0;
      case HostOperation.storeDelete:
        store.delete(this.#text.toString("latin1", 0, length));
        return 0;
      case HostOperation.storeKeys: {
        const keys = Buffer.from(store.keys().join("\n"), "latin1");
        this.#put(keys);
        return keys.length;
      }
      case HostOperation.trace:
        return trace ? this.#trace(trace, length) : 0;
      case HostOperation.random:
        random.fill(this.exchange.subarray(0, a));
        return 0;
      case HostOperation.filter:
        this.#filter?.want(this.exchange, a, b, c);
        return 0;
      case HostOperation.links:
        this.#filter?.wantLinks(this.exchange, a, b !== 0);
        return 0;
      case HostOperation.dropped:
        if (trace) traceDropped(trace, a, b);
        return 0;
      case HostOperation.filtered:
        return this.#filter?.dropped(a) ?? 0;
      default:
        if (operation < ServiceOperation.present)
          throw new Error(`a machine asks for ${operation}, which is nothing`);
        return this.#services.answer(operation, a, b, length);
    }
  }

  /**
   * Passes the event that the result of a packet has (Port's `packet`) to the trace, after the machine.
   * True, or what the trace has thrown as a text.
   */
  traceHeld(result: number): true | string {
    const { trace } = this.#host;
    if (!trace) return true;
    const verdict = (result >> HeldBits.verdict) & verdictMask;
    try {
      if (verdict > 0) traceDropped(trace, -verdict, result >> HeldBits.octets);
      else this.#trace(trace, (result >> HeldBits.length) & lengthMask);
      return true;
    } catch (error) {
      const { name, message } = errorOf(error);
      return `${name}: ${message}`;
    }
  }

  /**
   * Passes an event, JSON of so many octets, to the trace. If that changes the message of the event's
   * error, puts the message and returns its number of octets; otherwise returns 0.
   */
  #trace(trace: Trace, length: number): number {
    if (this.exchange[typeAt] === dropBegin && this.exchange[typeAt + 1] === dropNext) {
      trace(this.#dropEvent(this.#text.toString("latin1", 0, length)));
      return 0;
    }
    const text = this.#text.toString("utf8", 0, length);
    const event = JSON.parse(text) as TraceEvent;
    if (event.type === "log") trace({ ...event, text: this.#mapStack(event.text) });
    else if (event.type === "access.timeout") {
      const given = String(event.error);
      const error = new TimeoutError(given);
      trace({ ...event, error });
      return error.message === given ? 0 : this.#text.write(error.message, 0, longestMessage);
    } else trace(event);
    return 0;
  }

  /** The event of a dropped PDU. Most events are one of few texts, which are parsed once. */
  #dropEvent(text: string): TraceEvent {
    let event = this.#drops.get(text);
    if (!event) {
      event = JSON.parse(text) as TraceEvent;
      if (this.#drops.size < dropsKept) this.#drops.set(text, event);
    }
    return { ...event };
  }

  #put(octets: Uint8Array): void {
    if (octets.length > this.exchange.length)
      throw new RangeError(`${octets.length} octets are too many for a machine`);
    this.exchange.set(octets);
  }

  /** Cancels everything that the machine waits for, after it was closed or died. */
  close(): void {
    const { clock, radio } = this.#host;
    for (const handle of this.#timers.values()) clock.cancel(handle);
    this.#timers.clear();
    for (const handle of this.#advertising.values()) radio.stop(handle);
    this.#advertising.clear();
    this.#filter?.close();
    if (this.#scanning) radio.scan(undefined);
    this.#scanning = false;
    this.#services.close();
  }
}
