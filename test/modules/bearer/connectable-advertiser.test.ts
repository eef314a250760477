import test from "ava";
import {
  addAdvertisement,
  claimConnection,
  isClaimed,
  releaseConnection,
  removeAdvertisement,
} from "../../../modules/bearer/connectable-advertiser.js";
import type {
  ConnectableAdvertisement,
  GattServer,
  SharedAdvertisement,
} from "../../../modules/host/gatt.js";
import { TestClock } from "../../support/test-clock.js";

function setUp() {
  const clock = new TestClock();
  const log: string[] = [];
  const server = {
    advertise(advertisement: ConnectableAdvertisement | undefined) {
      if (advertisement && advertisement.interval < 20) throw new RangeError("interval");
      log.push(`${clock.now()} ${advertisement ? advertisement.data[0] : "-"}`);
    },
  } as unknown as GattServer;
  const advertiser = {
    add: (one: SharedAdvertisement) => addAdvertisement(server, clock, one),
    remove: (one: SharedAdvertisement) => removeAdvertisement(server, one),
    claim: (connection: number) => claimConnection(server, connection),
    release: (connection: number) => releaseConnection(server, connection),
    claimed: (connection: number) => isClaimed(server, connection),
  };
  return { advertiser, clock, log, server };
}

function advertisement(mark: number, interval = 100, slice?: number): SharedAdvertisement {
  return { data: Uint8Array.of(mark), interval, ...(slice !== undefined && { slice }) };
}

test("connectable advertiser: nothing of it stays when the last advertisement and claim have ended", (t) => {
  const { advertiser, server } = setUp();
  const one = advertisement(1);
  advertiser.remove(one);
  advertiser.release(1);
  t.false("sharing" in server);
  advertiser.add(one);
  advertiser.claim(1);
  t.true("sharing" in server);
  advertiser.remove(one);
  t.true(advertiser.claimed(1));
  advertiser.release(1);
  t.false("sharing" in server);
  advertiser.claim(2);
  advertiser.add(one);
  advertiser.release(2);
  t.true("sharing" in server);
  advertiser.remove(one);
  t.false("sharing" in server);
});

test("connectable advertiser: one that is alone is passed to the radio once, without a timer", (t) => {
  const { advertiser, clock, log } = setUp();
  const only = advertisement(1);
  advertiser.add(only);
  clock.advance(100_000);
  advertiser.remove(only);
  advertiser.remove(only);
  t.deepEqual(log, ["0 1", "100000 -"]);
  t.is(clock.pending, 0);
});

test("connectable advertiser: several have their turns, the last one added first", (t) => {
  const { advertiser, clock, log } = setUp();
  advertiser.add(advertisement(1));
  clock.advance(300);
  advertiser.add(advertisement(2, 100, 2000));
  advertiser.add(advertisement(3, 1000));
  clock.advance(10_000);
  t.deepEqual(log, [
    "0 1",
    "300 2",
    "300 3",
    "2300 1", // two intervals of 1 s
    "3300 2",
    "5300 3",
    "7300 1",
    "8300 2",
    "10300 3",
  ]);
});

test("connectable advertiser: what is removed ends at once, and the rest goes on", (t) => {
  const { advertiser, clock, log } = setUp();
  const [one, two, three] = [1, 2, 3].map((mark) => advertisement(mark)) as [
    SharedAdvertisement,
    SharedAdvertisement,
    SharedAdvertisement,
  ];
  advertiser.add(one);
  advertiser.add(two);
  advertiser.add(three);
  clock.advance(500);
  advertiser.remove(one); // not its turn: nothing changes
  clock.advance(600);
  t.deepEqual(log, ["0 1", "0 2", "0 3", "1000 2"]);
  log.length = 0;
  advertiser.remove(two);
  clock.advance(5000);
  advertiser.add(two);
  advertiser.add(two); // its turn begins again
  clock.advance(1000);
  t.deepEqual(log, ["1100 3", "6100 2", "6100 2", "7100 3"]);
  log.length = 0;
  advertiser.remove(three);
  advertiser.remove(two);
  clock.advance(5000);
  t.deepEqual(log, ["7100 2", "7100 -"]);
  t.is(clock.pending, 0);
});

test("connectable advertiser: what the radio refuses is not kept, and the others stay", (t) => {
  const { advertiser, clock, log } = setUp();
  const one = advertisement(1);
  advertiser.add(one);
  t.throws(() => advertiser.add(advertisement(2, 10)), { instanceOf: RangeError });
  clock.advance(5000);
  t.deepEqual(log, ["0 1"]);
  t.is(clock.pending, 0);
});

test("connectable advertiser: a connection is claimed until it is released", (t) => {
  const { advertiser } = setUp();
  t.false(advertiser.claimed(5));
  advertiser.claim(5);
  advertiser.claim(5);
  advertiser.claim(6);
  t.true(advertiser.claimed(5));
  advertiser.release(5);
  advertiser.release(5);
  t.false(advertiser.claimed(5));
  t.true(advertiser.claimed(6));
});
