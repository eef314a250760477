// Each message against octets that were worked out by hand, and octets that are none.
import test from "ava";
import type { Message } from "../../../../modules/access/message.js";
import { getOpcode } from "../../../../modules/access/opcode.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { findDeviceProperty } from "../../../../modules/models/common/device-properties/device-properties.js";
import * as declared from "../../../../modules/models/sensor/messages.js";
import { TestRandom } from "../../../support/test-random.js";
import vectors from "../../../vectors/mesh-model/sensor-messages.json" with { type: "json" };

const messages = (Object.values(declared) as unknown[]).filter(
  (value): value is Message => typeof (value as Message).decode === "function",
);

function find(payload: Uint8Array): Message {
  return messages.find(({ opcode }) => opcode === getOpcode(payload, payload.length))!;
}

/** In JSON octets are hexadecimal. */
const octetNames = ["raw", "x", "column", "columns", "range", "cadence"];

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, plain(member)]));
}

function values(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(values);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, member]) => [
      name,
      octetNames.includes(name) && typeof member === "string" ? fromHex(member) : values(member),
    ]),
  );
}

test("each message of the models has a vector", (t) => {
  t.is(messages.length, 18);
  for (const { name } of messages) t.true(vectors.messages.some((vector) => vector.name === name));
});

for (const vector of vectors.messages)
  test(`${vector.name} ${vector.payload}`, (t) => {
    const payload = fromHex(vector.payload);
    const message = find(payload);
    t.is(message.name, vector.name);
    t.deepEqual(plain(message.decode(payload, payload.length)), vector.values);
    t.is(toHex(message.encode(values(vector.values))), vector.payload);
  });

for (const { payload, propertyId, value } of vectors.statuses)
  test(`Sensor Status ${payload}`, (t) => {
    const octets = fromHex(payload);
    const property = findDeviceProperty(propertyId)!;
    const [only] = declared.SensorStatus.decode(octets, octets.length)!.values;
    t.is(only!.propertyId, propertyId);
    t.deepEqual(property.decode(only!.raw), { value });
    const raw = property.encode(value);
    t.is(toHex(declared.SensorStatus.encode({ values: [{ propertyId, raw }] })), payload);
  });

test("octets that are no message, such as with a Property ID 0, are refused", (t) => {
  for (const hex of vectors.malformed) {
    const payload = fromHex(hex);
    t.is(find(payload).decode(payload, payload.length), undefined, hex);
  }
});

test("random and cut off octets are refused, or encoded to the same values again", (t) => {
  const random = new TestRandom(11);
  for (const message of messages) {
    const [vector] = vectors.messages.filter(({ name }) => name === message.name);
    const payload = fromHex(vector!.payload);
    for (let i = 0; i < 400; i++) {
      const octets = new Uint8Array(payload.length + random.below(20));
      octets.set(random.bytes(octets.length));
      octets.set(payload.subarray(0, payload.length - random.below(4)));
      octets.set(payload.subarray(0, message.opcode > 0xff ? 2 : 1));
      const decoded = message.decode(octets, octets.length);
      if (decoded === undefined) continue;
      const again = message.encode(decoded);
      t.deepEqual(plain(message.decode(again, again.length)), plain(decoded));
    }
  }
});
