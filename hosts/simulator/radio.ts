import { defer } from "../../modules/base/timer.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { AdvertisingHandle, PacketReceiver, Radio } from "../../modules/host/radio.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { Random } from "../../modules/host/random.js";
import { AirLink } from "./air-link.js";

interface Advertisement {
  readonly data: Uint8Array;
  readonly interval: number;
  readonly done: () => void;
  events: number;
  timer: TimerHandle;
}

export interface LoopbackRadioOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Answers a question of the air program, see `AirLink`. */
  readonly onQuestion: (name: string, argument: unknown) => unknown;
}

/**
 * A simulated radio on this machine's loopback interface. Packets go through the air program of
 * a command-line tool, which simulates losses and collisions, or else a multicast group, in
 * which all simulators receive each other and nothing is lost.
 */
export class LoopbackRadio implements Radio {
  readonly sets = 1;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #link: AirLink;
  readonly #jitter = new Uint8Array(1);
  #advertisement: Advertisement | undefined;
  #handle: AdvertisingHandle = 0;
  #receiver: PacketReceiver | undefined;

  constructor(options: LoopbackRadioOptions) {
    const { clock, random, onQuestion } = options;
    this.#clock = clock;
    this.#random = random;
    const onPacket = (data: Uint8Array, rssi: number) => this.#receiver?.(data, rssi);
    this.#link = new AirLink({ onPacket, onQuestion });
  }

  /** The name of this simulator in the air program. */
  get name(): string {
    return this.#link.name;
  }

  /** Tells the air program of an event of this simulator, see `AirLink`. */
  tell(event: TraceEvent): void {
    this.#link.tell(event);
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (this.#advertisement) throw new RangeError("the one advertising set is in use");
    if (data.length < 1 || data.length > 31) throw new RangeError("data: 1 to 31 octets");
    if (!(events >= 1)) throw new RangeError("events: at least 1");
    if (!(interval >= 20)) throw new RangeError("interval: at least 20 ms");
    const advertisement = { data: data.slice(), events, interval, done, timer: 0 };
    this.#advertisement = advertisement;
    advertisement.timer = defer(this.#clock, () => this.#event(advertisement));
    return ++this.#handle;
  }

  stop(handle: AdvertisingHandle): void {
    if (handle !== this.#handle || !this.#advertisement) return;
    this.#clock.cancel(this.#advertisement.timer);
    this.#advertisement = undefined;
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.#receiver = receiver;
  }

  close(): void {
    this.stop(this.#handle);
    this.scan(undefined);
    this.#link.close();
  }

  #event(advertisement: Advertisement): void {
    if (advertisement.events-- > 0) {
      this.#link.send(advertisement.data);
      this.#random.fill(this.#jitter);
      const delay = advertisement.interval + this.#jitter[0]! / 25.6;
      advertisement.timer = this.#clock.schedule(() => this.#event(advertisement), delay);
      return;
    }
    this.#advertisement = undefined;
    advertisement.done();
  }
}
