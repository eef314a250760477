import Timer from "timer";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { AdvertisingHandle, PacketReceiver, Radio } from "../../modules/host/radio.js";
import type { Random } from "../../modules/host/random.js";

class Native {
  static open(): void {
    return native("xs_radio_open").call(this);
  }

  static send(data: Uint8Array): void {
    return native("xs_radio_send").call(this, data);
  }

  /** The next packet of another node into `buffer`: its length, 0 when there is none. */
  static receive(buffer: Uint8Array): number {
    return native("xs_radio_receive").call(this, buffer);
  }

  static close(): void {
    return native("xs_radio_close").call(this);
  }
}

interface Advertisement {
  readonly data: Uint8Array;
  readonly interval: number;
  readonly done: () => void;
  events: number;
  timer: TimerHandle;
}

/** Milliseconds between two looks for packets. */
const poll = 5;

/** Every packet is as strong: on this air all nodes are one metre apart. */
const strength = -50;

/**
 * A radio whose air is a multicast group on this machine's loopback interface:
 * all simulators that run hear each other, nothing is lost. radio.c has the sockets.
 */
export class LoopbackRadio implements Radio {
  readonly sets = 1;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #buffer = new Uint8Array(31);
  readonly #jitter = new Uint8Array(1);
  #advertisement: Advertisement | undefined;
  #handle: AdvertisingHandle = 0;
  #receiver: PacketReceiver | undefined;
  #poll: ReturnType<typeof Timer.repeat> | undefined;

  constructor(options: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = options.clock;
    this.#random = options.random;
    Native.open();
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
    advertisement.timer = this.#clock.schedule(() => this.#event(advertisement), 0);
    return ++this.#handle;
  }

  stop(handle: AdvertisingHandle): void {
    if (handle !== this.#handle || !this.#advertisement) return;
    this.#clock.cancel(this.#advertisement.timer);
    this.#advertisement = undefined;
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.#receiver = receiver;
    if (receiver && this.#poll === undefined)
      this.#poll = Timer.repeat(() => this.#receive(), poll);
    else if (!receiver && this.#poll !== undefined) {
      Timer.clear(this.#poll);
      this.#poll = undefined;
    }
  }

  close(): void {
    this.stop(this.#handle);
    this.scan(undefined);
    Native.close();
  }

  #event(advertisement: Advertisement): void {
    if (advertisement.events-- > 0) {
      Native.send(advertisement.data);
      this.#random.fill(this.#jitter);
      const delay = advertisement.interval + this.#jitter[0]! / 25.6;
      advertisement.timer = this.#clock.schedule(() => this.#event(advertisement), delay);
      return;
    }
    this.#advertisement = undefined;
    advertisement.done();
  }

  #receive(): void {
    for (;;) {
      const length = Native.receive(this.#buffer);
      if (length === 0 || !this.#receiver) return;
      this.#receiver(this.#buffer.subarray(0, length), strength);
    }
  }
}
