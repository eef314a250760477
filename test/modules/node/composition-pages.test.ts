import test from "ava";
import { encodeCompositionPage0 } from "../../../modules/access/composition.js";
import { CompositionPages, type CompositionTerm } from "../../../modules/node/composition-pages.js";
import { testRecords } from "../../support/records.js";

function term(elements: number, profiles = false): CompositionTerm {
  const header = { companyId: 1, productId: 2, versionId: 3, replayListSize: 4, features: 0 };
  return {
    page0: encodeCompositionPage0({
      ...header,
      elements: Array.from({ length: elements }, () => ({ location: 0, models: [] })),
    }),
    page1: new Uint8Array(2 * elements),
    page2: profiles ? Uint8Array.of(1, 2, 3) : undefined,
  };
}

function answers(pages: CompositionPages): Record<number, number> {
  return Object.fromEntries(
    [0, 1, 2, 3, 127, 128, 129, 130, 255].map((page) => [page, pages.get(page).page]),
  );
}

const plain = { 0: 0, 1: 1, 2: 1, 3: 1, 127: 1 };
const profiled = { 0: 0, 1: 1, 2: 2, 3: 2, 127: 2 };

for (const [name, changeable, profiles, expected] of [
  ["without refresh", false, false, { ...plain, 128: 1, 129: 1, 130: 1, 255: 1 }],
  ["with refresh", true, false, { ...plain, 128: 128, 129: 129, 130: 129, 255: 129 }],
  ["with profiles", false, true, { ...profiled, 128: 2, 129: 2, 130: 2, 255: 2 }],
  ["with both", true, true, { ...profiled, 128: 128, 129: 129, 130: 130, 255: 130 }],
] as const)
  test(`a Get is answered with the largest page up to it, ${name}`, (t) => {
    const { records } = testRecords();
    const firmware = term(1, profiles);
    t.deepEqual(answers(new CompositionPages({ records, firmware, changeable })), expected);
  });

test("a new firmware's composition waits in the pages of the next term until the refresh", (t) => {
  const { records } = testRecords();
  const old = term(1);
  const first = new CompositionPages({ records, firmware: old, changeable: true });
  t.true(first.refresh());
  t.false(first.pending);
  const firmware = term(2, true);
  const updated = () => new CompositionPages({ records, firmware, changeable: true });
  const pages = updated();
  t.true(pages.pending);
  t.is(pages.elements, 1);
  t.deepEqual(pages.get(0).data, old.page0);
  t.deepEqual(pages.get(1).data, old.page1);
  t.is(pages.get(2).page, 1);
  t.deepEqual(pages.get(128).data, firmware.page0);
  t.deepEqual(pages.get(130), { page: 130, data: firmware.page2! });
  t.true(pages.refresh());
  for (const after of [pages, updated()]) {
    t.false(after.pending);
    t.is(after.elements, 2);
    t.deepEqual(after.get(0).data, firmware.page0);
    t.deepEqual(after.get(2).data, firmware.page2);
  }
});

test("a refresh that the store refuses changes nothing", (t) => {
  const { records, store } = testRecords();
  new CompositionPages({ records, firmware: term(1), changeable: true }).refresh();
  const pages = new CompositionPages({ records, firmware: term(2), changeable: true });
  store.failing = true;
  t.false(pages.refresh());
  t.true(pages.pending);
  t.is(pages.elements, 1);
});

test("a record that makes no sense is set aside, and the firmware's composition stands", (t) => {
  const { events, records } = testRecords();
  records.write("comp", Uint8Array.of(0, 9, 1));
  const pages = new CompositionPages({ records, firmware: term(2), changeable: true });
  t.is(pages.elements, 2);
  t.false(pages.pending);
  t.is(events.filter(({ type }) => type === "store.corrupt").length, 1);
});
