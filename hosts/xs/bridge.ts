import type { TimerHandle } from "../../modules/host/clock.js";
import type { Host } from "../../modules/host/host.js";
import type { AdvertisingHandle } from "../../modules/host/radio.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { HostOperation } from "./port.js";
import { ServiceBridge } from "./service-bridge.js";
import { ServiceOperation, wakeTimer } from "./services.js";

/** The host of a machine, as far as it lives outside of it: crypto is inside. */
export type OuterHost = Omit<Host, "crypto" | "sessionCrypto">;

/** What happens outside, for the machine. */
export interface Events {
  timer(timer: number): void;
  sent(handle: number): void;
  /** `kind` below 0: the air knows neither that nor the address. */
  /** Whether it woke the machine's JavaScript. */
  packet(data: Uint8Array, rssi: number, kind: number, address: number): boolean;
}

/** Answers what a machine asks, from a Host of this process. */
export class HostBridge {
  /** Octets and texts of a request, and of its answer. */
  readonly exchange: Uint8Array;
  readonly #host: OuterHost;
  readonly #events: Events;
  readonly #timers = new Map<number, TimerHandle>();
  readonly #advertising = new Map<number, AdvertisingHandle>();
  readonly #text: Buffer;
  readonly #services: ServiceBridge;
  #scanning = false;

  constructor(options: {
    readonly host: OuterHost;
    readonly events: Events;
    readonly exchange: Uint8Array;
  }) {
    this.#host = options.host;
    this.#events = options.events;
    this.exchange = options.exchange;
    this.#text = Buffer.from(this.exchange.buffer, this.exchange.byteOffset, this.exchange.length);
    this.#services = new ServiceBridge({
      host: options.host,
      exchange: this.exchange,
      wake: () => this.#events.timer(wakeTimer),
    });
  }

  /** A HostHandler. Never throws. */
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
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const size = this.#text.write(`${name}\n${message}`, 2, 1024);
      this.#text.writeUInt16LE(size, 0);
      return NaN;
    }
  };

  /** Answers false for what cost the machine nothing, which a radio that models its host wants to know. */
  readonly #onPacket = (data: Uint8Array, rssi: number, kind = -1, address = 0): boolean =>
    this.#events.packet(data, rssi, kind, address);

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
        if (on !== this.#scanning) radio.scan(on ? this.#onPacket : undefined);
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
        trace?.(JSON.parse(this.#text.toString("utf8", 0, length)) as TraceEvent);
        return 0;
      case HostOperation.random:
        random.fill(this.exchange.subarray(0, a));
        return 0;
      default:
        if (operation < ServiceOperation.present)
          throw new Error(`a machine asks for ${operation}, which is nothing`);
        return this.#services.answer(operation, a, b, length);
    }
  }

  #put(octets: Uint8Array): void {
    if (octets.length > this.exchange.length)
      throw new RangeError(`${octets.length} octets are too many for a machine`);
    this.exchange.set(octets);
  }

  /** Forgets what the machine waits for: it is closed, or dead. */
  close(): void {
    const { clock, radio } = this.#host;
    for (const handle of this.#timers.values()) clock.cancel(handle);
    this.#timers.clear();
    for (const handle of this.#advertising.values()) radio.stop(handle);
    this.#advertising.clear();
    if (this.#scanning) radio.scan(undefined);
    this.#scanning = false;
    this.#services.close();
  }
}
