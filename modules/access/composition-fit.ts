import { getUint16LE } from "../base/bytes.js";

/** Where the element, or profile, that begins at `at` of a page ends. */
function nextEnd(kind: number, data: Uint8Array, at: number): number {
  switch (kind) {
    case 0:
      return at + 4 + 2 * data[at + 2]! + 4 * data[at + 3]!;
    case 1: {
      let end = at + 2;
      for (let items = data[at]! + data[at + 1]!; items > 0; items--) {
        const header = data[end]!;
        const octets = (header & 2) !== 0 ? 2 : 1;
        end += 1 + (header & 1) + octets * (header >> 2);
      }
      return end;
    }
    default: {
      const data2 = at + 6 + data[at + 5]!;
      return data2 + 2 + getUint16LE(data, data2);
    }
  }
}

/**
 * As much of a composition data page as `most` octets hold: whole elements, or
 * whole profiles in page 2. A client asks for the rest with Large Composition
 * Data. Mesh Protocol 1.1 §4.3.2.5.
 */
export function fitComposition(page: number, data: Uint8Array, most: number): Uint8Array {
  if (data.length <= most) return data;
  const kind = page & 0x7f;
  let end = kind === 0 ? 10 : 0;
  for (;;) {
    const next = nextEnd(kind, data, end);
    if (next > most || next > data.length) return data.slice(0, end);
    end = next;
  }
}
