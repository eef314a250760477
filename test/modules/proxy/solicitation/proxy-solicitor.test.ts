import test from "ava";
import { ProxySolicitor } from "../../../../modules/proxy/solicitation/proxy-solicitor.js";
import { ReplayRecords } from "../../../../modules/transport/replay-records.js";
import { testRecords, TestStore } from "../../../support/records.js";
import { solicitationAdvertisement, SolicitationRig } from "../../../support/solicitation-rig.js";

const src = 0x0700;

/** `bound`: the number that is stored as bound of those of an address. */
function make(store = new TestStore(), bound?: readonly [address: number, bound: number]) {
  const rig = new SolicitationRig();
  const { mesh } = rig;
  const client = mesh.node(src, [{ models: [] }], { store });
  if (bound)
    new ReplayRecords(testRecords(store).records, "q.").write(bound[0], 0, bound[1], false, 0);
  const solicitor = new ProxySolicitor({ node: client.node });
  /** What goes on the air for a solicitation. */
  const solicit = async (netKeyIndex = 0) => {
    const from = mesh.air.log.length;
    solicitor.solicit(netKeyIndex);
    await mesh.clock.run(200);
    return mesh.air.log
      .slice(from)
      .map(({ data }) => data)
      .filter((data) => data[5] === 0x59 && data[6] === 0x18);
  };
  return { client, mesh, rig, solicit, solicitor, store };
}

test("a solicitation is two copies of 29 octets: flags, UUID list, service data with the network PDU", async (t) => {
  const { rig, solicit } = make();
  const [data, again, ...more] = await solicit();
  t.deepEqual(again, data);
  t.deepEqual(more, []);
  t.is(data!.length, 29);
  t.deepEqual([...data!.subarray(0, 12)], [2, 1, 6, 3, 3, 0x59, 0x18, 21, 0x16, 0x59, 0x18, 0]);
  t.deepEqual(data, solicitationAdvertisement(rig.keys, { src, seq: 0 }));
  const [next] = await solicit();
  t.deepEqual(next, solicitationAdvertisement(rig.keys, { src, seq: 1 }));
});

test("a private proxy that is solicited can be connected to", async (t) => {
  const { rig, solicit } = make();
  t.is(rig.advertised(rig.proxy), undefined);
  await solicit();
  t.is(rig.advertised(rig.proxy)?.type, 2);
  t.is(rig.proxy.node.diagnostics.dropped("solicitation.replay"), 1);
  const client = await rig.connect(rig.proxy);
  t.is(client.take(1).length, 1);
});

test("a node on the air is solicited for the subnet that is asked", async (t) => {
  const { client, rig, solicit, solicitor } = make();
  const key = new Uint8Array(16).fill(5);
  for (const { node } of [client, rig.proxy]) node.network!.subnets.add(5, key);
  await solicit(5);
  t.is(rig.states.identification({ netKeyIndex: 5 }), 2);
  t.is(rig.states.identification({ netKeyIndex: 0 }), undefined);
  t.throws(() => solicitor.solicit(6), {
    name: "RangeError",
    message: "netKeyIndex: the node is not on subnet 6",
  });
});

test("no SSEQ is used twice over a restart, and the store is written once for sixteen", async (t) => {
  const { client, rig, solicit, store } = make();
  const before = store.changes;
  for (let i = 0; i < 16; i++) await solicit();
  t.is(store.changes, before + 1);
  await solicit();
  t.is(store.changes, before + 2);
  client.node.close();
  const next = make(store.copy());
  const [data] = await next.solicit();
  t.deepEqual(data, solicitationAdvertisement(rig.keys, { src, seq: 32 }));
});

test("where the last reservation was damaged, the numbers after it are used", async (t) => {
  const { client, rig, solicit, store } = make();
  for (let i = 0; i < 16; i++) await solicit();
  store.tornAt = store.changes;
  await solicit();
  client.node.close();
  const [data] = await make(store.copy()).solicit();
  t.deepEqual(data, solicitationAdvertisement(rig.keys, { src, seq: 32 }));
});

test("the numbers belong to an address: another one starts at 0", async (t) => {
  const { rig, solicit } = make(undefined, [0x0123, 99]);
  const [data] = await solicit();
  t.deepEqual(data, solicitationAdvertisement(rig.keys, { src, seq: 0 }));
});

test("FFFFFF is not used: the error says what to do", async (t) => {
  const { client, rig, solicit, solicitor, store } = make(undefined, [src, 0xfffffe]);
  const [data] = await solicit();
  t.deepEqual(data, solicitationAdvertisement(rig.keys, { src, seq: 0xfffffe }));
  const expected = {
    name: "SequenceError",
    message: "all SSEQ of the node's solicitations are used up: give the node another address",
  };
  t.throws(() => solicitor.solicit(0), expected);
  client.node.close();
  t.throws(() => make(store.copy()).solicitor.solicit(0), expected);
});

test("where the store fails or has lost the number, nothing is sent", async (t) => {
  const { client, mesh, solicit, solicitor, store } = make();
  store.failing = true;
  t.throws(() => solicitor.solicit(0), {
    name: "SequenceError",
    message: "no SSEQ can be reserved: the store fails",
  });
  store.failing = false;
  t.is((await solicit()).length, 2);
  const damaged = store.copy();
  for (const key of store.keys())
    if (key.startsWith("q.")) damaged.records.set(key, Uint8Array.of(1));
  client.node.close();
  const after = make(damaged);
  t.throws(() => after.solicitor.solicit(0), {
    name: "SequenceError",
    message:
      "the store has lost the SSEQ of the node's solicitations: give the node another address",
  });
  t.true(mesh.air.log.length > 0);
});

test("a node that leaves its network forgets its numbers, and cannot solicit", async (t) => {
  const { client, solicit, solicitor, store } = make();
  await solicit();
  t.true(store.keys().some((key) => key.startsWith("q.")));
  client.node.reset();
  t.false(store.keys().some((key) => key.startsWith("q.")));
  t.throws(() => solicitor.solicit(), { message: "node: it is on no network; provision it first" });
});
