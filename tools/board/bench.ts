import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { nodeHost } from "../../hosts/node/host.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { BoardMachine, BoardProgram } from "../../hosts/board/board.js";
import type { Message } from "../../modules/access/message.js";
import { CompositionDataGet } from "../../modules/foundation/configuration/state-messages.js";
import { BenchRadio } from "./bench-radio.js";
import { foreignNetKey, netKey, PacketMaker, receiverAddress } from "../bench/packets.js";

/** The firmware that the bench measures. */
export const benchFirmware = fileURLToPath(new URL("firmware/node.ts", import.meta.url));

/** The firmware that the bench measures with many known sources. */
export const crowdFirmware = fileURLToPath(new URL("firmware/crowd.ts", import.meta.url));

/** An address that the node does not have. */
const elsewhere = 0x0300;
const ttl = 5;
/**
 * Milliseconds after a packet in which everything that it causes is over: an answer waits for 50 at
 * most, and its three transmissions take 90.
 */
export const settled = 300;

/** The cost of an operation: instructions, and bytes allocated from the heap. */
export interface Cost {
  readonly instructions: number;
  readonly slots: number;
  readonly chunks: number;
}

/** The cost of `work`, measured after a garbage collection of the machine. */
export function costOf(machine: BoardMachine, work: () => void): Cost {
  const before = machine.heap({ collect: true });
  work();
  const after = machine.heap();
  return {
    instructions: after.instructions - before.instructions,
    slots: after.slots - before.slots,
    chunks: after.chunks - before.chunks,
  };
}

/** Counts the octets of the records that are written. */
class CountingStore extends MemoryStore {
  written = 0;

  override write(key: string, value: Uint8Array): void {
    this.written += value.length;
    super.write(key, value);
  }
}

/** A node on the board, and the packets that are sent to it. All runs are identical. */
export class Bench {
  readonly machine: BoardMachine;
  readonly #clock = new VirtualClock();
  readonly #radio: BenchRadio;
  readonly #store = new CountingStore();
  readonly #own: PacketMaker;
  readonly #foreign: PacketMaker;
  #seq = 0;

  /** `sets`: advertising sets of the node's radio. */
  constructor(program: BoardProgram, sets = 1) {
    this.#radio = new BenchRadio(this.#clock, { sets });
    const crypto = new NodeCrypto({ clock: this.#clock });
    this.#own = new PacketMaker(crypto, netKey());
    this.#foreign = new PacketMaker(crypto, foreignNetKey());
    const random = new SeededRandom("bench");
    this.machine = program.boot({
      host: nodeHost({ clock: this.#clock, radio: this.#radio, random, store: this.#store }),
      name: "bench",
      random: "host",
    });
  }

  cost(work: () => void): Cost {
    return costOf(this.machine, work);
  }

  /** Passes a packet to the node, and runs what is due immediately. */
  hear(packet: Uint8Array): void {
    this.#radio.receiver?.(packet, -50);
    while (this.#clock.nextTime === this.#clock.now()) this.#clock.runNext();
  }

  /** Advances virtual time by a number of milliseconds. */
  pass(milliseconds: number): void {
    this.#clock.advanceTo(this.#clock.now() + milliseconds);
  }

  /**
   * The cost of a packet to the end: until the node is idle and `transmissions` advertising events
   * have left, within `wait` milliseconds. Throws Error where another number of events leaves.
   */
  costToTheEnd(packet: Uint8Array, transmissions: number, wait = settled): Cost {
    const before = this.#radio.events;
    const cost = this.cost(() => {
      this.hear(packet);
      this.pass(wait);
    });
    const sent = this.#radio.events - before;
    if (sent !== transmissions)
      throw new Error(`${sent} advertising events where there must be ${transmissions}`);
    return cost;
  }

  /** An unacknowledged Set message to the node's group, with a new sequence number. */
  unacknowledged(hops = 0): Uint8Array {
    return this.#own.packet(++this.#seq, ttl - hops);
  }

  /** A message to the node's group, with a new sequence number; `values`: those for that number. */
  set<T>(message: Message<T>, values: (number: number) => T): Uint8Array {
    const seq = ++this.#seq;
    return this.#own.message({ seq, ttl }, message.encode(values(seq)));
  }

  /** Octets of all records that the node has written so far. */
  get stored(): number {
    return this.#store.written;
  }

  /** The previous message, as another relay sends it. */
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

  /** The segments of a message to the node, without the last one. */
  segments(): Uint8Array[] {
    const fields = { seq: this.#seq + 1, ttl, dst: receiverAddress };
    const packets = this.#own.segments(fields, new Uint8Array(40).fill(0x7e));
    this.#seq += packets.length;
    return packets.slice(0, -1);
  }

  /** A message whose answer is segmented. */
  compositionGet(): Uint8Array {
    const fields = { seq: ++this.#seq, ttl, dst: receiverAddress };
    return this.#own.message(fields, CompositionDataGet.encode({ page: 0 }), true);
  }

  /**
   * The cost of each packet that is sent in the next milliseconds, with its retransmissions: that
   * of all timer events since the previous packet.
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
