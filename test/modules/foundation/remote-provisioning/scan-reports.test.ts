import test from "ava";
import type { ScannedDevice } from "../../../../modules/foundation/remote-provisioning/found-devices.js";
import { ScanReports } from "../../../../modules/foundation/remote-provisioning/scan-reports.js";

const device = (rssi: number): ScannedDevice => ({
  rssi,
  uuid: new Uint8Array(16),
  oobInformation: 0,
  uriHash: undefined,
});

function rig() {
  const returned: number[] = [];
  const reports = new ScanReports(() => returned.push(1));
  return { reports, returned };
}

async function rest(reports: AsyncIterable<ScannedDevice>): Promise<number[]> {
  const all: number[] = [];
  for await (const { rssi } of reports) all.push(rssi);
  return all;
}

test("what came before it was read, then what comes, then the end", async (t) => {
  const { reports, returned } = rig();
  reports.push(device(1));
  reports.push(device(2));
  t.is(reports.length, 2);
  const all = rest(reports);
  await Promise.resolve();
  reports.push(device(3));
  reports.end();
  reports.push(device(4));
  t.deepEqual(await all, [1, 2, 3]);
  t.is(returned.length, 0);
  t.true((await reports.next()).done);
});

test("several wait at once, and each gets one", async (t) => {
  const { reports } = rig();
  const all = Promise.all([reports.next(), reports.next(), reports.next()]);
  reports.push(device(1));
  reports.push(device(2));
  reports.end();
  t.deepEqual(
    (await all).map(({ done, value }) => (done ? "done" : value.rssi)),
    [1, 2, "done"],
  );
});

test("an error comes after what was reported, once", async (t) => {
  const { reports } = rig();
  reports.push(device(1));
  reports.end(new Error("over"));
  reports.end(new Error("again"));
  t.is(((await reports.next()).value as ScannedDevice).rssi, 1);
  await t.throwsAsync(reports.next(), { message: "over" });
  t.true((await reports.next()).done);
});

test("an error goes to the one that waits, and the loop throws it", async (t) => {
  const { reports } = rig();
  const loop = rest(reports);
  await Promise.resolve();
  reports.end(new Error("over"));
  await t.throwsAsync(loop, { message: "over" });
  t.true((await reports.next()).done);
});

test("of several that wait one gets the error, and the others the end", async (t) => {
  const { reports } = rig();
  const first = reports.next();
  const second = reports.next();
  reports.end(new Error("over"));
  await t.throwsAsync(first, { message: "over" });
  t.true((await second).done);
});

test("leaving the loop tells whoever scans, once", async (t) => {
  const { reports, returned } = rig();
  reports.push(device(1));
  reports.push(device(2));
  for await (const { rssi } of reports) if (rssi === 1) break;
  t.is(returned.length, 1);
  t.is(reports.length, 0);
  await reports.return();
  t.is(returned.length, 1);
});

test("leaving it after its end tells nobody", async (t) => {
  const { reports, returned } = rig();
  reports.end();
  await reports.return();
  t.is(returned.length, 0);
});
