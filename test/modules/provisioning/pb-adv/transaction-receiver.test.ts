import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { decodeGeneric, segmentPdu } from "../../../../modules/provisioning/pb-adv/generic-pdu.js";
import {
  initialReceiver,
  reduceReceiver,
  type ReceiverEffect,
  type ReceiverEvent,
} from "../../../../modules/provisioning/pb-adv/transaction-receiver.js";
import { TestRandom } from "../../../support/test-random.js";

const random = new TestRandom(11);
const short1 = random.bytes(5);
const short2 = random.bytes(20);
const long = random.bytes(65);

function segments(pdu: Uint8Array): ReceiverEvent["pdu"][] {
  return segmentPdu(pdu).map((octets) => {
    const generic = decodeGeneric(octets, 0, octets.length);
    if (
      typeof generic === "string" ||
      (generic.type !== "start" && generic.type !== "continuation")
    )
      throw new Error("not a segment");
    return generic;
  });
}

function short(effect: ReceiverEffect): string {
  switch (effect.type) {
    case "began":
    case "again":
      return effect.type;
    case "repeated":
      return `repeated ${effect.transaction}, ${effect.more} more`;
    case "deliver":
      return `deliver ${effect.transaction} ${toHex(effect.pdu)}`;
    case "drop":
      return `drop ${effect.reason}`;
  }
}

type Row = readonly [transaction: number, pdu: ReceiverEvent["pdu"], effects: readonly string[]];

const [s1] = segments(short1) as [ReceiverEvent["pdu"]];
const [s2] = segments(short2) as [ReceiverEvent["pdu"]];
const [l0, l1, l2] = segments(long) as [
  ReceiverEvent["pdu"],
  ReceiverEvent["pdu"],
  ReceiverEvent["pdu"],
];
const got = (transaction: number, pdu: Uint8Array) => [`deliver ${transaction} ${toHex(pdu)}`];
const badFcs = s1.type === "start" ? { ...s1, fcs: s1.fcs ^ 1 } : s1;
const shortEnd = { ...l2, payload: l2.payload.slice(1) };
const beyond = { ...l2, segment: 3 } as ReceiverEvent["pdu"];

const tables: Record<string, readonly Row[]> = {
  "a PDU of one segment": [[0, s1, ["began", ...got(0, short1)]]],
  "segments in order": [
    [0, l0, ["began"]],
    [0, l1, []],
    [0, l2, got(0, long)],
  ],
  "segments in any order, repeated": [
    [0, l2, ["began"]],
    [0, l2, ["again"]],
    [0, l0, []],
    [0, l0, ["again"]],
    [0, l1, got(0, long)],
  ],
  "a repeated transaction is told for each segment, with those still to come, and nothing else": [
    [0, s1, ["began", ...got(0, short1)]],
    [0, s1, ["repeated 0, 0 more"]],
    [0, s1, ["repeated 0, 0 more"]],
    [1, s2, ["began", ...got(1, short2)]],
    [0, s1, ["drop pb-adv.transaction"]],
  ],
  "what comes again of a PDU of several segments": [
    [0, l0, ["began"]],
    [0, l1, []],
    [0, l2, got(0, long)],
    [0, l0, ["repeated 0, 2 more"]],
    [0, l1, ["repeated 0, 1 more"]],
    [0, l2, ["repeated 0, 0 more"]],
  ],
  "numbers follow each other": [
    [0, s1, ["began", ...got(0, short1)]],
    [2, s2, ["drop pb-adv.transaction"]],
    [0x7f, s2, ["drop pb-adv.transaction"]],
    [1, s2, ["began", ...got(1, short2)]],
  ],
  "a link may begin with any number, and numbers wrap": [
    [0x7f, s1, ["began", ...got(0x7f, short1)]],
    [0x00, s2, ["began", ...got(0, short2)]],
  ],
  "the other half is ours": [[0x80, s1, ["drop pb-adv.transaction"]]],
  "a wrong frame check sequence is dropped, and the next try is taken": [
    [0, badFcs, ["began", "drop pb-adv.fcs"]],
    [0, s1, got(0, short1)],
  ],
  "a segment too short spoils the try": [
    [0, l0, ["began"]],
    [0, l1, []],
    [0, shortEnd, ["drop pb-adv.segment"]],
    [0, l0, []],
    [0, l1, []],
    [0, l2, got(0, long)],
  ],
  "a segment beyond the end is dropped": [
    [0, l0, ["began"]],
    [0, beyond, ["drop pb-adv.segment"]],
    [0, l1, []],
    [0, l2, got(0, long)],
  ],
  "another start under the same number begins anew": [
    [0, l0, ["began"]],
    [0, l1, []],
    [0, s2, got(0, short2)],
  ],
};

for (const [what, rows] of Object.entries(tables))
  test(`transaction receiver: ${what}`, (t) => {
    let state = initialReceiver(0x00);
    for (const [transaction, pdu, effects] of rows) {
      const step = reduceReceiver(state, { transaction, pdu });
      t.deepEqual(step.effects.map(short), effects);
      state = step.state;
    }
  });

test("transaction receiver: a step does not change the state it began from", (t) => {
  const before = reduceReceiver(initialReceiver(0), { transaction: 0, pdu: l0 }).state;
  const copy = JSON.stringify(before);
  reduceReceiver(before, { transaction: 0, pdu: l1 });
  reduceReceiver(before, { transaction: 0, pdu: s2 });
  t.is(JSON.stringify(before), copy);
});
