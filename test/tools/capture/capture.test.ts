import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { toHex } from "../../../modules/base/bytes.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { advertisingReport, Capture } from "../../../tools/capture/capture.js";
import { CaptureKeys, keysPath, readKeys } from "../../../tools/capture/keys.js";
import { readPcapng } from "../../../tools/capture/read-pcapng.js";
import { PcapngWriter } from "../../../tools/capture/pcapng.js";
import { keyArguments } from "../../../tools/capture/tshark.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-pcapng-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

/** Type and body of each block, after checking that both lengths agree. */
function blocks(path: string): { type: number; body: Buffer }[] {
  const file = readFileSync(path);
  const found: { type: number; body: Buffer }[] = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at + 4);
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length)
      throw new Error(`block at ${at}: length ${length}`);
    found.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return found;
}

test("pcapng: header, interface and packets of any length, across the buffer's end", (t) => {
  const path = join(directory, "sub", "any.pcapng");
  const writer = new PcapngWriter({ path, linkType: 201 });
  const count = 3000;
  for (let i = 0; i < count; i++) writer.write(i + 0.25, new Uint8Array(i % 60).fill(i));
  t.true(statSync(path).size > 65_536);
  writer.close();
  writer.close();
  const [section, description, ...packets] = blocks(path);
  t.is(section!.type, 0x0a0d0d0a);
  t.is(description!.type, 1);
  t.is(description!.body.readUInt16LE(0), 201);
  t.is(packets.length, count);
  packets.forEach(({ type, body }, i) => {
    const time = (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8));
    const whole =
      type === 6 &&
      time === BigInt(i) * 1_000_000n + 250_000n &&
      body.readUInt32LE(12) === i % 60 &&
      body.subarray(20, 20 + (i % 60)).every((octet) => octet === (i & 0xff));
    if (!whole) t.fail(`packet ${i}`);
  });
  t.throws(() => writer.write(0, new Uint8Array(1)), { message: /closed/ });
});

test("pcapng: a packet larger than the buffer is refused", (t) => {
  const writer = new PcapngWriter({ path: join(directory, "large.pcapng"), linkType: 201 });
  t.throws(() => writer.write(0, new Uint8Array(70_000)), { instanceOf: RangeError });
  writer.close();
});

test("an advertising report, octet for octet", (t) => {
  const packet = { kind: 3, address: 0xc60504030201, data: Uint8Array.of(2, 0x2b, 0) };
  t.is(
    toHex(advertisingReport(packet, -60)),
    "00000001" + "043e0f0201" + "0301" + "0102030405c6" + "03022b00" + "c4",
  );
});

test("extended PDUs are captured as the extended report that they are, octet for octet", (t) => {
  const extended = { sid: 9, did: 1 };
  const packet = { kind: 3, address: 0xc60504030201, data: Uint8Array.of(2, 0x2b, 0), extended };
  t.is(
    toHex(advertisingReport(packet, -60)),
    "00000001" +
      "043e1d0d01" +
      "0000" +
      "01" +
      "0102030405c6" +
      "0101097fc4" +
      "00".repeat(9) +
      "03022b00",
  );
});

test("a capture holds each event once, on either air, and its keys beside it", (t) => {
  for (const model of ["ideal", "kind"] as const) {
    const clock = new VirtualClock();
    const air = new VirtualAir({ clock, seed: 1, model });
    const path = join(directory, `${model}.pcapng`);
    const capture = new Capture({ air, path });
    const station = air.attach({ name: "a" });
    station.advertise(Uint8Array.of(2, 0x2b, 0), 25, 20, () => undefined);
    clock.advanceTo(2000);
    capture.keys.addIvIndex(1);
    capture.close();
    station.advertise(Uint8Array.of(2, 0x2b, 0), 1, 20, () => undefined);
    clock.advanceTo(3000);
    t.is(capture.packets, 25);
    t.is(blocks(path).length, 27);
    t.deepEqual(readKeys(keysPath(path)).ivIndexes, ["00000001"]);
  }
});

test("a capture has what packets do not contain as comments", (t) => {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const path = join(directory, "comments.pcapng");
  const floor = { width: 4, height: 3, walls: [], rooms: [] };
  const capture = new Capture({ air, path, title: "two lights", floor });
  const hall = air.attach({ name: "hall", position: { x: 1, y: 2 } });
  air.attach({ name: "silent" });
  const drop = { type: "drop", reason: "network.cached", octets: 20 } as const;
  capture.event("hall", 1, drop);
  capture.event("hall", 2, drop);
  capture.event("hall", 3, {
    type: "network.relay",
    src: 1,
    dst: 2,
    seq: 3,
    ttl: 4,
    control: false,
  });
  hall.advertise(Uint8Array.of(2, 0x2b, 0), 3, 1000, () => undefined);
  clock.advanceTo(5000);
  capture.event("hall", 5000, { ...drop, reason: "network.own" });
  capture.close();
  capture.event("hall", 6000, drop);
  const { comments } = readPcapng(readFileSync(path));
  const address = toHex(hall.address).match(/../g)!.join(":");
  t.deepEqual(comments, [
    "title: two lights",
    'floor: {"width":4,"height":3,"walls":[],"rooms":[]}',
    `station hall: ${address} at 1 m, 2 m`,
    '0.002 s hall, drops: {"network.cached":2}',
    '5.000 s hall, drops: {"network.cached":2,"network.own":1}',
    "station silent: did not send at 0 m, 0 m",
  ]);
});

test("keys: each once, as tables of tshark", (t) => {
  const keys = new CaptureKeys();
  const key = (value: number) => new Uint8Array(16).fill(value);
  for (let i = 0; i < 2; i++) {
    keys.addIvIndex(0x12345678);
    keys.addIvIndex(0);
    keys.addNetKey(key(1));
    keys.addDeviceKey(0x0203, key(3));
    keys.addLabel(key(4));
  }
  const row = (digits: string) => digits.repeat(16);
  const words = () => keyArguments(keys.toJSON()).filter((word) => word !== "-o");
  t.deepEqual(words(), [
    `uat:btmesh_nw_keys:"0x${row("01")}","0x${row("00")}","0x12345678"`,
    `uat:btmesh_nw_keys:"0x${row("01")}","0x${row("00")}","0x00000000"`,
    `uat:btmesh_dev_keys:"0x${row("03")}","0x0203"`,
    `uat:btmesh_label_uuids:"0x${row("04")}"`,
  ]);
  keys.addAppKey(key(5));
  keys.addAppKey(key(6));
  t.is(words().length, 6);
  const path = join(directory, "keys.json");
  keys.write(path);
  t.deepEqual(readKeys(path), keys.toJSON());
  t.throws(() => keys.addNetKey(new Uint8Array(15)), { instanceOf: RangeError, message: /key/ });
  t.throws(() => keys.addLabel(new Uint8Array(0)), { instanceOf: RangeError, message: /label/ });
});
