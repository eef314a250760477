/** A region of memory of the linker's script, in octets. */
export interface Region {
  readonly origin: number;
  readonly length: number;
}

/** What a map of GNU ld says of an image. */
export interface LinkerMap {
  readonly regions: ReadonlyMap<string, Region>;
  /** Addresses of symbols that the linker's script sets. */
  readonly symbols: ReadonlyMap<string, number>;
  /** Octets by output section, then by input: `libbt.a(ble_hs.c.obj)`, or the path of an object. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const regionLine = /^(\w+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)/;
const sectionLine = /^(\.[\w.]+)(?:\s+0x[0-9a-f]+\s+0x[0-9a-f]+)?/;
const inputLine = /^ (?:\S+|\*fill\*)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S.*)$/;
const symbolLine = /^\s+0x([0-9a-f]+)\s+(?:PROVIDE \()?(\w+) = /;

/** Reads a linker's map. Throws Error where it is none. */
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
  let current = new Map<string, number>();
  // a name that is too long stands on a line by itself
  const joined = text.slice(layout).replace(/\n( ?\.[^\s]+)\n\s+(?=0x)/g, "\n$1 ");
  for (const line of joined.split("\n")) {
    const section = sectionLine.exec(line);
    if (section) {
      current = sections.get(section[1]!) ?? new Map<string, number>();
      sections.set(section[1]!, current);
      continue;
    }
    const input = inputLine.exec(line);
    // what was thrown away stands at address 0
    if (input && hex(input[1]!) !== 0) {
      const from = nameOf(input[3]!);
      current.set(from, (current.get(from) ?? 0) + hex(input[2]!));
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

/** `esp-idf/bt/libbt.a(ble_hs.c.obj)` without its folders. */
function nameOf(input: string): string {
  return input.slice(input.lastIndexOf("/", input.lastIndexOf("(") + 1 || input.length) + 1);
}
