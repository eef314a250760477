/** A memory region of the linker script, in octets. */
export interface Region {
  readonly origin: number;
  readonly length: number;
}

/** The content of a GNU ld map. */
export interface LinkerMap {
  readonly regions: ReadonlyMap<string, Region>;
  /** Addresses of symbols that the linker script defines. */
  readonly symbols: ReadonlyMap<string, number>;
  /**
   * Octets by output section, then by input without its folder: `libbt.a(ble_hs.c.obj)`, or an
   * object; `gaps`: padding for alignment; `script`: data written by the linker script.
   */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const regionLine = /^(\w+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)/;
const sectionLine = /^([^\s(]\S*)(?:$|\s+0x[0-9a-f]+\s+0x[0-9a-f]+)/;
const inputLine = /^ [^\s(]\S*\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S.*)$/;
const gapLine = /^ \*fill\*\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?:\s|$)/;
const scriptLine = /^\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (?:BYTE|SHORT|LONG|QUAD|SQUAD) /;
const symbolLine = /^\s+0x([0-9a-f]+)\s+(?:(?:PROVIDE|HIDDEN|PROVIDE_HIDDEN) \()?(\w+) = /;

/** Reads a linker map. Throws Error for any other text. */
export function readLinkerMap(text: string): LinkerMap {
  const memory = text.indexOf("\nMemory Configuration\n");
  const layout = text.indexOf("\nLinker script and memory map\n");
  if (memory < 0 || layout < memory) throw new Error("no map of GNU ld");
  const regions = new Map<string, Region>();
  for (const line of text.slice(memory, layout).split("\n")) {
    const found = regionLine.exec(line);
    if (found) regions.set(found[1]!, { origin: hex(found[2]!), length: hex(found[3]!) });
  }
  const symbols = new Map<string, number>();
  const sections = new Map<string, Map<string, number>>();
  // Inputs before the first output section, and those in the section of discarded input.
  const nowhere = new Map<string, number>();
  let current = nowhere;
  let last = { from: "", end: 0, octets: 0 };
  const add = (from: string, address: number, octets: number): void => {
    current.set(from, (current.get(from) ?? 0) + octets);
    // Merged strings are listed with their size before merging, which overlaps the next input.
    const twice = Math.min(last.end - address, last.octets);
    if (twice > 0) current.set(last.from, current.get(last.from)! - twice);
    last = { from, end: address + octets, octets };
  };
  const end = text.indexOf("\nCross Reference Table\n", layout);
  // A long name is on a line of its own.
  const joined = text
    .slice(layout, end < 0 ? undefined : end)
    .replace(/\n( ?[^\s(*]\S*)\n +(?=0x)/g, "\n$1 ");
  for (const line of joined.split("\n")) {
    const section = sectionLine.exec(line)?.[1];
    if (section !== undefined) {
      current =
        section === "/DISCARD/" ? nowhere : (sections.get(section) ?? new Map<string, number>());
      if (current !== nowhere) sections.set(section, current);
      last = { from: "", end: 0, octets: 0 };
      continue;
    }
    const gap = gapLine.exec(line) ?? scriptLine.exec(line);
    if (gap) {
      add(line.startsWith(" *fill*") ? "gaps" : "script", hex(gap[1]!), hex(gap[2]!));
      continue;
    }
    const input = inputLine.exec(line);
    // Discarded input has address 0.
    if (input && hex(input[1]!) !== 0) {
      add(nameOf(input[3]!), hex(input[1]!), hex(input[2]!));
      continue;
    }
    const symbol = symbolLine.exec(line);
    if (symbol) symbols.set(symbol[2]!, hex(symbol[1]!));
  }
  return { regions, symbols, sections };
}

function hex(digits: string): number {
  return parseInt(digits, 16);
}

/** The name of an input such as `esp-idf/bt/libbt.a(ble_hs.c.obj)` without its folders. */
function nameOf(input: string): string {
  return input.slice(input.lastIndexOf("/", input.lastIndexOf("(") + 1 || input.length) + 1);
}
