import test from "ava";
import { Element } from "../../../modules/access/element.js";
import { message } from "../../../modules/access/message.js";
import { Model } from "../../../modules/access/model.js";
import { vendorModelId } from "../../../modules/access/model-id.js";

class Any extends Model {
  constructor(id: number, ...opcodes: number[]) {
    super(id);
    for (const opcode of opcodes) this.on(message("Any", opcode, {}), () => undefined);
  }
}

test("a model that is there twice is refused by name", (t) => {
  t.throws(() => new Element({ index: 3, models: [new Any(0x1000), new Any(0x1000)] }), {
    message: "element 3: model 1000 is there twice",
  });
});

test("two models for one opcode are refused, both by name", (t) => {
  const vendor = new Any(vendorModelId(0x02e5, 7), 0x8203);
  t.throws(() => new Element({ index: 0, models: [vendor, new Any(0x1000, 0x8202, 0x8203)] }), {
    message: "element 0: models 1000 and 02e5:0007 both handle opcode 8203",
  });
});

test("a model belongs to one element", (t) => {
  const model = new Any(0x1000);
  t.throws(() => model.element, { message: /1000 belongs to no element/ });
  const element = new Element({ index: 1, models: [model] });
  t.is(model.element, element);
  t.throws(() => new Element({ index: 2, models: [model] }), { message: /belongs to an element/ });
});

test("models are found by id; SIG models stand before vendor models", (t) => {
  const vendor = new Any(vendorModelId(1, 0x1000));
  const sig = new Any(0x1000);
  const element = new Element({ index: 0, models: [vendor, sig] });
  t.deepEqual(element.models, [sig, vendor]);
  t.is(element.find(0x1000), sig);
  t.is(element.find(vendorModelId(1, 0x1000)), vendor);
  t.is(element.find(0x1001), undefined);
  t.is(element.location, 0);
});
