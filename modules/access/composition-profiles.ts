import { getUint16LE, putUint16LE } from "../base/bytes.js";

/** A mesh profile that a node supports. Mesh Protocol 1.1 §4.2.2.3. */
export interface MeshProfile {
  /** Profile identifier of Assigned Numbers, 16 bits. */
  readonly id: number;
  /** Major, minor and patch number, an octet each. */
  readonly version: readonly [number, number, number];
  /** Indexes of the elements that it spans. */
  readonly elements: readonly number[];
  /** Up to 65,535 octets that the profile defines. */
  readonly data: Uint8Array;
}

/** Octets of a profile besides its element indexes and data. */
const overhead = 8;

/** Composition data page 2: identifier, version, count and indexes of elements, length and data of each profile. */
export function encodeCompositionPage2(profiles: readonly MeshProfile[]): Uint8Array {
  let length = 0;
  for (const { elements, data } of profiles) length += overhead + elements.length + data.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { id, version, elements, data } of profiles) {
    putUint16LE(bytes, at, id);
    bytes.set(version, at + 2);
    bytes[at + 5] = elements.length;
    bytes.set(elements, at + 6);
    at += 6 + elements.length;
    putUint16LE(bytes, at, data.length);
    bytes.set(data, at + 2);
    at += 2 + data.length;
  }
  return bytes;
}

/** The reverse; undefined where the page is cut off. */
export function decodeCompositionPage2(bytes: Uint8Array): MeshProfile[] | undefined {
  const profiles: MeshProfile[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + overhead > bytes.length) return undefined;
    const elementsEnd = at + 6 + bytes[at + 5]!;
    if (elementsEnd + 2 > bytes.length) return undefined;
    const end = elementsEnd + 2 + getUint16LE(bytes, elementsEnd);
    if (end > bytes.length) return undefined;
    profiles.push({
      id: getUint16LE(bytes, at),
      version: [bytes[at + 2]!, bytes[at + 3]!, bytes[at + 4]!],
      elements: [...bytes.subarray(at + 6, elementsEnd)],
      data: bytes.slice(elementsEnd + 2, end),
    });
    at = end;
  }
  return profiles;
}
