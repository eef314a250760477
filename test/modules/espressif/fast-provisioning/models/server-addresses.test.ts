import test from "ava";
import { addressesHex, FastServerRig } from "../../../../support/fast-server-rig.js";

const told = "c4e502";
const get = "c6e502";
const acknowledged = "c5";

const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

test("addresses are acknowledged, kept once and answered in their order", async (t) => {
  const rig = new FastServerRig();
  const { known } = rig.start();
  t.deepEqual(await rig.ask(`${told} 0900 0800 0700 3412`), [acknowledged]);
  t.deepEqual(await rig.ask(`${told} 0800 ff7f`), [acknowledged]);
  t.deepEqual(known.list, [9, 8, 7, 0x1234, 0x7fff]);
  t.deepEqual(await rig.ask(get), ["c7 0900080007003412ff7f"]);
});

test("an address that is told twice in one message is kept once", async (t) => {
  const rig = new FastServerRig();
  const { known } = rig.start();
  t.deepEqual(await rig.ask(`${told} 0900 0900`), [acknowledged]);
  t.deepEqual(known.list, [9]);
});

test("a hundred addresses in one message", async (t) => {
  const rig = new FastServerRig();
  const { known } = rig.start();
  const many = from(0x0100, 100);
  t.deepEqual(await rig.ask(told + addressesHex(many), 10_000), [acknowledged]);
  t.deepEqual(known.list, many);
  t.deepEqual(await rig.ask(get, 10_000), [`c7 ${addressesHex(many)}`]);
});

test("none is known: an empty answer", async (t) => {
  const rig = new FastServerRig();
  rig.start();
  t.deepEqual(await rig.ask(get), ["c7"]);
});

test("more than fit into one answer: as many answers as it takes, none of them empty", async (t) => {
  for (const [count, answers] of [
    [186, [186]],
    [187, [186, 1]],
    [372, [186, 186]],
    [400, [186, 186, 28]],
  ] as const) {
    const rig = new FastServerRig();
    const { known } = rig.start();
    const many = from(0x0100, count);
    t.true(known.add(many));
    // A short one may overtake those of many segments.
    const heard = [...(await rig.ask(get, 30_000))].sort((a, b) => b.length - a.length);
    t.deepEqual(
      heard.map((answer) => (answer.length - 3) / 4),
      [...answers],
    );
    const parts = answers.map((_, i) => addressesHex(many.slice(186 * i, 186 * (i + 1))));
    t.deepEqual(heard.map((answer) => answer.slice(3)).sort(), parts.sort());
  }
});

test("an address that no node can have: nothing of the message is kept, nor acknowledged", async (t) => {
  const rig = new FastServerRig();
  const { known, node, store } = rig.start();
  const before = [...store.records.keys()].filter((key) => key.startsWith("fast."));
  const wrong = ["0000", "0080", "ffbf", "00c0", "ffff"];
  for (const [i, address] of wrong.entries()) {
    t.deepEqual(await rig.ask(`${told} 0900 ${address} 0800`), [], address);
    t.is(node.diagnostics.drops()["fast-provisioning.address"], i + 1, address);
  }
  t.deepEqual(known.list, []);
  t.deepEqual(
    [...store.records.keys()].filter((key) => key.startsWith("fast.")),
    before,
  );
});

test("no address, half an address, an octet too many: dropped", async (t) => {
  const rig = new FastServerRig();
  const { known, node } = rig.start();
  for (const parameters of ["", "09", "0900 08", "0900 0800 0700 06"])
    t.deepEqual(await rig.ask(`${told} ${parameters}`), [], parameters);
  t.is(node.diagnostics.drops()["access.length"], 4);
  t.deepEqual(await rig.ask(`${get} 00`), []);
  t.is(node.diagnostics.drops()["access.length"], 5);
  t.deepEqual(known.list, []);
});

test("what was acknowledged is known after a restart", async (t) => {
  const rig = new FastServerRig();
  const first = rig.start();
  const many = from(0x0100, 130);
  t.deepEqual(await rig.ask(told + addressesHex(many), 10_000), [acknowledged]);
  first.node.close();
  const second = rig.start({ store: first.store.copy() });
  t.deepEqual(second.known.list, many);
  t.deepEqual(await rig.ask(get, 10_000), [`c7 ${addressesHex(many)}`]);
});

test("what the store does not take is not acknowledged, and not known", async (t) => {
  const rig = new FastServerRig();
  const { known, store } = rig.start();
  rig.asker.say(`${told} 0900`);
  // The replay list is written before the message is handled: what fails is the addresses' own record.
  const write = store.write.bind(store);
  store.write = (key, value) => {
    if (key.startsWith("fast.")) throw new Error("the medium fails");
    write(key, value);
  };
  await rig.mesh.clock.run(3000);
  t.deepEqual(rig.asker.heard, []);
  t.deepEqual(known.list, []);
  store.write = write;
  t.deepEqual(await rig.ask(`${told} 0900`), [acknowledged]);
  t.deepEqual(known.list, [9]);
});
