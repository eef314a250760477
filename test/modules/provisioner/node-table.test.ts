import test from "ava";
import { NodeTable } from "../../../modules/provisioner/node-table.js";
import { TestRandom } from "../../support/test-random.js";

test("an address is that of the node whose elements it is among", (t) => {
  const table = new NodeTable();
  table.set(0x0100, 3);
  table.set(0x0002, 1);
  table.set(0x7fff, 1);
  const cases = [
    [0x0001, 0],
    [0x0002, 0x0002],
    [0x0003, 0],
    [0x00ff, 0],
    [0x0100, 0x0100],
    [0x0102, 0x0100],
    [0x0103, 0],
    [0x7fff, 0x7fff],
  ] as const;
  for (const [address, primary] of cases) t.is(table.primaryOf(address), primary);
  t.true(table.has(0x0100));
  t.false(table.has(0x0101));
  t.is(table.length, 3);
  table.set(0x0100, 1);
  t.is(table.primaryOf(0x0101), 0);
  t.is(table.length, 3);
});

test("among many addresses it is the first node that has an element there", (t) => {
  const table = new NodeTable();
  table.set(0x0100, 3);
  table.set(0x0002, 1);
  table.set(0x7fff, 1);
  const cases = [
    [0x0001, 0x0001, 0],
    [0x0001, 0x0002, 0x0002],
    [0x0002, 0x7fff, 0x0002],
    [0x0003, 0x00ff, 0],
    [0x0003, 0x0100, 0x0100],
    [0x0102, 0x0102, 0x0100],
    [0x0103, 0x7ffe, 0],
    [0x0103, 0x7fff, 0x7fff],
  ] as const;
  for (const [min, max, primary] of cases)
    t.is(table.primaryWithin(min, max), primary, `${min} to ${max}`);
  t.is(new NodeTable().primaryWithin(1, 0x7fff), 0);
});

test("it has what was put in and not taken out, in the order of the addresses", (t) => {
  const table = new NodeTable();
  const nodes = new Set<number>();
  const random = new TestRandom(3);
  for (let i = 0; i < 3000; i++) {
    const address = 1 + Math.floor(random.fraction() * 500);
    if (random.fraction() < 0.6) {
      table.set(address, 1);
      nodes.add(address);
    } else {
      table.delete(address);
      nodes.delete(address);
    }
    t.is(table.length, nodes.size);
  }
  const sorted = [...nodes].sort((a, b) => a - b);
  t.deepEqual(
    sorted.map((_, place) => table.addressAt(place)),
    sorted,
  );
  for (let address = 1; address <= 501; address++) t.is(table.has(address), nodes.has(address));
});
