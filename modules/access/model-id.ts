import { checkWhole } from "../base/check.js";
import { frozen } from "../base/frozen.js";
import type { Field } from "./field.js";

/**
 * A model identifier as one number: a SIG model's is its 16 bits, a vendor
 * model's is 2^32 + company * 65536 + model. Mesh Protocol 1.1 §3.7.7.
 */
export type ModelId = number;

const vendorBase = 0x1_0000_0000;

/** The identifier of a vendor model: company and model, 16 bits each. Throws RangeError for others. Mesh Protocol 1.1 §3.7.2. */
export function vendorModelId(company: number, model: number): ModelId {
  checkWhole("company", company, 0, 0xffff);
  checkWhole("model", model, 0, 0xffff);
  return vendorBase + company * 0x10000 + model;
}

export function isVendorModel(id: ModelId): boolean {
  return id >= vendorBase;
}

/** Company and model number of a vendor model. */
export function vendorModelParts(id: ModelId): { company: number; model: number } {
  const value = id - vendorBase;
  return { company: Math.floor(value / 0x10000), model: value % 0x10000 };
}

/** "1000" or "02e5:0001". */
export function modelIdText(id: ModelId): string {
  const hex = (value: number) => value.toString(16).padStart(4, "0");
  if (!isVendorModel(id)) return hex(id);
  const { company, model } = vendorModelParts(id);
  return `${hex(company)}:${hex(model)}`;
}

/** A SIG model identifier, 2 octets. */
export const sigModelId: Field<ModelId> = frozen({
  minimum: 2,
  read: (reader) => reader.number(2),
  write: (writer, id) => writer.number(id, 2),
});

/** A vendor model identifier, 4 octets: company, model. */
export const vendorModelIdField: Field<ModelId> = frozen({
  minimum: 4,
  read(reader) {
    const company = reader.number(2);
    return vendorBase + company * 0x10000 + reader.number(2);
  },
  write(writer, id) {
    const { company, model } = vendorModelParts(id);
    writer.number(company, 2);
    writer.number(model, 2);
  },
});

/** The model identifier at the end of a message, 2 octets or 4. */
export const modelIdField: Field<ModelId> = frozen({
  minimum: 2,
  read: (reader) =>
    reader.remaining === 4 ? vendorModelIdField.read(reader) : sigModelId.read(reader),
  write(writer, id, name) {
    const field = isVendorModel(id) ? vendorModelIdField : sigModelId;
    field.write(writer, id, name);
  },
});
