import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import { modelIdText } from "../../../../modules/access/model-id.js";
import { maximumUnsegmentedAccess } from "../../../../modules/transport/lower-transport-pdu.js";
import * as messages from "../../../../modules/espressif/node-records/messages.js";
import { codecTests, sample } from "../../../support/codec.js";

const {
  NodeRecordAcknowledgment,
  NodeRecordCollectorSet,
  NodeRecordCollectorStatus,
  NodeRecordOriginGet,
  NodeRecordOriginKnown,
  NodeRecordOriginStatus,
  NodeRecordReport,
} = messages;

const uuid = new Uint8Array(16).fill(0xdd);
const deviceKey = new Uint8Array(16).fill(0x4b);
const record = { address: 0x0102, elements: 3, rangeMin: 0, rangeMax: 0, uuid, deviceKey };
const recordHex = `0201 03 0000 0000 ${"dd".repeat(16)} ${"4b".repeat(16)}`;
const last = { ...record, address: 0x7fff, elements: 255, rangeMin: 0x0200, rangeMax: 0x02ff };
const lastHex = `ff7f ff 0002 ff02 ${"dd".repeat(16)} ${"4b".repeat(16)}`;
const origin = {
  elements: 2,
  uuid,
  publicKey: new Uint8Array(64).fill(0x70),
  salt: new Uint8Array(16).fill(0x5a),
  provisionerKeyStart: Uint8Array.of(0xb0, 0xb1, 0xb2, 0xb3),
};
const originHex = `02 ${"dd".repeat(16)} ${"70".repeat(64)} ${"5a".repeat(16)} b0b1b2b3`;

codecTests(
  messages,
  [
    sample(NodeRecordCollectorSet, { collector: 0x0001 }, "f0ffff 0100"),
    sample(NodeRecordCollectorStatus, { collector: 0x7fff }, "f1ffff ff7f"),
    sample(NodeRecordReport, { number: 7, records: [] }, "f2ffff 07"),
    sample(NodeRecordReport, { number: 255, records: [record] }, `f2ffff ff ${recordHex}`),
    sample(
      NodeRecordReport,
      { number: 0, records: [record, last] },
      `f2ffff 00 ${recordHex} ${lastHex}`,
    ),
    sample(NodeRecordAcknowledgment, { number: 200, wait: undefined }, "f3ffff c8"),
    sample(NodeRecordAcknowledgment, { number: 200, wait: 7 }, "f3ffff c807"),
    sample(NodeRecordOriginGet, { low: 1, high: 0x7fff, window: 500 }, "f4ffff 0100 ff7f f401"),
    sample(NodeRecordOriginStatus, origin, `f5ffff ${originHex}`),
    sample(NodeRecordOriginKnown, {}, "f6ffff"),
  ],
  [
    [NodeRecordCollectorSet, "f0ffff 0000"],
    [NodeRecordCollectorSet, "f0ffff 0080"],
    [NodeRecordCollectorSet, "f0ffff 010000"],
    [NodeRecordReport, `f2ffff 00 ${recordHex} 00`],
    [NodeRecordReport, `f2ffff 00 ${recordHex.replace("0201", "0000")}`],
    [NodeRecordReport, `f2ffff 00 ${recordHex.replace("0201", "00c0")}`],
    [NodeRecordReport, `f2ffff 00 ${recordHex.replace(" 03 ", " 00 ")}`],
    [NodeRecordReport, `f2ffff 00 ${recordHex.replace(" 0000 0000 ", " 0080 0080 ")}`],
    [NodeRecordReport, `f2ffff 00 ${recordHex.replace(" 0000 0000 ", " 0001 0080 ")}`],
    [NodeRecordAcknowledgment, "f3ffff"],
    [NodeRecordAcknowledgment, "f3ffff c80700"],
    [NodeRecordOriginGet, "f4ffff 0000 ff7f f401"],
    [NodeRecordOriginGet, "f4ffff 0100 0080 f401"],
    [NodeRecordOriginGet, "f4ffff 0100 ff7f f40100"],
    [NodeRecordOriginStatus, `f5ffff ${originHex.replace("02", "00")}`],
    [NodeRecordOriginStatus, `f5ffff ${originHex} 00`],
    [NodeRecordOriginKnown, "f6ffff 00"],
  ],
);

test("as many records as a message carries fit into an access payload, one more does not", (t) => {
  const report = (count: number) =>
    NodeRecordReport.encode({ number: 1, records: Array.from({ length: count }, () => record) });
  t.is(report(2).length - report(1).length, messages.recordLength);
  t.true(report(messages.maximumRecords).length <= 380);
  t.true(report(messages.maximumRecords + 1).length > 380);
  // An acknowledgement is one PDU.
  const acknowledgment = NodeRecordAcknowledgment.encode({ number: 1, wait: 255 });
  t.true(acknowledgment.length + 4 <= maximumUnsegmentedAccess);
});

test("a record that no node can have is not sent", (t) => {
  for (const wrong of [
    { ...record, address: 0 },
    { ...record, address: 0x8000 },
    { ...record, elements: 0 },
    { ...record, uuid: new Uint8Array(15) },
    { ...record, deviceKey: new Uint8Array(17) },
  ])
    t.throws(() => NodeRecordReport.encode({ number: 1, records: [wrong] }), {
      instanceOf: FieldError,
    });
});

test("models of no company", (t) => {
  t.is(modelIdText(messages.nodeRecordServerId), "ffff:0010");
  t.is(modelIdText(messages.nodeRecordClientId), "ffff:0011");
});

test("Origin Get is one PDU, Origin Status nine", (t) => {
  const get = NodeRecordOriginGet.encode({ low: 1, high: 2, window: 3 });
  t.is(get.length - 3, messages.originGetLength);
  t.true(get.length + 4 <= maximumUnsegmentedAccess);
  const status = NodeRecordOriginStatus.encode(origin);
  t.is(status.length - 3, messages.originLength);
  t.is(Math.ceil((status.length + 4) / 12), 9);
});
