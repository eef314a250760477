import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fromHex, toHex } from "../../../modules/base/bytes.js";

/** What radio-host.c heard. */
export interface HeardPacket {
  readonly data: Uint8Array;
  readonly rssi: number;
  readonly kind: number;
  /** 48 bits. */
  readonly address: number;
}

/** A process of radio-host.c: the chip's radio on NimBLE, as a host of the air. */
export class RadioProcess {
  onHeard: (packet: HeardPacket) => void = () => undefined;
  onSent: (slot: number, id: number) => void = () => undefined;
  /** What the radio lost: packets, and calls that NimBLE refused for the time being. Known when it has ended. */
  losses: readonly number[] = [];
  readonly sets: Promise<number>;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;

  /** `port`: where the air takes hosts. */
  constructor(program: string, port: number) {
    this.#process = spawn(program, [String(port)], { stdio: ["pipe", "pipe", "ignore"] });
    this.#process.stdin.on("error", () => undefined);
    const lines = createInterface(this.#process.stdout);
    this.sets = new Promise((resolve, reject) => {
      this.#process.once("error", reject);
      this.#process.once("close", () => reject(new Error(`${program} ended`)));
      lines.on("line", (line) => this.#take(line, resolve));
    });
  }

  advertise(slot: number, id: number, data: Uint8Array, events: number, interval: number): void {
    this.#write("A", slot, id, events, interval, word(data));
  }

  stop(slot: number): void {
    this.#write("S", slot);
  }

  /** 0 off, 1 passive, 2 active. */
  scan(mode: number): void {
    this.#write("C", mode);
  }

  filter(types: Uint8Array, beacons: Uint8Array, nids: Uint8Array): void {
    this.#write("F", word(types), word(beacons), word(nids));
  }

  /** Without arguments: stops. */
  advertiseConnectable(data?: Uint8Array, scanResponse?: Uint8Array, interval?: number): void {
    if (data && scanResponse && interval)
      this.#write("G", Math.round(interval), word(data), word(scanResponse));
    else this.#write("G");
  }

  /** NimBLE resets the controller, as it does when that does not answer. */
  resetController(): void {
    this.#write("X");
  }

  /** Ends it, by force where it does not hear. */
  async close(): Promise<void> {
    const ended = once(this.#process, "close");
    this.#write("Q");
    const force = setTimeout(() => this.#process.kill("SIGKILL"), 2000);
    if (this.#process.exitCode === null && this.#process.signalCode === null) await ended;
    clearTimeout(force);
  }

  /** The native functions of radio-xs.c and gatt-xs.c: of the GATT server it takes connectable advertising alone. */
  natives(sets: number): Record<string, (...args: never[]) => unknown> {
    const nothing = () => undefined;
    return {
      xs_radio_open: (
        onPacket: (length: number, rssi: number, kind: number, address: number) => void,
        _onEvent: unknown,
        onSent: typeof this.onSent,
        buffer: Uint8Array,
      ) => {
        this.onSent = onSent;
        this.onHeard = ({ address, data, kind, rssi }) => {
          buffer.set(data);
          onPacket(data.length, rssi, kind, address);
        };
      },
      xs_radio_close: nothing,
      xs_radio_sets: () => sets,
      xs_radio_count: () => 0,
      xs_radio_filtered: () => 0,
      xs_radio_advertise: (
        slot: number,
        handle: number,
        data: Uint8Array,
        events: number,
        interval: number,
      ) => this.advertise(slot, handle, data, events, interval),
      xs_radio_stop: (slot: number) => this.stop(slot),
      xs_radio_scan: (mode: number) => this.scan(mode),
      xs_radio_filter: (...args: Parameters<typeof this.filter>) => this.filter(...args),
      xs_gatt_advertise: (...args: Parameters<typeof this.advertiseConnectable>) =>
        this.advertiseConnectable(...args),
      xs_gatt_add: nothing,
      xs_gatt_remove: nothing,
      xs_gatt_value: nothing,
      xs_gatt_notify: () => false,
      xs_gatt_mtu: () => 0,
      xs_gatt_disconnect: nothing,
      xs_gatt_connections: () => 1,
    };
  }

  #write(...words: (string | number)[]): void {
    if (this.#process.stdin.writable) this.#process.stdin.write(`${words.join(" ")}\n`);
  }

  #take(line: string, ready: (sets: number) => void): void {
    const [name, ...words] = line.split(" ");
    const [first = NaN, second = NaN] = words.map(Number);
    if (name === "R") ready(first);
    else if (name === "D") this.onSent(first, second);
    else if (name === "L") this.losses = [first, second];
    else if (name === "P")
      this.onHeard({
        rssi: first,
        kind: second,
        address: parseInt(words[2]!, 16),
        data: fromHex(words[3]!),
      });
  }
}

function word(octets: Uint8Array): string {
  return octets.length === 0 ? "-" : toHex(octets);
}
