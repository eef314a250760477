import test from "ava";
import { nodeHost } from "../../../../hosts/node/host.js";
import { MemoryStore } from "../../../../hosts/node/store.js";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../../modules/node/node.js";
import { knowledgeOf } from "../../../../modules/provisioner/network-knowledge.js";
import { Provisioner } from "../../../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../../../../tools/air/air.js";
import { freeRanges, nextRange } from "../../../../tools/network/book/free-ranges.js";
import { firstProvisioner, newProvisioner } from "../../../../tools/network/book/import.js";
import { NetworkBook } from "../../../../tools/network/book/network-book.js";
import { contradictions } from "../../../../tools/network/cdb/contradictions.js";
import { networkOf } from "../../../support/known-networks.js";

const ranges: readonly (readonly [
  taken: readonly (readonly [number, number])[],
  free: readonly (readonly [number, number])[],
])[] = [
  [[], [[1, 100]]],
  [[[1, 10]], [[11, 100]]],
  [
    [
      [20, 30],
      [5, 8],
    ],
    [
      [1, 4],
      [9, 19],
      [31, 100],
    ],
  ],
  [
    [
      [1, 60],
      [40, 100],
    ],
    [],
  ],
  [[[1, 100]], []],
  [[[90, 200]], [[1, 89]]],
  [
    [
      [5, 5],
      [6, 6],
    ],
    [
      [1, 4],
      [7, 100],
    ],
  ],
];
test("what is left of a range, and the next part of it", (t) => {
  const whole = { low: 1, high: 100 };
  const pair = ([low, high]: readonly [number, number]) => ({ low, high });
  for (const [taken, free] of ranges)
    t.deepEqual(freeRanges(whole, taken.map(pair)), free.map(pair));
  t.deepEqual(nextRange(whole, [{ low: 3, high: 50 }], 20), { low: 51, high: 70 });
  t.deepEqual(nextRange(whole, [{ low: 3, high: 90 }], 20), { low: 91, high: 100 });
  t.is(nextRange(whole, [whole], 1), undefined);
});

test("a provisioner that is new has ranges of its own, and an address that nobody has or had", (t) => {
  const database = networkOf({ models: [[0x1000]] });
  t.throws(() => newProvisioner(database, { name: "second" }), {
    message: /give out all unicast addresses/,
  });
  const first = firstProvisioner(database.provisioners[0]!.UUID);
  const shared = {
    ...database,
    provisioners: [first],
    networkExclusions: [{ ivIndex: 3, addresses: [0x199b] }],
  };
  t.deepEqual(newProvisioner(shared, { name: "second" }), {
    address: 0x199c,
    provisioner: {
      provisionerName: "second",
      allocatedUnicastRange: [{ lowAddress: 0x199c, highAddress: 0x3335 }],
      allocatedGroupRange: [{ lowAddress: 0xcccb, highAddress: 0xd995 }],
      allocatedSceneRange: [{ firstScene: 0x3334, lastScene: 0x6666 }],
    },
  });
});

test("two provisioners at work at once give no address twice, and their networks are put together", async (t) => {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const store = new MemoryStore();
  const host = (name: string, own = new MemoryStore()) =>
    nodeHost({ clock, radio: air.attach({ name }), store: own });
  const first = new Provisioner({
    host: host("first", store),
    companyId: 0xffff,
    ranges: [{ min: 2, max: 0x199a }],
  });
  const book = new NetworkBook({ provisioner: first, store });
  book.change({ provisioners: [firstProvisioner(first.node.uuid)] });
  const { address, provisioner } = newProvisioner(book.database, { name: "second" });
  const [range] = provisioner.allocatedUnicastRange;
  const { netKeys, ...knowledge } = knowledgeOf(book.database);
  const second = new Provisioner({
    host: host("second"),
    companyId: 0xffff,
    address,
    ranges: [{ min: range!.lowAddress, max: range!.highAddress }],
    network: { ...knowledge, netKeys: netKeys!, ivIndex: 0 },
  });
  const devices = Array.from(
    { length: 6 },
    (_, i) =>
      new Node({
        host: host(`device ${i}`),
        companyId: 0xffff,
        elements: [{ models: [new GenericOnOffServer()] }, { models: [] }],
      }),
  );
  const work = Promise.all(
    devices.map(async ({ uuid }, i) => {
      const own = i % 2 === 0 ? first : second;
      await own.scanner.wait(uuid);
      return own.provision(uuid);
    }),
  );
  let done = false;
  void work.finally(() => (done = true));
  await clock.run(() => done);
  const entries = await work;
  t.is(new Set(entries.map((entry) => entry.address)).size, 6);
  for (const [i, entry] of entries.entries())
    t.is(entry.address >= range!.lowAddress, i % 2 === 1, `${entry.address}`);
  const learned = first.learn({ nodes: second.database.nodes });
  t.is(learned.added.length, 3);
  t.deepEqual(learned.conflicts, []);
  t.deepEqual(
    contradictions(book.database).filter(({ path }) => path.startsWith("nodes")),
    [],
  );
  t.is(book.database.nodes.length, 7);
  for (const node of [...devices, first, second]) node.close();
});
