import test from "ava";
import { AdaptiveSplit } from "../../../../../modules/espressif/fast-provisioning/addresses/adaptive-split.js";
import {
  type AddressSplit,
  decodeSplit,
} from "../../../../../modules/espressif/fast-provisioning/addresses/address-split.js";
import { EspressifSplit } from "../../../../../modules/espressif/fast-provisioning/addresses/espressif-split.js";
import type { UnicastRange } from "../../../../../modules/espressif/unicast-range.js";
import { TestRandom } from "../../../../support/test-random.js";

type Fresh = (range: UnicastRange, random: TestRandom) => AddressSplit;

const espressif: Fresh = (range, random) => EspressifSplit.of(range, 1 + random.below(8));
const adaptive: Fresh = (range, random) =>
  AdaptiveSplit.of(range, {
    reserve: random.below(12),
    minRangeSize: 1 + random.below(6),
    maxRangeSize: 6 + random.below(300),
  });

/** A node that gives out addresses; its number is its place in the list. */
interface Giver {
  split: AddressSplit;
  stored: Uint8Array;
}

const mixed: Fresh = (range, random) => (random.below(2) ? espressif : adaptive)(range, random);

/** The owner of addresses in a range that nobody got. */
const lost = 0xffff;

/**
 * A tree of nodes that give out addresses and ranges at random; some of what they
 * give is lost, and they restart from their stores. It knows by itself who may give
 * each address, and throws where somebody gives what is not his.
 */
class Tree {
  readonly givers: Giver[] = [];
  /** By address: the number of the node that may give it, plus one; 0 for nobody. */
  readonly #owners = new Uint16Array(0x8001);
  readonly #taken = new Uint8Array(0x8001);
  readonly #random: TestRandom;
  readonly #fresh: Fresh;
  addresses = 0;
  ranges = 0;

  constructor(range: UnicastRange, random: TestRandom, fresh: Fresh) {
    this.#random = random;
    this.#fresh = fresh;
    this.#join(range);
  }

  /** One random event; addresses of a taking that a reset cut off were not given to any node. */
  step(): void {
    const number = this.#random.below(this.givers.length);
    const event = this.#random.below(20);
    if (event < 2) this.#reset(number);
    else if (event < 14) this.#takeDirect(number, event < 12 ? 1 : 1 + this.#random.below(4));
    else this.#takeRange(number);
  }

  #takeDirect(number: number, elements: number): void {
    const giver = this.givers[number]!;
    const taken = giver.split.allocateAddresses(elements);
    if (taken === "exhausted") return;
    if (!this.#store(number)) return;
    for (let i = 0; i < elements; i++) {
      const address = taken.address + i;
      if (this.#owners[address] !== number + 1 || this.#taken[address])
        throw new Error(`node ${number} gives ${address}, which is not his`);
      this.#taken[address] = 1;
    }
    this.addresses += elements;
  }

  #takeRange(number: number): void {
    const giver = this.givers[number]!;
    const range = giver.split.allocateRange(this.#random.fraction());
    if (range === "exhausted") return;
    if (!this.#store(number)) return;
    if (range.min > range.max) throw new Error(`node ${number} gives an empty range`);
    for (let address = range.min; address <= range.max; address++)
      if (this.#owners[address] !== number + 1 || this.#taken[address])
        throw new Error(`node ${number} gives ${address} in a range, which is not his`);
    this.ranges++;
    if (this.#random.below(8) === 0) this.#owners.fill(lost, range.min, range.max + 1);
    else this.#join(range);
  }

  #join(range: UnicastRange): void {
    const split = this.#fresh(range, this.#random);
    this.givers.push({ split, stored: split.encode() });
    this.#owners.fill(this.givers.length, range.min, range.max + 1);
  }

  /** False where the power was cut before the store had it, or after, before any node got them. */
  #store(number: number): boolean {
    const giver = this.givers[number]!;
    const event = this.#random.below(16);
    if (event !== 0) giver.stored = giver.split.encode();
    if (event > 1) return true;
    this.#reset(number);
    return false;
  }

  #reset(number: number): void {
    const giver = this.givers[number]!;
    const split = decodeSplit(giver.stored);
    if (!split) throw new Error(`node ${number} cannot read its store`);
    giver.split = split;
  }
}

function randomRange(random: TestRandom): UnicastRange {
  if (random.below(10) === 0) return { min: 0x0006, max: 0x7fff };
  const min = 1 + random.below(0x7c00);
  return { min, max: Math.min(0x7fff, min + random.below(random.below(2) ? 20 : 1000)) };
}

for (const [name, fresh] of [
  ["Espressif's", espressif],
  ["adaptive", adaptive],
  ["mixed", mixed],
] as const)
  test(`${name} splits: nothing is given twice in a tree of nodes, whatever is lost`, (t) => {
    let addresses = 0;
    let ranges = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = new TestRandom(seed);
      const tree = new Tree(randomRange(random), random, fresh);
      for (let i = 0; i < 300; i++) tree.step();
      addresses += tree.addresses;
      ranges += tree.ranges;
    }
    t.true(addresses > 1000 && ranges > 200, `${addresses} addresses, ${ranges} ranges`);
  });

test("exhausted is told when, and only when, nothing is left: Espressif's split", (t) => {
  for (let seed = 0; seed < 60; seed++) {
    const random = new TestRandom(seed);
    const min = 1 + random.below(0x7f00);
    const max = Math.min(0x7fff, min + random.below(100));
    const maxNodes = 1 + random.below(8);
    const split = EspressifSplit.of({ min, max }, maxNodes);
    const nodes = Math.min(maxNodes, max - min + 1);
    let direct = 0;
    while (split.allocateAddresses(1) !== "exhausted") direct++;
    t.is(direct, nodes);
    let inRanges = 0;
    for (;;) {
      const range = split.allocateRange();
      if (range === "exhausted") break;
      inRanges += range.max - range.min + 1;
    }
    // The firmware never gives a last address that is alone.
    const left = max - min + 1 - direct - inRanges;
    t.true(left === 0 || left === 1, `${left} left of ${min}..${max}`);
    t.is(split.allocateAddresses(1), "exhausted");
    t.is(split.allocateRange(), "exhausted");
  }
});

test("exhausted is told when, and only when, nothing is left: adaptive split", (t) => {
  for (let seed = 0; seed < 60; seed++) {
    const random = new TestRandom(seed);
    const min = 1 + random.below(0x7f00);
    const max = Math.min(0x7fff, min + random.below(200));
    const minRangeSize = 1 + random.below(6);
    const reserve = random.below(12);
    const split = AdaptiveSplit.of(
      { min, max },
      { reserve, minRangeSize, maxRangeSize: minRangeSize + 50 },
    );
    let free = max - min + 1;
    for (;;) {
      const range = split.allocateRange(random.fraction());
      if (range === "exhausted") break;
      free -= range.max - range.min + 1;
      t.true(free >= reserve, "the reserve is left");
    }
    t.true(free < reserve + minRangeSize, `${free} are free`);
    while (split.allocateAddresses(1) !== "exhausted") free--;
    t.is(free, 0);
    t.is(split.allocateRange(1), "exhausted");
  }
});

test("a state says by its first octet which split it is of", (t) => {
  const range = { min: 6, max: 0x7fff };
  const one = EspressifSplit.of(range);
  const other = AdaptiveSplit.of(range, { reserve: 1, minRangeSize: 1, maxRangeSize: 1 });
  t.true(decodeSplit(one.encode()) instanceof EspressifSplit);
  t.true(decodeSplit(other.encode()) instanceof AdaptiveSplit);
  t.is(one.encode().length, 11);
  t.is(other.encode().length, 11);
});

test("what is cut off, too long, of no kind or random is no split, or one that keeps in its bounds", (t) => {
  const bytes = EspressifSplit.of({ min: 6, max: 0x7fff }).encode();
  for (let end = 0; end < bytes.length; end++) t.is(decodeSplit(bytes.slice(0, end)), undefined);
  t.is(decodeSplit(Uint8Array.from([...bytes, 0])), undefined);
  bytes[0] = 3;
  t.is(decodeSplit(bytes), undefined);

  const random = new TestRandom(4);
  let read = 0;
  for (let i = 0; i < 5000; i++) {
    const octets = random.bytes(11);
    octets[0] = 1 + (i & 1);
    const split = decodeSplit(octets);
    if (!split) continue;
    read++;
    t.deepEqual(split.encode(), octets);
    const range = split.allocateRange(0.5);
    const direct = split.allocateAddresses(1);
    if (range !== "exhausted")
      t.true(range.min >= 1 && range.min <= range.max && range.max <= 0x7fff);
    if (direct !== "exhausted") t.true(direct.address >= 1 && direct.address <= 0x7fff);
    if (range !== "exhausted" && direct !== "exhausted") t.true(direct.address < range.min);
  }
  t.true(read > 20, `${read}`);
});
