import test from "ava";
import { Surroundings } from "../../../../../modules/espressif/fast-provisioning/policy/surroundings.js";
import { adStructure } from "../../../../../tools/fuzz/octets.js";
import { beaconPacket, heardBearer } from "../../../../support/heard-radio.js";

const pbAdv = 0x29;
const networkPdu = 0x2a;
const linkOpen = 0x03;
const linkAck = 0x07;
const linkClose = 0x0b;
const any = new Uint8Array(0);

/** UUIDs of one maker, which differ at both ends. */
function uuid(number: number): Uint8Array {
  const octets = new Uint8Array(16).fill(0xdd);
  octets[2] = number >> 8;
  octets[15] = number;
  return octets;
}

function linkPacket(id: number, control: number, ...octets: number[]): Uint8Array {
  const head = [id >>> 24, id >> 16, id >> 8, id, 0, control];
  return adStructure(pbAdv, Uint8Array.from([...head, ...octets]));
}

function rig(capacity?: number) {
  const { bearer, clock, radio } = heardBearer();
  const told: number[] = [];
  const surroundings = new Surroundings({
    bearer,
    clock,
    pdus: 2,
    onDevice: () => told.push(clock.now()),
    ...(capacity !== undefined && { capacity }),
  });
  const hear = (packet: Uint8Array, rssi = -60, address?: number) =>
    radio.receiver!(packet, rssi, address === undefined ? undefined : 3, address);
  const beacon = (number: number, rssi = -60, address?: number) =>
    hear(beaconPacket(uuid(number)), rssi, address);
  const open = (number: number, id = number) => hear(linkPacket(id, linkOpen, ...uuid(number)));
  /** Numbers of the devices that are free, in the order of the list. */
  const free = (window = 1000, matchValue: Uint8Array = any) =>
    surroundings.available(matchValue, window).map((device) => {
      const octets = surroundings.uuid(device);
      return (octets[2]! << 8) | octets[15]!;
    });
  return { beacon, clock, free, hear, open, surroundings, told };
}

test("a device that beacons is known, with its last signal and time", (t) => {
  const { beacon, clock, surroundings } = rig();
  beacon(1, -60);
  clock.advance(100);
  beacon(2, -70);
  beacon(1, -80);
  t.deepEqual(surroundings.available(any, 1000), [
    { index: 0, rssi: -80 },
    { index: 1, rssi: -70 },
  ]);
  for (const device of surroundings.available(any, 1000))
    t.deepEqual(surroundings.uuid(device), uuid(device.index + 1));
  t.is(surroundings.lastSeen(uuid(1)), 100);
  t.is(surroundings.lastSeen(uuid(3)), undefined);
});

test("a beacon with a URI hash is one; other beacons and other lengths are not", (t) => {
  const { free, hear } = rig();
  hear(beaconPacket(uuid(1), 0, Uint8Array.of(1, 2, 3, 4)));
  const plain = beaconPacket(uuid(2)).slice(2);
  hear(adStructure(0x2b, plain.slice(0, -1)));
  hear(adStructure(0x2b, Uint8Array.from([...plain, 0])));
  hear(adStructure(0x2b, Uint8Array.from([1, ...plain.slice(1)])));
  t.deepEqual(free(), [1]);
});

test("one that was not heard in the window is left out, and comes back", (t) => {
  const { beacon, clock, free, surroundings } = rig();
  beacon(1);
  clock.advance(600);
  beacon(2);
  clock.advance(400);
  t.deepEqual(free(1000), [1, 2]);
  t.deepEqual(free(999), [2]);
  t.is(surroundings.beaconingDevices(1000), 2);
  t.is(surroundings.beaconingDevices(999), 1);
  t.is(surroundings.beaconingDevices(0), 0);
  clock.advance(5000);
  t.deepEqual(free(1000), []);
  beacon(1);
  t.deepEqual(free(1000), [1]);
});

test("more devices than the list holds are reckoned from how long they stay in it", (t) => {
  const { beacon, clock, surroundings } = rig(10);
  // 50 devices, each every 500 ms.
  for (let i = 0; i < 200; i++) {
    beacon(i % 50);
    clock.advance(10);
  }
  t.is(surroundings.available(any, 500).length, 10);
  t.is(surroundings.beaconingDevices(500), 50);
  t.is(surroundings.beaconingDevices(50), 5);
  t.is(surroundings.devicesPerEntry(500), 5);
  t.is(surroundings.devicesPerEntry(1000), 10);
  t.is(surroundings.devicesPerEntry(50), 1);
  clock.advance(400);
  t.is(surroundings.beaconingDevices(500), 10, "they fell silent");
});

test("a list with room for another device has them all", (t) => {
  const { beacon, clock, surroundings } = rig(3);
  beacon(1);
  beacon(2);
  clock.advance(100);
  t.is(surroundings.devicesPerEntry(1000), 1);
  beacon(3);
  t.is(surroundings.devicesPerEntry(1000), 10);
  clock.advance(1900);
  t.is(surroundings.devicesPerEntry(1000), 1, "none was replaced for long");
});

test("a match value is compared with the start of the UUID", (t) => {
  const { beacon, free } = rig();
  beacon(0x0001);
  beacon(0x0102);
  t.deepEqual(free(1000, Uint8Array.of(0xdd, 0xdd)), [0x0001, 0x0102]);
  t.deepEqual(free(1000, Uint8Array.of(0xdd, 0xdd, 0x01)), [0x0102]);
  t.deepEqual(free(1000, Uint8Array.of(0xdd, 0xde)), []);
  t.deepEqual(free(1000, Uint8Array.of(0xdc)), []);
  t.deepEqual(free(1000, uuid(0x0001)), [0x0001]);
  const other = uuid(0x0001);
  other[15] = 2;
  t.deepEqual(free(1000, other), []);
});

test("a device to which a link is opened is taken until it beacons again", (t) => {
  const { beacon, free, open, surroundings } = rig();
  beacon(1);
  beacon(2);
  open(1);
  t.deepEqual(free(), [2]);
  t.is(surroundings.beaconingDevices(1000), 1);
  open(3);
  t.deepEqual(free(), [2]);
  beacon(1);
  t.deepEqual(free(), [1, 2]);
  surroundings.markInUse(uuid(2));
  surroundings.markInUse(uuid(9));
  t.deepEqual(free(), [1]);
  beacon(2);
  t.deepEqual(free(), [1, 2]);
});

test("only a whole Link Open takes a device", (t) => {
  const { beacon, free, hear } = rig();
  beacon(1);
  hear(linkPacket(1, linkOpen, ...uuid(1).slice(0, 15)));
  hear(linkPacket(1, linkOpen, ...uuid(1), 0));
  hear(linkPacket(1, linkAck, ...uuid(1)));
  hear(linkPacket(1, linkClose, ...uuid(1)));
  hear(linkPacket(1, 0x00, ...uuid(1)));
  t.deepEqual(free(), [1]);
});

test("a device is taken that answers on a link, where its address is known", (t) => {
  const { beacon, free, hear } = rig();
  const address = 0xc123_4567_89ab;
  /** The same low octet. */
  const other = address - 0x1000;
  const fromDevice = adStructure(0x29, Uint8Array.of(0, 0, 0, 9, 0x80, 0x01));
  const fromProvisioner = adStructure(0x29, Uint8Array.of(0, 0, 0, 9, 0x00, 0x01));
  const known = () => {
    beacon(1, -60, other);
    beacon(2, -60, address);
    beacon(3);
  };
  for (const packet of [fromDevice, linkPacket(9, linkAck)]) {
    known();
    t.deepEqual(free(), [1, 2, 3]);
    hear(packet, -60, address);
    t.deepEqual(free(), [1, 3]);
    hear(packet, -60, address + 1);
    hear(packet);
    t.deepEqual(free(), [1, 3]);
  }
  known();
  hear(fromProvisioner, -60, address);
  t.deepEqual(free(), [1, 2, 3], "a provisioner may have the address of a device");
  beacon(2, -60, address + 1);
  hear(fromDevice, -60, address);
  t.deepEqual(free(), [1, 2, 3], "it has another address now");
});

test("links are counted by their PDUs, until they are closed", (t) => {
  const { clock, hear, open, surroundings } = rig();
  const { links } = surroundings;
  surroundings.countsLinks = false;
  open(1, 0xfedcba98);
  hear(linkPacket(7, 0x00, 1, 2, 3));
  t.is(links.countSince(0), 0, "nobody asks for them");
  t.is(surroundings.linksHeard(1000), Infinity);
  surroundings.countsLinks = true;
  t.is(surroundings.linksHeard(1000), 0);
  open(1, 0xfedcba98);
  hear(linkPacket(0xfedcba98, linkAck));
  hear(linkPacket(7, 0x00, 1, 2, 3));
  t.is(links.countSince(0), 2);
  clock.advance(50);
  hear(linkPacket(7, 0x02, 1));
  t.is(links.countSince(50), 1);
  t.is(surroundings.linksHeard(0), 1);
  t.is(surroundings.linksHeard(1000), 2);
  hear(linkPacket(7, linkClose, 0));
  t.is(links.countSince(0), 1);
  hear(linkPacket(0xfedcba98, linkClose, 0));
  t.is(links.countSince(0), 0);
  // A link without a PDU is none.
  hear(adStructure(pbAdv, Uint8Array.of(0, 0, 0, 9, 0)));
  t.is(links.countSince(0), 0);
});

test("the list is full: the device not heard for longest makes room", (t) => {
  const { beacon, clock, free, surroundings } = rig(3);
  for (const number of [1, 2, 3]) {
    beacon(number);
    clock.advance(10);
  }
  beacon(1);
  clock.advance(10);
  beacon(4);
  t.deepEqual(free(), [1, 4, 3]);
  t.is(surroundings.lastSeen(uuid(2)), undefined);
  clock.advance(10);
  beacon(2);
  t.deepEqual(free(), [1, 4, 2]);
});

test("a place that is used again says nothing of the device before", (t) => {
  const { beacon, clock, free, surroundings } = rig(1);
  beacon(1);
  surroundings.markInUse(uuid(1));
  clock.advance(10);
  beacon(2, -42);
  t.deepEqual(free(), [2]);
  t.deepEqual(surroundings.available(any, 1000), [{ index: 0, rssi: -42 }]);
});

test("120 devices are remembered unless told otherwise", (t) => {
  const { beacon, clock, free, surroundings } = rig();
  for (let number = 0; number < 200; number++) {
    beacon(number);
    clock.advance(1);
  }
  t.is(free().length, 120);
  t.is(surroundings.lastSeen(uuid(79)), undefined);
  t.is(surroundings.lastSeen(uuid(80)), 80);
});

test("each beacon of a device is told", (t) => {
  const { beacon, clock, open, told } = rig();
  beacon(1);
  clock.advance(5);
  beacon(1);
  open(1);
  clock.advance(5);
  beacon(1);
  t.deepEqual(told, [0, 5, 10]);
});

test("network PDUs are counted, whatever is in them, and packets of other kinds are not", (t) => {
  const { beacon, clock, hear, surroundings } = rig();
  const { pdus } = surroundings;
  for (const time of [1, 2, 3]) {
    clock.advance(time - clock.now());
    hear(adStructure(networkPdu, Uint8Array.of(0x12, time)));
  }
  t.is(pdus.age, 1);
  beacon(1);
  hear(linkPacket(1, linkOpen, ...uuid(1)));
  t.is(pdus.age, 1);
  clock.advance(10);
  t.is(pdus.age, 11);
  surroundings.close();
  hear(adStructure(networkPdu, Uint8Array.of(0x12)));
  t.is(pdus.age, Infinity);
});

test("closed, it hears and knows nothing any more", (t) => {
  const { beacon, free, open, surroundings, told } = rig();
  beacon(1);
  surroundings.close();
  t.deepEqual(free(), []);
  t.is(surroundings.lastSeen(uuid(1)), undefined);
  beacon(2);
  open(2);
  t.deepEqual(free(), []);
  t.is(surroundings.beaconingDevices(1000), 0);
  t.is(surroundings.links.countSince(0), 0);
  t.is(told.length, 1);
});
