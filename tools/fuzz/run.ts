import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine32, type Program32 } from "../../hosts/xs/engine32.js";
import type { Machine } from "../../hosts/xs/machine.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import { GenericOnOffSetUnacknowledged } from "../../modules/models/generic-onoff/messages.js";
import type { NodeState } from "../../modules/node/node.js";
import type { Message } from "../../modules/access/message.js";
import { appKeyMessages, colorsMessages, scenesMessages } from "./access-payload.js";
import { SeededDraw } from "./draw.js";
import { Forge } from "./forge.js";
import { GattClients } from "./gatt-clients.js";
import { gattServes } from "./gatt-serves.js";
import { HandGatt } from "./hand-gatt.js";
import { HandRadio } from "./hand-radio.js";
import { known } from "./keys.js";

/** Inputs in one round, after which the node is checked. */
const roundInputs = 2000;
/** Inputs after which the heap is measured. */
const measuredInputs = 50;
/** Rounds after which the power is cut. */
const roundsPerCut = 5;
/** Number of rounds of which one is run with an unprovisioned device. */
const roundsPerDevice = 8;
/** Most milliseconds between two inputs. */
const pause = 40;
/** Milliseconds in which pending procedures of the node end. */
const quiet = 15_000;
const ecdhMilliseconds = 50;

/** Kinds of packets that a sender without keys can send to a device. */
const deviceKinds = ["octets", "beacon", "provisioning"];

/** The results of a fuzzing run. */
export interface FuzzReport {
  readonly inputs: number;
  readonly packets: number;
  /** Inputs by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Number of dropped PDUs by reason. */
  readonly drops: Readonly<Record<string, number>>;
  /** Number of access messages that it received. */
  readonly messages: number;
  /** Number of messages that it sent. */
  readonly answers: number;
  /** Number of packets that it sent. */
  readonly sent: number;
  /** Number of notifications that it sent to GATT clients. */
  readonly notified: number;
  readonly powerCuts: number;
  /** Rounds in which a forged message had removed the node from its network. */
  readonly resets: number;
  /** The most live slots and octets of chunks, measured every 50 inputs after garbage collection. */
  readonly slots: number;
  readonly chunks: number;
  /** Most slots of the stack. */
  readonly stack: number;
}

class Fuzzer {
  readonly #clock = new VirtualClock();
  readonly #store = new MemoryStore();
  readonly #draw: SeededDraw;
  readonly #forge: Forge;
  /** Whether its radio has a GATT server. */
  readonly #hasGatt: boolean;
  readonly #gatt: HandGatt;
  readonly #clients: GattClients;
  readonly #radio: HandRadio;
  readonly #program: Program32;
  readonly #random: SeededRandom;
  readonly #kinds: Record<string, number> = {};
  readonly #drops: Record<string, number> = {};
  #machine: Machine;
  #dead: string | undefined;
  #input = 0;
  #packets = 0;
  #messages = 0;
  #answers = 0;
  #sent = 0;
  #powerCuts = 0;
  #resets = 0;
  #slots = 0;
  #chunks = 0;
  #stack = 0;

  constructor(
    program: Program32,
    seed: number | string,
    gatt: boolean,
    messages: readonly Message[] = appKeyMessages,
  ) {
    this.#program = program;
    this.#hasGatt = gatt;
    this.#draw = new SeededDraw(seed);
    this.#random = new SeededRandom(`firmware ${seed}`);
    this.#forge = new Forge(new NodeCrypto({ clock: this.#clock }), this.#draw, messages);
    this.#gatt = new HandGatt(this.#clock);
    this.#clients = new GattClients(this.#gatt, this.#draw, this.#forge);
    this.#radio = new HandRadio(this.#clock, gatt ? this.#gatt : undefined, (data) => {
      this.#sent++;
      this.#forge.remember(data);
    });
    this.#machine = this.#boot();
    this.#call("join");
  }

  /**
   * Sends a number of inputs. Throws Error with the input after which the node failed or no
   * longer receives.
   */
  run(inputs: number): FuzzReport {
    for (let round = 0; this.#input < inputs; round++) {
      const device = round % roundsPerDevice === roundsPerDevice - 1;
      if (device) this.#call("leave");
      this.#round(Math.min(inputs, this.#input + roundInputs), device);
      this.#check(device);
      if (round % roundsPerCut === roundsPerCut - 1) this.#cutPower();
    }
    this.#note();
    return {
      inputs: this.#input,
      packets: this.#packets,
      kinds: this.#kinds,
      drops: this.#drops,
      messages: this.#messages,
      answers: this.#answers,
      sent: this.#sent,
      notified: this.#gatt.notified,
      powerCuts: this.#powerCuts,
      resets: this.#resets,
      slots: this.#slots,
      chunks: this.#chunks,
      stack: this.#stack,
    };
  }

  #boot(): Machine {
    const machine = this.#program.boot({
      host: {
        clock: this.#clock,
        radio: this.#radio,
        random: this.#random,
        store: this.#store,
      },
      name: "fuzzed",
      random: "host",
      ecdhMilliseconds,
      onFailure: ({ kind, message, stack }) => (this.#dead ??= `${kind}: ${message}\n${stack}`),
    });
    const { uuid } = machine.call("state") as NodeState;
    this.#forge.uuid = fromHex(uuid);
    return machine;
  }

  #round(end: number, device: boolean): void {
    const ofClients = this.#hasGatt ? this.#clients.kinds : {};
    const { kinds: packets } = this.#forge;
    const kinds = [...(device ? deviceKinds : Object.keys(packets)), ...Object.keys(ofClients)];
    for (; this.#input < end; this.#input++) {
      const kind = kinds[this.#draw.below(kinds.length)]!;
      this.#kinds[kind] = (this.#kinds[kind] ?? 0) + 1;
      ofClients[kind]?.();
      this.#alive(kind);
      for (const packet of packets[kind]?.() ?? []) this.#hear(packet, kind);
      this.#pass(this.#draw.below(pause));
      if (this.#input % measuredInputs === 0) this.#measureHeap();
    }
    this.#measureHeap();
  }

  #measureHeap(): void {
    const { chunks, slots } = this.#machine.heap({ collect: true });
    this.#slots = Math.max(this.#slots, slots);
    this.#chunks = Math.max(this.#chunks, chunks);
  }

  #hear(packet: Uint8Array, kind: string): void {
    this.#packets++;
    this.#radio.hear(packet);
    this.#alive(`${kind} ${toHex(packet)}`);
  }

  #pass(milliseconds: number): void {
    this.#clock.advanceTo(this.#clock.now() + milliseconds);
    this.#alive("the time after it");
  }

  #alive(what: string): void {
    if (this.#dead !== undefined)
      throw new Error(`input ${this.#input}, ${what}: the node died: ${this.#dead}`);
  }

  #call(name: string): NodeState {
    const state = this.#machine.call(name) as NodeState;
    this.#alive(name);
    return state;
  }

  /**
   * Checks that the device serves a GATT client, and that the node, with known keys again, serves
   * one too and sets the states that a message contains.
   */
  #check(device: boolean): void {
    this.#pass(quiet);
    if (this.#call("state").address === undefined && !device) this.#resets++;
    this.#call("leave");
    this.#pass(quiet);
    this.#serves("device");
    this.#call("join");
    this.#serves("node");
    const { messagesReceived: before } = this.#call("state");
    const values = { onOff: true, tid: this.#draw.below(256), transition: undefined };
    const payload = GenericOnOffSetUnacknowledged.encode(values);
    for (const packet of this.#forge.message(payload)) this.#hear(packet, "a message");
    this.#pass(1000);
    const { messagesReceived } = this.#call("state");
    if (messagesReceived !== before + 1)
      throw new Error(`input ${this.#input}: the node is deaf: ${messagesReceived - before} of 1`);
  }

  #serves(what: "device" | "node"): void {
    if (!this.#hasGatt) return;
    const fault = gattServes(this.#gatt, this.#forge, (milliseconds) => this.#pass(milliseconds));
    if (fault) throw new Error(`input ${this.#input}: GATT of the ${what}: ${fault}`);
  }

  #cutPower(): void {
    this.#note();
    this.#powerCuts++;
    this.#machine.close();
    this.#gatt.cutPower();
    this.#machine = this.#boot();
    const { address } = this.#call("state");
    if (address !== known.address)
      throw new Error(`input ${this.#input}: after a power cut the node is at ${address}`);
  }

  /** Adds the counters of this machine to the report, before the machine is closed. */
  #note(): void {
    const { drops, messagesReceived, messagesSent } = this.#call("state");
    for (const [reason, count] of Object.entries(drops))
      this.#drops[reason] = (this.#drops[reason] ?? 0) + count;
    this.#messages += messagesReceived;
    this.#answers += messagesSent;
    this.#stack = Math.max(this.#stack, this.#machine.heap().stackPeak);
  }

  close(): void {
    this.#machine.close();
  }
}

/**
 * Sends inputs of all kinds to a node with all clients, and the servers of `firmware/target.ts`, on XS
 * with 32-bit words and the heap and the stack of an ESP32. Throws Error if it fails, no longer receives, or does not
 * restart after a power cut; MissingPrerequisite if the engine cannot be built.
 */
export function fuzz(inputs: number, seed: number | string = 1): Promise<FuzzReport> {
  return run(inputs, seed, "target.ts", false);
}

/**
 * The same with a node that has a GATT server and all servers of models, and no clients: their
 * records and all that a proxy needs do not fit into this heap together. Clients connect to its
 * GATT proxy, and to PB-GATT of the device. Throws Error also if a client is not served any longer.
 */
export function fuzzGatt(inputs: number, seed: number | string = 1): Promise<FuzzReport> {
  return run(inputs, seed, "gatt-target.ts", true);
}

/** The same with a node that has scenes, time, schedules and a power level, and no clients. */
export function fuzzScenes(inputs: number, seed: number | string = 1): Promise<FuzzReport> {
  return run(inputs, seed, "scenes-target.ts", false, scenesMessages);
}

/** The same with a node that has coloured lights, a battery, a location and properties, and no clients. */
export function fuzzColors(inputs: number, seed: number | string = 1): Promise<FuzzReport> {
  return run(inputs, seed, "colors-target.ts", false, colorsMessages);
}

async function run(
  inputs: number,
  seed: number | string,
  firmware: string,
  gatt: boolean,
  messages?: readonly Message[],
): Promise<FuzzReport> {
  const entry = fileURLToPath(new URL(`firmware/${firmware}`, import.meta.url));
  const program = await Engine32.load({ entry, services: gatt });
  const fuzzer = new Fuzzer(program, seed, gatt, messages);
  try {
    return fuzzer.run(inputs);
  } finally {
    fuzzer.close();
    program.close();
  }
}
