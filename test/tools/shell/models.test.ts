import test from "ava";
import { vendorModelId } from "../../../modules/access/model-id.js";
import { modelIdOf, modelOf, modelWord } from "../../../tools/shell/models.js";

const vendor = vendorModelId(0x02e5, 0x7001);
const page = {
  companyId: 1,
  productId: 2,
  versionId: 3,
  replayListSize: 4,
  features: 0,
  elements: [
    { location: 0, models: [0x0000, 0x0002, 0x1000, 0x1001, 0x1006, vendor] },
    { location: 0, models: [0x1000, 0x1100] },
    { location: 0, models: [0x1100] },
  ],
};
const node = { name: "kitchen", address: 0x10, elements: 3, element: undefined };

const found: readonly (readonly [
  text: string,
  element: number | undefined,
  at: number,
  id: number,
])[] = [
  ["Generic OnOff Server", undefined, 0x10, 0x1000],
  ["generic-onoff-server", undefined, 0x10, 0x1000],
  ["onoff-server", undefined, 0x10, 0x1000],
  ["onoff-server", 1, 0x11, 0x1000],
  ["1000", undefined, 0x10, 0x1000],
  ["0x1001", undefined, 0x10, 0x1001],
  ["onoff-client", undefined, 0x10, 0x1001],
  ["power-onoff-server", undefined, 0x10, 0x1006],
  ["02e5:7001", undefined, 0x10, vendor],
  ["health", undefined, 0x10, 0x0002],
  ["sensor", 1, 0x11, 0x1100],
];

for (const [text, element, at, id] of found)
  test(`the model ${text} of element ${element ?? "any"}`, (t) => {
    t.like(modelOf({ ...node, element }, page, text), { elementAddress: at, modelId: id });
  });

const refused: readonly (readonly [text: string, element: number | undefined, message: RegExp])[] =
  [
    ["onoff", undefined, /^onoff may be generic-onoff-server or generic-onoff-client or /],
    ["onoff-sever", undefined, /^kitchen has no model onoff-sever; it has: /],
    [
      "generic-onoff-sever",
      undefined,
      /^kitchen has no model .*; did you mean generic-onoff-server/,
    ],
    ["health", 1, /^kitchen\/1 has no model health; it has: generic-onoff-server, sensor-server$/],
    ["1003", undefined, /^kitchen has no model 1003; it has: /],
    ["sensor", undefined, /^several elements have sensor: name one, such as kitchen\/1$/],
  ];

for (const [text, element, message] of refused)
  test(`no model ${text} of element ${element ?? "any"}`, (t) => {
    t.throws(() => modelOf({ ...node, element }, page, text), { message });
  });

test("a model of any node is found by its name", (t) => {
  t.is(modelIdOf("onoff-client"), 0x1001);
  t.is(modelIdOf("lightness-server"), 0x1300);
  t.is(modelIdOf("ctl-temperature-server"), 0x1306);
  t.is(modelIdOf("1000"), 0x1000);
  t.is(modelIdOf("02e5:7001"), vendor);
  t.throws(() => modelIdOf("onof-server"), { message: /^there is no model onof-server/ });
  t.is(modelWord(0x1000), "generic-onoff-server");
  t.is(modelWord(vendor), "02e5:7001");
});
