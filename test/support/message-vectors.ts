// Tests of the messages of a family of models: each against octets, and octets that are none.
import type { TestFn } from "ava";
import type { Message } from "../../modules/access/message.js";
import { getOpcode } from "../../modules/access/opcode.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import { TestRandom } from "./test-random.js";

/** Octets of messages, with their source. */
export interface MessageVectors {
  readonly source: string;
  /** In `values` undefined members are left out, and octets are hexadecimal. */
  readonly messages: readonly {
    readonly name: string;
    readonly payload: string;
    readonly values: object;
  }[];
  readonly malformed: readonly string[];
}

/** Values as they are in JSON. */
export function plainValues(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plainValues);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, plainValues(member)]));
}

/** Values of JSON; `octets`: the names of members that are octets. */
function valuesOf(json: unknown, octets: readonly string[]): unknown {
  if (Array.isArray(json)) return json.map((item) => valuesOf(item, octets));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, member]) => [
      name,
      octets.includes(name) ? fromHex(member as string) : valuesOf(member, octets),
    ]),
  );
}

/** The messages that a module exports. */
export function messagesOf(declared: object): readonly Message[] {
  return (Object.values(declared) as unknown[]).filter(
    (value): value is Message => typeof (value as Message).decode === "function",
  );
}

/** Declares the tests. `count`: how many messages there are. */
export function testMessages(
  test: TestFn,
  declared: object,
  vectors: MessageVectors,
  count: number,
  octets: readonly string[] = [],
): void {
  const messages = messagesOf(declared);
  const find = (payload: Uint8Array): Message =>
    messages.find(({ opcode }) => opcode === getOpcode(payload, payload.length))!;

  test("each message has a vector", (t) => {
    t.is(messages.length, count);
    for (const { name } of messages)
      t.true(
        vectors.messages.some((vector) => vector.name === name),
        name,
      );
  });

  for (const { name, payload: hex, values } of vectors.messages)
    test(`${name} ${hex}`, (t) => {
      const payload = fromHex(hex);
      const message = find(payload);
      t.is(message.name, name);
      t.deepEqual(plainValues(message.decode(payload, payload.length)), values);
      t.is(toHex(message.encode(valuesOf(values, octets))), hex);
    });

  test("octets that are no message are refused", (t) => {
    for (const hex of vectors.malformed) {
      const payload = fromHex(hex);
      t.is(find(payload).decode(payload, payload.length), undefined, hex);
    }
  });

  test("random and cut off octets are refused, or encoded to the same values again", (t) => {
    const random = new TestRandom(11);
    let taken = 0;
    for (const message of messages) {
      const [vector] = vectors.messages.filter(({ name }) => name === message.name);
      const payload = fromHex(vector!.payload);
      for (let i = 0; i < 200; i++) {
        const tried = new Uint8Array(payload.length + random.below(6));
        tried.set(random.bytes(tried.length));
        tried.set(payload.subarray(0, payload.length - random.below(4)));
        tried.set(payload.subarray(0, message.opcode > 0xff ? 2 : 1));
        const length = tried.length - random.below(4);
        if (length < (message.opcode > 0xff ? 2 : 1)) continue;
        const decoded = message.decode(tried.slice(0, length), length);
        if (decoded === undefined) continue;
        taken++;
        const again = message.encode(decoded);
        t.deepEqual(plainValues(message.decode(again, again.length)), plainValues(decoded));
      }
    }
    t.true(taken > 0);
  });
}
