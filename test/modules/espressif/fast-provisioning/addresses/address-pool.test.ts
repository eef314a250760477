import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { AddressPool } from "../../../../../modules/espressif/fast-provisioning/addresses/address-pool.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import type { UnicastRange } from "../../../../../modules/espressif/unicast-range.js";
import { testRecords, TestStore } from "../../../../support/records.js";

const policies = [espressifPolicy, adaptivePolicy];
const first: UnicastRange = { min: 0x0100, max: 0x01ff };
const second: UnicastRange = { min: 0x0200, max: 0x02ff };
const key = "fast.split";

function open(store = new TestStore()) {
  const base = testRecords(store);
  return { ...base, keeper: new AddressPool(base) };
}

/** Every address that was given, directly or in a range. */
class Given {
  readonly addresses = new Set<number>();

  /** False where one of them was given before. */
  add(min: number, max: number): boolean {
    for (let address = min; address <= max; address++) {
      if (this.addresses.has(address)) return false;
      this.addresses.add(address);
    }
    return true;
  }
}

/** Takes nodes' addresses and ranges in turn until there are none; undefined where one was given twice. */
function takeAll(keeper: AddressPool, given: Given, elements = 1, steps = 1000): boolean {
  for (let i = 0; i < steps; i++) {
    const address = keeper.allocateAddresses(elements);
    if (address !== undefined && !given.add(address, address + elements - 1)) return false;
    const range = keeper.allocateRange(0.2);
    if (range && !given.add(range.min, range.max)) return false;
    if (address === undefined && !range) return true;
  }
  return true;
}

for (const policy of policies) {
  test(`${policy.name}: nothing is given twice, and nothing outside of the range`, (t) => {
    for (const elements of [1, 3]) {
      const { keeper } = open();
      const given = new Given();
      t.true(keeper.addRange(first, policy));
      t.true(takeAll(keeper, given, elements));
      t.true(given.addresses.size > 100);
      for (const address of given.addresses) t.true(address >= first.min && address <= first.max);
      t.true(keeper.exhausted);
      t.is(keeper.allocateAddresses(1) ?? keeper.allocateRange(0.5), undefined);
    }
  });

  test(`${policy.name}: whenever the power is cut, nothing is given twice`, (t) => {
    const whole = open();
    whole.keeper.addRange(first, policy);
    takeAll(whole.keeper, new Given());
    whole.keeper.addRange(second, policy);
    takeAll(whole.keeper, new Given());
    t.true(whole.store.changes > 10);
    for (let cutAt = 0; cutAt < whole.store.changes; cutAt++) {
      const { keeper, store } = open();
      store.cutAt = cutAt;
      const given = new Given();
      const alive = () => store.changes <= cutAt;
      const life = [
        () => keeper.addRange(first, policy),
        ...takings(keeper, given, alive),
        () => keeper.addRange(second, policy),
        ...takings(keeper, given, alive),
      ];
      for (const step of life) if (alive()) step();
      const { events, keeper: again } = open(store.copy());
      t.deepEqual(events, [], `cut at ${cutAt}`);
      t.true(again.addRange(first, policy));
      t.true(takeAll(again, given), `cut at ${cutAt}`);
      t.true(again.addRange(second, policy));
      t.true(takeAll(again, given), `cut at ${cutAt}, second range`);
    }
  });

  test(`${policy.name}: after a restart it goes on where it was`, (t) => {
    const { keeper, store } = open();
    keeper.addRange(first, policy);
    const taken = keeper.allocateAddresses(2);
    const { keeper: again } = open(store.copy());
    t.deepEqual(again.ranges, [first]);
    t.true(again.addRange(first, policy));
    t.deepEqual(again.ranges, [first]);
    for (const each of [again, keeper]) t.is(each.allocateAddresses(1), taken! + 2);
    t.deepEqual(again.allocateRange(0.5), keeper.allocateRange(0.5));
  });

  test(`${policy.name}: a second range, and what may not come after it`, (t) => {
    const { keeper, store } = open();
    const given = new Given();
    keeper.addRange(first, policy);
    t.true(takeAll(keeper, given));
    t.true(keeper.exhausted);
    t.true(keeper.addRange(second, policy));
    t.false(keeper.exhausted);
    t.deepEqual(keeper.ranges, [first, second]);
    const before = keeper.allocateAddresses(1)!;
    t.true(given.add(before, before));
    // The same again, one that came before, and ones that run into those: it goes on with what is left.
    const others = [
      second,
      first,
      { min: 0x0180, max: 0x0280 },
      { min: 0x01ff, max: 0x01ff },
      { min: 0x02ff, max: 0x0400 },
      { min: 0x0001, max: 0x7fff },
      undefined,
    ];
    for (const other of others) {
      const { changes } = store;
      t.true(keeper.addRange(other, policy));
      t.is(store.changes, changes);
      t.deepEqual(keeper.ranges, [first, second]);
      t.false(keeper.exhausted);
    }
    t.true(takeAll(keeper, given));
    for (const address of given.addresses) t.true(address >= first.min && address <= second.max);
    t.deepEqual(open(store).keeper.ranges, [first, second]);
  });

  test(`${policy.name}: what the store does not take is not given, then or later`, (t) => {
    const { keeper, store } = open();
    const given = new Given();
    keeper.addRange(first, policy);
    const address = keeper.allocateAddresses(1)!;
    t.true(given.add(address, address));
    store.failing = true;
    t.is(keeper.allocateAddresses(1), undefined);
    t.is(keeper.allocateRange(0.5), undefined);
    t.false(keeper.exhausted);
    store.failing = false;
    t.true(takeAll(open(store.copy()).keeper, new Given()));
    t.true(takeAll(keeper, given));
  });
}

/** Takings of which each counts where the power is still there after it. */
function takings(keeper: AddressPool, given: Given, alive: () => boolean): (() => void)[] {
  const direct = () => {
    const address = keeper.allocateAddresses(1);
    if (address !== undefined && alive() && !given.add(address, address))
      throw new Error(`${address} was given twice`);
  };
  const range = () => {
    const taken = keeper.allocateRange(0.2);
    if (taken && alive() && !given.add(taken.min, taken.max))
      throw new Error(`${taken.min} was given twice`);
  };
  return Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? direct : range));
}

test("without a range there is nothing to give", (t) => {
  const { keeper, store } = open();
  t.true(keeper.addRange(undefined, adaptivePolicy));
  t.true(keeper.exhausted);
  t.is(keeper.allocateAddresses(1), undefined);
  t.is(keeper.allocateRange(0.5), undefined);
  t.is(store.changes, 0);
  t.true(keeper.addRange(first, adaptivePolicy));
  t.false(keeper.exhausted);
  t.is(keeper.allocateAddresses(1), 0x0100);
});

test("exhaustion is traced once, until there are addresses again", (t) => {
  const { events, keeper } = open();
  const traced = () => events.filter((event) => event.type === "fast-provisioning").length;
  keeper.addRange({ min: 5, max: 5 }, espressifPolicy);
  t.is(keeper.allocateAddresses(1), 5);
  t.is(traced(), 0);
  t.is(keeper.allocateAddresses(1), undefined);
  t.is(keeper.allocateAddresses(1), undefined);
  t.is(traced(), 1);
  keeper.addRange({ min: 6, max: 6 }, espressifPolicy);
  t.is(keeper.allocateAddresses(1), 6);
  t.is(keeper.allocateAddresses(1), undefined);
  t.is(traced(), 2);
});

test("a node with more elements than addresses are left leaves them to others", (t) => {
  for (const policy of policies) {
    const { keeper } = open();
    keeper.addRange({ min: 0x0010, max: 0x0012 }, policy);
    t.is(keeper.allocateAddresses(4), undefined);
    const { keeper: other } = open();
    other.addRange({ min: 0x0010, max: 0x0012 }, policy);
    t.is(other.allocateAddresses(3), 0x0010);
  }
});

test("eight ranges are remembered; no other is begun after them", (t) => {
  const { keeper, store } = open();
  for (let i = 0; i < 8; i++)
    keeper.addRange({ min: 0x0100 * (i + 1), max: 0x0100 * (i + 1) + 0xff }, adaptivePolicy);
  t.is(keeper.ranges.length, 8);
  t.true(keeper.addRange({ min: 0x2000, max: 0x20ff }, adaptivePolicy));
  t.is(keeper.ranges.length, 8);
  t.is(keeper.allocateAddresses(1), 0x0800);
  t.is(open(store).keeper.ranges.length, 8);
});

test("a record that makes no sense is set aside", (t) => {
  const { keeper, records, store } = open();
  keeper.addRange(first, adaptivePolicy);
  const good = records.read(key)!;
  const changed = (at: number, ...octets: number[]) => {
    const record = good.slice();
    record.set(octets, at);
    return record;
  };
  const ranges = good.length - 4;
  const damaged: readonly (readonly [name: string, record: Uint8Array])[] = [
    ["no octet", new Uint8Array(0)],
    ["the split alone", good.slice(0, ranges)],
    ["half a range", good.slice(0, ranges + 2)],
    ["an unknown split", changed(0, 0x07)],
    ["a split above the addresses", changed(3, 0xff, 0xff)],
    ["a range from 0", changed(ranges, 0, 0)],
    ["a range to 8000", changed(ranges + 2, 0x80, 0)],
    ["min above max", changed(ranges, 0x02, 0)],
  ];
  for (const [name, record] of damaged) {
    const other = open(store.copy());
    other.records.write(key, record);
    const { events, keeper: again } = open(other.store);
    t.deepEqual(
      events.map(({ type }) => type),
      ["store.corrupt"],
      name,
    );
    t.deepEqual(again.ranges, [], name);
    t.is(again.allocateAddresses(1), undefined, name);
    t.false(other.store.keys().includes(key), name);
  }
});

test("a node that left its network begins with a range as if it never had one", (t) => {
  const { keeper, records, store } = open();
  const policy = policies[0]!;
  keeper.addRange(first, policy);
  takeAll(keeper, new Given());
  keeper.clear();
  t.deepEqual(keeper.ranges, []);
  t.false(keeper.exhausted);
  t.is(keeper.allocateAddresses(1), undefined);
  t.deepEqual(records.keys(key), []);
  t.true(keeper.addRange(first, policy));
  t.is(keeper.allocateAddresses(1), first.min);
  t.deepEqual(open(store.copy()).keeper.ranges, [first]);
});
