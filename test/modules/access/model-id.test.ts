import test from "ava";
import { FieldReader, FieldWriter } from "../../../modules/access/field.js";
import {
  isVendorModel,
  modelIdField,
  modelIdText,
  vendorModelId,
  vendorModelParts,
} from "../../../modules/access/model-id.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";

const table: readonly (readonly [id: number, vendor: boolean, text: string, octets: string])[] = [
  [0x0000, false, "0000", "0000"],
  [0x1000, false, "1000", "0010"],
  [0xffff, false, "ffff", "ffff"],
  [vendorModelId(0x0000, 0x0000), true, "0000:0000", "00000000"],
  [vendorModelId(0x02e5, 0x0001), true, "02e5:0001", "e5020100"],
  [vendorModelId(0xffff, 0xfffe), true, "ffff:fffe", "fffffeff"],
];

for (const [id, vendor, text, octets] of table)
  test(`model ${text}`, (t) => {
    t.is(isVendorModel(id), vendor);
    t.is(modelIdText(id), text);
    const writer = new FieldWriter();
    modelIdField.write(writer, id, "modelId");
    t.is(toHex(writer.finish()), octets);
    const bytes = fromHex(octets);
    const reader = new FieldReader(bytes, 0, bytes.length);
    t.is(modelIdField.read(reader), id);
    t.true(reader.ok);
    t.is(reader.remaining, 0);
  });

test("a vendor model's parts come apart as they were put together", (t) => {
  t.deepEqual(vendorModelParts(vendorModelId(0xfffe, 0x8001)), { company: 0xfffe, model: 0x8001 });
});

test("an identifier of any other length is none", (t) => {
  for (const length of [0, 1, 3, 5]) {
    const reader = new FieldReader(new Uint8Array(length), 0, length);
    modelIdField.read(reader);
    t.true(!reader.ok || reader.remaining > 0, `${length} octets`);
  }
});
