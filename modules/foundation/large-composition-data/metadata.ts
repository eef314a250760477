import { FieldReader, FieldWriter } from "../../access/field.js";
import {
  isVendorModel,
  type ModelId,
  modelIdField,
  sigModelId,
  vendorModelIdField,
} from "../../access/model-id.js";

/** An entry of a model's metadata. The identifiers are in the Assigned Numbers. */
export interface MetadataEntry {
  /** Models Metadata identifier, 16 bits. */
  readonly id: number;
  /** Up to 65,535 octets. */
  readonly data: Uint8Array;
}

/** Metadata of one model of an element. */
export interface ModelMetadata {
  /** SIG model identifier, or vendor model identifier. */
  readonly id: ModelId;
  /** Metadata of the model. */
  readonly entries: readonly MetadataEntry[];
}

/** A Models Metadata page: the models of each element, SIG models first. */
export type MetadataPage = readonly (readonly ModelMetadata[])[];

/**
 * The page as on the air, little-endian; for each element the counts of SIG and
 * vendor models (1 each), for each model its identifier (2 or 4), the count of
 * entries (1), for each of those length (2), identifier (2), data. Mesh Protocol
 * 1.1 §4.2.49. Throws RangeError where it is longer than 65,535 octets or has too
 * many entries.
 */
export function encodeMetadataPage(page: MetadataPage): Uint8Array {
  const writer = new FieldWriter();
  for (const models of page) {
    const vendor = models.filter(({ id }) => isVendorModel(id));
    const sig = models.filter(({ id }) => !isVendorModel(id));
    writer.number(sig.length, 1);
    writer.number(vendor.length, 1);
    for (const { id, entries } of [...sig, ...vendor]) {
      if (entries.length > 0xff)
        throw new RangeError(`metadata: ${entries.length} entries of one model, 255 at most`);
      modelIdField.write(writer, id, "model");
      writer.number(entries.length, 1);
      for (const entry of entries) {
        if (!Number.isInteger(entry.id) || entry.id < 0 || entry.id > 0xffff)
          throw new RangeError(`metadata: ${entry.id} is not an identifier of 16 bits`);
        writer.number(entry.data.length, 2);
        writer.number(entry.id, 2);
        writer.put(entry.data);
      }
    }
  }
  const bytes = writer.finish();
  if (bytes.length > 0xffff)
    throw new RangeError(`metadata: a page of ${bytes.length} octets, 65535 at most`);
  return bytes;
}

/** The reverse; undefined where the page is cut off. */
export function decodeMetadataPage(bytes: Uint8Array): ModelMetadata[][] | undefined {
  const reader = new FieldReader(bytes, 0, bytes.length);
  const page: ModelMetadata[][] = [];
  while (reader.remaining > 0) {
    const sig = reader.number(1);
    const count = sig + reader.number(1);
    const models: ModelMetadata[] = [];
    for (let i = 0; i < count && reader.ok; i++) {
      const id = (i < sig ? sigModelId : vendorModelIdField).read(reader);
      const entries: MetadataEntry[] = [];
      for (let left = reader.number(1); left > 0 && reader.ok; left--) {
        const length = reader.number(2);
        entries.push({ id: reader.number(2), data: reader.take(length) });
      }
      models.push({ id, entries });
    }
    if (!reader.ok) return undefined;
    page.push(models);
  }
  return page;
}
