import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { AddressReporter } from "../../../../../modules/espressif/fast-provisioning/addresses/address-reporter.js";
import { FastProvisioningClient } from "../../../../../modules/espressif/fast-provisioning/models/client.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { FastProvNodeAddrAck } from "../../../../../modules/espressif/fast-provisioning/models/messages.js";
import type { FastProvisioningPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/policy.js";
import {
  type StoredNode,
  NodeRecordStore,
  Stage,
} from "../../../../../modules/espressif/node-records/node-record-store.js";
import { crypto } from "../../../../support/crypto.js";
import { FakeServices, testContext, hand } from "../../../../support/fake-services.js";
import { testRecords } from "../../../../support/records.js";
import { runPromiseJobs } from "../../../../support/test-clock.js";

const primary = 0x0005;

function make(policy: FastProvisioningPolicy = espressifPolicy) {
  const services = new FakeServices();
  const { clock } = services;
  const client = new FastProvisioningClient();
  client.start(services);
  const { records } = testRecords();
  const nodeStore = new NodeRecordStore({ crypto, records });
  const state = { appKeyIndex: 0 as number | undefined, suspended: false };
  const put = (address: number, changes: Partial<StoredNode> = {}) =>
    nodeStore.put({
      address,
      elements: 1,
      uuid: new Uint8Array(16).fill(address),
      deviceKey: new Uint8Array(16).fill(address),
      stage: Stage.configured,
      own: true,
      rangeMin: 0,
      rangeMax: 0,
      ...changes,
    });
  const open = () =>
    new AddressReporter({
      clock,
      client,
      nodes: nodeStore,
      policy,
      primary,
      owner: {
        get appKey() {
          const { appKeyIndex } = state;
          return appKeyIndex === undefined ? undefined : { appKeyIndex };
        },
        get recordsReported() {
          return state.suspended;
        },
      },
    });
  const sent = () => services.sent.map(({ payload, time }) => [time, toHex(payload)]);
  const acknowledge = async (src = primary) => {
    const payload = FastProvNodeAddrAck.encode({});
    hand(client, FastProvNodeAddrAck.opcode, testContext({ src }), payload, payload.length);
    await runPromiseJobs();
  };
  const stages = () => nodeStore.entries.map(({ stage }) => stage);
  return { acknowledge, nodeStore, clock, open, put, sent, services, stages, state };
}

test("Espressif's 5 s begin anew with each node, then the addresses go to the Primary", async (t) => {
  const { acknowledge, clock, open, put, sent, services, stages } = make();
  const reporter = open();
  for (let address = 0x10; address < 0x13; address++) {
    put(address);
    reporter.update();
    await clock.run(4000);
  }
  t.deepEqual(sent(), []);
  await clock.run(1000);
  t.deepEqual(sent(), [[13_000, "c4e502100011001200"]]);
  t.like(services.sent[0]!.options, { dst: primary, appKeyIndex: 0, ttl: 0 });
  await acknowledge();
  t.deepEqual(stages(), [Stage.addressReported, Stage.addressReported, Stage.addressReported]);
  await clock.run(60_000);
  t.is(sent().length, 1);
  t.is(clock.pending, 0);
});

test("four addresses at most a message, the others after them", async (t) => {
  const { acknowledge, clock, open, put, sent, services } = make();
  for (let address = 1; address <= 6; address++) put(address);
  open();
  await clock.run(5000);
  t.deepEqual(sent(), [[5000, "c4e5020100020003000400"]]);
  t.true(services.sent[0]!.payload.length <= 11, "it is not segmented");
  await acknowledge();
  await clock.run(5000);
  t.deepEqual(sent()[1], [10_000, "c4e50205000600"]);
});

test("addresses that are not acknowledged are sent again until they are", async (t) => {
  const { acknowledge, clock, open, put, sent, stages } = make();
  put(0x10);
  open();
  await clock.run(5000);
  await acknowledge(0x0006);
  t.deepEqual(stages(), [Stage.configured], "somebody else's acknowledgement");
  await clock.run(30_000);
  const payloads = sent().map(([, payload]) => payload);
  t.true(payloads.length >= 3);
  t.true(payloads.every((payload) => payload === "c4e5021000"));
  await acknowledge();
  t.deepEqual(stages(), [Stage.addressReported]);
});

test("enough of them go at once where the policy says so, over relays", async (t) => {
  const { clock, open, put, sent, services } = make(adaptivePolicy);
  const reporter = open();
  for (let address = 1; address <= adaptivePolicy.addressReport.batchSize; address++) {
    put(address);
    reporter.update();
  }
  await clock.run(0);
  t.is(sent().length, 1);
  t.is(services.sent[0]!.options.ttl, undefined);
});

test("only nodes of its own that are configured are told", async (t) => {
  const { clock, open, put, sent } = make();
  put(0x10, { own: false });
  put(0x11, { stage: Stage.dataSent });
  put(0x12, { stage: Stage.provisioned });
  put(0x13, { stage: Stage.recordReported });
  put(0x14, { stage: Stage.addressReported });
  open();
  await clock.run(60_000);
  t.deepEqual(sent(), []);
});

test("where nodes are made known in another way, no address is told", async (t) => {
  const { clock, open, put, sent, state } = make();
  state.suspended = true;
  put(0x10);
  const reporter = open();
  await clock.run(60_000);
  t.deepEqual(sent(), []);
  state.suspended = false;
  reporter.update();
  await clock.run(5000);
  t.is(sent().length, 1);
});

test("who collects records while a report of addresses waits, or is under way, gets them still", async (t) => {
  for (const [before, messages] of [
    [3000, 0],
    [6000, 1],
  ] as const) {
    const { acknowledge, clock, open, put, sent, stages, state } = make();
    put(0x10);
    open();
    await clock.run(before);
    state.suspended = true;
    await acknowledge();
    await clock.run(60_000);
    t.is(sent().length, messages);
    t.deepEqual(stages(), [Stage.configured]);
  }
});

test("without an AppKey it waits for the next node", async (t) => {
  const { clock, open, put, sent, state } = make();
  state.appKeyIndex = undefined;
  put(0x10);
  const reporter = open();
  await clock.run(60_000);
  t.deepEqual(sent(), []);
  state.appKeyIndex = 3;
  reporter.update();
  await clock.run(5000);
  t.is(sent().length, 1);
});

test("nodes that come while a message is awaited do not send another", async (t) => {
  const { acknowledge, clock, open, put, sent } = make();
  put(0x10);
  const reporter = open();
  await clock.run(5000);
  put(0x11);
  reporter.update();
  await clock.run(3000);
  t.is(sent().length, 1);
  await acknowledge();
  await clock.run(5000);
  t.deepEqual(sent()[1], [13_000, "c4e5021100"]);
});

test("nothing is sent after close", async (t) => {
  for (const before of [0, 5000, 10_000]) {
    const { clock, open, put, sent } = make();
    put(0x10);
    const reporter = open();
    await clock.run(before);
    reporter.close();
    const count = sent().length;
    reporter.update();
    await clock.run(60_000);
    t.is(sent().length, count);
    t.is(clock.pending, 0);
  }
});
