import { fileURLToPath } from "node:url";
import { Board } from "../../hosts/board/board.js";
import { nodeHost } from "../../hosts/node/host.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { silentRadio } from "../bench/silent-radio.js";
import { table } from "../simulate/report.js";
import { slotBytes } from "./figures.js";

const firmware = fileURLToPath(new URL("firmware/idioms.ts", import.meta.url));
const loop = "an empty loop";
const rounds = 50;

/** The cost of one alternative. */
export interface Idiom {
  readonly name: string;
  readonly instructions: number;
  /** Bytes allocated from the heap. */
  readonly garbage: number;
}

/** The cost of one execution of each alternative, without the loop. */
export async function measureIdioms(): Promise<Idiom[]> {
  const program = await Board.load({ entry: firmware });
  const clock = new VirtualClock();
  const host = nodeHost({ clock, radio: silentRadio });
  const machine = program.boot({ host, name: "idioms", random: "host" });
  const cost = (name: string, count: number) => {
    const before = machine.heap({ collect: true });
    machine.call(name, count);
    const after = machine.heap();
    return {
      instructions: after.instructions - before.instructions,
      bytes: (after.slots - before.slots) * slotBytes + after.chunks - before.chunks,
    };
  };
  const once = (name: string): Idiom => {
    const [few, many] = [cost(name, 100), cost(name, 100 + rounds)];
    return {
      name,
      instructions: (many.instructions - few.instructions) / rounds,
      garbage: (many.bytes - few.bytes) / rounds,
    };
  };
  const names = machine.call("names") as string[];
  const empty = once(loop).instructions;
  const idioms = names.map((name) => {
    const idiom = once(name);
    const instructions = Math.round(idiom.instructions - (name === loop ? 0 : empty));
    return { ...idiom, instructions, garbage: Math.round(idiom.garbage) };
  });
  program.close();
  return idioms;
}

export function idiomsTable(idioms: readonly Idiom[]): string {
  const rows = idioms.map(({ name, instructions, garbage }) => [
    name,
    instructions.toLocaleString("en"),
    garbage.toLocaleString("en"),
  ]);
  return table(["written", "instructions", "bytes of garbage"], rows);
}
