import test from "ava";
import {
  adaptivePolicy,
  adaptiveSerialPolicy,
} from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { maximumRecords } from "../../../../../modules/espressif/node-records/messages.js";
import { EarlyReception } from "../../../../../modules/provisioning/pb-adv/early-reception.js";
import {
  acknowledgmentDelay,
  unicastInterval,
} from "../../../../../modules/transport/sar-configuration.js";
import { TestRandom } from "../../../../support/test-random.js";

// What must hold whatever the figures are.

const crowds = [0, 1, 10, 100, 1000];

test("the choice is one of the candidates", (t) => {
  const random = new TestRandom(5);
  for (let i = 0; i < 500; i++) {
    const candidates = Array.from({ length: 1 + random.below(8) }, () => ({
      rssi: -100 + random.below(80),
    }));
    for (const linksOpened of [0, 1, Infinity]) {
      const choice = adaptivePolicy.chooseDevice(candidates, { linksOpened, linksHeard: 0 });
      t.true(Number.isInteger(choice) && choice >= 0 && choice < candidates.length);
    }
  }
});

test("the nearest is taken; first the farthest in reach, several times where the building goes on", (t) => {
  const table: readonly [rssi: readonly number[], near: number, first: number, next: number][] = [
    [[-60], 0, 0, 0],
    [[-70, -50, -60], 1, 0, 1],
    [[-70, -95, -50, -85], 2, 3, 3],
    [[-70, -85, -50], 2, 1, 2],
    [[-95, -90, -92], 1, 1, 1],
  ];
  for (const [rssi, near, first, next] of table) {
    const candidates = rssi.map((one) => ({ rssi: one }));
    const choose = (linksOpened: number, linksHeard = 0) =>
      adaptivePolicy.chooseDevice(candidates, { linksOpened, linksHeard });
    t.is(choose(Infinity), near, rssi.join());
    t.is(choose(100), near, "a building may go on out of reach");
    t.is(choose(0), first, rssi.join());
    t.is(choose(1), next, rssi.join());
    t.is(choose(0, 100), first, rssi.join());
    t.is(choose(1, 100), near, "others carry it on");
  }
});

test("beacons become rarer the more devices there are", (t) => {
  let before = 0;
  for (const heard of crowds) {
    const interval = adaptivePolicy.beaconInterval(heard);
    t.true(interval >= 20 && interval >= before);
    before = interval;
  }
  t.true(adaptivePolicy.beaconInterval(1000) > adaptivePolicy.beaconInterval(1));
});

test("a device is waited for at least until its next beacon, however many there are", (t) => {
  for (const heard of crowds)
    t.true(
      adaptivePolicy.maxDeviceAge({ beaconingDevices: () => heard }) >
        adaptivePolicy.beaconInterval(heard),
    );
});

test("a share is a part of the whole", (t) => {
  for (const rssi of [-100, -79, -78, -50, 0])
    for (const linksHeard of [0, 64]) {
      const share = adaptivePolicy.rangeShare({ rssi, linksHeard, devicesHeard: 9 });
      t.true(share > 0 && share < 1);
    }
});

test("alone in silence a node provisions on", (t) => {
  t.true(adaptivePolicy.makesProvisioner({ rssi: -60, linksHeard: 0, devicesHeard: 20 }));
});

test("where many links are heard no node becomes a provisioner for few devices, unless it may hear others", (t) => {
  for (const policy of [adaptivePolicy, adaptiveSerialPolicy])
    for (const [rssi, linksHeard, devicesHeard, provisions] of [
      [-60, 5, 1, false],
      [-60, 5, 8, true],
      [-60, 2, 1, true],
      [-60, 60, 80, false],
      [-84, 5, 0, true],
      [-84, 60, 0, true],
    ] as const)
      t.is(policy.makesProvisioner({ rssi, linksHeard, devicesHeard }), provisions);
});

test("among more devices than a provisioner can list a node at the edge is no exception, and more links are enough", (t) => {
  for (const [policy, enough] of [
    [adaptivePolicy, 18],
    [adaptiveSerialPolicy, 29],
  ] as const)
    for (const rssi of [-60, -84])
      for (const [linksHeard, devicesHeard, provisions] of [
        [enough - 1, 121, true],
        [enough, 121, false],
        [enough, 1000, false],
        [enough, 120, rssi === -84],
      ] as const)
        t.is(policy.makesProvisioner({ rssi, linksHeard, devicesHeard }), provisions);
});

test("figures that the layers below can use", (t) => {
  const { retryLinkDelay, message, report, networkTransmissions } = adaptivePolicy;
  for (const early of [true, false])
    t.true(networkTransmissions(early) >= 1 && networkTransmissions(early) <= 8);
  t.true(report.maxRecords >= 1 && report.maxRecords <= maximumRecords);
  t.true(retryLinkDelay.min > 0 && retryLinkDelay.min <= retryLinkDelay.max);
  t.true(
    message.retryFactor >= 1 &&
      message.retryInterval > 0 &&
      message.retryInterval < message.timeout,
  );
  for (const sets of [1, 4]) {
    for (const early of [true, false]) {
      const { receiver, transmitter } = adaptivePolicy.sar!(sets, early);
      const values: readonly number[] = Object.values({ ...transmitter, ...receiver });
      for (const value of values) t.true(Number.isInteger(value) && value >= 0 && value <= 31);
    }
    for (const role of ["provisioner", "device"] as const)
      for (const reception of [undefined, new EarlyReception()]) {
        const timing = adaptivePolicy.pbAdvTiming(role, sets, reception);
        t.is(timing.reception, reception);
        t.true(timing.interval >= 20);
        t.true(timing.transactionTimeout <= adaptivePolicy.protocolTimeout);
        t.true(timing.openTimeout < adaptivePolicy.inviteTimeout);
        t.true(timing.lightLoad!.transmissions <= 8);
      }
  }
});

test("a link to a device is held longer while it is not known that radios receive early", (t) => {
  for (const sets of [1, 4]) {
    const reception = new EarlyReception();
    const timing = () => adaptivePolicy.pbAdvTiming("provisioner", sets, reception);
    const before = timing().openTimeout;
    reception.answered(3);
    t.true(before > timing().openTimeout);
  }
});

test("an acknowledgment comes before the segments are sent again, whatever sender and receiver know of their radios", (t) => {
  for (const sets of [1, 4])
    for (const early of [true, false])
      for (const peerEarly of [true, false]) {
        const { transmitter } = adaptivePolicy.sar!(sets, early);
        const { receiver } = adaptivePolicy.sar!(sets, peerEarly);
        t.true(acknowledgmentDelay(receiver, 31) <= unicastInterval(transmitter, 0, 0));
      }
});
