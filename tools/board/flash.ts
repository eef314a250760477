import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Bytes of a chip's flash that the board's program takes, by part. */
export interface FlashFigures {
  /** The engine. */
  readonly xs: number;
  /** hosts/native, and the parts of hosts/xs that a chip has too. */
  readonly native: number;
  readonly mbedtls: number;
  /** The C library, including its mathematical functions. */
  readonly library: number;
  /** Parts that only the board has: its frames, counters and traps. */
  readonly harness: number;
}

/** Address range of constants and code (hosts/board/layout.h). */
const flash = { from: 0x8000_0000, to: 0x8040_0000 };

/** The part that an object file belongs to; its name contains folder and file of its source. */
function owner(object: string): keyof FlashFigures {
  const name = object.split("/").at(-1)!;
  if (name.startsWith("sources-xs")) return "xs";
  if (name.startsWith("library-")) return "mbedtls";
  if (name.startsWith("board-string-")) return "library";
  if (name.startsWith("native-") || /^xs-(natives|machine|root|platform|trace)-/.test(name))
    return "native";
  return /^(xs|board)-/.test(name) ? "harness" : "library";
}

/** Reads the linker map next to a program. */
export function flashFigures(program: string): FlashFigures {
  const figures = { xs: 0, native: 0, mbedtls: 0, library: 0, harness: 0 };
  const map = readFileSync(join(dirname(program), "program.map"), "utf8");
  // A long section name is on its own line.
  const sections = map
    .slice(map.indexOf("Linker script and memory map"))
    .matchAll(/^ \.\S+\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\/\S+)$/gm);
  for (const [, address, size, object] of sections) {
    const at = parseInt(address!, 16);
    if (at >= flash.from && at < flash.to) figures[owner(object!)] += parseInt(size!, 16);
  }
  return figures;
}
