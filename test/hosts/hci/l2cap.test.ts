import test from "ava";
import type { AttReceiver } from "../../../hosts/hci/att/channel.js";
import { L2cap } from "../../../hosts/hci/l2cap.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { TestRandom } from "../../support/test-random.js";

/** L2CAP with fragments of `size` octets. `accepts`: as a central, whether it accepts parameters. */
function rig(size = 27, accepts?: boolean) {
  const sent: string[] = [];
  const received: string[] = [];
  const log: string[] = [];
  const l2cap = new L2cap({
    fragment: () => size,
    send: (fragment, isFirst) => sent.push(`${isFirst ? "first" : "more"} ${toHex(fragment)}`),
    disconnect: () => log.push("disconnect"),
    ...(accepts !== undefined && {
      onParameters: ({ latency, least, most, timeout }) => {
        log.push(`parameters ${least} ${most} ${latency} ${timeout}`);
        return accepts;
      },
    }),
  });
  const receiver: AttReceiver = {
    receive: (pdu) => received.push(toHex(pdu)),
    room: () => log.push(`room ${l2cap.waiting}`),
    closed: (reason) => log.push(`closed ${reason}`),
  };
  l2cap.attach(receiver);
  return { l2cap, log, received, receiver, sent };
}

test("a PDU leaves in fragments; it waits until the last of them has left", (t) => {
  const { l2cap, log, sent } = rig(10);
  l2cap.send(fromHex("52" + "00".repeat(19)));
  l2cap.send(fromHex("52"));
  t.deepEqual(sent, [
    "first 14000400" + "52" + "00".repeat(5),
    "more " + "00".repeat(10),
    "more " + "00".repeat(4),
    "first 01000400" + "52",
  ]);
  t.is(l2cap.waiting, 2);
  l2cap.completed(2);
  t.is(l2cap.waiting, 2);
  l2cap.completed(1);
  t.deepEqual(log, ["room 1"]);
  l2cap.completed(9);
  t.deepEqual(log, ["room 1", "room 0"]);
});

/** Fragments, "1" before a first one, and the ATT PDUs that come out of them. */
const fragments: readonly (readonly [title: string, fragments: string[], pdus: string[]])[] = [
  ["a whole PDU", ["1 0200040052aa"], ["52aa"]],
  ["in two", ["1 0400040052aa", "0 bbcc"], ["52aabbcc"]],
  ["header alone first", ["1 02000400", "0 52", "0 aa"], ["52aa"]],
  ["an empty PDU", ["1 00000400"], [""]],
  ["a continuation of nothing", ["0 52aa", "1 0100040052"], ["52"]],
  ["a beginning instead of the rest", ["1 0400040052", "1 0100040052"], ["52"]],
  ["more than the length says, at once", ["1 0100040052aa", "0 bb"], []],
  ["more than the length says, later", ["1 0300040052", "0 aabbcc", "1 0100040052"], ["52"]],
  ["a header that is cut", ["1 0200", "0 040052aa"], []],
  ["an empty fragment", ["1 ", "0 "], []],
  ["longer than any ATT PDU", ["1 0602040052", "0 " + "00".repeat(517)], []],
  ["the longest", ["1 0502040052" + "00".repeat(516)], ["52" + "00".repeat(516)]],
  ["another channel", ["1 0200400052aa"], []],
];

for (const [title, list, pdus] of fragments)
  test(`received: ${title}`, (t) => {
    const { l2cap, received } = rig();
    for (const one of list) l2cap.receive(fromHex(one.slice(2)), one.startsWith("1"));
    t.deepEqual(received, pdus);
  });

/** Signalling and security: what comes, and the answer. */
const answers: readonly (readonly [title: string, pdu: string, answer?: string, log?: string])[] = [
  [
    "other parameters",
    "0c000500" + "12070800" + "180028000000f401",
    "06000500" + "13070200" + "0000",
    "parameters 24 40 0 500",
  ],
  [
    "parameters out of range",
    "0c000500" + "12070800" + "050028000000f401",
    "06000500" + "13070200" + "0100",
  ],
  [
    "a timeout too short for the latency",
    "0c000500" + "12070800" + "18002800f3010a00",
    "06000500" + "13070200" + "0100",
  ],
  [
    "a request of the wrong length",
    "0b000500" + "12070700" + "180028000000f4",
    "06000500" + "01070200" + "0000",
  ],
  [
    "a credit-based connection",
    "0e000500" + "14010a00" + "800040001700170001" + "00",
    "06000500" + "01010200" + "0000",
  ],
  ["an unknown request", "04000500" + "77010000", "06000500" + "01010200" + "0000"],
  ["the identifier 0", "04000500" + "77000000"],
  ["a response", "06000500" + "13070200" + "0000"],
  ["a Command Reject", "06000500" + "01070200" + "0000"],
  ["a command that is cut", "03000500" + "120708"],
  ["a Pairing Request", "07000600" + "01030005100000", "02000600" + "0505"],
  ["a Security Request", "02000600" + "0b01", "02000600" + "0505"],
  ["Pairing Failed", "02000600" + "0505"],
  ["nothing on the Security Manager's channel", "00000600"],
];

for (const [title, pdu, answer, log] of answers)
  test(`a central answers: ${title}`, (t) => {
    const { l2cap, log: calls, sent } = rig(100, true);
    l2cap.receive(fromHex(pdu), true);
    t.deepEqual(sent, answer === undefined ? [] : [`first ${answer}`]);
    t.deepEqual(calls, log === undefined ? [] : [log]);
  });

test("a peripheral rejects a parameter request, and asks for parameters itself", (t) => {
  const { l2cap, sent } = rig(100);
  l2cap.receive(fromHex("0c000500" + "12070800" + "180028000000f401"), true);
  l2cap.requestParameters({ least: 12, most: 40, latency: 0, timeout: 500 });
  t.deepEqual(sent, [
    "first 06000500" + "01070200" + "0000",
    "first 0c000500" + "12010800" + "0c0028000000f401",
  ]);
  t.is(l2cap.waiting, 0, "only ATT PDUs count");
});

test("a central that does not accept says so", (t) => {
  const { l2cap, sent } = rig(100, false);
  l2cap.receive(fromHex("0c000500" + "12070800" + "180028000000f401"), true);
  t.deepEqual(sent, ["first 06000500" + "13070200" + "0100"]);
});

test("what comes before there is a receiver waits for it, and so does the end", (t) => {
  const got: string[] = [];
  const l2cap = new L2cap({
    fragment: () => 27,
    send: () => undefined,
    disconnect: () => undefined,
  });
  for (let i = 0; i < 20; i++) l2cap.receive(fromHex(`01000400${(i + 16).toString(16)}`), true);
  l2cap.closed(0x13);
  l2cap.attach({
    receive: (pdu) => got.push(toHex(pdu)),
    room: () => undefined,
    closed: (reason) => got.push(`closed ${reason}`),
  });
  t.is(got.length, 17);
  t.is(got[0], "10");
  t.is(got.at(-1), "closed 19");
});

test("after its end nothing is sent, received or reported again", (t) => {
  const { l2cap, log, received, sent } = rig();
  l2cap.send(fromHex("52"));
  l2cap.closed(0x08);
  l2cap.closed(0x08);
  l2cap.send(fromHex("52"));
  l2cap.receive(fromHex("0100040052"), true);
  l2cap.completed(1);
  l2cap.close();
  l2cap.requestParameters({ least: 12, most: 40, latency: 0, timeout: 500 });
  t.deepEqual(log, ["closed 8"]);
  t.is(sent.length, 1);
  t.deepEqual(received, []);
});

test("random fragments never throw", (t) => {
  const random = new TestRandom(3);
  const { l2cap } = rig(27, true);
  for (let i = 0; i < 20_000; i++) {
    const fragment = random.bytes(random.below(30));
    if (fragment.length > 4 && random.below(2) === 0) {
      fragment.set([random.below(40), 0, 4 + random.below(3), 0]);
    }
    l2cap.receive(fragment, random.below(2) === 0);
  }
  t.pass();
});
