import test from "ava";
import { Element } from "../../../modules/access/element.js";
import { ModelData } from "../../../modules/access/model-data.js";
import { ProbeServer } from "../../support/probe-models.js";
import { testRecords } from "../../support/records.js";
import { TestClock } from "../../support/test-clock.js";

function make() {
  const clock = new TestClock();
  const { records, store } = testRecords();
  const model = new ProbeServer();
  new Element({ index: 0, models: [model] });
  return { clock, data: new ModelData({ clock, records }), model, records, store };
}

test("what changes often is written once in its time, with its last value", (t) => {
  const { clock, data, model, records } = make();
  for (let i = 0; i < 100; i++) {
    data.storeSoon(model, Uint8Array.of(i));
    clock.advance(19);
  }
  t.is(records.writes, 0);
  clock.advance(100);
  t.is(records.writes, 1);
  t.deepEqual(data.load(model), Uint8Array.of(99));
  clock.advance(10_000);
  t.is(records.writes, 1);
});

test("a change that is stored at once takes the place of one that waits", (t) => {
  const { clock, data, model, records } = make();
  data.storeSoon(model, Uint8Array.of(1), 500);
  t.true(data.store(model, Uint8Array.of(2)));
  clock.advance(10_000);
  t.is(records.writes, 1);
  t.deepEqual(data.load(model), Uint8Array.of(2));
});

test("closing writes what waits", (t) => {
  const { clock, data, model, records } = make();
  data.storeSoon(model, Uint8Array.of(7));
  data.close();
  t.is(records.writes, 1);
  t.is(clock.pending, 0);
  t.deepEqual(data.load(model), Uint8Array.of(7));
});

test("a store that fails is told where it is asked at once", (t) => {
  const { data, model, store } = make();
  store.failing = true;
  t.false(data.store(model, Uint8Array.of(1)));
});
