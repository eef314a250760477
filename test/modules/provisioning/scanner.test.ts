import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AbortError, TimeoutError } from "../../../modules/base/errors.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { encodeUnprovisionedBeacon } from "../../../modules/provisioning/beacon.js";
import {
  UnprovisionedScanner,
  type UnprovisionedScannerOptions,
} from "../../../modules/provisioning/scanner.js";
import { TestAir } from "../../support/test-air.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

function setUp(options: Partial<UnprovisionedScannerOptions> = {}) {
  const clock = new TestClock();
  const air = new TestAir({ clock });
  const diagnostics = new Diagnostics();
  const random = new TestRandom(1);
  const bearer = new AdvertisingBearer({ radio: air.radio(), clock, random, diagnostics });
  const events: string[] = [];
  const scanner = new UnprovisionedScanner({
    bearer,
    clock,
    diagnostics,
    onFound: ({ uuid }) => events.push(`found ${uuid[0]}`),
    onBeacon: ({ uuid, beacons }) => events.push(`beacon ${uuid[0]} ${beacons}`),
    ...options,
  });
  const beacon = (mark: number, more: { oobInformation?: number; uriHash?: Uint8Array } = {}) => {
    const uuid = new Uint8Array(16).fill(mark);
    const payload = encodeUnprovisionedBeacon({ uuid, oobInformation: 0, ...more });
    air.inject(-1, Uint8Array.of(payload.length + 1, 0x2b, ...payload));
  };
  const uuidOf = (mark: number) => new Uint8Array(16).fill(mark);
  return { clock, air, diagnostics, scanner, events, beacon, uuidOf };
}

test("scanner: each device is found once, and its last beacon known", (t) => {
  const { clock, scanner, events, beacon } = setUp();
  beacon(1);
  clock.advance(500);
  beacon(2, { oobInformation: 0x20 });
  clock.advance(500);
  beacon(1, { oobInformation: 2, uriHash: Uint8Array.of(1, 2, 3, 4) });
  t.deepEqual(events, ["found 1", "beacon 1 1", "found 2", "beacon 2 1", "beacon 1 2"]);
  t.is(scanner.devices.length, 2);
  t.like(scanner.devices[0], { oobInformation: 2, rssi: -50, lastSeen: 1000, beacons: 2 });
  t.deepEqual(scanner.devices[0]!.uriHash, Uint8Array.of(1, 2, 3, 4));
  t.like(scanner.devices[1], { oobInformation: 0x20, uriHash: undefined, lastSeen: 500 });
  beacon(1);
  t.is(scanner.devices[0]!.uriHash, undefined);
  scanner.forget(scanner.devices[0]!.uuid);
  beacon(1);
  t.is(events.filter((event) => event === "found 1").length, 2);
});

test("scanner: when there is no room, the device not heard for longest goes", (t) => {
  const { clock, scanner, beacon } = setUp({ capacity: 3 });
  for (const mark of [1, 2, 3, 1, 4]) {
    beacon(mark);
    clock.advance(100);
  }
  t.deepEqual(
    scanner.devices.map(({ uuid }) => uuid[0]),
    [1, 3, 4],
  );
});

test("scanner: other beacons are left alone, beacons of a wrong length counted", (t) => {
  const { air, diagnostics, scanner } = setUp();
  air.inject(-1, Uint8Array.of(3, 0x2b, 1, 2));
  t.is(diagnostics.dropped("beacon.length"), 0);
  air.inject(-1, Uint8Array.of(3, 0x2b, 0, 2));
  t.is(diagnostics.dropped("beacon.length"), 1);
  const random = new TestRandom(3);
  for (let i = 0; i < 300; i++) {
    const data = random.bytes(2 + random.below(30));
    data[0] = data.length - 1;
    data[1] = 0x2b;
    air.inject(-1, data);
  }
  t.is(scanner.devices.length, 0);
});

test("scanner: waits for a device", async (t) => {
  const { clock, scanner, beacon, uuidOf } = setUp();
  const waiting = scanner.wait(uuidOf(2), { timeout: 1000 });
  beacon(1);
  beacon(2);
  t.is((await waiting).uuid[0], 2);
  t.is((await scanner.wait(uuidOf(1))).uuid[0], 1);
  t.is(clock.pending, 0);

  const tooLong = scanner.wait(uuidOf(3), { timeout: 1000 });
  clock.advance(1001);
  await t.throwsAsync(tooLong, { instanceOf: TimeoutError, message: /1000 ms/ });

  const abort = new Abort();
  const givenUp = scanner.wait(uuidOf(3), { signal: abort });
  abort.abort();
  await t.throwsAsync(givenUp, { instanceOf: AbortError });
  await t.throwsAsync(scanner.wait(uuidOf(3), { signal: abort }), { instanceOf: AbortError });

  const closed = scanner.wait(uuidOf(3));
  scanner.close();
  await t.throwsAsync(closed, { instanceOf: AbortError });
  await t.throwsAsync(scanner.wait(uuidOf(1)), { instanceOf: AbortError });
  beacon(9);
  t.is(scanner.devices.length, 2);
});

test("scanner: a wrong capacity throws", (t) => {
  for (const capacity of [0, 1025, 1.5])
    t.throws(() => setUp({ capacity }), {
      instanceOf: RangeError,
      message: /capacity: .* from 1 to 1024/,
    });
});
