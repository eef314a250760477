import { MeshError } from "../base/errors.js";
import type { Element } from "./element.js";
import type { Model } from "./model.js";
import { isVendorModel } from "./model-id.js";
import { correspondingGroups } from "./relations.js";

/** A model that another one extends, by its position relative to that one. */
export interface ExtendedItem {
  /** Its element's index less that of the model that extends it: -128..127. */
  readonly elementOffset: number;
  /** Its place among the models of its element, SIG models first: 0..255. */
  readonly index: number;
}

/** One model in composition data page 1. */
export interface RelationsItem {
  /** Models with the same number correspond to each other. */
  readonly correspondingGroup: number | undefined;
  readonly extended: readonly ExtendedItem[];
}

/** Composition data page 1: items in the order of page 0. Mesh Protocol 1.1 §4.2.2.2. */
export interface CompositionPage1 {
  readonly elements: readonly {
    readonly sig: readonly RelationsItem[];
    readonly vendor: readonly RelationsItem[];
  }[];
}

/** The relations of the models of a node. Throws MeshError where there are more than page 1 can tell. */
export function compositionRelations(elements: readonly Element[]): CompositionPage1 {
  const groups = correspondingGroups(elements);
  if (groups.length > 256)
    throw new MeshError(`${groups.length} groups of corresponding models: 256 can be told`);
  const item = (model: Model): RelationsItem => {
    const group = groups.findIndex((members) => members.includes(model));
    return {
      correspondingGroup: group < 0 ? undefined : group,
      extended: model.bases.map((base) => ({
        elementOffset: base.element.index - model.element.index,
        index: base.element.models.indexOf(base),
      })),
    };
  };
  return {
    elements: elements.map(({ models }) => ({
      sig: models.filter(({ id }) => !isVendorModel(id)).map(item),
      vendor: models.filter(({ id }) => isVendorModel(id)).map(item),
    })),
  };
}

const correspondingPresent = 0x01;
const longFormat = 0x02;

function fitsShort({ elementOffset, index }: ExtendedItem): boolean {
  return elementOffset >= -4 && elementOffset <= 3 && index <= 31;
}

/**
 * Page 1 as on the air. An item: a header (bit 0: a group follows; bit 1: the
 * long form; bits 2-7: count of extended models), the group, and for each model
 * extended an octet (offset in bits 0-2, index above), or two in the long form.
 */
export function encodeCompositionPage1({ elements }: CompositionPage1): Uint8Array {
  const bytes: number[] = [];
  const put = ({ correspondingGroup, extended }: RelationsItem) => {
    const short = extended.every(fitsShort);
    const present = correspondingGroup === undefined ? 0 : correspondingPresent;
    bytes.push(present | (short ? 0 : longFormat) | (extended.length << 2));
    if (correspondingGroup !== undefined) bytes.push(correspondingGroup);
    for (const { elementOffset, index } of extended)
      if (short) bytes.push((elementOffset & 7) | (index << 3));
      else bytes.push(elementOffset & 0xff, index);
  };
  for (const { sig, vendor } of elements) {
    bytes.push(sig.length, vendor.length);
    for (const item of [...sig, ...vendor]) put(item);
  }
  return Uint8Array.from(bytes);
}

/** The reverse; undefined where the page is cut off. */
export function decodeCompositionPage1(bytes: Uint8Array): CompositionPage1 | undefined {
  let at = 0;
  const octet = (): number => bytes[at++] ?? 0;
  const item = (): RelationsItem => {
    const header = octet();
    const correspondingGroup = (header & correspondingPresent) !== 0 ? octet() : undefined;
    const extended: ExtendedItem[] = [];
    for (let count = header >> 2; count > 0; count--) {
      const first = octet();
      if ((header & longFormat) !== 0)
        extended.push({ elementOffset: (first << 24) >> 24, index: octet() });
      else extended.push({ elementOffset: (first << 29) >> 29, index: first >> 3 });
    }
    return { correspondingGroup, extended };
  };
  const items = (count: number): RelationsItem[] => Array.from({ length: count }, item);
  const elements: { sig: RelationsItem[]; vendor: RelationsItem[] }[] = [];
  while (at < bytes.length) {
    const sigCount = octet();
    const vendorCount = octet();
    elements.push({ sig: items(sigCount), vendor: items(vendorCount) });
  }
  // what was cut off has read beyond the end
  return at === bytes.length ? { elements } : undefined;
}
