import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { nodeHost } from "../../hosts/node/host.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Board, type BoardMachine, type BoardProgram } from "../../hosts/board/board.js";
import type { Creation } from "../../hosts/xs/port.js";
import { silentRadio } from "../bench/silent-radio.js";
import type { Limits } from "./budget.js";
import { slotBytes } from "./figures.js";
import { flashFigures } from "./flash.js";

/** The memory that a firmware takes. */
export interface Fit {
  readonly flash: number;
  readonly slots: number;
  readonly chunks: number;
  /** The exceeded limits, and by how much. */
  readonly broken: readonly string[];
}

/** A heap large enough to measure what a firmware needs. */
const roomy: Partial<Creation> = { chunks: 1 << 17, slots: 8_000 };

function boot(program: BoardProgram, creation: Partial<Creation>): BoardMachine {
  const clock = new VirtualClock();
  const host = nodeHost({ clock, radio: silentRadio, random: new SeededRandom("fit") });
  return program.boot({ host, name: "firmware", random: "host", creation });
}

/**
 * Loads a firmware and boots it. Rejects as `Board.load` does, or with the firmware's failure if
 * that is not caused by the size of its heap.
 */
export async function fit(entry: string, limits: Limits): Promise<Fit> {
  const program = await Board.load({ entry });
  let machine = boot(program, {});
  const small = machine.failure;
  if (small?.kind === "heap") {
    machine.close();
    machine = boot(program, roomy);
  }
  const { failure } = machine;
  if (failure) {
    machine.close();
    const room = small ? ", and in a larger one too" : "";
    throw new Error(`${failure.kind}: ${failure.message}${room}\n${failure.stack}`.trimEnd());
  }
  const { rootSlots, rootChunks, byteCode } = machine.figures();
  const { slots, chunks } = machine.heap({ collect: true });
  const { harness, ...code } = flashFigures(program.program);
  void harness;
  const native = Object.values(code).reduce((sum, bytes) => sum + bytes, 0);
  const flash = native + rootSlots * slotBytes + rootChunks + byteCode;
  program.close();
  const figures = { flash, slots, chunks };
  const units = { flash: "bytes of flash", slots: "slots", chunks: "bytes of chunks" };
  const broken = (["flash", "slots", "chunks"] as const).flatMap((name) => {
    const over = figures[name] - limits[name];
    const number = (value: number) => value.toLocaleString("en");
    if (over <= 0) return [];
    return [
      `${number(figures[name])} ${units[name]}, ${number(over)} over the ${number(limits[name])} there are`,
    ];
  });
  if (small && broken.length === 0)
    broken.push(`${small.message} while it boots; ${slots} slots and ${chunks} bytes stay in use`);
  return { ...figures, broken };
}
