import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { BoardMachine, BoardProgram } from "../../hosts/board/board.js";
import type { AdvertisingHandle, PacketReceiver, Radio } from "../../modules/host/radio.js";
import { toHex } from "../../modules/base/bytes.js";
import { CompositionDataGet } from "../../modules/foundation/configuration/state-messages.js";
import { foreignNetKey, netKey, PacketMaker, receiverAddress } from "../bench/packets.js";

/** The firmware of the bench. */
export const benchFirmware = fileURLToPath(new URL("firmware/node.ts", import.meta.url));

/** The firmware of the bench where it knows of many sources. */
export const crowdFirmware = fileURLToPath(new URL("firmware/crowd.ts", import.meta.url));

/** An address that is not the node's. */
const elsewhere = 0x0300;
const ttl = 5;

/** What something cost: instructions, and what it took from the heap. */
export interface Cost {
  readonly instructions: number;
  readonly slots: number;
  readonly chunks: number;
}

/** A radio that a bench speaks to, and that sends as it is asked, in virtual time. */
class BenchRadio implements Radio {
  readonly sets = 1;
  receiver: PacketReceiver | undefined;
  /** Advertisements so far, and the last of them in hexadecimal digits. */
  advertised = 0;
  last = "";
  readonly #clock: VirtualClock;
  readonly #timers = new Map<AdvertisingHandle, number>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    this.last = toHex(data);
    const handle = ++this.advertised;
    this.#timers.set(handle, this.#clock.schedule(done, events * interval));
    return handle;
  }

  stop(handle: AdvertisingHandle): void {
    const timer = this.#timers.get(handle);
    if (timer !== undefined) this.#clock.cancel(timer);
    this.#timers.delete(handle);
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.receiver = receiver;
  }

  close(): void {
    this.receiver = undefined;
  }
}

/** A node on the board, and what is said to it. Every run is the same. */
export class Bench {
  readonly machine: BoardMachine;
  readonly #clock = new VirtualClock();
  readonly #radio = new BenchRadio(this.#clock);
  readonly #own: PacketMaker;
  readonly #foreign: PacketMaker;
  #seq = 0;

  constructor(program: BoardProgram) {
    const crypto = new NodeCrypto({ clock: this.#clock });
    this.#own = new PacketMaker(crypto, netKey());
    this.#foreign = new PacketMaker(crypto, foreignNetKey());
    const random = new SeededRandom("bench");
    this.machine = program.boot({
      host: nodeHost({ clock: this.#clock, radio: this.#radio, random }),
      name: "bench",
      random: "host",
    });
  }

  /** What `work` costs, from a heap without garbage on. */
  cost(work: () => void): Cost {
    const before = this.machine.heap({ collect: true });
    work();
    const after = this.machine.heap();
    return {
      instructions: after.instructions - before.instructions,
      slots: after.slots - before.slots,
      chunks: after.chunks - before.chunks,
    };
  }

  /** The node hears a packet; what that sets off at once is done. */
  hear(packet: Uint8Array): void {
    this.#radio.receiver?.(packet, -50);
    while (this.#clock.nextTime === this.#clock.now()) this.#clock.runNext();
  }

  /** Virtual milliseconds pass. */
  pass(milliseconds: number): void {
    this.#clock.advanceTo(this.#clock.now() + milliseconds);
  }

  /** A message of a sender with a state to set, to the group of the node. */
  unacknowledged(hops = 0): Uint8Array {
    return this.#own.packet(++this.#seq, ttl - hops);
  }

  /** The message before, as another relay sends it. */
  lateCopy(): Uint8Array {
    return this.#own.packet(this.#seq, ttl - 1);
  }

  acknowledged(): Uint8Array {
    return this.#own.acknowledged({ seq: ++this.#seq, ttl, dst: receiverAddress });
  }

  toOther(): Uint8Array {
    return this.#own.acknowledged({ seq: ++this.#seq, ttl, dst: elsewhere });
  }

  foreign(): Uint8Array {
    return this.#foreign.packet(++this.#seq, ttl);
  }

  /** The first segments, but not the last, of a message to the node. */
  segments(): Uint8Array[] {
    const fields = { seq: this.#seq + 1, ttl, dst: receiverAddress };
    const packets = this.#own.segments(fields, new Uint8Array(40).fill(0x7e));
    this.#seq += packets.length;
    return packets.slice(0, -1);
  }

  /** A message whose answer has several segments. */
  compositionGet(): Uint8Array {
    const fields = { seq: ++this.#seq, ttl, dst: receiverAddress };
    return this.#own.message(fields, CompositionDataGet.encode({ page: 0 }), true);
  }

  /**
   * What each packet of the next milliseconds costs, with its repetitions: the events
   * of the clock from the advertisement before to it.
   */
  advertisements(milliseconds: number): Cost[] {
    const until = this.#clock.now() + milliseconds;
    const costs = new Map<string, Cost>();
    let before = this.machine.heap();
    for (let next = this.#clock.nextTime; next !== undefined && next <= until;) {
      const { advertised } = this.#radio;
      this.#clock.runNext();
      next = this.#clock.nextTime;
      if (this.#radio.advertised === advertised) continue;
      const after = this.machine.heap();
      const sum = costs.get(this.#radio.last) ?? { instructions: 0, slots: 0, chunks: 0 };
      costs.set(this.#radio.last, {
        instructions: sum.instructions + after.instructions - before.instructions,
        slots: sum.slots + after.slots - before.slots,
        chunks: sum.chunks + after.chunks - before.chunks,
      });
      before = after;
    }
    return [...costs.values()];
  }

  close(): void {
    this.machine.close();
  }
}
