import test from "ava";
import type { Message } from "../../../modules/access/message.js";
import { opcodeLength } from "../../../modules/access/opcode.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import * as keys from "../../../modules/foundation/configuration/key-messages.js";
import * as models from "../../../modules/foundation/configuration/model-messages.js";
import * as states from "../../../modules/foundation/configuration/state-messages.js";
import * as onOff from "../../../modules/models/generic-onoff/messages.js";
import { TestRandom } from "../../support/test-random.js";

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "opcode" in value;
}

const declared: Message[] = [];
for (const module of [keys, models, states, onOff])
  declared.push(...(Object.values(module) as unknown[]).filter(isMessage));

/** Access payload and opcode as in Mesh Protocol 1.1 §4.3.4 and Mesh Model 1.1 §7.1. */
const opcodes: Readonly<Record<string, number>> = {
  "Config AppKey Add": 0x00,
  "Config AppKey Update": 0x01,
  "Config Composition Data Status": 0x02,
  "Config Model Publication Set": 0x03,
  "Config AppKey Delete": 0x8000,
  "Config AppKey Get": 0x8001,
  "Config AppKey List": 0x8002,
  "Config AppKey Status": 0x8003,
  "Config Composition Data Get": 0x8008,
  "Config Beacon Get": 0x8009,
  "Config Beacon Set": 0x800a,
  "Config Beacon Status": 0x800b,
  "Config Default TTL Get": 0x800c,
  "Config Default TTL Set": 0x800d,
  "Config Default TTL Status": 0x800e,
  "Config Friend Get": 0x800f,
  "Config Friend Set": 0x8010,
  "Config Friend Status": 0x8011,
  "Config GATT Proxy Get": 0x8012,
  "Config GATT Proxy Set": 0x8013,
  "Config GATT Proxy Status": 0x8014,
  "Config Key Refresh Phase Get": 0x8015,
  "Config Key Refresh Phase Set": 0x8016,
  "Config Key Refresh Phase Status": 0x8017,
  "Config Model Publication Get": 0x8018,
  "Config Model Publication Status": 0x8019,
  "Config Model Publication Virtual Address Set": 0x801a,
  "Config Model Subscription Add": 0x801b,
  "Config Model Subscription Delete": 0x801c,
  "Config Model Subscription Delete All": 0x801d,
  "Config Model Subscription Overwrite": 0x801e,
  "Config Model Subscription Status": 0x801f,
  "Config Model Subscription Virtual Address Add": 0x8020,
  "Config Model Subscription Virtual Address Delete": 0x8021,
  "Config Model Subscription Virtual Address Overwrite": 0x8022,
  "Config Network Transmit Get": 0x8023,
  "Config Network Transmit Set": 0x8024,
  "Config Network Transmit Status": 0x8025,
  "Config Relay Get": 0x8026,
  "Config Relay Set": 0x8027,
  "Config Relay Status": 0x8028,
  "Config SIG Model Subscription Get": 0x8029,
  "Config SIG Model Subscription List": 0x802a,
  "Config Vendor Model Subscription Get": 0x802b,
  "Config Vendor Model Subscription List": 0x802c,
  "Config Low Power Node PollTimeout Get": 0x802d,
  "Config Low Power Node PollTimeout Status": 0x802e,
  "Config Model App Bind": 0x803d,
  "Config Model App Status": 0x803e,
  "Config Model App Unbind": 0x803f,
  "Config NetKey Add": 0x8040,
  "Config NetKey Delete": 0x8041,
  "Config NetKey Get": 0x8042,
  "Config NetKey List": 0x8043,
  "Config NetKey Status": 0x8044,
  "Config NetKey Update": 0x8045,
  "Config Node Identity Get": 0x8046,
  "Config Node Identity Set": 0x8047,
  "Config Node Identity Status": 0x8048,
  "Config Node Reset": 0x8049,
  "Config Node Reset Status": 0x804a,
  "Config SIG Model App Get": 0x804b,
  "Config SIG Model App List": 0x804c,
  "Config Vendor Model App Get": 0x804d,
  "Config Vendor Model App List": 0x804e,
  "Generic OnOff Get": 0x8201,
  "Generic OnOff Set": 0x8202,
  "Generic OnOff Set Unacknowledged": 0x8203,
  "Generic OnOff Status": 0x8204,
};

test("every message has the opcode that the specification gives its name", (t) => {
  const found: Record<string, number> = {};
  for (const { name, opcode } of declared) found[name] = opcode;
  t.deepEqual(found, opcodes);
});

test("a Get or Set is answered with its Status or List", (t) => {
  for (const { name, response } of declared) {
    const asks = !/ (Status|List|Unacknowledged)$/.test(name);
    t.is(response !== undefined, asks, name);
    if (response) t.regex(response.name, / (Status|List)$/);
  }
});

/** Longest parameters that are tried. */
const longest = 40;

/** A payload of the message with random parameters of some length. */
function randomPayload(message: Message, random: TestRandom, length: number): Uint8Array {
  const header = opcodeLength(message.opcode);
  const payload = random.bytes(header + length);
  // Small values make prohibited ones rare.
  if (random.below(2) === 0)
    for (let i = header; i < payload.length; i++) payload[i]! &= random.below(2) === 0 ? 3 : 0x7f;
  return payload;
}

for (const message of declared)
  test(`${message.name}: any octets are understood and written the same again, or refused`, (t) => {
    const random = new TestRandom(message.opcode + 1);
    const header = opcodeLength(message.opcode);
    let understood = 0;
    for (let length = 0; length <= longest; length++)
      for (let i = 0; i < 24; i++) {
        const payload = randomPayload(message, random, length);
        const values = message.decode(payload, payload.length);
        if (length < message.minimumLength) t.is(values, undefined);
        if (values === undefined) continue;
        understood++;
        const again = message.encode(values);
        // One transition time may be written in several resolutions.
        if (message.opcode < 0x8200) t.is(toHex(again.slice(header)), toHex(payload.slice(header)));
        t.deepEqual(message.decode(again, again.length), values);
      }
    t.true(understood > 0);
  });

/** Payloads with values that may be there, and those that are one too far. */
const limits: readonly (readonly [Message, good: readonly string[], bad: readonly string[]])[] = [
  [states.BeaconSet, ["00", "01"], ["02", "ff", "", "0000"]],
  [states.DefaultTtlSet, ["00", "02", "7f"], ["01", "80", "ff", ""]],
  [states.FriendStatus, ["00", "01", "02"], ["03"]],
  [states.FriendSet, ["00", "01"], ["02"]],
  [states.GattProxySet, ["00", "01"], ["02"]],
  [states.RelaySet, ["0000", "01ff"], ["0200", "01", "010000"]],
  [states.LowPowerNodePollTimeoutGet, ["0100", "ff7f"], ["0000", "0080"]],
  [states.NodeReset, [""], ["00"]],
  [keys.NetKeyDelete, ["0000", "ff0f"], ["0010", "00", "000000"]],
  [keys.KeyRefreshPhaseSet, ["000002", "000003"], ["000000", "000001", "000004", "001002"]],
  [keys.NodeIdentitySet, ["000000", "000001"], ["000002"]],
  [keys.KeyRefreshPhaseStatus, ["00000000", "00000002"], ["00000003"]],
  [models.SubscriptionAdd, ["010000c00010", "ff7f00c034120100"], ["000000c00010", "008000c00010"]],
  [models.SubscriptionDeleteAll, ["01000010", "010034120100"], ["010000", "0100001000"]],
  [onOff.GenericOnOffSet, ["0000", "01ff", "01003e00"], ["0200", "00", "010000", "01003f00"]],
  [onOff.GenericOnOffSet, ["0100", "0100be00", "0100feff"], ["0100bf00", "0100ff00", "010000000a"]],
  [
    onOff.GenericOnOffStatus,
    ["00", "01", "000141", "01003f"],
    ["02", "0001", "000241", "00004100"],
  ],
];

for (const [message, good, bad] of limits)
  test(`${message.name}: ${bad.join(", ")} are prohibited`, (t) => {
    const whole = (hex: string) => {
      const parameters = fromHex(hex);
      const payload = new Uint8Array(opcodeLength(message.opcode) + parameters.length);
      payload.set(parameters, opcodeLength(message.opcode));
      return payload;
    };
    for (const hex of good) t.not(message.decode(whole(hex), whole(hex).length), undefined, hex);
    for (const hex of bad) t.is(message.decode(whole(hex), whole(hex).length), undefined, hex);
  });

test("a message ends where it is told to, whatever the buffer holds behind", (t) => {
  const payload = fromHex("8202010700000000");
  t.deepEqual(onOff.GenericOnOffSet.decode(payload, 4), {
    onOff: true,
    tid: 7,
    transition: undefined,
  });
  t.is(onOff.GenericOnOffSet.decode(payload, 3), undefined);
});

test("two key indexes share three octets", (t) => {
  const keyIndexes = { netKeyIndex: 0x456, appKeyIndex: 0x123 };
  const appKey = new Uint8Array(16).fill(0x55);
  t.is(toHex(keys.AppKeyAdd.encode({ keyIndexes, appKey })), "00563412" + "55".repeat(16));
});

test("key indexes are packed in pairs, an odd last one in two octets", (t) => {
  const list = (netKeyIndexes: number[]) => toHex(keys.NetKeyList.encode({ netKeyIndexes }));
  t.is(list([]), "8043");
  t.is(list([0x123]), "80432301");
  t.is(list([0x123, 0x456]), "8043236145");
  t.is(list([0x123, 0x456, 0x789]), "80432361458907");
  const decode = (hex: string) => keys.NetKeyList.decode(fromHex(hex), hex.length / 2);
  t.deepEqual(decode("80432361458907"), { netKeyIndexes: [0x123, 0x456, 0x789] });
  t.is(decode("804323"), undefined);
  t.is(decode("80432331"), undefined);
});

test("a publication as it goes over the air", (t) => {
  const publication = models.PublicationSet.encode({
    elementAddress: 0x0102,
    address: 0xc0fe,
    key: { appKeyIndex: 0x0abc, credentialFlag: 1, reserved: 0 },
    ttl: 0xff,
    period: 0x45,
    retransmit: { count: 5, steps: 0x12 },
    modelId: 0x1000,
  });
  t.is(toHex(publication), "03" + "0201" + "fec0" + "bc1a" + "ff" + "45" + "95" + "0010");
});

test("Network Transmit counts transmissions and milliseconds", (t) => {
  const encode = (transmissions: number, interval: number) =>
    toHex(states.NetworkTransmitSet.encode({ transmit: { transmissions, interval } }));
  t.is(encode(1, 10), "802400");
  t.is(encode(3, 20), "80240a");
  t.is(encode(8, 320), "8024ff");
  t.throws(() => encode(0, 10), { message: /count/ });
  t.throws(() => encode(9, 10), { message: /count/ });
  t.throws(() => encode(1, 330), { message: /steps/ });
  t.throws(() => states.DefaultTtlSet.encode({ ttl: 1 }), { message: /ttl: 1 is prohibited/ });
});
