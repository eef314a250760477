import test from "ava";
import { Abort } from "../../../../modules/base/abort.js";
import { TimeoutError } from "../../../../modules/base/errors.js";
import type { NodeRecordClient } from "../../../../modules/espressif/node-records/client.js";
import { CollectorConfiguration } from "../../../../modules/espressif/node-records/collector-configuration.js";
import {
  NodeRecordStore,
  Stage,
} from "../../../../modules/espressif/node-records/node-record-store.js";
import { crypto } from "../../../support/crypto.js";
import { testRecords } from "../../../support/records.js";
import { TestClock } from "../../../support/test-clock.js";

const timeout = 500;

function make() {
  const clock = new TestClock();
  const { records, store } = testRecords();
  const nodeStore = new NodeRecordStore({ crypto, records });
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
  const notice = new CollectorConfiguration({
    clock,
    client,
    nodes: nodeStore,
    signal: abort,
    source: {
      get collectorForChildren() {
        return state.collector;
      },
    },
    timeout,
    retryInterval: 80,
  });
  const add = (address: number, collectorPending = true) => {
    nodeStore.put({
      address,
      elements: 1,
      uuid: new Uint8Array(16).fill(address),
      deviceKey: new Uint8Array(16).fill(address),
      stage: Stage.configured,
      own: true,
      rangeMin: 0x0200,
      rangeMax: 0x02ff,
      collectorPending,
    });
    notice.update();
  };
  const collectorPending = () =>
    nodeStore.entries.filter((entry) => entry.collectorPending).map(({ address }) => address);
  return { add, nodeStore, clock, notice, state, store, told, collectorPending };
}

test("a node that provisions on is told once, and that it knows is stored", async (t) => {
  const { add, nodeStore, clock, state, store, told, collectorPending } = make();
  state.answers.add(0x10);
  add(0x11, false);
  add(0x10);
  await clock.run(60_000);
  t.deepEqual(told, [[0x10, 0x0001]]);
  t.deepEqual(collectorPending(), []);
  const { records } = testRecords(store.copy());
  t.false(new NodeRecordStore({ crypto, records }).get(0x10)!.collectorPending);
  t.is(nodeStore.get(0x10)!.stage, Stage.configured);
});

test("one that does not answer is told eight times, then left alone", async (t) => {
  const { add, clock, notice, told, collectorPending } = make();
  add(0x10);
  await clock.run(60_000);
  t.is(told.length, 8);
  t.deepEqual(collectorPending(), [0x10], "another start tries again");
  notice.update();
  await clock.run(60_000);
  t.is(told.length, 8);
  t.is(clock.pending, 0);
});

test("one that knows nothing of records does not keep others from being told", async (t) => {
  const { add, clock, state, told, collectorPending } = make();
  state.answers.add(0x11).add(0x12);
  for (const address of [0x10, 0x11, 0x12]) add(address);
  await clock.run(60_000);
  t.is(told.length, 10);
  t.deepEqual(collectorPending(), [0x10]);
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
  for (let i = 0; i < 5; i++) notice.update();
  await clock.run(60_000);
  t.deepEqual(told, [[0x10, 0x0007]]);
});

test("a node that was forgotten meanwhile is not in the book again", async (t) => {
  const { add, nodeStore, clock, state } = make();
  state.answers.add(0x10);
  add(0x10);
  await clock.run(timeout / 2);
  nodeStore.remove(0x10);
  await clock.run(timeout);
  t.is(nodeStore.entries.length, 0);
});

test("nobody is told after close", async (t) => {
  for (const before of [0, timeout / 2, timeout]) {
    const { add, clock, notice, told } = make();
    add(0x10);
    await clock.run(before);
    notice.close();
    const count = told.length;
    notice.update();
    await clock.run(60_000);
    t.is(told.length, count);
    t.is(clock.pending, 0);
  }
});
