import { readFileSync } from "node:fs";

/** Sizes of a firmware that xsl linked, in octets of a 32-bit chip. */
export interface Image {
  /** Number of modules: all, and those that are not preloaded. */
  readonly modules: number;
  readonly notPreloaded: readonly string[];
  /**
   * Octets in flash: byte code, and preloaded objects (16 octets for each slot) with their
   * tables.
   */
  readonly byteCode: number;
  readonly objects: number;
  /** Octets of memory for modified copies of preloaded objects: 4 for each alias. */
  readonly aliases: number;
  /**
   * Octets of chunks and slots that the firmware's manifest sets for a machine; 0 if they share
   * `static`.
   */
  readonly creation: Creation;
}

export interface Creation {
  readonly chunks: number;
  readonly slots: number;
  readonly stack: number;
  readonly static: number;
}

const slotSize = 16;
const pointerSize = 4;
const idSize = 2;

/** Reads the C file that xsl writes. Throws Error for any other file. */
export function readImage(path: string): Image {
  const text = readFileSync(path, "utf8");
  const count = (name: string): number => {
    const found = new RegExp(`#define mx${name}Count (\\d+)`).exec(text);
    if (!found) throw new Error(`${path}: no mx${name}Count in it: another version of xsl?`);
    return Number(found[1]);
  };
  const keys = count("Keys");
  const names = [...text.matchAll(/^\t\{ \w+, \w+, \d+, [^"]*"([^"]+)"/gm)].map(
    ([, name]) => name!,
  );
  const preloaded = preloadedModules(text);
  const byteCodes = [...text.matchAll(/^static const txU1 gxCode\d+\[(\d+)\];/gm)];
  const creation = /\n\t\{ ([\d, ]+)\},\n\t"/.exec(text)?.[1]?.split(", ").map(Number);
  if (!creation) throw new Error(`${path}: no creation in it: another version of xsl?`);
  return {
    modules: names.length,
    notPreloaded: names.filter((name) => !preloaded.has(name)),
    byteCode: byteCodes.reduce((sum, [, size]) => sum + Number(size), 0),
    objects:
      (count("Heap") + count("Stack")) * slotSize +
      (keys + count("Names") + count("Symbols")) * pointerSize +
      keys * idSize,
    aliases: count("Alias") * pointerSize,
    creation: {
      chunks: creation[0]!,
      slots: creation[2]!,
      stack: creation[4]!,
      static: creation[11]!,
    },
  };
}

/** Names of the preloaded modules, from the first table that the linker writes to the heap. */
function preloadedModules(text: string): Set<string> {
  const heap = text.slice(text.indexOf("static const txSlot gxHeap[mxHeapCount] = {"));
  const names = new Set<string>();
  for (const line of heap.split("\n").slice(3)) {
    const found =
      /\.ID = (?:xsID_(\w+)|\d+ \/\* ([^*]+) \*\/), \.flag = 0x8a, \.kind = XS_REFERENCE_KIND/.exec(
        line,
      );
    if (!found) break;
    names.add((found[1] ?? found[2])!);
  }
  return names;
}
