import test from "ava";
import { AsyncContext } from "../../../tools/simulation/async-context.js";

interface Device {
  readonly name: string;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

test("the value is that of the function that runs, the innermost", (t) => {
  const context = new AsyncContext<Device>();
  const [a, b] = [{ name: "a" }, { name: "b" }];
  t.is(context.current, undefined);
  context.run(a, () => {
    t.is(context.current, a);
    context.run(b, () => t.is(context.current, b));
    t.is(context.current, a);
    context.outside(() => t.is(context.current, undefined));
    t.is(context.current, a);
  });
  t.is(context.current, undefined);
  t.throws(() =>
    context.run(a, () => {
      throw new Error("wrong");
    }),
  );
  t.is(context.current, undefined);
});

test("what continues a function has its value: after an await, in a callback, in a timer", async (t) => {
  const context = new AsyncContext<Device>();
  const seen: (string | undefined)[] = [];
  const see = () => seen.push(context.current?.name);
  const work = async () => {
    see();
    await Promise.resolve();
    see();
    await pause();
    see();
    await new Promise<void>((resolve) => queueMicrotask(() => (see(), resolve())));
    await Promise.resolve().then(see);
    await context.outside(async () => {
      see();
      await pause();
      see();
    });
    see();
  };
  const works = ["a", "b"].map((name) => context.run({ name }, work));
  see();
  await Promise.all(works);
  see();
  for (const name of ["a", "b"]) t.is(seen.filter((one) => one === name).length, 6);
  t.is(seen.filter((one) => one === undefined).length, 6);
});

test("a promise that is completed by another device continues the one that waited", async (t) => {
  const context = new AsyncContext<Device>();
  let complete!: () => void;
  const settled = new Promise<void>((resolve) => (complete = resolve));
  const waited = context.run({ name: "a" }, async () => {
    await settled;
    return context.current?.name;
  });
  context.run({ name: "b" }, complete);
  t.is(await waited, "a");
});

test("enter and leave, as run", (t) => {
  const context = new AsyncContext<Device>();
  const [a, b] = [{ name: "a" }, { name: "b" }];
  const none = context.enter(a);
  const before = context.enter(b);
  t.is(context.current, b);
  context.leave(before);
  t.is(context.current, a);
  context.leave(none);
  t.is(context.current, undefined);
});
