// Info Sets that a node must not act upon: the specified status or silence, and everything as before.
import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import type { TestStore } from "../../../../support/records.js";
import { disableTimeout, FastServerRig } from "../../../../support/fast-server-rig.js";

/** The store but for what every message changes: replay list and sequence number. */
function kept(store: TestStore): Record<string, string> {
  const content: Record<string, string> = {};
  for (const [key, value] of store.records)
    if (!key.startsWith("r.") && key !== "iv") content[key] = toHex(value);
  return content;
}

// The node has the addresses 0005 and 0006, and handed out 0100 to 01FF before. Parameters as on the air.
const refused: readonly (readonly [
  name: string,
  parameters: string,
  status: string | undefined,
])[] = [
  ["context flags of 0", "0000 00", "0100 01"],
  ["nothing but context flags of 0", "0000", undefined],
  ["nothing", "", undefined],
  ["half the context flags", "06", undefined],
  ["a reserved context flag", "0206 0700 01", undefined],
  ["all reserved context flags", "02fe 0700 01", undefined],
  ["a reserved bit of the action", "0002 05", undefined],
  ["reserved bits of the flags", "0802 04 01", undefined],
  ["an action that is not there", "4002 00c0", undefined],
  ["an octet too many", "4002 00c0 01 00", undefined],
  ["an octet too few", "0602 0002 ff", undefined],
  ["a group cut off", "4000 00", undefined],
  ["a match value of 17 octets", `0003 ${"dd".repeat(17)} 01`, "2000 01"],
  ["a match value of 100 octets", `0003 ${"dd".repeat(100)} 01`, "2000 01"],
  ["min 0", "0202 0000 01", "0200 01"],
  ["min that is not unicast", "0202 0080 01", "0200 01"],
  ["max that is not unicast", "0602 0700 ffff 01", "0200 01"],
  ["min above max", "0602 0002 ff01 01", "0200 02"],
  ["the earlier range's last address", "0602 ff01 ff02 01", "0200 03"],
  ["the earlier range's first address", "0602 0700 0001 01", "0200 03"],
  ["a part of the earlier range", "0602 1001 2001 01", "0200 03"],
  ["around the earlier range", "0602 0700 ff7f 01", "0200 03"],
  ["its own second element", "0602 0600 2000 01", "0200 04"],
  ["addresses below its own", "0602 0100 0200 01", "0200 04"],
  ["a NetKey index of 13 bits", "2002 0010 01", "0400 01"],
  ["a unicast address as group", "4002 0600 01", "0800 01"],
  ["a virtual address as group", "4002 0080 01", "0800 01"],
  ["all nodes as group", "4002 ffff 01", "0800 01"],
  ["a unicast address as group, alone", "4000 0600", "0800 01"],
  ["no primary address", "8002 0000 01", "1000 01"],
  ["a group as primary address", "8002 00c0 01", "1000 01"],
  ["no action", "0100 0100", "4000 03"],
  ["the action NONE", "0002 00", "4000 03"],
  ["the action NONE of the Primary", "0002 80", "4000 03"],
  ["SUSPEND while idle", "0002 02", "4000 01"],
  ["EXIT while idle", "0002 03", "4000 01"],
  ["the first error of several", "6602 0000 0000 ffff 0000 01", "0200 01"],
];

/** A node that provisioned before, and is idle again. */
async function idleAgain(rig: FastServerRig) {
  const station = rig.start();
  await rig.ask("c0e502 0602 0001 ff01 01");
  await rig.ask("c0e502 0002 02");
  await rig.mesh.clock.run(disableTimeout);
  return station;
}

test("a node that provisioned before is one to whom bad messages come", async (t) => {
  const rig = new FastServerRig();
  const { keeper, server } = await idleAgain(rig);
  t.is(server.state, "idle");
  t.deepEqual(keeper.ranges, [{ min: 0x0100, max: 0x01ff }]);
  t.deepEqual(rig.told, ["begin", "suspend"]);
});

for (const [name, parameters, status] of refused)
  test(`idle: ${name}`, async (t) => {
    const rig = new FastServerRig();
    const { keeper, lights, node, server, store } = await idleAgain(rig);
    const before = kept(store);
    const expected = status === undefined ? [] : [`c1 ${status.replaceAll(" ", "")}`];
    t.deepEqual(await rig.ask(`c0e502 ${parameters}`), expected);
    t.is(node.diagnostics.drops()["access.length"], status === undefined ? 1 : undefined);
    t.is(server.state, "idle");
    t.deepEqual(keeper.ranges, [{ min: 0x0100, max: 0x01ff }]);
    t.deepEqual(rig.told, ["begin", "suspend"]);
    t.deepEqual(kept(store), before);
    for (const light of lights) t.deepEqual(light.subscriptionList.entries, []);
  });

test("while it provisions every one of them is put off, and changes nothing", async (t) => {
  const rig = new FastServerRig();
  const { keeper, lights, server, store } = rig.start();
  await rig.ask("c0e502 0602 0001 ff01 01");
  t.is(server.state, "active");
  const before = kept(store);
  for (const [name, parameters, status] of refused) {
    if (parameters === "0002 02" || parameters === "0002 03") continue;
    const expected = status === undefined ? [] : ["c1 400004"];
    t.deepEqual(await rig.ask(`c0e502 ${parameters}`), expected, name);
  }
  t.is(server.state, "active");
  t.deepEqual(rig.told, ["begin"]);
  t.deepEqual(keeper.ranges, [{ min: 0x0100, max: 0x01ff }]);
  t.deepEqual(kept(store), before);
  for (const light of lights) t.deepEqual(light.subscriptionList.entries, []);
});

test("NetKeys of other lengths: dropped, and it goes on waiting", async (t) => {
  const rig = new FastServerRig();
  const { node, server, store } = rig.start();
  await rig.ask("c0e502 2002 0100 01");
  t.is(server.state, "pending");
  const before = kept(store);
  for (const octets of [0, 1, 15, 17, 32])
    t.deepEqual(await rig.ask(`c2e502 ${"77".repeat(octets)}`), [], `${octets} octets`);
  t.is(node.diagnostics.drops()["access.length"], 5);
  t.is(server.state, "pending");
  t.deepEqual(kept(store), before);
});
