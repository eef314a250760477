import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { RealTime } from "../../../tools/air/real-time.js";
import type { Station } from "../../../tools/air/station.js";
import { Capture } from "../../../tools/capture/capture.js";
import { dissect } from "../../../tools/capture/tshark.js";
import type { MeshdMessage } from "../../../tools/meshd/application.js";
import { Meshd, randomUuid } from "../../../tools/meshd/meshd.js";
import { meshd as peer } from "../../support/meshd.js";
import { peerTest } from "../../support/peer.js";
import { tshark } from "../../support/tshark.js";

const SCALE = 10;
const UUID = "00112233445566778899aabbccddeeff";
const none = () => undefined;
/** Events enough, however long the daemon is asked to listen. */
const MANY = 1_000_000;

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-meshd-test-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `body` beside a daemon while time passes, and ends the daemon after it. */
async function beside(body: (meshd: Meshd, air: VirtualAir) => Promise<void>): Promise<void> {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const meshd = await Meshd.start({ air });
  try {
    await new RealTime({ clock, scale: SCALE, follow: (now) => meshd.follow(now) }).during(() =>
      body(meshd, air),
    );
  } finally {
    await meshd.close();
  }
}

/** The first packet that fits, on its way to `station`. */
function heard(station: Station, fits: (digits: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    station.scan((data) => {
      const digits = toHex(data);
      if (fits(digits)) resolve(digits);
    });
  });
}

peerTest([peer], "a beacon on the air is reported by the daemon's scan", async (t) => {
  await beside(async (meshd, air) => {
    await meshd.createNetwork();
    const device = air.attach({ name: "device" });
    // Another AD structure, Flags, stands before the beacon.
    const beacon = device.advertise(fromHex(`020106142b00${UUID}0042`), MANY, 20, none);
    const { uuid, oob } = await meshd.findUnprovisioned((found) => found.oob === 0x0042);
    device.stop(beacon);
    t.is(toHex(uuid), UUID);
    t.is(oob, 0x0042);
  });
});

peerTest(
  [peer],
  "provisioning opens a PB-ADV link to the device, and a refusal is reported",
  async (t) => {
    await beside(async (meshd, air) => {
      await meshd.createNetwork();
      const device = air.attach({ name: "device" });
      const added = meshd.provision(fromHex(UUID));
      const open = await heard(device, (digits) => digits.endsWith(`0003${UUID}`));
      t.is(open.slice(0, 4), "1729");
      const link = open.slice(4, 12);
      // Link Ack, and with it the provisioner's Invite comes; then Link Close for failure.
      device.advertise(fromHex(`0729${link}0007`), 1, 20, none);
      const invite = await heard(device, (digits) => digits.startsWith(`0c29${link}00000002`));
      t.is(invite.slice(-4, -2), "00"); // type of the PDU: Invite
      device.advertise(fromHex(`0829${link}000b02`), 3, 20, none);
      await t.throwsAsync(added, { message: /add failed/ });
    });
  },
);

peerTest([peer], "a daemon that joins sends beacons and acknowledges a link", async (t) => {
  await beside(async (meshd, air) => {
    const uuid = randomUuid();
    const provisioner = air.attach({ name: "provisioner" });
    const beacon = heard(provisioner, (digits) => digits.startsWith("142b00"));
    meshd.join(uuid).catch(none); // it is still waiting when the daemon ends
    t.is((await beacon).slice(6, 38), toHex(uuid));
    const open = fromHex(`1729a1b2c3d40003${toHex(uuid)}`);
    const acknowledged = heard(provisioner, (digits) => digits === "0729a1b2c3d40007");
    provisioner.advertise(open, 3, 20, none);
    await acknowledged;
  });
});

peerTest(
  [peer, tshark],
  "the daemon configures itself, and tshark reads what it sends",
  async (t) => {
    const path = join(directory, "meshd.pcapng");
    await beside(async (meshd, air) => {
      const capture = new Capture({ air, path });
      await meshd.createNetwork();
      t.is(
        toHex(await meshd.config.getComposition(1)),
        "f10501000100ff7f0500" + "00000400" + "0000010000100110",
      );
      await meshd.createAppKey(0);
      t.is(await meshd.config.addAppKey(1, 0), 0);
      t.is(await meshd.config.bind(1, 1, 0, { model: 0x1000 }), 0);
      t.is(await meshd.config.bind(1, 1, 0, { model: 0x1001 }), 0);
      t.is(await meshd.config.bind(1, 1, 0, { model: 0x1234 }), 2); // Invalid Model
      t.is(await meshd.config.addSubscription(1, 1, 0xc000, { model: 0x1000 }), 0);
      const messages: MeshdMessage[] = [];
      const received = new Promise<void>((resolve) =>
        meshd.onMessage((message) => {
          messages.push(message);
          resolve();
        }),
      );
      const other = air.attach({ name: "other" });
      const sent = heard(other, (digits) => digits.slice(2, 4) === "2a");
      await meshd.onOff.setUnacknowledged(0xc000, 0, true);
      await Promise.all([sent, received]);
      t.is(messages.length, 1);
      const { source, destination, appIndex, data } = messages[0]!;
      t.deepEqual([source, destination, appIndex], [1, 0xc000, 0]);
      t.is(toHex(data).slice(0, 6), "820301");
      await t.throwsAsync(meshd.send(0xc000, 5, Uint8Array.of(1)), { message: /./ });
      meshd.addKeysTo(capture.keys);
      capture.close();
    });
    const fields = ["btmesh.src", "btmesh.dst", "btmesh.access.decrypted"];
    const [packet] = await dissect({ path, fields, filter: "btmesh.access.decrypted" });
    t.deepEqual(
      fields.slice(0, 2).map((field) => Number(packet?.[field]?.[0])),
      [1, 0xc000],
    );
    t.regex(packet?.["btmesh.access.decrypted"]?.[0] ?? "", /^82:?03:?01/);
  },
);

peerTest([peer], "wrong options and calls out of order are explained", async (t) => {
  const air = new VirtualAir({ clock: new VirtualClock(), seed: 1 });
  await t.throwsAsync(Meshd.start({ air, staticOob: new Uint8Array(3) }), { message: /staticOob/ });
  await beside(async (meshd) => {
    await t.throwsAsync(meshd.startScan(), { message: /no network/ });
    await t.throwsAsync(meshd.join(new Uint8Array(3)), { message: /uuid/ });
    await meshd.createNetwork();
    await t.throwsAsync(meshd.createNetwork(), { message: /already/ });
  });
  t.is(air.stations.length, 0);
});
