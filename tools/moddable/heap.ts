import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { table } from "../simulate/report.js";
import type { Image } from "./image.js";

const budgetFile = join(
  fileURLToPath(new URL("../..", import.meta.url)),
  "hosts/board/budget.json",
);

/** Octets of a slot on a chip. */
const slotSize = 16;

interface Budget {
  readonly figures: {
    readonly memory: Readonly<Record<string, number>>;
    readonly flash: Readonly<Record<string, number>>;
  };
}

function budget(): Budget["figures"] {
  return (JSON.parse(readFileSync(budgetFile, "utf8")) as Budget).figures;
}

/**
 * Compares an image's octets with the board's for the same firmware (hosts/esp32/README.md
 * explains the differences).
 */
export function besideBoard({ byteCode, objects, aliases }: Image): string {
  const { flash, memory } = budget();
  const boardObjects = flash["frozen objects"]! + flash["frozen texts and arrays"]!;
  return table(
    ["octets of the light", "linked by xsl", "on the board"],
    [
      ["byte code", byteCode, flash["byte code"]!],
      ["preloaded objects, texts and tables", objects, boardObjects],
      ["memory for aliases", aliases, memory["aliases of the root"]!],
    ].map((row) => row.map((cell) => cell.toLocaleString("en"))),
  );
}

/**
 * A sentence on the part of an image's heap that the light uses, by the board's figures. Throws
 * Error if less than half of it is free.
 */
export function heapUse(name: string, { creation }: Image): string {
  const { memory } = budget();
  const slots = memory["slots, configured"]!;
  const chunks = memory["chunks, configured"]!;
  const { static: shared, slots: slotsGiven, chunks: chunksGiven, stack } = creation;
  const free = shared
    ? 1 - (slots * slotSize + chunks) / (shared - stack * slotSize)
    : Math.min(1 - slots / slotsGiven, 1 - chunks / chunksGiven);
  const given = shared
    ? `${shared} octets for both`
    : `${slotsGiven} slots, ${chunksGiven} octets of chunks`;
  if (free < 0.5)
    throw new Error(
      `${name}: ${slots} slots and ${chunks} octets of chunks of a configured light leave less than half of ${given}`,
    );
  return `a configured light fills ${slots} slots and ${chunks} octets of chunks of ${given}`;
}
