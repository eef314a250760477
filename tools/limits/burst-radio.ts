import type { Clock } from "../../modules/host/clock.js";
import type { PacketReceiver, Radio, ScanOptions } from "../../modules/host/radio.js";

interface Held {
  readonly data: Uint8Array;
  readonly rssi: number;
  readonly kind: number | undefined;
  readonly address: number | undefined;
}

/** Packets of one burst. */
const most = 5;
/** Most milliseconds for which the first packet of a burst waits for the others. */
const patience = 20;

/** A radio that delivers packets in bursts of five, as a chip does after its CPU was busy. */
export class BurstRadio implements Radio {
  readonly sets: number;
  readonly advertise: Radio["advertise"];
  readonly stop: Radio["stop"];
  readonly #clock: Clock;
  readonly #radio: Radio;
  #receiver: PacketReceiver | undefined;
  #held: Held[] = [];

  constructor(clock: Clock, radio: Radio) {
    this.#clock = clock;
    this.#radio = radio;
    this.sets = radio.sets;
    this.advertise = radio.advertise.bind(radio);
    this.stop = radio.stop.bind(radio);
  }

  scan(receiver: PacketReceiver | undefined, options?: ScanOptions): void {
    this.#receiver = receiver;
    this.#radio.scan(receiver && this.#hold, options);
  }

  close(): void {
    this.#held = [];
    this.#radio.close();
  }

  readonly #hold: PacketReceiver = (data, rssi, kind, address) => {
    this.#held.push({ data: data.slice(), rssi, kind, address });
    if (this.#held.length === 1) this.#clock.schedule(() => this.#handOver(), patience);
    if (this.#held.length === most) this.#handOver();
  };

  #handOver(): void {
    const held = this.#held;
    this.#held = [];
    for (const { address, data, kind, rssi } of held) this.#receiver?.(data, rssi, kind, address);
  }
}
