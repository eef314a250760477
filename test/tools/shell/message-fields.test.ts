import test from "ava";
import { message } from "../../../modules/access/message.js";
import {
  bits,
  boolean,
  list,
  octets,
  optional,
  uint16,
  uint8,
} from "../../../modules/access/fields.js";
import { decodeAccess, messageTable } from "../../../tools/report/decode/message-table.js";
import {
  fieldNamed,
  fieldsOf,
  type MessageField,
  valuesOf,
} from "../../../tools/shell/message-fields.js";
import { MessageNames, messageWord } from "../../../tools/shell/messages.js";
import { octetsOf, onOffOf, signedNumberOf } from "../../../tools/shell/values.js";

const messages = new MessageNames();

function read(field: MessageField, text: string): unknown {
  if (field.kind === "boolean") return onOffOf(field.name, text);
  if (field.kind === "octets") return octetsOf(field.name, text);
  return field.kind === "numbers"
    ? text.split(",").map(Number)
    : field.kind === "text"
      ? text
      : signedNumberOf(field.name, text);
}

function encode(name: string, ...words: string[]): string {
  const found = messages.find(name);
  return Buffer.from(found.encode(valuesOf(found, words, read, { tid: 7 }))).toString("hex");
}

const encoded: readonly (readonly [name: string, words: readonly string[], hex: string])[] = [
  ["generic-onoff-set", ["on=true"], "82020107"],
  ["Generic OnOff Set", ["on-off=off", "tid=1"], "82020001"],
  ["onoff-set", ["onOff=1", "time=2000"], "820201071400"],
  ["onoff-set", ["on=1", "time=2000", "delay=50"], "82020107140a"],
  ["delta-set", ["delta=-8192"], "820900e0ffff07"],
  ["ctl-temperature-set", ["temperature=4000", "delta-uv=-0.5"], "8264a00f00c007"],
  ["lc-light-onoff-set", ["on=1", "time=2000"], "829a01071400"],
  ["time-role-set", ["role=relay"], "823902"],
  ["config-default-ttl-set", ["ttl=5"], "800d05"],
  [
    "config-appkey-add",
    ["net-key-index=1", "appKeyIndex=2", `app-key=${"00".repeat(16)}`],
    `00012000${"00".repeat(16)}`,
  ],
  ["config-network-transmit-set", ["transmissions=3", "interval=20"], "80240a"],
  ["sar-receiver-get", [], "806f"],
  ["health-fault-test", ["test=1", "company=65535"], "803201ffff"],
  [
    "config-model-publication-set",
    [
      "element=2",
      "address=49152",
      "app-key-index=0",
      "credential=0",
      "ttl=255",
      "period=0",
      "count=2",
      "steps=0",
      "model=4096",
    ],
    "03020000c00000ff00020010",
  ],
];

for (const [name, words, hex] of encoded)
  test(`${name} ${words.join(" ")}`, (t) => t.is(encode(name, ...words), hex));

const refused: readonly (readonly [name: string, words: readonly string[], text: RegExp])[] = [
  ["generic-onoff-set", [], /^Generic OnOff Set needs on-off=on\|off$/],
  ["generic-onoff-set", ["onn=1"], /has no field onn; it has: on-off, tid, time, delay$/],
  ["generic-onoff-set", ["tim=1"], /needs on-off/],
  ["generic-onoff-set", ["ti=1"], /has no field ti; did you mean tid or time/],
  ["generic-onoff-set", ["on=1", "on-off=0"], /^on-off is given twice$/],
  ["generic-onoff-set", ["on"], /^on is not of the form field=value$/],
  ["generic-onoff-set", ["on=1", "delay=5"], /needs/],
];

for (const [name, words, text] of refused)
  test(`refused: ${name} ${words.join(" ")}`, (t) => {
    t.throws(() => encode(name, ...words), { message: text });
  });

test("each message has fields that can be named, and a word that finds it", (t) => {
  for (const each of messageTable.values()) {
    t.is(messages.find(messageWord(each.name)), each);
    for (const field of fieldsOf(each)) t.is(fieldNamed(each, field.name), field);
  }
});

test("each message without lists is decoded as it was written", (t) => {
  let count = 0;
  for (const each of messageTable.values()) {
    const fields = fieldsOf(each);
    if (fields.some(({ kind }) => kind === "list" || kind === "numbers")) continue;
    const words = fields.map(({ kind, name }) => `${name}=${kind === "boolean" ? "on" : "1"}`);
    try {
      const values = valuesOf(each, words, (field, text) =>
        field.kind === "octets" ? new Uint8Array(16).fill(1) : read(field, text),
      );
      const payload = each.encode(values);
      const decoded = decodeAccess(payload);
      if (decoded?.message === each && decoded.values) count++;
    } catch (error) {
      // A value of 1, or an array of 16 octets, is not allowed in each field.
      t.regex(
        (error as Error).message,
        /octets|whole number|ms|prohibited|is not|needed|is none of|are not a multiple/,
      );
    }
  }
  t.true(count > 180, `${count}`);
});

const names: readonly (readonly [text: string, found: string | RegExp])[] = [
  ["onoff-get", "Generic OnOff Get"],
  ["Generic OnOff Get", "Generic OnOff Get"],
  ["relay-set", "Config Relay Set"],
  ["fault-get", "Health Fault Get"],
  ["onoff-gett", /did you mean onoff-get/],
  ["config-relay", /^config-relay may be config-relay-get, config-relay-set, config-relay-status$/],
  ["xx", /^there is no message xx; messages lists them$/],
];

for (const [text, found] of names)
  test(`the message ${text}`, (t) => {
    if (typeof found === "string") t.is(messages.find(text).name, found);
    else t.throws(() => messages.find(text), { message: found });
  });

test("messages of the user's own models are named and decoded", (t) => {
  const own = new MessageNames();
  const Thing = message("Thing Set", 0xc1ffff, {
    flag: boolean,
    pair: bits(1, { low: 4, high: 4 }),
    key: octets(2),
    more: optional(uint8),
    rest: list(uint16),
  });
  t.is(own.add({ Thing, other: 1, none: undefined }), 1);
  const found = own.find("thing-set");
  t.deepEqual(
    fieldsOf(found).map(({ kind, name, optional }) => [name, kind, optional]),
    [
      ["flag", "boolean", false],
      ["low", "number", false],
      ["high", "number", false],
      ["key", "octets", false],
      ["more", "number", true],
      ["rest", "numbers", false],
    ],
  );
  const payload = found.encode({
    flag: true,
    pair: { low: 1, high: 2 },
    key: Uint8Array.of(1, 2),
    more: 3,
    rest: [],
  });
  t.deepEqual(own.decode(payload)?.values, {
    flag: true,
    pair: { low: 1, high: 2 },
    key: Uint8Array.of(1, 2),
    more: 3,
    rest: [],
  });
});
