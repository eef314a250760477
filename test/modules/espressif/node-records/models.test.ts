// Server and client over the air: node 0100 reports to 0001, which knows its device key.
import test from "ava";
import { Abort } from "../../../../modules/base/abort.js";
import { TimeoutError } from "../../../../modules/base/errors.js";
import { NodeRecordClient } from "../../../../modules/espressif/node-records/client.js";
import {
  maximumRecords,
  type NodeRecord,
} from "../../../../modules/espressif/node-records/messages.js";
import { NodeRecordServer } from "../../../../modules/espressif/node-records/server.js";
import { Mesh } from "../../../support/mesh.js";

const collector = 0x0001;
/** Where nobody asks for an Origin Status. */
const noOrigin = { onOriginGet: () => undefined, onOriginKnown: () => undefined };
const reporter = 0x0100;

function record(address: number): NodeRecord {
  const uuid = new Uint8Array(16).fill(address & 0xff);
  const deviceKey = new Uint8Array(16).fill(0x77);
  return { address, elements: 1, rangeMin: 0, rangeMax: 0, uuid, deviceKey };
}

function make(options: ConstructorParameters<typeof Mesh>[0] = {}) {
  const mesh = new Mesh(options);
  const state = { keeps: true };
  const kept: (readonly [src: number, addresses: readonly number[]])[] = [];
  const client = new NodeRecordClient({
    onReport: (records, { src }) => {
      if (state.keeps) kept.push([src, records.map(({ address }) => address)]);
      return state.keeps;
    },
  });
  const collected = mesh.node(collector, [{ models: [client] }]);
  const acknowledged: number[] = [];
  const collectors: (readonly [collector: number, parent: number])[] = [];
  const server = new NodeRecordServer({
    onCollector: (to, parent) => collectors.push([to, parent]),
    onAcknowledged: (number) => acknowledged.push(number),
    ...noOrigin,
  });
  const node = mesh.node(reporter, [{ models: [server] }]);
  /** Reports, and lets time pass until that was answered, or not. */
  const report = async (number: number, ...addresses: number[]) => {
    server.report(number, addresses.map(record), { dst: collector, ttl: 0 });
    await mesh.clock.run(3000);
  };
  return { acknowledged, client, collected, collectors, kept, mesh, node, report, server, state };
}

test("a collector acknowledges what it kept, one record or as many as fit", async (t) => {
  const { acknowledged, kept, report } = make();
  await report(3, 0x20);
  const many = Array.from({ length: maximumRecords }, (_, i) => 0x30 + i);
  await report(4, ...many);
  t.deepEqual(kept, [
    [reporter, [0x20]],
    [reporter, many],
  ]);
  t.deepEqual(acknowledged, [3, 4]);
});

test("a report without records is answered with the number that was kept last", async (t) => {
  const { acknowledged, kept, report } = make();
  await report(3, 0x20);
  await report(4);
  await report(2);
  await report(3);
  t.deepEqual(acknowledged, [3, 3, 3, 3]);
  await report(5, 0x21);
  await report(3);
  t.deepEqual(acknowledged.slice(4), [5, 5]);
  t.is(kept.length, 2);
});

test("where nothing was kept the answer is another number, and nothing is kept of it", async (t) => {
  const { acknowledged, kept, report } = make();
  await report(3);
  await report(0x83);
  await report(0xff);
  t.deepEqual(acknowledged, [0x83, 0x03, 0x7f]);
  t.deepEqual(kept, []);
  await report(0x83, 0x20);
  await report(3);
  t.deepEqual(acknowledged.slice(3), [0x83, 0x83]);
});

test("the fifth reporter at a time is told to wait and to ask again", async (t) => {
  const { acknowledged, mesh, report } = make();
  const waits: (readonly [address: number, wait: number])[] = [];
  const others = [0x0200, 0x0300, 0x0400, 0x0500].map((address) => {
    const server = new NodeRecordServer({
      onCollector: () => undefined,
      onAcknowledged: (_number, wait) => waits.push([address, wait]),
      ...noOrigin,
    });
    mesh.node(address, [{ models: [server] }]);
    return server;
  });
  for (const server of others) {
    server.report(1, [], { dst: collector, ttl: 0 });
    await mesh.clock.run(50);
  }
  t.deepEqual(waits, [
    [0x0200, 0],
    [0x0300, 0],
    [0x0400, 0],
    [0x0500, 0],
  ]);
  await report(9, 0x20);
  t.deepEqual(acknowledged, [9], "a report that comes unasked is taken nevertheless");
});

test("what could not be kept is not acknowledged, also where an earlier report had its number", async (t) => {
  const { acknowledged, report, state } = make();
  await report(1, 0x20);
  state.keeps = false;
  await report(1, 0x21);
  t.deepEqual(acknowledged, [1]);
  await report(1);
  t.deepEqual(acknowledged, [1, 0x81], "it is heard, and its report is not here");
  state.keeps = true;
  await report(2, 0x21);
  await report(1);
  t.deepEqual(acknowledged, [1, 0x81, 2, 2]);
});

test("the number of one reporter is not that of another", async (t) => {
  const { mesh, report } = make();
  await report(9, 0x20);
  const acknowledged: number[] = [];
  const other = new NodeRecordServer({
    onCollector: () => undefined,
    onAcknowledged: (number) => acknowledged.push(number),
    ...noOrigin,
  });
  mesh.node(0x0200, [{ models: [other] }]);
  other.report(9, [], { dst: collector, ttl: 0 });
  await mesh.clock.run(3000);
  t.deepEqual(acknowledged, [0x89]);
});

test("the segments of a report that is given up are not sent any more", async (t) => {
  const { collected, kept, mesh, server } = make();
  collected.node.close();
  const given = new Abort();
  const ended: unknown[] = [];
  const onEnd = (error: unknown) => ended.push(error);
  server.report(1, [record(0x20)], { dst: collector, ttl: 0, signal: given, onEnd });
  await mesh.clock.run(100);
  given.abort();
  await mesh.clock.run(60_000);
  t.deepEqual(kept, []);
  t.deepEqual(ended, []);
});

test("with a third of all packets lost a report comes through in the end", async (t) => {
  const { acknowledged, kept, report } = make({ loss: 0.33, seed: 5 });
  for (let i = 0; i < 8 && acknowledged.length === 0; i++) await report(7, 0x20, 0x21);
  t.true(acknowledged.length > 0);
  t.deepEqual(kept[0], [reporter, [0x20, 0x21]]);
});

test("the report of a stranger cannot be decrypted", async (t) => {
  const { collected, kept, mesh } = make();
  const stranger = new NodeRecordServer({
    onCollector: () => undefined,
    onAcknowledged: () => t.fail("nobody answers a stranger"),
    ...noOrigin,
  });
  // On the same network, with a device key that the collector does not have.
  mesh.node(0x0200, [{ models: [stranger] }], {}, { deviceKey: new Uint8Array(16).fill(0xee) });
  stranger.report(1, [record(0x20)], { dst: collector, ttl: 0 });
  await mesh.clock.run(3000);
  t.deepEqual(kept, []);
  t.like(collected.node.diagnostics.drops(), { "transport.decrypt": 1 });
  // It is not in reach of one that lacks its key, however near.
  stranger.report(1, [], { dst: collector, ttl: 0 });
  await mesh.clock.run(3000);
  t.like(collected.node.diagnostics.drops(), { "transport.decrypt": 2 });
});

test("a node is told who collects, by whom, and says that it heard it", async (t) => {
  const { client, collectors, mesh } = make();
  await mesh.result(client.setCollector(reporter, 0x0042, {}));
  t.deepEqual(collectors, [[0x0042, collector]]);
});

test("a node without the server does not answer, and that is told", async (t) => {
  const { client, mesh } = make();
  mesh.node(0x0200, [{ models: [] }]);
  const outcome = await mesh.outcome(client.setCollector(0x0200, 0x0042, { timeout: 2000 }));
  t.true(outcome instanceof TimeoutError);
});
