import test from "ava";
import { NodeClock } from "../../../hosts/node/clock.js";

test("timers run later, in order, and not when cancelled or closed", async (t) => {
  const clock = new NodeClock();
  const log: string[] = [];
  const cancelled = clock.schedule(() => log.push("cancelled"), 0);
  clock.cancel(cancelled);
  clock.cancel(cancelled);
  const start = clock.now();
  await new Promise<void>((resolve) => {
    clock.schedule(() => log.push("negative"), -1);
    clock.schedule(() => {
      log.push("second");
      resolve();
    }, 5);
    t.deepEqual(log, []);
  });
  t.deepEqual(log, ["negative", "second"]);
  t.true(clock.now() > start);
  clock.schedule(() => t.fail(), 0);
  clock.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
});
