import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { silentProgress } from "../../tools/cli/progress.js";
import { dissect } from "../../tools/capture/tshark.js";
import { lightFirmware } from "../../tools/simulate/light.js";
import { Simulation } from "../../tools/simulate/simulation.js";
import { peerTest } from "../support/peer.js";
import { tshark } from "../support/tshark.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-tshark-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

const info = "_ws.col.Info";
const onOff = "btmesh.model.generic_onoff_set_unacknowledged.onoff";

/** What two lights need to be lit, by the names that tshark has for it, and how often at least. */
const expected: readonly (readonly [string, number])[] = [
  ["Unprovisioned Device Beacon", 2],
  ["Provisioning Invite PDU", 2],
  ["Provisioning Capabilities PDU", 2],
  ["Provisioning Start PDU", 2],
  ["Provisioning Public Key PDU", 4],
  ["Provisioning Confirmation PDU", 4],
  ["Provisioning Random PDU", 4],
  ["Provisioning Data PDU", 2],
  ["Provisioning Complete PDU", 2],
  ["Config Composition Data Get", 2],
  ["Config Composition Data Status", 2],
  ["Config AppKey Add", 2],
  ["Config AppKey Status", 2],
  ["Config Model App Bind", 2],
  ["Config Model App Status", 2],
  ["Config Model Subscription Add", 2],
  ["Config Model Subscription Status", 2],
  ["Generic OnOff Set Unacknowledged", 1],
  ["Generic OnOff Get", 2],
  ["Generic OnOff Status", 2],
];

peerTest([tshark], "tshark decrypts a run from the first beacon to the lit lights", async (t) => {
  const path = join(directory, "run.pcapng");
  const firmware = lightFirmware;
  const options = { nodes: 2, seed: "1", air: "ideal", host: "node", provisioner: "own" } as const;
  const simulation = new Simulation({ ...options, capture: path, firmware }, silentProgress);
  const { lights } = await simulation.run();
  t.true(lights.every(({ times }) => times.on !== undefined));
  const packets = await dissect({ path, fields: [info, onOff] });
  for (const [name, least] of expected) {
    const count = packets.filter((packet) => packet[info]?.[0]?.startsWith(name)).length;
    t.true(count >= least, `${name}: ${count} of ${least}`);
  }
  const values = packets.flatMap((packet) => packet[onOff] ?? []);
  t.true(values.length > 0);
  t.true(values.every((value) => Number(value) === 1));
  const raw = packets.filter((packet) => /decrypt|malformed/i.test(packet[info]?.[0] ?? ""));
  t.deepEqual(raw, []);
});
