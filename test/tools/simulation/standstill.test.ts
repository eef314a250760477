import test from "ava";
import { unlessStopped } from "../../../tools/simulation/standstill.js";

test("many that wait have one listener of the process, and none when they are done", async (t) => {
  const before = process.listenerCount("beforeExit");
  const ends: ((value: number) => void)[] = [];
  const works = Array.from({ length: 20 }, (_, i) =>
    unlessStopped(new Promise<number>((resolve) => (ends[i] = resolve)), `${i} stands still`),
  );
  t.is(process.listenerCount("beforeExit"), before + 1);
  ends.forEach((end, i) => end(i));
  t.deepEqual(await Promise.all(works), [...ends.keys()]);
  t.is(process.listenerCount("beforeExit"), before);
});

test("where nothing can settle them, each is rejected with its own text", async (t) => {
  const never = new Promise<never>(() => undefined);
  const works = ["a", "b"].map((name) => unlessStopped(never, `${name} stands still`));
  const last = process.listeners("beforeExit").at(-1) as () => void;
  last();
  for (const [i, work] of works.entries())
    await t.throwsAsync(work, { message: `${"ab"[i]} stands still` });
});
