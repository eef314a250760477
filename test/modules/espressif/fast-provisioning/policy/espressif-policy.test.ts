import test from "ava";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { answerTimeout } from "../../../../../modules/espressif/fast-provisioning/models/client.js";

// Figures of ESP-IDF's fast_prov example and of its stack with fast provisioning switched on.

test("PB-ADV: 360 ms between retransmissions, 3 s a transaction, 6 s without a PDU", (t) => {
  for (const role of ["provisioner", "device"] as const)
    for (const sets of [1, 4]) {
      const { linkOpen, retransmission, transactionTimeout } = espressifPolicy.pbAdvTiming(
        role,
        sets,
      );
      for (const { base, cap, factor, spread } of [retransmission, linkOpen]) {
        t.is(base, 360);
        t.is(cap, 360);
        t.is(factor, 1);
        t.is(spread, 1);
      }
      t.is(transactionTimeout, 3000);
    }
  t.is(espressifPolicy.protocolTimeout, 6000);
});

test("a beacon every 3 s, however many devices there are", (t) => {
  for (const heard of [0, 1, 1000]) t.is(espressifPolicy.beaconInterval(heard), 3000);
  // A device is there still when its next beacon is due.
  t.true(espressifPolicy.maxDeviceAge({ beaconingDevices: () => 0 }) > 3000);
});

test("three links at a time, six nodes, each of which provisions on", (t) => {
  t.is(espressifPolicy.maxLinks, 3);
  t.is(espressifPolicy.maxNodes, 6);
  t.is(espressifPolicy.addressSplit, "espressif");
  for (const linksHeard of [0, 64])
    for (const rssi of [-20, -95])
      t.true(espressifPolicy.makesProvisioner({ devicesHeard: 0, linksHeard, rssi }));
});

test("a message counts as lost after 4 s", (t) => {
  t.is(espressifPolicy.message.timeout, 4000);
  t.is(answerTimeout, 4000);
});

test("addresses are reported with TTL 0 when no node came for 5 s, and no records", (t) => {
  t.is(espressifPolicy.addressReport.ttl, 0);
  t.is(espressifPolicy.addressReport.batchDelay, 5000);
  t.is(espressifPolicy.addressReport.batchSize, Infinity);
  t.false(espressifPolicy.reportsRecords);
});

test("GATT Proxy comes back after 10 s, after 3 s where one node is expected; SUSPEND after 10 s", (t) => {
  t.deepEqual(espressifPolicy.gattProxy, { delay: 10_000, singleNodeDelay: 3000 });
  t.is(espressifPolicy.disableTimeout, 10_000);
});

test("the Primary turns its relay off, the others do not", (t) => {
  t.true(espressifPolicy.temporaryProvisionersRelay);
});
