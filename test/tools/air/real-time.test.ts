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
