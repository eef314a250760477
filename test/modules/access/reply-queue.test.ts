import test from "ava";
import { ReplyQueue } from "../../../modules/access/reply-queue.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

function make(seed = 1) {
  const clock = new TestClock();
  return { clock, queue: new ReplyQueue({ clock, random: new TestRandom(seed) }) };
}

/** The times of `count` replies, each asked for when the one before is out. */
function times(toGroup: boolean, count: number): number[] {
  const { clock, queue } = make();
  const delays: number[] = [];
  for (let i = 0; i < count; i++) {
    const begin = clock.now();
    queue.add(toGroup, () => delays.push(clock.now() - begin));
    clock.advance(1000);
  }
  return delays;
}

for (const [toGroup, longest] of [
  [false, 50],
  [true, 500],
] as const)
  test(`a reply to a ${toGroup ? "group" : "unicast"} message waits 20-${longest} ms`, (t) => {
    const delays = times(toGroup, 2000);
    t.is(delays.length, 2000);
    t.is(Math.min(...delays), 20);
    const most = Math.max(...delays);
    t.true(most > longest - 5 && most <= longest, `${most}`);
    t.true(new Set(delays).size > (longest - 20) / 2);
  });

test("one reply too many sends the one that is due next at once", (t) => {
  const { clock, queue } = make(7);
  const sent: number[] = [];
  for (let i = 0; i < 16; i++) queue.add(true, () => sent.push(i));
  t.deepEqual(sent, []);
  queue.add(true, () => sent.push(16));
  t.is(sent.length, 1);
  const early = sent[0];
  clock.advance(500);
  t.is(sent.length, 17);
  t.is(new Set(sent).size, 17);

  // The one that went early is the one that would have been first.
  const other = make(7);
  const order: number[] = [];
  for (let i = 0; i < 16; i++) other.queue.add(true, () => order.push(i));
  other.clock.advance(500);
  t.is(order[0], early);
  t.is(clock.pending, 0);
});

test("a queue that is closed sends nothing more", (t) => {
  const { clock, queue } = make();
  let sent = 0;
  for (let i = 0; i < 5; i++) queue.add(false, () => sent++);
  queue.close();
  t.is(clock.pending, 0);
  clock.advance(1000);
  t.is(sent, 0);
});
