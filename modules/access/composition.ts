import { getUint16LE, putUint16LE } from "../base/bytes.js";
import { frozen } from "../base/frozen.js";
import type { Element } from "./element.js";
import { isVendorModel, type ModelId, vendorModelId, vendorModelParts } from "./model-id.js";

/** Feature bits of the composition data. Mesh Protocol 1.1 §4.2.2.1. */
export const Feature = frozen({ relay: 1, proxy: 2, friend: 4, lowPower: 8 });

/** Composition data page 0: what a node is made of. */
export interface CompositionHeader {
  /** Company identifier. */
  readonly companyId: number;
  readonly productId: number;
  readonly versionId: number;
  /** Entries of the replay protection list. */
  readonly replayListSize: number;
  /** `Feature` bits. */
  readonly features: number;
}

/** An element in Composition Data page 0. Mesh Protocol 1.1 §4.2.2.1. */
export interface CompositionElement {
  /** Location descriptor (Bluetooth GATT namespace), 16 bits. */
  readonly location: number;
  /** Identifiers of its SIG and vendor models. */
  readonly models: readonly ModelId[];
}

/** Composition Data page 0. §4.2.2.1 */
export interface CompositionPage0 extends CompositionHeader {
  /** In the order of their addresses, the primary element first. */
  readonly elements: readonly CompositionElement[];
}

/** The elements of a node as in page 0. */
export function compositionElements(elements: readonly Element[]): CompositionElement[] {
  return elements.map(({ location, models }) => ({ location, models: models.map(({ id }) => id) }));
}

/** Page 0 as on the air, little-endian. */
export function encodeCompositionPage0(page: CompositionPage0): Uint8Array {
  let length = 10;
  for (const { models } of page.elements) {
    length += 4;
    for (const id of models) length += isVendorModel(id) ? 4 : 2;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  const put = (value: number) => {
    putUint16LE(bytes, at, value);
    at += 2;
  };
  put(page.companyId);
  put(page.productId);
  put(page.versionId);
  put(page.replayListSize);
  put(page.features);
  for (const { location, models } of page.elements) {
    put(location);
    const sig = models.filter((id) => !isVendorModel(id));
    const vendor = models.filter(isVendorModel);
    bytes[at++] = sig.length;
    bytes[at++] = vendor.length;
    for (const id of sig) put(id);
    for (const id of vendor) {
      const { company, model } = vendorModelParts(id);
      put(company);
      put(model);
    }
  }
  return bytes;
}

/** The reverse; undefined where the page is cut off or has octets left over. */
export function decodeCompositionPage0(bytes: Uint8Array): CompositionPage0 | undefined {
  if (bytes.length < 14) return undefined;
  let at = 10;
  const word = () => {
    at += 2;
    return getUint16LE(bytes, at - 2);
  };
  const elements: CompositionElement[] = [];
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const location = word();
    const sig = bytes[at++]!;
    const vendor = bytes[at++]!;
    if (at + 2 * sig + 4 * vendor > bytes.length) return undefined;
    const models: ModelId[] = [];
    for (let i = 0; i < sig; i++) models.push(word());
    for (let i = 0; i < vendor; i++) {
      const company = word();
      models.push(vendorModelId(company, word()));
    }
    elements.push({ location, models });
  }
  return {
    companyId: getUint16LE(bytes, 0),
    productId: getUint16LE(bytes, 2),
    versionId: getUint16LE(bytes, 4),
    replayListSize: getUint16LE(bytes, 6),
    features: getUint16LE(bytes, 8),
    elements,
  };
}
