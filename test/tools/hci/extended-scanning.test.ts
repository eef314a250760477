import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { type Rig, setUp, unmaskAll } from "./rig.js";

/** LE Set Extended Scan Parameters: LE 1M, 30 ms of 30 ms. */
const PASSIVE = "000001" + "0030003000";
const ACTIVE = "000001" + "0130003000";
const ON = "010000000000";

type Command = readonly [opcode: string, parameters: string];

for (const [name, before, command, status] of [
  ["passive", [], ["2041", PASSIVE], 0],
  ["active", [], ["2041", ACTIVE], 0],
  ["no PHY", [], ["2041", "0000000030003000"], 0x12],
  ["LE Coded, which the air has not", [], ["2041", "0000040030003000"], 0x11],
  ["LE Coded as well", [], ["2041", "00000500300030000030003000"], 0x11],
  ["a PHY that there is not", [], ["2041", "0000020030003000"], 0x11],
  ["an address that there is not", [], ["2041", "0400010030003000"], 0x12],
  ["a policy that there is not", [], ["2041", "0004010030003000"], 0x12],
  ["the accept list", [], ["2041", "0001010030003000"], 0x00],
  ["no such type", [], ["2041", "0000010230003000"], 0x12],
  ["a window above its interval", [], ["2041", "0000010030003100"], 0x12],
  ["a window too short", [], ["2041", "0000010030000300"], 0x12],
  ["the longest interval", [], ["2041", "00000100ffffffff"], 0],
  ["too short", [], ["2041", "0000"], 0x12],
  ["an octet too few", [], ["2041", "00000100300030"], 0x12],
  ["an octet too many", [], ["2041", "000001003000300000"], 0x12],
  ["parameters while it scans", [["2042", ON]], ["2041", PASSIVE], 0x0c],
  ["an address while it scans", [["2042", ON]], ["2005", "010203040506"], 0x0c],
  ["off", [], ["2042", "000000000000"], 0],
  ["off, whatever else it says", [], ["2042", "000900010100"], 0],
  ["on", [], ["2042", ON], 0],
  ["on twice", [["2042", ON]], ["2042", ON], 0],
  ["no such enable", [], ["2042", "020000000000"], 0x12],
  ["no such filter", [], ["2042", "010300000000"], 0x12],
  ["an octet too few for enabling", [], ["2042", "0100000000"], 0x12],
  ["a duration", [], ["2042", "010064000000"], 0],
  ["a duration and a period", [], ["2042", "010064000100"], 0],
  ["a duration as long as its period", [], ["2042", "010080000100"], 0x12],
  ["a duration longer than its period", [], ["2042", "010081000100"], 0x12],
  ["a period without a duration does not count", [], ["2042", "010000000100"], 0],
  ["a filter for each period", [], ["2042", "010264000100"], 0],
  ["a filter for each period that there is not", [], ["2042", "010264000000"], 0x12],
  ["a random address that was not set", [["2041", "0100010030003000"]], ["2042", ON], 0x12],
  [
    "a random address that was",
    [
      ["2041", "0100010030003000"],
      ["2005", "010203040506"],
    ],
    ["2042", ON],
    0,
  ],
] as readonly (readonly [string, readonly Command[], Command, number])[])
  test(`answered by the specification: ${command[0]}: ${name}`, (t) => {
    const { send } = setUp(2);
    for (const [opcode, hex] of before) t.is(send(parseInt(opcode, 16), hex), 0);
    t.is(send(parseInt(command[0], 16), command[1]), status);
  });

/** A rig with all events enabled, and another station on its air. */
function scanning(...commands: readonly Command[]) {
  const rig = setUp(5);
  unmaskAll(rig);
  const other = rig.air.attach({ name: "other" });
  const extended = (did: number) => ({ sid: 9, did });
  for (const [opcode, hex] of commands) rig.send(parseInt(opcode, 16), hex);
  rig.events.length = 0;
  /** Sends a packet once, and lets 50 ms pass. */
  const say = (kind: number, data: string, more: object = {}) => {
    const packet = { data: fromHex(data), kind, address: 0xc00000000007, ...more };
    other.send(packet, 1, 20, () => undefined);
    rig.until(rig.clock.now() + 50);
  };
  return { ...rig, extended, say };
}

/** Reports as "Event_Type address data": the type without its octet of nothing. */
function told({ events }: Pick<Rig, "events">): string[] {
  return events.map((event) => `${toHex(event.subarray(5, 7))} ${toHex(event.subarray(29))}`);
}

test("a legacy packet is an extended report that says so, octet for octet", (t) => {
  const it = scanning(["2041", PASSIVE], ["2042", ON]);
  it.say(PacketKind.nonConnectable, "022b07");
  t.deepEqual(it.events.map(toHex), [
    "043e1d0d01" +
      "1000" +
      "010700000000c0" +
      "0100ff7fd8" +
      "0000" +
      "00000000000000" +
      "03022b07",
  ]);
});

test("each kind of packet has its type, scan responses that of what they belong to", (t) => {
  for (const [kind, passive, active] of [
    [PacketKind.connectable, ["1300 020106"], ["1300 020106", "1b00 0302aabb"]],
    [PacketKind.scannable, ["1200 020106"], ["1200 020106", "1a00 0302aabb"]],
    [PacketKind.nonConnectable, ["1000 020106"], ["1000 020106"]],
  ] as const) {
    const scanResponse = fromHex("0302aabb");
    for (const [parameters, expected] of [
      [PASSIVE, passive],
      [ACTIVE, active],
    ] as const) {
      const it = scanning(["2041", parameters], ["2042", ON]);
      it.say(kind, "020106", { scanResponse });
      t.deepEqual(told(it), [...expected]);
    }
  }
});

test("extended PDUs are reported with their set, and legacy scanning does not hear them", (t) => {
  const it = scanning(["2041", PASSIVE], ["2042", ON]);
  it.say(PacketKind.nonConnectable, "022b07", { extended: it.extended(1) });
  const [report] = it.extendedReports();
  t.like(report, { sid: 9, isScanResponse: false, address: 0xc00000000007, random: true });
  t.is(toHex(it.events[0]!.subarray(14, 18)), "0101097f", "both PHYs LE 1M");
  const legacy = scanning(["200c", "0100"]);
  legacy.say(PacketKind.nonConnectable, "022b07", { extended: it.extended(1) });
  t.deepEqual(legacy.events, []);
  legacy.say(PacketKind.nonConnectable, "022b07");
  t.is(legacy.reports().length, 1);
});

test("an extended scan has no legacy reports, and a mask hides each kind for itself", (t) => {
  const it = scanning(["2041", PASSIVE], ["2042", ON]);
  it.say(PacketKind.nonConnectable, "022b07");
  t.deepEqual([it.reports().length, it.extendedReports().length], [0, 1]);
  it.send(0x2001, "ffefffffffffffff");
  it.events.length = 0;
  it.say(PacketKind.nonConnectable, "022b07");
  t.deepEqual(it.events, []);
});

test("with the filter a sender is reported once for each kind, and for each new data of a set", (t) => {
  const it = scanning(["2041", ACTIVE], ["2042", "010100000000"]);
  const scanResponse = fromHex("0302aabb");
  for (let i = 0; i < 3; i++) {
    it.say(PacketKind.nonConnectable, "022b07");
    it.say(PacketKind.scannable, "022b07", { scanResponse });
    for (const did of [1, 2])
      it.say(PacketKind.nonConnectable, "022b0e", { extended: it.extended(did) });
  }
  t.deepEqual(told(it), [
    "1000 022b07",
    "1200 022b07",
    "1a00 0302aabb",
    "0000 022b0e",
    "0000 022b0e",
  ]);
  it.send(0x2042, "010100000000");
  it.events.length = 0;
  it.say(PacketKind.nonConnectable, "022b07");
  t.is(it.events.length, 1, "the next scan knows of nothing");
});

/** Milliseconds at which a packet every 50 ms was reported, and at which the scan's end was reported. */
function reportedOf(enabling: string, end: number): { reports: number[]; timeouts: number[] } {
  const it = scanning(["2041", PASSIVE], ["2042", enabling]);
  const reports: number[] = [];
  const timeouts: number[] = [];
  for (let time = 0; time < end; time += 50) {
    it.events.length = 0;
    it.say(PacketKind.nonConnectable, "022b07");
    for (const event of it.events) {
      if (toHex(event) === "043e0111") timeouts.push(time);
      else reports.push(time);
    }
  }
  return { reports, timeouts };
}

/** Every 50 ms from one time to before another. */
const every = (from: number, to: number) =>
  Array.from({ length: (to - from) / 50 }, (_, i) => from + 50 * i);

test("a scan with a duration ends, and the host is told", (t) => {
  t.deepEqual(reportedOf("01001e000000", 1000), { reports: every(0, 300), timeouts: [250] });
});

test("a scan with a duration and a period begins anew each time, and is not told of", (t) => {
  // 200 ms of each 1280.
  t.deepEqual(reportedOf("010014000100", 3000), {
    reports: [...every(0, 200), ...every(1300, 1500), ...every(2600, 2800)],
    timeouts: [],
  });
});

test("the filter of each period reports a sender once in each", (t) => {
  const { reports, timeouts } = reportedOf("010214000100", 4000);
  t.is(reports.length, 4);
  t.deepEqual(timeouts, []);
  const whole = reportedOf("010114000100", 4000);
  t.is(whole.reports.length, 1, "that of the whole scan once");
});

test("what is switched off, or begun anew, does not end twice", (t) => {
  const it = scanning(["2041", PASSIVE], ["2042", "01001e000000"]);
  it.until(200);
  t.is(it.send(0x2042, "01001e000000"), 0);
  it.events.length = 0;
  it.until(490);
  t.deepEqual(it.events, []);
  it.until(510);
  t.deepEqual(it.events.map(toHex), ["043e0111"]);
  t.is(it.send(0x2042, "01001e000000"), 0);
  t.is(it.send(0x2042, "000000000000"), 0);
  it.events.length = 0;
  it.until(2000);
  t.deepEqual(it.events, []);
});
