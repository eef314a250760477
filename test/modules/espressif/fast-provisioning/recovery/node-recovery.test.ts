import test from "ava";
import {
  begun,
  delay,
  enoughLinks,
  linkWindow,
  range,
  recoveryOf,
} from "../../../../support/recovery-run.js";
import { key, publicKeyOf, RecoveryRig } from "../../../../support/recovery-rig.js";
import { TestRandom } from "../../../../support/test-random.js";

test("after the delay the nodes at unknown addresses are asked, and again at growing intervals", async (t) => {
  const { rig } = begun();
  rig.database.add({ ...rig.entry(0x110), elements: 2 });
  await rig.clock.run(delay - 1);
  t.deepEqual(rig.asked, []);
  await rig.clock.run(60 * delay);
  const rounds = rig.asked.filter(({ low }) => low === 0x100).map(({ time }) => time);
  const gaps = rig.asked.slice(0, 2).map(({ high, low }) => [low, high]);
  t.deepEqual(gaps, [
    [0x100, 0x10f],
    [0x112, 0x1ff],
  ]);
  const intervals = rounds.slice(1).map((time, i) => time - rounds[i]!);
  // Two questions 50 ms apart each, the window of 500 ms, and the delay times 1, 2, 4, 8, 8.
  t.deepEqual(
    intervals.map((interval) => interval - 600),
    [1, 2, 4, 8, 8, 8, 8, 8].slice(0, intervals.length).map((factor) => factor * delay),
  );
});

/** Links of which a PDU is heard at each of these milliseconds of the first delay, and whether nodes are asked after it. */
const busyAirs: readonly (readonly [
  name: string,
  links: number,
  at: readonly number[],
  boolean,
])[] = [
  ["no links", 0, [], true],
  ["one link less than is enough", enoughLinks - 1, [750, 850, 950], true],
  ["enough links", enoughLinks, [800], false],
  ["many, before they are counted", 20, [100, 600, delay - linkWindow - 1], true],
  ["many, until the end", 20, [750, 999], false],
];

for (const [name, links, times, asked] of busyAirs)
  test(`devices that are being provisioned defer the questions: ${name}`, async (t) => {
    const { rig } = begun();
    for (const time of times)
      rig.clock.schedule(() => {
        for (let link = 0; link < links; link++) rig.hearLink(link);
      }, time);
    await rig.clock.run(delay);
    t.is(rig.asked.length > 0, asked);
    await rig.clock.run(delay);
    t.true(rig.asked.length > 0, "after another delay without links");
    t.is(rig.overhearers.size, 0, "nobody listens in a round");
  });

test("links that were closed do not count", async (t) => {
  const { rig } = begun();
  await rig.clock.run(delay - 1);
  for (let link = 0; link < enoughLinks; link++) rig.hearLink(link);
  rig.hearLink(0, 0x0b);
  await rig.clock.run(1);
  t.true(rig.asked.length > 0);
});

test("links that never end defer the questions eight delays at most", async (t) => {
  const { rig } = begun();
  const hear = () => {
    for (let link = 0; link < 20; link++) rig.hearLink(link);
    rig.clock.schedule(hear, 100);
  };
  hear();
  await rig.clock.run(8 * delay - 1);
  t.deepEqual(rig.asked, []);
  await rig.clock.run(1);
  t.is(rig.asked[0]?.time, 8 * delay);
});

test("a report, a start anew and the end while links are counted leave nobody listening twice", async (t) => {
  for (const change of [
    ({ recovery }) => recovery.reported([], 5),
    ({ recovery }) => recovery.begin(),
    ({ recovery }) => recovery.end(),
  ] satisfies ((line: ReturnType<typeof begun>) => void)[]) {
    const line = begun();
    const { recovery, rig } = line;
    await rig.clock.run(delay - 1);
    t.is(rig.overhearers.size, 1);
    change(line);
    await rig.clock.run(delay - 1);
    t.true(rig.overhearers.size <= 1);
    recovery.end();
    t.is(rig.overhearers.size, 0);
  }
});

test("the window grows with the number of nodes that are missing, up to 30 s", async (t) => {
  for (const [missing, window] of [
    [0, 500],
    [2, 500],
    [10, 2500],
    [120, 30_000],
    [5000, 30_000],
  ] as const) {
    const { rig } = begun(1, { missing: () => missing });
    await rig.clock.run(delay);
    t.is(rig.asked[0]!.window, window);
  }
});

test("without an AppKey nobody is asked, and an AppKey that was deleted is counted", async (t) => {
  const keys: number[] = [];
  const { rig } = begun(1, { appKeyIndex: () => keys[0] });
  await rig.clock.run(2 * delay);
  t.deepEqual(rig.asked, []);
  keys.push(3);
  rig.sendError = new Error("the AppKey is not there");
  await rig.clock.run(20 * delay);
  t.true(rig.records.diagnostics.dropped("access.not-sent") > 0);
  rig.sendError = undefined;
  await rig.clock.run(20 * delay);
  t.true(rig.asked.length > 0);
});

test("nodes that answer are added with their device keys, told so, and may name their ranges", async (t) => {
  const { nodes, recovered, rig } = begun(40);
  await rig.clock.run(delay);
  for (const node of nodes) rig.answer(node);
  await rig.clock.run(40 * 200);
  const addresses = nodes.map(({ address }) => address);
  t.deepEqual(recovered, addresses);
  t.deepEqual(rig.told, addresses);
  for (const { address, deviceKey } of nodes) {
    t.deepEqual(rig.database.at(address)!.deviceKey, deviceKey);
    t.true(rig.ranges.isAwaited(address));
  }
  t.is(rig.dropped(), 0);
  t.is(rig.pairs.made, 1, "one pair for all of them");
});

/** What becomes of an answer: "added", "asked" for its key without success, or "dropped" before. */
const answers: readonly (readonly [
  name: string,
  outcome: "added" | "asked" | "dropped",
  change: (rig: RecoveryRig, line: ReturnType<typeof begun>) => void,
])[] = [
  ["as it is", "added", (rig, { node }) => rig.answer(node)],
  [
    "twice",
    "added",
    (rig, { node }) => {
      rig.answer(node);
      rig.answer(node);
    },
  ],
  [
    "of the 64th pair",
    "added",
    (rig, { provisioner }) => rig.answer(rig.addNode(0x100, provisioner, 63)),
  ],
  [
    "of a pair beyond these",
    "dropped",
    (rig, { provisioner }) => rig.answer(rig.addNode(0x100, provisioner, 64)),
  ],
  [
    "from an address in no range",
    "dropped",
    (rig, { node }) => rig.answer({ ...node, address: 0x300 }),
  ],
  [
    "from the top provisioner's neighbour",
    "dropped",
    (rig, { node }) => rig.answer({ ...node, address: 5 }),
  ],
  [
    "whose elements end behind the range",
    "dropped",
    (rig, { node }) => rig.answer({ address: 0x1ff, origin: { ...node.origin, elements: 2 } }),
  ],
  [
    "whose elements end behind all unicast addresses",
    "dropped",
    (rig, { node }) => rig.answer({ address: 0x7fff, origin: { ...node.origin, elements: 2 } }),
  ],
  [
    "whose elements are those of a known node",
    "dropped",
    (rig, { node }) => {
      rig.database.add(rig.entry(0x108));
      rig.answer({ ...node, origin: { ...node.origin, elements: 9 } });
    },
  ],
  [
    "with a public key that is no point of the curve",
    "dropped",
    (rig, { node }) => rig.answer({ ...node, origin: { ...node.origin, publicKey: key(1) } }),
  ],
  [
    "with another public key",
    "asked",
    (rig, { node }) =>
      rig.answer({
        ...node,
        origin: { ...node.origin, publicKey: publicKeyOf(new Uint8Array(32).fill(9)) },
      }),
  ],
  [
    "with another salt",
    "asked",
    (rig, { node }) => rig.answer({ ...node, origin: { ...node.origin, salt: key(1) } }),
  ],
  [
    "from another address, with what that node has sent",
    "asked",
    (rig, { node }) => rig.answer({ ...node, address: 0x101 }),
  ],
  [
    "with fewer elements than it has",
    "asked",
    (rig, { provisioner }) => {
      const node = rig.addNode(0x100, provisioner, 0, 3);
      rig.answer({ ...node, origin: { ...node.origin, elements: 2 } });
    },
  ],
];

for (const [name, outcome, change] of answers)
  test(`an answer ${name}: ${outcome}`, async (t) => {
    const line = begun();
    const { recovered, rig } = line;
    await rig.clock.run(delay);
    const known = rig.database.count;
    change(rig, line);
    const added = outcome === "added" ? 1 : 0;
    const before = rig.database.count;
    await rig.clock.run(12_000);
    t.is(recovered.length, added);
    t.is(rig.told.length, added);
    t.is(rig.checked.length, outcome === "dropped" ? 0 : 1);
    t.is(rig.dropped(), 1 - added);
    t.is(rig.database.count, Math.max(known, before) + added);
    t.deepEqual(
      rig.store.keys().filter((stored) => stored.startsWith("fast.r.")).length,
      1 + added,
    );
  });

test("a replayed answer of a known node is dropped, and does not change it", async (t) => {
  const { node, recovered, rig } = begun();
  await rig.clock.run(delay);
  rig.answer(node);
  await rig.clock.run(1000);
  rig.answer(node);
  rig.answer({ ...node, origin: { ...node.origin, salt: key(1) } });
  await rig.clock.run(12_000);
  t.deepEqual(recovered, [node.address]);
  t.is(rig.dropped(), 2);
  t.deepEqual(rig.database.at(node.address)!.deviceKey, node.deviceKey);
});

test("of a flood of answers 64 wait, and a node that answers after it is added", async (t) => {
  const { node, provisioner, recovered, rig } = begun();
  await rig.clock.run(delay);
  const random = new TestRandom(7);
  for (let i = 0; i < 1000; i++) {
    const origin = {
      elements: 1,
      uuid: random.bytes(16),
      publicKey: random.bytes(64),
      salt: random.bytes(16),
      provisionerKeyStart: random.bytes(4),
    };
    rig.answer({ address: 1 + ((31 * i) % 0x7ffe), origin });
  }
  t.true(rig.dropped() >= 900);
  // Each step lets some promises settle.
  for (let i = 0; i < 200; i++) await rig.clock.run(5);
  t.is(rig.dropped(), 1000);
  t.is(recovered.length, 0);
  t.true(rig.pairs.made <= 64);
  t.is(rig.checked.length, 0);
  rig.answer(node);
  await rig.clock.run(1000);
  t.deepEqual(recovered, [node.address]);
  t.is(rig.database.at(5)!.address, provisioner.address);
});

test("a flood of keys that do not verify delays the others by 10 s each, and they are found", async (t) => {
  const { nodes, recovered, rig } = begun(3);
  await rig.clock.run(delay);
  for (let i = 0; i < 5; i++) rig.answer({ ...nodes[0]!, address: 0x180 + i });
  for (const node of nodes) rig.answer(node);
  await rig.clock.run(49_000);
  t.is(recovered.length, 0);
  await rig.clock.run(3000);
  t.is(recovered.length, 3);
  t.is(rig.dropped(), 5);
});

test("the provisioner is the one with the smallest range that has the address", async (t) => {
  const { recovered, rig } = begun();
  const inner = rig.addProvisioner(6, { min: 0x180, max: 0x1bf });
  const node = rig.addNode(0x181, inner, 1);
  await rig.clock.run(delay);
  rig.answer(node);
  await rig.clock.run(1000);
  t.deepEqual(recovered, [0x181]);
});

test("before it begins and after it ended an answer is dropped", async (t) => {
  const rig = new RecoveryRig();
  const node = rig.addNode(0x100, rig.addProvisioner(5, range));
  const { recovered, recovery } = recoveryOf(rig);
  rig.answer(node);
  t.is(rig.dropped(), 1);
  recovery.begin();
  recovery.begin();
  recovery.end();
  recovery.end();
  rig.answer(node);
  t.is(rig.dropped(), 2);
  await rig.clock.run(100_000);
  t.deepEqual(rig.asked, []);
  recovery.begin();
  await rig.clock.run(delay);
  rig.answer(node);
  await rig.clock.run(1000);
  t.deepEqual(recovered, [0x100]);
});
