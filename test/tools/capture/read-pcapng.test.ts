import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { fromHex } from "../../../modules/base/bytes.js";
import { PcapngWriter } from "../../../tools/capture/pcapng.js";
import { CaptureFormatError, readPcapng } from "../../../tools/capture/read-pcapng.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-read-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

/** A file with comments of every block that may have some. */
function written(): Uint8Array {
  const path = join(directory, "written.pcapng");
  const writer = new PcapngWriter({ path, linkType: 201, comments: ["title: ü", "second"] });
  writer.write(1234.5678, Uint8Array.of(1, 2, 3), ["a"]);
  writer.write(1235, new Uint8Array(0));
  writer.write(1236, Uint8Array.of(4, 5, 6, 7), ["b", "c"]);
  writer.end(2000, ["last"]);
  writer.close();
  return new Uint8Array(readFileSync(path));
}

test("what was written is read: packets, nanoseconds, comments in their order", (t) => {
  const { comments, damage, packets } = readPcapng(written());
  t.is(damage, undefined);
  t.deepEqual(comments, ["title: ü", "second", "a", "b", "c", "last"]);
  t.deepEqual(
    packets.map(({ data, linkType, time }) => [time, linkType, [...data]]),
    [
      [1234.5678, 201, [1, 2, 3]],
      [1235, 201, []],
      [1236, 201, [4, 5, 6, 7]],
    ],
  );
});

test("a comment longer than an option, and a block larger than the buffer", (t) => {
  const path = join(directory, "long.pcapng");
  const writer = new PcapngWriter({ path, linkType: 201 });
  const long = "x".repeat(70_000);
  writer.write(1, Uint8Array.of(1));
  writer.write(2, Uint8Array.of(2), [long, long]);
  writer.write(3, Uint8Array.of(3));
  writer.close();
  const { comments, damage, packets } = readPcapng(new Uint8Array(readFileSync(path)));
  t.is(damage, undefined);
  t.deepEqual(
    comments.map(({ length }) => length),
    [65_535, 65_535],
  );
  t.deepEqual(
    packets.map(({ data }) => [...data]),
    [[1], [2], [3]],
  );
});

test("big-endian files with microseconds, a time offset and simple packets", (t) => {
  const file = fromHex(
    "0a0d0d0a" +
      "0000001c" +
      "1a2b3c4d" +
      "00010000" +
      "ffffffffffffffff" +
      "0000001c" +
      // LINKTYPE 187, if_tsoffset 2 s
      "00000001" +
      "00000024" +
      "00bb0000" +
      "00000000" +
      "000e0008" +
      "0000000000000002" +
      "00000000" +
      "00000024" +
      "00000006" +
      "00000024" +
      "00000000" +
      "00000000" +
      "000005dc" +
      "00000002" +
      "00000002" +
      "0a0b0000" +
      "00000024" +
      "00000003" +
      "00000014" +
      "00000001" +
      "0c000000" +
      "00000014",
  );
  const { damage, packets } = readPcapng(file);
  t.is(damage, undefined);
  t.deepEqual(
    packets.map(({ data, linkType, time }) => [time, linkType, [...data]]),
    [
      [2001.5, 187, [10, 11]],
      [0, 187, [12]],
    ],
  );
});

for (const [name, octets, complaint] of [
  ["an empty file", "", /not a pcapng file/],
  ["text", "68656c6c6f20776f726c64", /not a pcapng file/],
  ["a pcap file", "d4c3b2a1020004000000000000000000ffff0000c9000000", /editcap -F pcapng/],
] as const)
  test(`refused with what to do: ${name}`, (t) => {
    t.throws(() => readPcapng(fromHex(octets)), {
      instanceOf: CaptureFormatError,
      message: complaint,
    });
  });

test("a file that is cut off anywhere gives the packets before, and says so", (t) => {
  const file = written();
  const whole = readPcapng(file).packets.length;
  for (let length = 4; length < file.length; length++) {
    const { damage, packets } = readPcapng(file.slice(0, length));
    t.true(packets.length <= whole);
    // Ends between two blocks are not visible.
    if (damage === undefined) t.true(length >= 28 && length % 4 === 0);
    else t.regex(damage, /octet \d+ is (cut off or damaged|malformed)/);
  }
});

test("no octets make the reader fail in another way", (t) => {
  const random = new SeededRandom("pcapng");
  const file = written();
  for (let i = 0; i < 3000; i++) {
    const octets = file.slice();
    for (let j = 0; j < 1 + random.next() * 6; j++)
      octets[4 + Math.floor(random.next() * (octets.length - 4))] = random.next() * 256;
    const { comments, packets } = readPcapng(octets);
    t.true(packets.length <= 3 && comments.length <= 12);
  }
});
