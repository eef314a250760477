import test from "ava";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { fromHex } from "../../../../modules/base/bytes.js";
import type { Message } from "../../../../modules/access/message.js";
import { putOpcode, opcodeLength } from "../../../../modules/access/opcode.js";
import * as heartbeat from "../../../../modules/foundation/configuration/heartbeat-messages.js";
import * as keys from "../../../../modules/foundation/configuration/key-messages.js";
import * as models from "../../../../modules/foundation/configuration/model-messages.js";
import * as states from "../../../../modules/foundation/configuration/state-messages.js";
import * as aggregator from "../../../../modules/foundation/opcodes-aggregator/messages.js";
import * as remote from "../../../../modules/foundation/remote-provisioning/messages.js";
import * as fast from "../../../../modules/espressif/fast-provisioning/models/messages.js";
import * as ctl from "../../../../modules/models/light-ctl/messages.js";
import * as lc from "../../../../modules/models/light-lc/messages.js";
import * as properties from "../../../../modules/models/generic-property/messages.js";
import * as scenes from "../../../../modules/models/scene/messages.js";
import * as onOff from "../../../../modules/models/generic-onoff/messages.js";
import { decodeAccess, messageTable } from "../../../../tools/report/decode/message-table.js";
import { fieldTexts } from "../../../../tools/report/decode/words.js";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a message of any values
const cases: readonly (readonly [Message<any>, object, string])[] = [
  [onOff.GenericOnOffGet, {}, ""],
  [onOff.GenericOnOffSet, { onOff: true, tid: 7, transition: undefined }, "state on; TID 7"],
  [
    onOff.GenericOnOffSet,
    { onOff: false, tid: 8, transition: { time: 1200, delay: 50 } },
    "state off; TID 8; time 1200 ms; delay 50 ms",
  ],
  [
    onOff.GenericOnOffStatus,
    { present: true, change: { target: false, remaining: 2000 } },
    "state on; target off; remaining 2 s",
  ],
  [
    ctl.LightCtlStatus,
    {
      present: { lightness: 5, temperature: 2700 },
      change: { target: { lightness: 0, temperature: 6500 }, remaining: 1000 },
    },
    "lightness 5; temperature 2700; target lightness 0; target temperature 6500; remaining 1 s",
  ],
  [
    ctl.LightCtlTemperatureSet,
    { temperature: 4000, deltaUv: 0, tid: 3, transition: undefined },
    "temperature 4000; Delta UV 0; TID 3",
  ],
  [scenes.SceneStatus, { status: 2, present: 0, change: undefined }, "status not found; state 0"],
  [
    scenes.SceneRegisterStatus,
    { status: 1, present: 0, scenes: [1, 7] },
    "status register full; state 0; scenes 1, 7",
  ],
  [
    lc.LightLcPropertyStatus,
    { propertyId: 0x003c, raw: Uint8Array.of(1, 0, 0) },
    "property Light Control Time Run On; raw 010000",
  ],
  [lc.LightLcPropertyGet, { propertyId: 0xfff0 }, "property 0xfff0"],
  [
    properties.GenericUserPropertiesStatus,
    { propertyIds: [0x003c, 0xfff0] },
    "properties Light Control Time Run On, 0xfff0",
  ],
  [
    keys.AppKeyStatus,
    { status: 6, keyIndexes: { netKeyIndex: 1, appKeyIndex: 2 } },
    "status key index already stored; NetKey Index 1; AppKey Index 2",
  ],
  [keys.NetKeyList, { netKeyIndexes: [0, 5, 9] }, "NetKey Indexes 0, 5, 9"],
  [
    models.AppBind,
    { elementAddress: 3, appKeyIndex: 0, modelId: 0x1000 },
    "element address 0x0003; AppKey Index 0; model Generic OnOff Server",
  ],
  [
    models.SubscriptionAdd,
    { elementAddress: 3, address: 0xfffe, modelId: fast.fastProvisioningServerId },
    "element address 0x0003; address all relays; model Fast Provisioning Server",
  ],
  [
    models.PublicationSet,
    {
      elementAddress: 3,
      address: 0xc001,
      key: { appKeyIndex: 1, credentialFlag: 0, reserved: 0 },
      ttl: 255,
      period: 0x45,
      retransmit: { count: 2, steps: 1 },
      modelId: 0x1001,
    },
    "element address 0x0003; address 0xc001; AppKey Index 1; credential flag 0; TTL default; period 5 s; retransmissions 2, every 100 ms; model Generic OnOff Client",
  ],
  [
    states.RelayStatus,
    { relay: 2, retransmit: { transmissions: 3, interval: 20 } },
    "relay not supported; retransmit 3 times, every 20 ms",
  ],
  [
    heartbeat.HeartbeatPublicationSet,
    { destination: 0xffff, countLog: 0xff, periodLog: 5, ttl: 7, features: 5, netKeyIndex: 0 },
    "destination all nodes; count log without end; period log 16 s; TTL 7; features relay, friend; NetKey Index 0",
  ],
  [
    remote.ScanStatus,
    { status: 0, state: 1, itemsLimit: 4, timeout: 9 },
    "status success; state multiple; items limit 4; timeout 9 s",
  ],
  [
    remote.PduSend,
    { number: 1, pdu: Uint8Array.of(0, 5) },
    "number 1; PDU Provisioning Invite, attention duration 5",
  ],
  [
    aggregator.OpcodesAggregatorSequence,
    { elementAddress: 2, items: [Uint8Array.of(0x82, 0x02, 1, 3), new Uint8Array(0)] },
    "element address 0x0002; items Generic OnOff Set, state on, TID 3; no answer",
  ],
  [fast.FastProvNodeAddrStatus, { addresses: [2, 3] }, "addresses 0x0002, 0x0003"],
];

for (const [message, values, words] of cases)
  test(`in words: ${message.name}, ${words}`, (t) => {
    const decoded = decodeAccess(message.encode(values))!;
    t.is(decoded.message, message);
    const fields = fieldTexts(message.name, decoded.values!);
    t.is(fields.map(([name, value]) => `${name} ${value}`).join("; "), words);
  });

test("Composition Data is told with the names of the models", (t) => {
  const page = fromHex("e5020100020020000300" + "0000" + "0201" + "00000010" + "e5020100");
  const fields = fieldTexts("Config Composition Data Status", { page: 0, data: page });
  t.deepEqual(fields, [
    ["page", "0"],
    ["company", "0x02e5"],
    ["product", "0x0001"],
    ["version", "0x0002"],
    ["replay protection list", "32"],
    ["features", "relay, proxy"],
    ["element 0", "Configuration Server, Generic OnOff Server, Fast Provisioning Server"],
  ]);
  t.deepEqual(fieldTexts("Config Composition Data Status", { data: page.subarray(1) }), [
    ["data", Buffer.from(page.subarray(1)).toString("hex")],
  ]);
});

test("every message that the project declares is in the table", (t) => {
  t.true(messageTable.size >= 295, `${messageTable.size}`);
  for (const opcode of [0x8204, 0x805f, 0xc102e5, 0x06, 0xf2ffff]) t.true(messageTable.has(opcode));
  // Those of the models, each by one of its opcodes.
  for (const opcode of [0x8224, 0x820e, 0x8208, 0x8228, 0x8216, 0x8218, 0x822f, 0x8264])
    t.true(messageTable.has(opcode), opcode.toString(16));
  for (const opcode of [0x8276, 0x8291, 0x824b, 0x8283, 0x8242, 0x8248, 0x8237])
    t.true(messageTable.has(opcode), opcode.toString(16));
});

test("no payload of any message makes the words fail", (t) => {
  const random = new SeededRandom("words");
  for (const { minimumLength, opcode } of messageTable.values())
    for (let i = 0; i < 40; i++) {
      const length = opcodeLength(opcode) + minimumLength + Math.floor(random.next() * (i % 4) * 9);
      const payload = Uint8Array.from({ length }, () => random.next() * (i % 2 ? 256 : 3));
      putOpcode(payload, opcode);
      const { message, values } = decodeAccess(payload)!;
      if (values)
        for (const [name, value] of fieldTexts(message!.name, values))
          t.true(
            name !== "" && value !== "" && !/undefined|NaN|object/.test(value),
            `${name} ${value}`,
          );
    }
  t.pass();
});
