import test from "ava";
import { vendorModelId } from "../../../modules/access/model-id.js";
import * as foundation from "../../../modules/foundation/index.js";
import * as models from "../../../modules/models/index.js";
import { isFoundationModel, modelId, modelName } from "../../../tools/network/model-names.js";

for (const [text, id] of [
  ["Generic OnOff Server", 0x1000],
  ["generic onoff client", 0x1001],
  ["GenericOnOffServer", 0x1000],
  ["Light LC Setup Server", 0x1310],
  ["Health Server", 0x0002],
  ["1000", 0x1000],
  ["0x130f", 0x130f],
  ["02e5:0001", vendorModelId(0x02e5, 1)],
] as const)
  test(`the model "${text}"`, (t) => t.is(modelId(text), id));

test("a model that is misspelt: similar ones are named", (t) => {
  t.throws(() => modelId("OnOff Sever"), { message: /did you mean Generic OnOff Server, / });
  t.throws(() => modelId("toaster"), { message: 'there is no model "toaster"' });
});

test("every model of this project has its name; its own name finds it", (t) => {
  const ids = Object.entries({ ...foundation, ...models }).filter(
    ([name, value]) => name.endsWith("Id") && typeof value === "number" && value < 0x1_0000,
  );
  t.true(ids.length > 5);
  for (const [name, id] of ids) {
    const text = modelName(id as number);
    t.is(modelId(text), id as number, name);
    t.is(`${text.replace(/[^a-z]/gi, "").toLowerCase()}id`, name.toLowerCase());
  }
});

test("a vendor's model has its identifier as its name; foundation models are told apart", (t) => {
  t.is(modelName(vendorModelId(0x02e5, 1)), "02e5:0001");
  const ids = [0x0000, 0x0002, 0x1000, vendorModelId(1, 0)];
  t.deepEqual(ids.map(isFoundationModel), [true, true, false, false]);
});
