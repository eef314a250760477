import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { RealTime } from "../../../tools/air/real-time.js";

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("virtual time passes while work is under way, and stands still after", async (t) => {
  const clock = new VirtualClock();
  const time = new RealTime({ clock, scale: 1000 });
  const log: string[] = [];
  const later = (delay: number) => new Promise<void>((resolve) => clock.schedule(resolve, delay));
  const answer = await time.during(async () => {
    await later(2000);
    log.push("after two virtual seconds");
    await sleep(5);
    await later(0);
    return 7;
  });
  t.is(answer, 7);
  t.deepEqual(log, ["after two virtual seconds"]);
  const now = clock.now();
  t.true(now >= 2000);
  await sleep(5);
  t.is(clock.now(), now);
  // Again, from where it stood.
  await time.during(() => later(1));
  t.true(clock.now() > now);
});

test("what a timer or the work throws comes out", async (t) => {
  const clock = new VirtualClock();
  const time = new RealTime({ clock, scale: 1000 });
  clock.schedule(() => {
    throw new Error("timer");
  }, 1);
  await t.throwsAsync(
    time.during(() => new Promise(() => undefined)),
    { message: "timer" },
  );
  await t.throwsAsync(
    time.during(() => Promise.reject(new Error("work"))),
    { message: "work" },
  );
});

test("time does not pass twice at once, and forwards only", async (t) => {
  const clock = new VirtualClock();
  const time = new RealTime({ clock });
  await time.during(async () => {
    await t.throwsAsync(
      time.during(() => Promise.resolve()),
      { message: /already/ },
    );
  });
  for (const scale of [0, -1, NaN])
    t.throws(() => new RealTime({ clock, scale }), { instanceOf: RangeError, message: /scale/ });
});

/** Real time as the test gives it: each wait takes the next of these milliseconds. */
function told(steps: readonly number[], onEnd: () => void) {
  let now = 1000;
  const left = [...steps];
  return {
    now: () => now,
    wait: () => {
      now += left.shift() ?? 0;
      if (left.length === 0) onEnd();
      return Promise.resolve();
    },
  };
}

for (const [name, followed, steps, passed] of [
  ["time passes as it does really, times the scale", false, [2, 2, 10, 50], 10 * 64],
  ["of a stall little counts", false, [2, 1000, 2, 60_000], 10 * (2 + 50 + 2 + 50)],
  ["beside somebody who is told the time still less", true, [2, 1000, 2, 5], 10 * (2 + 5 + 2 + 5)],
] as const)
  test(name, async (t) => {
    const clock = new VirtualClock();
    const heard: number[] = [];
    let end!: () => void;
    const over = new Promise<void>((resolve) => (end = resolve));
    const real = told([...steps, 0], end);
    const follow = (now: number) => Promise.resolve(void heard.push(now));
    const time = new RealTime({ clock, scale: 10, real, ...(followed && { follow }) });
    await time.during(() => over);
    t.is(clock.now(), passed);
    if (followed) t.deepEqual([...new Set(heard)], [0, 20, 70, 90, 140]);
  });

test("who is told the time may take as long as he needs: no timer is over meanwhile", async (t) => {
  const clock = new VirtualClock();
  const log: string[] = [];
  let release!: () => void;
  const busy = new Promise<void>((resolve) => (release = resolve));
  let steps = 0;
  const follow = async () => {
    if (++steps !== 2) return;
    await sleep(5);
    log.push("he is ready");
    release();
  };
  const time = new RealTime({ clock, scale: 1, follow });
  await time.during(async () => {
    clock.schedule(() => log.push("the timer"), 20);
    await busy;
    await new Promise<void>((resolve) => clock.schedule(resolve, 30));
  });
  t.deepEqual(log, ["he is ready", "the timer"]);
});

test("what he fails of comes out", async (t) => {
  const follow = () => Promise.reject(new Error("he is gone"));
  const time = new RealTime({ clock: new VirtualClock(), follow });
  await t.throwsAsync(
    time.during(() => new Promise(() => undefined)),
    { message: "he is gone" },
  );
});
