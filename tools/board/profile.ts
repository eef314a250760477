import { spawnSync } from "node:child_process";
import { Board, type BoardMachine, type BoardProgram } from "../../hosts/board/board.js";
import type { CodePlace, Sample } from "../../hosts/board/board-port.js";
import { MissingPrerequisite } from "../../hosts/xs/build/cached-build.js";
import { table } from "../simulate/report.js";
import { Bench, benchFirmware, settled } from "./bench.js";

/** Number of messages of a case; their samples are added up. */
const rounds = 40;
/** Number of functions shown in each table. */
const shown = 30;

interface Case {
  /** Called before the samples are taken. */
  readonly prepare?: (bench: Bench) => void;
  /** Makes the packet of a round, before its samples are taken. */
  readonly packet: (bench: Bench) => Uint8Array;
}

const cases: Readonly<Record<string, Case>> = {
  deliver: { packet: (bench) => bench.acknowledged() },
  group: { packet: (bench) => bench.unacknowledged() },
  other: { packet: (bench) => bench.toOther() },
  relay: { prepare: ({ machine }) => machine.call("relay"), packet: (bench) => bench.toOther() },
  late: {
    packet(bench) {
      bench.hear(bench.unacknowledged());
      return bench.lateCopy();
    },
  },
  segment: {
    packet(bench) {
      bench.pass(20_000);
      const [first, second] = bench.segments();
      bench.hear(first!);
      return second!;
    },
  },
};

export const profileNames = Object.keys(cases);

/**
 * Shares of the instructions (0..1): in a function itself, and including all functions that it
 * calls.
 */
export interface ProfileRow {
  readonly name: string;
  readonly self: number;
  readonly total: number;
}

export interface Profile {
  readonly samples: number;
  /** TypeScript functions with file and line, and native functions. */
  readonly functions: readonly ProfileRow[];
  /** C functions, including those of the engine. */
  readonly native: readonly ProfileRow[];
}

/** Maps an address in an ELF file to its function. */
function symbols(program: string): (pc: number) => string {
  const { stdout, status } = spawnSync("riscv64-unknown-elf-nm", ["-n", program], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new MissingPrerequisite("riscv64-unknown-elf-nm is missing");
  const list = [...stdout.matchAll(/^([0-9a-f]{8}) [tTwW] (\S+)$/gm)].map(
    ([, address, name]) => [parseInt(address!, 16), name!] as const,
  );
  return (pc) => {
    let low = 0;
    for (let high = list.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (list[middle]![0] <= pc) low = middle;
      else high = middle;
    }
    return list[low]?.[1] ?? "?";
  };
}

/** Name and source position of a function on the board. */
function naming(
  program: BoardProgram,
  machine: BoardMachine,
  symbol: (pc: number) => string,
): (place: CodePlace) => string {
  const names = new Map<number, string>();
  return (place) => {
    let text = names.get(place.code);
    if (text === undefined) {
      const { name, line } = machine.functionName(place);
      const where = line > 0 ? program.mapStack(`firmware.js:${line}`) : symbol(place.code);
      text = `${name || "(anonymous)"} ${where}`;
      names.set(place.code, text);
    }
    return text;
  };
}

function rows(
  samples: readonly Sample[],
  path: (sample: Sample) => readonly string[],
): ProfileRow[] {
  const counts = new Map<string, { self: number; total: number }>();
  const count = (name: string) => {
    const entry = counts.get(name) ?? { self: 0, total: 0 };
    counts.set(name, entry);
    return entry;
  };
  for (const sample of samples) {
    const names = path(sample);
    if (names.length > 0) count(names[0]!).self++;
    for (const name of new Set(names)) count(name).total++;
  }
  return [...counts]
    .map(([name, { self, total }]) => ({
      name,
      self: self / samples.length,
      total: total / samples.length,
    }))
    .sort((a, b) => b.self - a.self);
}

/**
 * Samples a case. The byte code contains line numbers, which cost some additional instructions.
 */
async function sample(name: string): Promise<Profile> {
  const program = await Board.load({ entry: benchFirmware, lines: true });
  const bench = new Bench(program);
  const { machine } = bench;
  const { prepare, packet } = cases[name]!;
  prepare?.(bench);
  bench.hear(packet(bench));
  bench.pass(500);
  const samples: Sample[] = [];
  for (let round = 0; round < rounds; round++) {
    const made = packet(bench);
    machine.heap({ collect: true });
    machine.startProfile();
    bench.hear(made);
    // Until the last transmission of what it causes has left.
    bench.pass(settled);
    samples.push(...machine.takeProfile());
    bench.pass(500);
  }
  const symbol = symbols(program.program);
  const named = naming(program, machine, symbol);
  const result = {
    samples: samples.length,
    functions: rows(samples, ({ functions }) => functions.map(named)),
    native: rows(samples, ({ pc }) => [symbol(pc)]),
  };
  bench.close();
  return result;
}

function percent(part: number): string {
  return (100 * part).toFixed(1);
}

/** Profiles a case: the distribution of its instructions over the functions. */
export async function profile(name: string): Promise<{ value: Profile; text: string }> {
  const value = await sample(name);
  const functions = value.functions
    .slice(0, shown)
    .map((row) => [row.name, percent(row.self), percent(row.total)]);
  const native = value.native.slice(0, shown).map((row) => [row.name, percent(row.self)]);
  const text = [
    `${value.samples} samples of ${rounds} messages`,
    table(["function", "itself, %", "with callees, %"], functions),
    table(["in C", "%"], native),
  ].join("\n\n");
  return { value, text };
}
