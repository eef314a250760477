import test from "ava";
import { setUp } from "./rig.js";
import {
  type Command,
  configure,
  CONNECTABLE,
  data,
  enable,
  EXTENDED,
  NON_CONNECTABLE,
  OFF,
  ON,
  parameters,
  perform,
  response,
  SCANNABLE,
} from "./set-commands.js";

/** Octets of data. */
const octets = (count: number) => "aa".repeat(count);

/** What is expected of a command after others, which succeed. */
type Row = readonly [name: string, before: readonly Command[], command: Command, answer: string];

const rows: readonly Row[] = [
  // LE Set Extended Advertising Parameters
  ["parameters make a set, and tell the power", [], configure(NON_CONNECTABLE), "0000"],
  ["connectable", [], configure(CONNECTABLE), "0000"],
  ["scannable", [], configure(SCANNABLE), "0000"],
  ["extended PDUs that nobody can answer", [], configure(EXTENDED), "0000"],
  ["directed, which needs connections", [], configure("1500"), "11"],
  ["directed with a high duty cycle", [], configure("1d00"), "11"],
  ["no legacy PDU is connectable alone", [], configure("1100"), "12"],
  ["anonymous legacy PDUs", [], configure("3000"), "12"],
  ["extended PDUs, connectable and scannable", [], configure("0300"), "12"],
  ["extended PDUs with a high duty cycle", [], configure("0800"), "12"],
  ["connectable extended PDUs", [], configure("0100"), "11"],
  ["scannable extended PDUs", [], configure("0200"), "11"],
  ["a property that there is not", [], configure("8000"), "12"],
  ["the largest handle", [], configure(NON_CONNECTABLE, "ef"), "0000"],
  ["a handle too large", [], configure(NON_CONNECTABLE, "f0"), "12"],
  ["15 ms", [], ["2036", parameters("00", NON_CONNECTABLE, { interval: "180000" })], "12"],
  ["10.24 s", [], ["2036", parameters("00", NON_CONNECTABLE, { interval: "004000" })], "0000"],
  [
    "more than 10.24 s",
    [],
    ["2036", parameters("00", NON_CONNECTABLE, { interval: "014000" })],
    "11",
  ],
  ["an octet too few", [], ["2036", parameters("00", NON_CONNECTABLE).slice(2)], "12"],
  ["an octet too many", [], ["2036", `${parameters("00", NON_CONNECTABLE)}00`], "12"],
  ["new parameters", [configure(SCANNABLE)], configure(NON_CONNECTABLE), "0000"],
  ["parameters of a set on the air", [configure(SCANNABLE), ON], configure(SCANNABLE), "0c"],
  ["parameters after it", [configure(SCANNABLE), ON, OFF], configure(SCANNABLE), "0000"],
  [
    "the third of two sets",
    [configure(SCANNABLE, "00"), configure(SCANNABLE, "07")],
    configure(SCANNABLE, "01"),
    "07",
  ],
  // LE Set Advertising Set Random Address
  ["the address of no set", [], ["2035", "00010203040506"], "42"],
  ["an address", [configure(CONNECTABLE)], ["2035", "00010203040506"], "00"],
  ["an address too short", [configure(CONNECTABLE)], ["2035", "000102030405"], "12"],
  [
    "an address while others may connect",
    [configure(CONNECTABLE), ON],
    ["2035", "00010203040506"],
    "0c",
  ],
  ["an address on the air", [configure(NON_CONNECTABLE), ON], ["2035", "00010203040506"], "00"],
  // LE Set Extended Advertising Data
  ["data of no set", [], data("03", "020106"), "42"],
  ["data of a handle too large", [], data("03", "020106", "f0"), "12"],
  ["data in one piece", [configure(CONNECTABLE)], data("03", octets(31)), "00"],
  ["no data", [configure(CONNECTABLE)], data("03", ""), "00"],
  ["32 octets", [configure(CONNECTABLE)], data("03", octets(32)), "12"],
  ["data on the air", [configure(CONNECTABLE), ON], data("03", octets(31)), "00"],
  [
    "fewer octets than are told",
    [configure(CONNECTABLE)],
    ["2037", "0003000401020304".slice(0, -2)],
    "12",
  ],
  ["more octets than are told", [configure(CONNECTABLE)], ["2037", "00030004010203040506"], "12"],
  ["no length", [configure(CONNECTABLE)], ["2037", "000300"], "12"],
  ["fragments of legacy PDUs: first", [configure(CONNECTABLE)], data("01", "aa"), "12"],
  ["fragments of legacy PDUs: intermediate", [configure(CONNECTABLE)], data("00", "aa"), "12"],
  ["fragments of legacy PDUs: last", [configure(CONNECTABLE)], data("02", "aa"), "12"],
  [
    "unchanged data of legacy PDUs",
    [configure(CONNECTABLE), data("03", "aa"), ON],
    data("04", ""),
    "12",
  ],
  ["no such operation", [configure(EXTENDED)], data("05", "aa"), "12"],
  ["the first fragment", [configure(EXTENDED)], data("01", "aa"), "00"],
  ["an empty fragment", [configure(EXTENDED)], data("01", ""), "12"],
  ["an intermediate fragment of nothing", [configure(EXTENDED)], data("00", "aa"), "12"],
  ["a last fragment of nothing", [configure(EXTENDED)], data("02", "aa"), "12"],
  [
    "the last fragment",
    [configure(EXTENDED), data("01", "aa"), data("00", "bb")],
    data("02", "cc"),
    "00",
  ],
  [
    "a fragment after the last",
    [configure(EXTENDED), data("01", "aa"), data("02", "bb")],
    data("00", "cc"),
    "12",
  ],
  [
    "fragments of 31 octets",
    [configure(EXTENDED), data("01", octets(20))],
    data("02", octets(11)),
    "00",
  ],
  [
    "fragments of 32 octets",
    [configure(EXTENDED), data("01", octets(20))],
    data("02", octets(12)),
    "07",
  ],
  ["a fragment of 32 octets", [configure(EXTENDED)], data("01", octets(32)), "07"],
  ["a fragment on the air", [configure(EXTENDED), ON], data("01", "aa"), "0c"],
  ["unchanged data", [configure(EXTENDED), data("03", "aa"), ON], data("04", ""), "00"],
  [
    "unchanged data, with data",
    [configure(EXTENDED), data("03", "aa"), ON],
    data("04", "aa"),
    "12",
  ],
  ["unchanged data off the air", [configure(EXTENDED), data("03", "aa")], data("04", ""), "12"],
  ["unchanged data where there are none", [configure(EXTENDED), ON], data("04", ""), "12"],
  // LE Set Extended Scan Response Data
  ["the scan response of no set", [], response("03", "aa"), "42"],
  ["a scan response", [configure(SCANNABLE)], response("03", octets(31)), "00"],
  ["32 octets of it", [configure(SCANNABLE)], response("03", octets(32)), "12"],
  ["fragments of it", [configure(SCANNABLE)], response("01", "aa"), "12"],
  ["unchanged, which is of data alone", [configure(SCANNABLE)], response("04", ""), "12"],
  [
    "a scan response that nobody can ask for",
    [configure(NON_CONNECTABLE)],
    response("03", "aa"),
    "12",
  ],
  ["none where there can be none", [configure(NON_CONNECTABLE)], response("03", ""), "00"],
  // LE Set Extended Advertising Enable
  ["a set on the air", [configure(NON_CONNECTABLE)], ON, "00"],
  ["once more", [configure(NON_CONNECTABLE), ON], ON, "00"],
  ["no set", [], ON, "42"],
  [
    "one that there is and one that there is not",
    [configure(SCANNABLE)],
    enable("00000000", "01000000"),
    "42",
  ],
  ["a set twice", [configure(SCANNABLE)], enable("00000000", "00000000"), "12"],
  ["nothing switched on", [configure(SCANNABLE)], ["2039", "0100"], "12"],
  ["everything switched off", [configure(SCANNABLE), ON], ["2039", "0000"], "00"],
  ["no such enable", [configure(SCANNABLE)], ["2039", "020100000000"], "12"],
  ["more sets than are there", [configure(SCANNABLE)], ["2039", "010200000000"], "12"],
  ["nothing at all", [], ["2039", ""], "12"],
  [
    "an address that was not set",
    [["2036", parameters("00", NON_CONNECTABLE, { own: "01" })]],
    ON,
    "12",
  ],
  [
    "the controller's random address is none of the set's",
    [
      ["2005", "010203040506"],
      ["2036", parameters("00", NON_CONNECTABLE, { own: "01" })],
    ],
    ON,
    "12",
  ],
  ["data whose last fragment is not there", [configure(EXTENDED), data("01", "aa")], ON, "0c"],
  ["data that were too many are none", [configure(EXTENDED), data("03", octets(31))], ON, "00"],
  // The others
  ["the longest data", [], ["203a", ""], "001f00"],
  ["how many sets", [], ["203b", ""], "0002"],
  ["no set to remove", [], ["203c", "00"], "42"],
  ["a set removed", [configure(SCANNABLE)], ["203c", "00"], "00"],
  ["a set on the air is not removed", [configure(SCANNABLE), ON], ["203c", "00"], "0c"],
  ["all removed", [configure(SCANNABLE), configure(SCANNABLE, "01")], ["203d", ""], "00"],
  [
    "none removed while one is on the air",
    [configure(SCANNABLE), configure(SCANNABLE, "01"), ON],
    ["203d", ""],
    "0c",
  ],
  [
    "where one was removed there is room for another",
    [configure(SCANNABLE, "00"), configure(SCANNABLE, "01"), ["203c", "00"]],
    configure(SCANNABLE, "02"),
    "0000",
  ],
  // Legacy and extended commands
  [
    "a legacy command after an extended one",
    [["203b", ""]],
    ["2006", "200020000300000000000000000700"],
    "0c",
  ],
  ["legacy scanning after an extended command", [["203b", ""]], ["200c", "0000"], "0c"],
  ["an extended command after a legacy one", [["200c", "0000"]], ["203b", ""], "0c"],
  ["extended scanning after legacy advertising", [["200a", "00"]], ["2042", "000000000000"], "0c"],
  [
    "after a reset it is open again",
    [
      ["200c", "0000"],
      ["0c03", ""],
    ],
    ["203b", ""],
    "0002",
  ],
  ["a random address is of neither kind", [["203b", ""]], ["2005", "010203040506"], "00"],
];

for (const [name, before, command, answer] of rows)
  test(`answered by the specification: ${command[0]}: ${name}`, (t) => {
    const rig = setUp(2);
    for (const status of perform(rig, before)) t.is(status, 0);
    t.is(rig.ask(parseInt(command[0], 16), command[1]), answer);
    t.is(rig.events.length, 1);
  });

test("a controller without advertising sets knows none of the commands", (t) => {
  const rig = setUp(0);
  const opcodes = [...new Set(rows.map(([, , [opcode]]) => opcode))].filter((o) => o >= "2035");
  for (const opcode of opcodes) t.is(rig.send(parseInt(opcode, 16), ""), 0x01, opcode);
  t.deepEqual(
    rig.unknown,
    opcodes.map((opcode) => parseInt(opcode, 16)),
  );
  t.is(opcodes.length, 10);
});
