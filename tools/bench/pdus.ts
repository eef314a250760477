import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { nodeHost } from "../../hosts/node/host.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine } from "../../hosts/xs/engine.js";
import type { PacketReceiver, Radio } from "../../modules/host/radio.js";
import { table } from "../simulate/report.js";
import { start } from "./firmware/receiver.js";
import { median, short } from "./measure.js";
import { foreignNetKey, netKey, PacketMaker } from "./packets.js";
import { silentRadio } from "./silent-radio.js";

const entry = fileURLToPath(new URL("firmware/receiver.ts", import.meta.url));
const count = 1000;
const rounds = 5;

/** Microseconds for each kind of packet that a light receives. */
export interface EngineFigures {
  /**
   * A message to a group of the light: both layers are decrypted, it is processed, and its
   * sequence number is stored.
   */
  readonly received: number;
  /** The identical packet again. */
  readonly repeat: number;
  /** The same message from another relay. */
  readonly copy: number;
  /** A packet of another network. */
  readonly foreign: number;
  /** Byte codes executed in XS for each kind; the numbers are the same in each run. */
  readonly byteCodes?: Readonly<Record<Kind, number>>;
}

const kinds = ["received", "repeat", "copy", "foreign"] as const;
type Kind = (typeof kinds)[number];

export interface PduFigures {
  readonly node: EngineFigures;
  readonly xs: EngineFigures;
}

interface Receiver {
  hear(packet: Uint8Array): void;
  byteCodes?(): number;
  close(): void;
}

/** Measures the cost of PDUs for a light on both engines. */
export async function benchPdus(): Promise<PduFigures> {
  const program = await Engine.load({ entry });
  const xs = measure(() => {
    const { clock, radio, hear } = heardRadio();
    const store = new MemoryStore();
    const machine = program.boot({
      host: { ...nodeHost({ clock, radio, store }) },
      creation: { budget: 0 },
    });
    return {
      hear,
      byteCodes: () => machine.heap().instructions,
      close: () => machine.close(),
    };
  });
  program.close();
  const node = measure(() => {
    const { clock, radio, hear } = heardRadio();
    const light = start(nodeHost({ clock, radio }));
    return { hear, close: () => light.close() };
  });
  return { node, xs };
}

/**
 * A radio to which a benchmark passes packets; their processing is complete when `hear` returns.
 */
function heardRadio() {
  const clock = new VirtualClock();
  let receiver: PacketReceiver | undefined;
  const radio: Radio = { ...silentRadio, scan: (given) => void (receiver = given) };
  const hear = (packet: Uint8Array) => {
    receiver?.(packet, -50);
    while (clock.nextTime === clock.now()) clock.runNext();
  };
  return { clock, radio, hear };
}

function packetsOf(round: number): Record<Kind, Uint8Array[]> {
  const crypto = new NodeCrypto({ clock: new VirtualClock() });
  const own = new PacketMaker(crypto, netKey());
  const other = new PacketMaker(crypto, foreignNetKey());
  if (own.nid === other.nid) throw new Error("the foreign key has the same NID: choose another");
  const numbers = Array.from({ length: count }, (_, i) => 1 + round * count + i);
  const received = numbers.map((seq) => own.packet(seq, 7));
  // Only the latest packets are remembered as whole packets, so each is repeated at once.
  return {
    received,
    repeat: received,
    copy: numbers.map((seq) => own.packet(seq, 6)),
    foreign: numbers.map((seq) => other.packet(seq, 7)),
  };
}

/**
 * Measures four packets for each message: the new one, its repetition, its late copy, and one of
 * another network.
 */
function measure(make: () => Receiver): EngineFigures {
  const receiver = make();
  const times = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]]));
  const codes = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (let round = 0; round < rounds; round++) {
    const packets = packetsOf(round);
    const sums = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
    for (let i = 0; i < count; i++)
      for (const kind of kinds) {
        const packet = packets[kind][i]!;
        const began = performance.now();
        receiver.hear(packet);
        sums[kind] += performance.now() - began;
      }
    for (const kind of kinds) times[kind]!.push((sums[kind] * 1000) / count);
  }
  if (receiver.byteCodes) {
    const packets = packetsOf(rounds);
    for (const kind of kinds) {
      const before = receiver.byteCodes();
      receiver.hear(packets[kind][0]!);
      codes[kind] = receiver.byteCodes() - before;
    }
  }
  receiver.close();
  const figures = Object.fromEntries(kinds.map((kind) => [kind, median(times[kind]!)])) as Record<
    Kind,
    number
  >;
  return receiver.byteCodes ? { ...figures, byteCodes: codes } : figures;
}

export function pduTable({ node, xs }: PduFigures): string {
  const row = (name: string, kind: Kind) => [
    name,
    short(node[kind]),
    short(1e6 / node[kind]),
    short(node[kind] / node.received),
    short(xs[kind]),
    short(1e6 / xs[kind]),
    short(xs[kind] / xs.received),
    (xs.byteCodes?.[kind] ?? 0).toLocaleString("en"),
  ];
  return table(
    [
      "a PDU",
      "Node, us",
      "a second",
      "of a full",
      "XS, us",
      "a second",
      "of a full",
      "XS byte codes",
    ],
    [
      row("received and handled", "received"),
      row("the same packet again", "repeat"),
      row("the same by a relay", "copy"),
      row("of another network", "foreign"),
    ],
  );
}
