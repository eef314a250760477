import test from "ava";
import type { Message } from "../../modules/access/message.js";
import { opcodeLength, putOpcode } from "../../modules/access/opcode.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import { TestRandom } from "./test-random.js";

/** A message with values and the access payload that they make. */
export type Sample = readonly [message: Message, values: object, hex: string];

/** A sample whose values fit its message. */
export function sample<T extends object>(message: Message<T>, values: T, hex: string): Sample {
  return [message, values, hex.replaceAll(" ", "")];
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "opcode" in value;
}

/**
 * Tests of all messages that a module declares: each as its samples have it, whole,
 * cut off anywhere, too long, and with random parameters. `malformed`: payloads
 * that are none.
 */
export function codecTests(
  module: Readonly<Record<string, unknown>>,
  samples: readonly Sample[],
  malformed: readonly (readonly [Message, string])[] = [],
): void {
  test("every message has a sample", (t) => {
    for (const message of Object.values(module).filter(isMessage))
      t.true(
        samples.some(([each]) => each === message),
        message.name,
      );
  });

  for (const [message, values, hex] of samples)
    test(`${message.name} ${hex}`, (t) => {
      t.is(toHex(message.encode(values)), hex);
      const bytes = fromHex(hex);
      t.deepEqual(message.decode(bytes, bytes.length), values);
      // A cut one is malformed, or it says what its octets say.
      for (let end = opcodeLength(message.opcode); end < bytes.length; end++) {
        const cut = message.decode(bytes, end);
        if (cut === undefined) continue;
        t.is(toHex(message.encode(cut)), toHex(bytes.slice(0, end)));
      }
    });

  test("what is no such message", (t) => {
    for (const [message, hex] of malformed) {
      const bytes = fromHex(hex.replaceAll(" ", ""));
      t.is(message.decode(bytes, bytes.length), undefined, `${message.name} ${hex}`);
    }
    for (const [message, values] of samples) {
      if (message.minimumLength > 0) {
        const bytes = message.encode(values);
        const end = opcodeLength(message.opcode) + message.minimumLength - 1;
        t.is(message.decode(bytes, end), undefined, `${message.name}, an octet too short`);
      }
    }
  });

  test("random parameters are malformed, or survive another round", (t) => {
    const random = new TestRandom(9);
    for (const message of new Set(samples.map(([each]) => each)))
      for (let i = 0; i < 100; i++) {
        const header = opcodeLength(message.opcode);
        const bytes = random.bytes(header + random.below(i < 50 ? 12 : 60));
        putOpcode(bytes, message.opcode);
        const values = message.decode(bytes, bytes.length);
        if (values === undefined) continue;
        const again = message.encode(values);
        t.deepEqual(message.decode(again, again.length), values);
      }
  });
}
