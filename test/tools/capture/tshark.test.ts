import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { concatBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { Capture } from "../../../tools/capture/capture.js";
import { dissect } from "../../../tools/capture/tshark.js";
import { openCommands } from "../../../tools/capture/wireshark.js";
import { peerTest } from "../../support/peer.js";
import { tshark } from "../../support/tshark.js";
import messages from "../../vectors/mesh-protocol/messages.json" with { type: "json" };

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-capture-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

const flooded = messages.messages.filter(({ credentials }) => credentials.kind === "flooding");

/** Sends the specification's messages over an air and captures them. */
function record(path: string): void {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, model: "kind" });
  const capture = new Capture({ air, path });
  for (const { netKey, ivIndex, src, dst, access } of flooded) {
    capture.keys.addNetKey(fromHex(netKey));
    capture.keys.addIvIndex(ivIndex);
    if (access?.appKey !== undefined) capture.keys.addAppKey(fromHex(access.appKey));
    if (access?.label !== undefined) capture.keys.addLabel(fromHex(access.label));
    if (access?.deviceKey !== undefined) {
      capture.keys.addDeviceKey(dst, fromHex(access.deviceKey));
      capture.keys.addDeviceKey(src, fromHex(access.deviceKey));
    }
  }
  const sender = air.attach({ name: "sender" });
  const pdus = flooded.flatMap((message) => message.pdus);
  const next = () => {
    const pdu = pdus.shift();
    if (!pdu) return;
    const octets = fromHex(pdu.networkPdu);
    const data = concatBytes(Uint8Array.of(octets.length + 1, 0x2a), octets);
    sender.advertise(data, 1, 20, next);
  };
  next();
  clock.advanceTo(10_000);
  capture.close();
}

peerTest([tshark], "tshark decrypts the specification's messages in a capture", async (t) => {
  const path = join(directory, "messages.pcapng");
  record(path);
  const fields = ["seq", "src", "dst", "ttl", "ctl"].map((name) => `btmesh.${name}`);
  const packets = await dissect({ path, fields, filter: "btmesh.seq" });
  const number = (value: string | undefined) => Number(value);
  t.deepEqual(
    packets.map((packet) => fields.map((field) => number(packet[field]?.[0]))),
    flooded.flatMap(({ src, dst, ttl, ctl, pdus }) =>
      pdus.map(({ seq }) => [seq, src, dst, ttl, ctl ? 1 : 0]),
    ),
  );
  const access = await dissect({
    path,
    fields: ["btmesh.access.decrypted", "btmesh.src"],
    filter: "btmesh.access.decrypted",
  });
  t.deepEqual(
    access.map((packet) => packet["btmesh.access.decrypted"]?.[0]?.replaceAll(":", "")),
    flooded.flatMap((message) => message.access?.payload ?? []),
  );
});

for (const name of ["opened.pcapng", "it's a name with spaces.pcapng"])
  peerTest([tshark], `the printed command shows decrypted messages: ${name}`, (t) => {
    const path = join(directory, name);
    record(path);
    const { tshark: command, wireshark } = openCommands(path);
    t.is(wireshark.replace(" wireshark ", " tshark -2 -r "), command);
    const { status, stdout } = spawnSync("bash", ["-c", `${command} -Y btmesh.access.decrypted`], {
      encoding: "utf8",
    });
    t.is(status, 0);
    t.is(stdout.trimEnd().split("\n").length, flooded.filter(({ access }) => access).length);
  });

peerTest([tshark], "Wireshark shows the comments of a capture beside its packets", async (t) => {
  const path = join(directory, "comments.pcapng");
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const capture = new Capture({ air, path, title: "one light" });
  const station = air.attach({ name: "hall", position: { x: 1, y: 2 } });
  capture.event("hall", 12, { type: "log", level: "log", text: "it is on" });
  station.advertise(Uint8Array.of(2, 0x2b, 0), 1, 20, () => undefined);
  clock.advanceTo(1000);
  capture.close();
  const [packet] = await dissect({ path, fields: ["frame.comment"] });
  const address = toHex(station.address).match(/../g)!.join(":");
  t.deepEqual(packet?.["frame.comment"], [
    "0.012 s hall: it is on",
    `station hall: ${address} at 1 m, 2 m`,
  ]);
});

peerTest([tshark], "a capture has the sender's address, RSSI and virtual time", async (t) => {
  const path = join(directory, "report.pcapng");
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const capture = new Capture({ air, path });
  const station = air.attach({ name: "a", txPower: 3 });
  const uuid = "00112233445566778899aabbccddeeff";
  clock.advanceTo(1234.5678);
  station.advertise(fromHex(`142b00${uuid}000000`), 1, 20, () => undefined);
  clock.advanceTo(5000);
  capture.close();
  capture.close();
  t.is(capture.packets, 1);
  const fields = ["frame.time_epoch", "bthci_evt.bd_addr", "bthci_evt.rssi", "beacon.uuid"];
  const [packet] = await dissect({ path, fields });
  t.deepEqual(packet?.["frame.time_epoch"], ["1.234567800"]);
  t.is(packet?.["bthci_evt.bd_addr"]?.[0]?.replaceAll(":", ""), toHex(station.address));
  t.deepEqual(packet?.["bthci_evt.rssi"], ["-37"]);
  t.is(packet?.["beacon.uuid"]?.[0]?.replaceAll("-", ""), uuid);
});
