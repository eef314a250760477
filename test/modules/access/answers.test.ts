import test from "ava";
import { answersTo } from "../../../modules/access/answers.js";

const model = { elementAddress: 0x0100, modelId: 0x1000 };
const keyIndexes = { netKeyIndex: 0, appKeyIndex: 1 };

/** A request, a status, and whether it answers that when it was sent once, and more than once. */
const table: readonly (readonly [string, object, object, boolean, boolean])[] = [
  ["nothing is repeated", {}, { ttl: 5 }, true, true],
  ["the model is repeated", model, { ...model, status: 0 }, true, true],
  ["another element", model, { ...model, elementAddress: 0x0101, status: 0 }, false, false],
  ["another model", model, { ...model, modelId: 0x1001, status: 0 }, false, false],
  ["another model, refused", model, { ...model, modelId: 0x1001, status: 2 }, false, false],
  ["the keys are repeated", { keyIndexes }, { keyIndexes, status: 0 }, true, true],
  [
    "another AppKey",
    { keyIndexes },
    { keyIndexes: { ...keyIndexes, appKeyIndex: 2 }, status: 0 },
    false,
    false,
  ],
  ["the state as it was set", { ttl: 5 }, { ttl: 5 }, true, true],
  ["another state", { ttl: 5 }, { ttl: 7 }, false, true],
  ["a boolean as it is sent", { beacon: true }, { beacon: 1 }, true, true],
  ["another boolean", { beacon: true }, { beacon: 0 }, false, true],
  ["a label by its address", { label: new Uint8Array(16) }, { address: 0x9000 }, true, true],
  ["a group for a label", { label: new Uint8Array(16) }, { address: 0xc000 }, false, true],
  ["a state left open", { beacon: true, steps: undefined }, { beacon: 1, steps: 9 }, true, true],
  [
    "a state of fields",
    { transmit: { count: 1, interval: 20 } },
    { transmit: { count: 1, interval: 20 } },
    true,
    true,
  ],
  [
    "one field is another",
    { transmit: { count: 1, interval: 20 } },
    { transmit: { count: 1, interval: 30 } },
    false,
    true,
  ],
  [
    "a refusal without the state",
    { ...model, ttl: 5 },
    { ...model, status: 3, ttl: 0 },
    true,
    true,
  ],
];

for (const [name, asked, answered, once, twice] of table)
  test(`whether a status answers a request: ${name}`, (t) => {
    t.is(answersTo(asked, answered, 1), once);
    t.is(answersTo(asked, answered, 2), twice);
  });
