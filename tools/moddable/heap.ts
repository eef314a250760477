import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Image } from "./image.js";

const budgetFile = join(
  fileURLToPath(new URL("../..", import.meta.url)),
  "hosts/board/budget.json",
);

/** Octets of a slot on a chip. */
const slotSize = 16;

interface Budget {
  readonly figures: { readonly memory: Readonly<Record<string, number>> };
}

/**
 * What the light fills of the heap that an image gives it, by the board's
 * figures: a sentence. Throws Error where less than half of it is free.
 */
export function heapUse(name: string, { creation }: Image): string {
  const { memory } = (JSON.parse(readFileSync(budgetFile, "utf8")) as Budget).figures;
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
