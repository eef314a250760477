import test from "ava";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import type { SendRequest } from "../../../modules/bearer/send-request.js";
import { Priority } from "../../../modules/bearer/send-request.js";
import { TestAir } from "../../support/test-air.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

function setUp(sets = 1, capacity?: number) {
  const clock = new TestClock();
  const air = new TestAir({ clock });
  const diagnostics = new Diagnostics();
  const options = { clock, random: new TestRandom(3), diagnostics };
  const bearer = new AdvertisingBearer({
    ...options,
    radio: air.radio(sets),
    ...(capacity === undefined ? {} : { capacity }),
  });
  const peer = new AdvertisingBearer({
    ...options,
    diagnostics: new Diagnostics(),
    radio: air.radio(),
  });
  /** First payload octets in the order on the air. */
  const sent = () => air.log.map(({ data }) => data[2]!);
  return { clock, air, diagnostics, bearer, peer, sent };
}

function request(mark: number, more: Partial<SendRequest> = {}): SendRequest {
  return {
    type: 0x2a,
    payload: Uint8Array.of(mark),
    priority: Priority.network,
    transmissions: 1,
    interval: 20,
    ...more,
  };
}

test("bearer: what is sent comes out at the receivers of its type, and no longer after they left", (t) => {
  const { clock, bearer, peer } = setUp();
  const got: string[] = [];
  const leave = peer.onNetworkPdu((data, start, end, rssi) =>
    got.push(`network ${data[start]} ${end - start} ${rssi}`),
  );
  peer.onNetworkPdu((data, start) => got.push(`second ${data[start]}`));
  peer.onBeacon(2, (data, start) => got.push(`beacon ${data[start]}`));
  peer.onProvisioning((data, start) => got.push(`provisioning ${data[start]}`));
  bearer.send(request(1));
  bearer.send(request(2, { type: 0x2b }));
  bearer.send(request(3, { type: 0x29 }));
  clock.advance(100);
  leave();
  bearer.send(request(4));
  clock.advance(100);
  t.deepEqual(got, ["network 1 1 -50", "second 1", "beacon 2", "provisioning 3", "second 4"]);
});

test("bearer: every transmission goes out, at least the interval apart, and its end is told once", (t) => {
  for (const sets of [1, 4]) {
    const { clock, air, bearer } = setUp(sets);
    const ends: boolean[] = [];
    const payload = Uint8Array.of(9);
    bearer.send(
      request(0, { payload, transmissions: 5, interval: 30, onEnd: (sent) => ends.push(sent) }),
    );
    payload[0] = 8;
    clock.advance(1000);
    t.deepEqual(ends, [true]);
    t.is(air.log.length, 5);
    for (let i = 1; i < 5; i++) {
      const gap = air.log[i]!.time - air.log[i - 1]!.time;
      t.true(gap >= 30 && gap <= 45, `gap ${gap}`);
      t.is(air.log[i]!.data[2], 9);
    }
    t.is(clock.pending, 0);
  }
});

test("bearer: one set is shared: repeats leave room for others between them", (t) => {
  const { clock, bearer, sent } = setUp(1);
  bearer.send(request(1, { transmissions: 3 }));
  bearer.send(request(2, { transmissions: 1 }));
  clock.advance(10);
  bearer.send(request(3, { priority: Priority.provisioning }));
  clock.advance(200);
  t.deepEqual(sent(), [1, 2, 3, 1, 1]);
});

test("bearer: provisioning goes first, in turns with own PDUs, then relayed ones, beacons", (t) => {
  const { clock, bearer, sent } = setUp(1);
  bearer.send(request(0));
  bearer.send(request(4, { priority: Priority.beacon }));
  bearer.send(request(3, { priority: Priority.relay }));
  bearer.send(request(2, { priority: Priority.network }));
  bearer.send(request(21, { priority: Priority.network }));
  for (const mark of [1, 11, 12]) bearer.send(request(mark, { priority: Priority.provisioning }));
  clock.advance(300);
  t.deepEqual(sent(), [0, 1, 2, 11, 21, 12, 3, 4]);
});

test("bearer: the backlog is what waits of provisioning and own PDUs, at the pace of the radio", (t) => {
  for (const [sets, pace] of [
    [1, 20],
    [2, 5],
  ] as const) {
    const { clock, bearer } = setUp(sets);
    t.is(bearer.backlog, 0);
    for (let i = 0; i < sets; i++) bearer.send(request(0, { transmissions: 2 }));
    t.is(bearer.backlog, 0, "nothing waits for what is on the air");
    bearer.send(request(1, { priority: Priority.provisioning }));
    t.is(bearer.backlog, 0, "it is the next");
    bearer.send(request(2));
    bearer.send(request(2));
    bearer.send(request(3, { priority: Priority.relay }));
    bearer.send(request(4, { priority: Priority.beacon }));
    t.is(bearer.backlog, 2 * pace);
    clock.advance(500);
    t.is(bearer.backlog, 0);
  }
});

test("bearer: a beacon does not starve behind a stream of PDUs", (t) => {
  const { clock, bearer, sent } = setUp(1);
  const more = () => {
    if (sent().length < 40) bearer.send(request(1, { onEnd: more }));
  };
  more();
  more();
  bearer.send(request(2, { priority: Priority.beacon }));
  clock.advance(1000);
  const at = sent().indexOf(2);
  t.true(at >= 1 && at <= 10, `beacon is number ${at}`);
});

test("bearer: a cancelled transmission is not sent, and its end is not told", (t) => {
  const { clock, bearer, sent } = setUp(1);
  const ends: number[] = [];
  const first = bearer.send(request(1, { transmissions: 3, onEnd: () => ends.push(1) }));
  const second = bearer.send(request(2, { onEnd: () => ends.push(2) }));
  bearer.send(request(3, { onEnd: () => ends.push(3) }));
  bearer.cancel(second);
  clock.advance(5);
  bearer.cancel(first);
  bearer.cancel(first);
  bearer.cancel(0);
  clock.advance(500);
  t.deepEqual(sent(), [1, 3]);
  t.deepEqual(ends, [3]);
});

test("bearer: cancelling what is on the air gives its set back at once", (t) => {
  const { clock, bearer, sent } = setUp(2);
  const first = bearer.send(request(1, { transmissions: 8 }));
  bearer.send(request(2, { transmissions: 8 }));
  clock.advance(30);
  bearer.cancel(first);
  const before = sent().length;
  bearer.send(request(3));
  clock.advance(2);
  t.is(sent()[before], 3);
});

test("bearer: with several sets a long transmission does not hold up the next", (t) => {
  const { clock, bearer, sent } = setUp(2);
  bearer.send(request(1, { transmissions: 8 }));
  bearer.send(request(2, { transmissions: 8 }));
  clock.advance(10);
  bearer.send(request(3));
  clock.advance(3);
  t.deepEqual(sent(), [1, 2, 3]);
});

test("bearer: a full queue drops relayed PDUs first, then beacons, and counts them", (t) => {
  const { clock, bearer, diagnostics, sent } = setUp(1, 4);
  const ends: string[] = [];
  const send = (mark: number, priority: Priority) =>
    bearer.send(request(mark, { priority, onEnd: (ok) => ends.push(`${mark} ${ok}`) }));
  send(1, Priority.network);
  send(2, Priority.relay);
  send(3, Priority.beacon);
  send(4, Priority.network);
  t.not(send(5, Priority.network), 0, "takes the place of the relayed one");
  t.is(send(6, Priority.relay), 0, "no room for a relayed one");
  t.not(send(7, Priority.provisioning), 0, "takes the place of the beacon");
  t.not(send(8, Priority.provisioning), 0, "takes the place of a network PDU");
  t.is(send(9, Priority.network), 0);
  t.deepEqual(ends, [], "nothing is told inside the call");
  clock.advance(500);
  t.deepEqual(sent(), [1, 7, 4, 8]);
  t.is(diagnostics.dropped("bearer.queue-full"), 5);
  t.deepEqual(ends.filter((end) => end.endsWith("false")).sort(), [
    "2 false",
    "3 false",
    "5 false",
    "6 false",
    "9 false",
  ]);
});

test("bearer: malformed and unknown packets are counted", (t) => {
  const { air, diagnostics } = setUp();
  air.inject(-1, Uint8Array.of(5, 0x29, 1));
  air.inject(-1, Uint8Array.of(2, 1, 6));
  t.is(diagnostics.dropped("bearer.malformed"), 1);
  t.is(diagnostics.dropped("bearer.unknown-type"), 1);
});

test("bearer: wrong options throw, naming the option", (t) => {
  const { bearer } = setUp();
  const cases: [Partial<SendRequest>, RegExp][] = [
    [{ transmissions: 0 }, /transmissions must be 1\.\.8/],
    [{ transmissions: 9 }, /transmissions/],
    [{ transmissions: 1.5 }, /transmissions/],
    [{ interval: 19 }, /interval must be 20/],
    [{ interval: NaN }, /interval/],
    [{ payload: new Uint8Array(0) }, /payload must be 1\.\.29/],
    [{ payload: new Uint8Array(30) }, /payload/],
    [{ type: 256 }, /type/],
  ];
  for (const [more, message] of cases)
    t.throws(() => bearer.send(request(1, more)), { instanceOf: RangeError, message });
  t.throws(() => setUp(1, 3), { instanceOf: RangeError, message: /capacity must be 4\.\.255/ });
});

test("bearer: a periodic beacon comes every interval, and ends with its close", (t) => {
  const { clock, air, bearer } = setUp();
  let count = 0;
  const beacon = bearer.addBeacon({
    payload: () => (++count === 3 ? undefined : Uint8Array.of(count)),
    interval: () => 1000,
  });
  clock.advance(4999);
  t.is(count, 5);
  t.is(air.log.length, 4);
  t.is(air.log[0]!.data[1], 0x2b);
  beacon.sendNow();
  clock.advance(10);
  t.is(count, 6);
  // A sixteenth less than the interval at least.
  clock.advance(925);
  t.is(count, 6, "the interval counts from the one sent out of turn");
  beacon.close();
  clock.advance(5000);
  t.is(count, 6);
  t.is(clock.pending, 0);
});

test("bearer: beacons come at no fixed pace, which a scanner with other duties might share", (t) => {
  const { clock, bearer } = setUp();
  const times: number[] = [];
  const beacon = bearer.addBeacon({
    payload: () => {
      times.push(clock.now());
      return Uint8Array.of(1);
    },
    interval: () => 2000,
  });
  clock.advance(400_000);
  beacon.close();
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  t.true(gaps.every((gap) => gap >= 1875 && gap <= 2125));
  t.true(Math.abs(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length - 2000) < 25);
  // Wherever in a tenth of a second one lies, the next ones are spread over all of it.
  const tenths = new Set(times.map((time) => Math.floor((time % 100) / 10)));
  t.is(tenths.size, 10);
});

test("bearer: close ends beacons, queue and scanning", (t) => {
  const { clock, air, bearer, diagnostics } = setUp();
  bearer.addBeacon({ payload: () => Uint8Array.of(1), interval: () => 100 });
  bearer.send(request(1, { transmissions: 8, onEnd: () => t.fail("told after close") }));
  bearer.close();
  bearer.close();
  t.is(bearer.send(request(2)), 0);
  clock.advance(1000);
  t.is(air.log.length, 0);
  air.inject(-1, Uint8Array.of(5, 0x29, 1));
  t.is(diagnostics.dropped("bearer.malformed"), 0);
  t.is(clock.pending, 0);
});

test("a beacon that is closed while it tells its interval is not sent again", (t) => {
  const { air, bearer, clock } = setUp();
  let asked = 0;
  const beacon = bearer.addBeacon({
    payload: () => Uint8Array.of(1),
    interval: () => {
      if (++asked === 3) beacon.close();
      return 1000;
    },
  });
  clock.advance(10_000);
  t.is(asked, 3);
  t.is(air.log.length, 1);
  t.is(clock.pending, 0);
});
