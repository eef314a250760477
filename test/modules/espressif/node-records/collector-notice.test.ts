import test from "ava";
import { Abort } from "../../../../modules/base/abort.js";
import { TimeoutError } from "../../../../modules/base/errors.js";
import type { NodeRecordClient } from "../../../../modules/espressif/node-records/client.js";
import { CollectorNotice } from "../../../../modules/espressif/node-records/collector-notice.js";
import { RecordBook, Stage } from "../../../../modules/espressif/node-records/record-book.js";
import { crypto } from "../../../support/crypto.js";
import { testRecords } from "../../../support/records.js";
import { TestClock } from "../../../support/test-clock.js";

const timeout = 500;

function make() {
  const clock = new TestClock();
  const { records, store } = testRecords();
  const book = new RecordBook({ crypto, records });
  const abort = new Abort();
  const told: (readonly [node: number, collector: number])[] = [];
  const state = { collector: 0x0001 as number | undefined, answers: new Set<number>(), most: 0 };
  let running = 0;
  const client = {
    setCollector(node: number, collector: number) {
      told.push([node, collector]);
      state.most = Math.max(state.most, ++running);
      return new Promise<void>((resolve, reject) => {
        clock.schedule(() => {
          running--;
          if (state.answers.has(node)) resolve();
          else reject(new TimeoutError("no answer"));
        }, timeout);
      });
    },
  } as unknown as NodeRecordClient;
  const notice = new CollectorNotice({
    clock,
    client,
    book,
    signal: abort,
    collector: () => state.collector,
    timeout,
    retry: 80,
  });
  const add = (address: number, untold = true) => {
    book.put({
      address,
      elements: 1,
      uuid: new Uint8Array(16).fill(address),
      deviceKey: new Uint8Array(16).fill(address),
      stage: Stage.configured,
      own: true,
      rangeMin: 0x0200,
      rangeMax: 0x02ff,
      untold,
    });
    notice.changed();
  };
  const untold = () => book.entries.filter((entry) => entry.untold).map(({ address }) => address);
  return { add, book, clock, notice, state, store, told, untold };
}

test("a node that provisions on is told once, and that it knows is stored", async (t) => {
  const { add, book, clock, state, store, told, untold } = make();
  state.answers.add(0x10);
  add(0x11, false);
  add(0x10);
  await clock.run(60_000);
  t.deepEqual(told, [[0x10, 0x0001]]);
  t.deepEqual(untold(), []);
  const { records } = testRecords(store.copy());
  t.false(new RecordBook({ crypto, records }).get(0x10)!.untold);
  t.is(book.get(0x10)!.stage, Stage.configured);
});

test("one that does not answer is told eight times, then left alone", async (t) => {
  const { add, clock, notice, told, untold } = make();
  add(0x10);
  await clock.run(60_000);
  t.is(told.length, 8);
  t.deepEqual(untold(), [0x10], "another start tries again");
  notice.changed();
  await clock.run(60_000);
  t.is(told.length, 8);
  t.is(clock.pending, 0);
});

test("one that knows nothing of records does not keep others from being told", async (t) => {
  const { add, clock, state, told, untold } = make();
  state.answers.add(0x11).add(0x12);
  for (const address of [0x10, 0x11, 0x12]) add(address);
  await clock.run(60_000);
  t.is(told.length, 10);
  t.deepEqual(untold(), [0x10]);
  t.is(state.most, 1, "one at a time");
});

test("nobody is told before it is known who collects, nor twice for several changes", async (t) => {
  const { add, clock, notice, state, told } = make();
  state.collector = undefined;
  state.answers.add(0x10);
  add(0x10);
  await clock.run(1000);
  t.deepEqual(told, []);
  state.collector = 0x0007;
  for (let i = 0; i < 5; i++) notice.changed();
  await clock.run(60_000);
  t.deepEqual(told, [[0x10, 0x0007]]);
});

test("a node that was forgotten meanwhile is not in the book again", async (t) => {
  const { add, book, clock, state } = make();
  state.answers.add(0x10);
  add(0x10);
  await clock.run(timeout / 2);
  book.remove(0x10);
  await clock.run(timeout);
  t.is(book.entries.length, 0);
});

test("nobody is told after close", async (t) => {
  for (const before of [0, timeout / 2, timeout]) {
    const { add, clock, notice, told } = make();
    add(0x10);
    await clock.run(before);
    notice.close();
    const count = told.length;
    notice.changed();
    await clock.run(60_000);
    t.is(told.length, count);
    t.is(clock.pending, 0);
  }
});
