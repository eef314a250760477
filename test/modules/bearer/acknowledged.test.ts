import test from "ava";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { Priority } from "../../../modules/bearer/send-request.js";
import { TestAir } from "../../support/test-air.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const seqZero = 0x1fff;

function setUp(sets: number) {
  const clock = new TestClock();
  const air = new TestAir({ clock });
  const bearer = new AdvertisingBearer({
    clock,
    radio: air.radio(sets),
    random: new TestRandom(3),
    diagnostics: new Diagnostics(),
  });
  const ends: string[] = [];
  let number = 0;
  const send = (mark: number, segment: number, source = 5, transmissions = 3) =>
    bearer.send({
      type: 0x2a,
      payload: Uint8Array.of(mark),
      priority: Priority.relay,
      transmissions,
      interval: 20,
      source,
      number: number++,
      segment,
      onEnd: (sent) => ends.push(`${mark} ${sent}`),
    });
  const segment = (segO: number, of = seqZero) => 1 + (of << 5) + segO;
  const sent = () => air.log.map(({ data }) => data[2]!);
  return { bearer, clock, ends, segment, send, sent };
}

/** Which segments of 0, 1 and 31 go on after an acknowledgement. */
const acknowledgements: readonly (readonly [
  title: string,
  source: number,
  seqZero: number,
  bits: number,
  goOn: readonly number[],
])[] = [
  ["of all", 5, seqZero, 0xffff_ffff, []],
  ["of the first", 5, seqZero, 1, [1, 31]],
  ["of the last", 5, seqZero, 0x8000_0000 | 0, [0, 1]],
  ["of those between", 5, seqZero, 0x7fff_fffe, [0, 31]],
  ["of none: the receiver gives up", 5, seqZero, 0, [0, 1, 31]],
  ["of another message", 5, seqZero - 1, 0xffff_ffff, [0, 1, 31]],
  ["of the message with SeqZero 0", 5, 0, 0xffff_ffff, [0, 1, 31]],
  ["to another source", 6, seqZero, 0xffff_ffff, [0, 1, 31]],
];

for (const [title, source, of, bits, goOn] of acknowledgements)
  for (const sets of [1, 2, 4])
    test(`segments are taken back at an acknowledgement ${title}, ${sets} sets`, (t) => {
      const { bearer, clock, ends, segment, send, sent } = setUp(sets);
      for (const segO of [0, 1, 31]) send(segO, segment(segO));
      clock.advance(8);
      const before = sent().length;
      t.is(before, 3);
      bearer.acknowledged(source, of, bits);
      clock.advance(1000);
      const after = sent()
        .slice(before)
        .sort((a, b) => a - b);
      t.deepEqual(
        after,
        goOn.flatMap((segO) => [segO, segO]),
      );
      t.deepEqual(ends.sort(), ["0 true", "1 true", "31 true"]);
      t.is(clock.pending, 0);
    });

test("what waits behind a segment goes on as soon as that is acknowledged, and nothing else is taken back", (t) => {
  for (const sets of [1, 4]) {
    const { bearer, clock, segment, send, sent } = setUp(sets);
    send(1, segment(0));
    send(2, 0, 5, 1);
    send(3, -1, 6, 2);
    clock.advance(8);
    t.deepEqual(sent(), [1, 3]);
    bearer.acknowledged(5, seqZero, 1);
    bearer.acknowledged(6, seqZero, 0xffff_ffff);
    clock.advance(5);
    t.deepEqual(sent(), [1, 3, 2]);
    clock.advance(1000);
    t.deepEqual(sent(), [1, 3, 2, 3]);
  }
});
