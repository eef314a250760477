import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { toHex } from "../../../modules/base/bytes.js";
import { encodeCommand, H4Reader, type HciCommand } from "../../../tools/hci/h4.js";

function reader() {
  const commands: HciCommand[] = [];
  return { commands, reader: new H4Reader({ onCommand: (command) => commands.push(command) }) };
}

const sent: readonly HciCommand[] = [
  { opcode: 0x0c03, parameters: new Uint8Array(0) },
  { opcode: 0x200c, parameters: Uint8Array.of(1, 0) },
  { opcode: 0x2008, parameters: new Uint8Array(32).fill(7) },
  { opcode: 0xfc09, parameters: new Uint8Array(255).fill(9) },
];
/** Data of each kind, of a connection that there is not. */
const data = [
  Uint8Array.of(2, 0x40, 0, 3, 0, 1, 2, 3),
  Uint8Array.of(3, 0x40, 0, 2, 1, 2),
  Uint8Array.of(5, 0x40, 0, 2, 0x40, 1, 2),
];
const packets = sent.map(encodeCommand);
const stream = Uint8Array.from([...packets, ...data, ...packets].flatMap((packet) => [...packet]));

test("a command, octet for octet", (t) => {
  t.is(toHex(encodeCommand(sent[1]!)), "010c20020100");
  t.throws(() => encodeCommand({ opcode: 1, parameters: new Uint8Array(256) }), {
    instanceOf: RangeError,
    message: /parameters/,
  });
});

test("commands come out of a stream that is cut anywhere; data are passed over", (t) => {
  for (const length of [1, 2, 3, 5, 31, 64, stream.length]) {
    const { commands, reader: h4 } = reader();
    for (let at = 0; at < stream.length; at += length) h4.push(stream.subarray(at, at + length));
    t.is(h4.fault, undefined);
    t.deepEqual(commands, [...sent, ...sent], `chunks of ${length}`);
  }
});

test("a truncated packet waits for its end", (t) => {
  for (const packet of packets)
    for (let end = 0; end < packet.length; end++) {
      const { commands, reader: h4 } = reader();
      h4.push(packet.subarray(0, end));
      t.is(commands.length, 0);
      h4.push(packet.subarray(end));
      t.is(commands.length, 1);
    }
});

test("what is no packet ends the stream, with its octet named", (t) => {
  for (const type of [0x00, 0x04, 0x47, 0xff]) {
    const { commands, reader: h4 } = reader();
    h4.push(packets[0]!);
    h4.push(Uint8Array.of(type, ...packets[0]!));
    t.regex(h4.fault!, new RegExp(`octet ${type.toString(16).padStart(2, "0")} came`));
    h4.push(packets[0]!);
    t.is(commands.length, 1);
  }
});

test("random octets never throw", (t) => {
  const random = new SeededRandom("h4");
  const chunk = new Uint8Array(97);
  for (let i = 0; i < 500; i++) {
    const { commands, reader: h4 } = reader();
    for (let j = 0; j < 4; j++) {
      random.fill(chunk);
      chunk[0] = 1;
      h4.push(chunk);
    }
    for (const { opcode, parameters } of commands)
      t.true(opcode <= 0xffff && parameters.length <= 255);
  }
});

/** What copies octets of typed arrays. */
interface Copying {
  set: (this: Uint8Array, source: ArrayLike<number>, offset?: number) => void;
  slice: (this: Uint8Array, start?: number, end?: number) => Uint8Array;
}

/** Octets that typed arrays copy, by set and slice, while `work` runs. */
function copiedDuring(work: () => void): number {
  const prototype = Object.getPrototypeOf(Uint8Array.prototype) as Copying;
  const { set, slice } = prototype;
  let copied = 0;
  prototype.set = function (source, offset) {
    copied += source.length;
    set.call(this, source, offset);
  };
  prototype.slice = function (start, end) {
    const part = slice.call(this, start, end);
    copied += part.length;
    return part;
  };
  try {
    work();
  } finally {
    Object.assign(prototype, { set, slice });
  }
  return copied;
}

/** An ACL packet as long as there can be. */
const longest = new Uint8Array(5 + 0xffff);
longest.set([2, 0x40, 0, 0xff, 0xff]);
/** Streams, octets of commands in each. */
const streams = [
  ["short commands", Array.from({ length: 500 }, () => packets[1]!), 500 * 2],
  ["long commands", Array.from({ length: 100 }, () => packets[3]!), 100 * 255],
  ["the longest packet of data", [longest], 0],
] as const;

for (const [name, list, octets] of streams)
  test(`an octet is copied once if it is a command's, else never, in chunks of any size: ${name}`, (t) => {
    const whole = Uint8Array.from(list.flatMap((packet) => [...packet]));
    for (const size of [1, 7, 1000, whole.length]) {
      const { reader: h4 } = reader();
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
      const copied = copiedDuring(() => {
        for (const chunk of chunks) h4.push(chunk);
      });
      t.is(h4.fault, undefined);
      t.is(copied, octets, `chunks of ${size}`);
    }
  });
