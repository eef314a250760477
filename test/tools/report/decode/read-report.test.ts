import test from "ava";
import { fromHex } from "../../../../modules/base/bytes.js";
import * as keys from "../../../../modules/foundation/configuration/key-messages.js";
import {
  FastProvNodeGroupAdd,
  FastProvNodeGroupDelete,
} from "../../../../modules/espressif/fast-provisioning/models/messages.js";
import * as models from "../../../../modules/foundation/configuration/model-messages.js";
import { NodeResetStatus } from "../../../../modules/foundation/configuration/state-messages.js";
import {
  GenericOnOffSet,
  GenericOnOffStatus,
} from "../../../../modules/models/generic-onoff/messages.js";
import { encodeSecureNetworkBeacon } from "../../../../modules/network/secure-network-beacon.js";
import { encodeAcknowledgment } from "../../../../modules/transport/lower-transport-pdu.js";
import { eventComment, stationComment } from "../../../../tools/capture/comments.js";
import { noKeys } from "../../../../tools/report/decode/report-keys.js";
import { readReport } from "../../../../tools/report/decode/read-report.js";
import type { ReportMessage } from "../../../../tools/report/report-record.js";
import messages from "../../../vectors/mesh-protocol/messages.json" with { type: "json" };
import { addressOf, CaptureRig, rigKeys } from "../capture-rig.js";

const set = GenericOnOffSet.encode({ onOff: true, tid: 1, transition: undefined });

function words({ fields }: ReportMessage): string {
  return fields.map(([name, value]) => `${name} ${value}`).join("; ");
}

test("transmissions of one PDU by its source and by relays are one message with its hops", (t) => {
  const rig = new CaptureRig();
  const fields = { src: 1, dst: 3, seq: 9, ttl: 5 };
  rig.application(100, 1, fields, set);
  rig.application(120, 1, fields, set);
  rig.application(130, 2, { ...fields, ttl: 4 }, set);
  rig.application(140, 3, { ...fields, ttl: 3 }, set);
  rig.application(150, 2, { ...fields, ttl: 4 }, set);
  const { messages, notes, stations } = readReport(rig.file, rigKeys, "a.pcapng");
  t.is(messages.length, 1);
  const [message] = messages;
  t.like(message, { time: 100, kind: "application", name: "Generic OnOff Set", src: 1, dst: 3 });
  t.is(words(message!), "state on; TID 1");
  t.deepEqual(message!.pdus, [{ seq: 9, hops: [0, 0, 5, 2, 30, 1, 4, 2, 40, 2, 3, 1] }]);
  t.deepEqual(
    stations.map(({ name }) => name),
    ["c0:00:00:00:00:01", "c0:00:00:00:00:02", "c0:00:00:00:00:03"],
  );
  t.regex(notes.join(), /has no positions/);
});

test("segments are joined, an acknowledgment names what it acknowledges, a loss is told", (t) => {
  const rig = new CaptureRig();
  const add = keys.AppKeyAdd.encode({
    keyIndexes: { netKeyIndex: 0, appKeyIndex: 3 },
    appKey: new Uint8Array(16),
  });
  const fields = { src: 1, dst: 2, seq: 40, ttl: 5 };
  rig.configuration(100, 1, fields, add, 2);
  const ack = encodeAcknowledgment({ onBehalf: false, seqZero: 40, bits: 3 });
  rig.pdu(200, 2, { src: 2, dst: 1, seq: 1, ttl: 5 }, ack, true);
  const [, second] = rig.segments({ ...fields, seq: 60 }, add, 2);
  rig.pdu(300, 1, { ...fields, seq: 61 }, second!);
  const { messages } = readReport(rig.file, rigKeys, "a.pcapng");
  t.deepEqual(
    messages.map((message) => [message.name, words(message)]),
    [
      ["Config AppKey Add", `NetKey Index 0; AppKey Index 3; AppKey ${"00".repeat(16)}`],
      ["Segment Acknowledgment", "segments 0 to 1; message Config AppKey Add"],
      ["Incomplete segmented message", "segments 1 of 2 in the capture"],
    ],
  );
  t.deepEqual(
    messages[0]!.pdus!.map(({ segment, seq }) => [segment, seq]),
    [
      [0, 40],
      [1, 41],
    ],
  );
});

test("the state of a node is what was configured with success, from the answer on", (t) => {
  const rig = new CaptureRig();
  let seq = 0;
  const ask = (time: number, payload: Uint8Array) => {
    const fields = { src: 1, dst: 2, seq: (seq += 10), ttl: 5 };
    rig.configuration(time, 1, fields, payload, 2);
  };
  const answer = (time: number, payload: Uint8Array) => {
    const fields = { src: 2, dst: 1, seq: (seq += 10), ttl: 5 };
    rig.configuration(time, 2, fields, payload, 2);
  };
  const keyIndexes = { netKeyIndex: 0, appKeyIndex: 3 };
  ask(100, keys.AppKeyAdd.encode({ keyIndexes, appKey: new Uint8Array(16) }));
  answer(200, keys.AppKeyStatus.encode({ status: 0, keyIndexes }));
  const binding = { elementAddress: 2, appKeyIndex: 3, modelId: 0x1000 };
  ask(300, models.AppBind.encode(binding));
  answer(400, models.AppStatus.encode({ status: 4, ...binding }));
  ask(500, models.AppBind.encode(binding));
  answer(600, models.AppStatus.encode({ status: 0, ...binding }));
  const subscription = { elementAddress: 2, address: 0xc000, modelId: 0x1000 };
  ask(700, models.SubscriptionAdd.encode(subscription));
  answer(800, models.SubscriptionStatus.encode({ status: 0, ...subscription }));
  rig.application(900, 1, { src: 1, dst: 0xc000, seq: 900, ttl: 5 }, set);
  const status = GenericOnOffStatus.encode({ present: true, change: undefined });
  rig.application(950, 2, { src: 2, dst: 1, seq: 950, ttl: 5 }, status);
  answer(1000, NodeResetStatus.encode({}));
  const { messages, stations } = readReport(rig.file, rigKeys, "a.pcapng");
  const { addresses, changes } = stations[1]!;
  t.deepEqual(
    addresses.map(([, address]) => address),
    [2],
  );
  t.deepEqual(changes.filter(([, group]) => group === "keys" || group === "models").slice(1, 4), [
    [200, "keys", "AppKey Indexes", "3"],
    [610, "models", "Generic OnOff Server", "bound to AppKey 3"],
    [810, "models", "Generic OnOff Server", "bound to AppKey 3; subscribed to 0xc000"],
  ]);
  t.deepEqual(
    changes
      .filter(([, group]) => group === "states")
      .map(([time, , name, value]) => [time, name, value]),
    [
      [950, "Generic OnOff", "state on"],
      [1000, "Generic OnOff", null],
    ],
  );
  t.deepEqual(messages.find(({ dst }) => dst === 0xc000)?.to, [1]);
});

test("nodes of fast provisioning are subscribed by its messages", (t) => {
  const rig = new CaptureRig();
  const status = GenericOnOffStatus.encode({ present: false, change: undefined });
  rig.application(50, 2, { src: 2, dst: 1, seq: 1, ttl: 5 }, status);
  rig.application(60, 3, { src: 3, dst: 1, seq: 1, ttl: 5 }, status);
  const add = FastProvNodeGroupAdd.encode({ group: 0xc000, addresses: [2, 3] });
  rig.application(100, 1, { src: 1, dst: 0xffff, seq: 1, ttl: 5 }, add);
  const remove = FastProvNodeGroupDelete.encode({ group: 0xc000, addresses: [3] });
  rig.application(200, 1, { src: 1, dst: 0xffff, seq: 2, ttl: 5 }, remove);
  rig.application(300, 1, { src: 1, dst: 0xc000, seq: 3, ttl: 5 }, set);
  const { messages, stations } = readReport(rig.file, rigKeys, "a.pcapng");
  t.deepEqual(messages.at(-1)!.to, [0]);
  t.deepEqual(
    stations[1]!.changes
      .filter(([, group]) => group === "models")
      .map(([time, , , value]) => [time, value]),
    [
      [100, "subscribed to 0xc000"],
      [200, null],
    ],
  );
});

test("comments name the stations, and their events are rows; a reception belongs to its message", (t) => {
  const rig = new CaptureRig();
  for (const [i, name] of ["hall", "cellar"].entries())
    rig.comments.push(stationComment({ name, address: addressOf(i + 1), x: i, y: 2 }));
  rig.comments.push(
    eventComment("cellar", 130, {
      type: "access.receive",
      src: 1,
      dst: 2,
      opcode: 0x8202,
      octets: 4,
    }),
    eventComment("cellar", 131, { type: "board.lamp", name: "lamp", on: true }),
    eventComment("cellar", 140, { type: "log", level: "warn", text: "hot" }),
    '0.200 s cellar, drops: {"network.cached":3}',
  );
  rig.application(100, 1, { src: 1, dst: 2, seq: 1, ttl: 5 }, set);
  const { messages, notes, stations } = readReport(rig.file, rigKeys, "a.pcapng");
  t.deepEqual(notes, []);
  t.deepEqual(
    stations.map(({ name, place }) => [name, place]),
    [
      ["hall", { x: 0, y: 2 }],
      ["cellar", { x: 1, y: 2 }],
    ],
  );
  t.deepEqual(messages[0]!.received, [1, 30]);
  t.deepEqual(
    messages.slice(1).map(({ from, kind, name, time }) => [time, from, kind, name]),
    [
      [131, 1, "board", "Lamp lamp on"],
      [140, 1, "log", "Log, warn"],
    ],
  );
  t.deepEqual(stations[1]!.changes, [
    [131, "board", "lamp lamp", "on"],
    [200, "drops", "network.cached", "3"],
  ]);
});

test("a repeated beacon is one row, and teaches the IV Index", (t) => {
  const rig = new CaptureRig();
  const beacon = encodeSecureNetworkBeacon(rig.network, {
    keyRefresh: false,
    ivUpdate: true,
    ivIndex: 1,
  });
  for (const time of [10, 500, 900]) rig.send(time, 1, 0x2b, beacon);
  rig.application(1000, 1, { src: 1, dst: 2, seq: 1, ttl: 5 }, set);
  const { messages } = readReport(rig.file, { ...rigKeys, ivIndexes: [7] }, "a.pcapng");
  t.deepEqual(
    messages.map(({ name, time, until }) => [name, time, until]),
    [
      ["Secure Network beacon", 10, 900],
      ["Generic OnOff Set", 1000, undefined],
    ],
  );
  t.regex(words(messages[0]!), /^IV Index 1; IV Update in progress; Key Refresh no/);
});

test("without keys the page has the packets as octets, and says what is missing", (t) => {
  const rig = new CaptureRig();
  rig.application(100, 1, { src: 1, dst: 2, seq: 1, ttl: 5 }, set);
  rig.send(200, 1, 0x29, Uint8Array.of(1, 2, 3, 4, 0, 0x03, ...new Uint8Array(16)));
  rig.send(300, 1, 0x2b, Uint8Array.of(9, 9));
  const { messages, notes } = readReport(rig.file, noKeys, "a.pcapng");
  t.deepEqual(
    messages.map(({ name }) => name),
    ["Network PDU without key", "Link Open", "Beacon of an unknown type"],
  );
  t.regex(notes.join(), /1 network PDUs were not decrypted.*--keys/);
});

test("a capture of another link type is refused with those that are read", (t) => {
  const packets = [{ time: 0, linkType: 1, data: new Uint8Array(20) }];
  const file = { packets, comments: [], damage: undefined };
  t.throws(() => readReport(file, noKeys, "a.pcapng"), {
    message: /^a\.pcapng: link type 1 is not supported: .*201.*256/,
  });
  t.regex(
    readReport({ packets: [], comments: [], damage: "x" }, noKeys, "a").notes.join(),
    /read only in part: x.*no advertising packets/,
  );
});

test("the sample messages of the specification are decrypted", (t) => {
  const rig = new CaptureRig();
  const flooded = messages.messages.filter(({ credentials }) => credentials.kind === "flooding");
  flooded.forEach(({ pdus }, i) =>
    pdus.forEach(({ networkPdu }, j) => rig.send(1000 * i + 10 * j, 1, 0x2a, fromHex(networkPdu))),
  );
  const of = (name: "appKey" | "label") =>
    flooded.flatMap(({ access }) => (access?.[name] === undefined ? [] : [fromHex(access[name])]));
  const { messages: rows, notes } = readReport(
    rig.file,
    {
      netKeys: flooded.map(({ netKey }) => fromHex(netKey)),
      appKeys: of("appKey"),
      labels: of("label"),
      deviceKeys: flooded.flatMap(({ access, src }) =>
        access?.deviceKey === undefined ? [] : [{ address: src, key: fromHex(access.deviceKey) }],
      ),
      ivIndexes: flooded.map(({ ivIndex }) => ivIndex),
      names: new Map(),
    },
    "samples",
  );
  t.false(notes.some((note) => note.includes("decrypted")));
  t.deepEqual(
    rows.map((row) => `${row.name}: ${words(row)}`),
    [
      "Friend Request: parameters 4b50057e400000010000",
      "Friend Offer: parameters 320308ba072f",
      "Friend Offer: parameters fa0205a6000a",
      "Config AppKey Add: NetKey Index 1110; AppKey Index 291; AppKey 63964771734fbd76e3b40519d1d94a48",
      "Segment Acknowledgment: segments 1; for a Low Power node; message Config AppKey Add",
      "Segment Acknowledgment: segments 0 to 1; for a Low Power node; message Config AppKey Add",
      "Message with opcode 0xd5000a: payload d50a0048656c6c6f",
    ],
  );
});
