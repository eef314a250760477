// What firmwares and programs of a world do wrong is an error that says so, and ends nothing else.
import test from "ava";
import { ClosedError, World, type WorldHost } from "xs-mesh/simulation";
import { GenericOnOffServer, type Host, Node } from "xs-mesh";
import { nodeFirmware } from "../../../tools/simulation/node-firmware.js";
import { authorsFrames } from "../../../tools/simulation/log-frames.js";
import type { Start } from "../../../modules/firmware/start.js";

const rejecting = new URL("firmware/rejecting.ts", import.meta.url);

function lamp(host: Host): Node {
  return new Node({ host, companyId: 0xffff, elements: [{ models: [new GenericOnOffServer()] }] });
}

async function device(
  t: { teardown(work: () => void): void },
  firmware: Start | URL,
  host: WorldHost,
) {
  const world = new World({ host });
  t.teardown(() => world.close());
  const lamp = await world.add("desk", { firmware, powered: false });
  return { world, lamp };
}

for (const host of ["node", "xs"] as const)
  test(`on ${host}: a promise of a firmware that is rejected is the failure of its device alone`, async (t) => {
    const world = new World({ host });
    t.teardown(() => world.close());
    const desk = await world.add("desk", { firmware: rejecting });
    const hall = await world.add("hall", { firmware: rejecting });
    await t.throwsAsync(
      async () => {
        await desk.press();
        await world.pass(10);
      },
      { message: /no answer from the cloud$/ },
    );
    t.regex(desk.failure!.message, /no answer from the cloud/);
    t.is(hall.failure, undefined);
  });

test("what a firmware that was closed rejects is nobody's failure", async (t) => {
  let refuse: (error: Error) => void = () => t.fail();
  const { lamp: desk } = await device(
    t,
    (host) => {
      void new Promise<void>((_, reject) => (refuse = reject));
      return lamp(host);
    },
    "node",
  );
  await desk.powerOn();
  desk.powerOff();
  refuse(new Error("late"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.is(desk.failure, undefined);
});

const frozen = Object.freeze(new RangeError("frozen"));
const unprintable = Object.assign(Object.create(null) as object, {
  toString: () => {
    throw new Error("no");
  },
});
const thrown: readonly (readonly [what: string, value: unknown, message: RegExp])[] = [
  ["an error", new Error("broken"), /^broken$/],
  ["an error that is frozen", frozen, /^frozen$/],
  ["null", null, /^null was thrown, which is no Error$/],
  ["undefined", undefined, /^undefined was thrown, which is no Error$/],
  ["a text", "broken", /^broken was thrown, which is no Error$/],
  ["a symbol", Symbol("broken"), /^Symbol\(broken\) was thrown, which is no Error$/],
  ["an object without a text", unprintable, /was thrown, which is no Error$/],
];
for (const [what, value, message] of thrown) {
  test(`a firmware that throws ${what} in start is not started`, async (t) => {
    const { lamp: desk } = await device(
      t,
      () => {
        throw value;
      },
      "node",
    );
    await t.throwsAsync(desk.powerOn(), { message });
  });

  test(`a firmware that throws ${what} in a callback has failed`, async (t) => {
    const { lamp: desk, world } = await device(
      t,
      (host) => {
        host.clock.schedule(() => {
          throw value;
        }, 10);
        return lamp(host);
      },
      "node",
    );
    await desk.powerOn();
    await t.throwsAsync(world.pass(20));
    t.regex(desk.failure!.message, message);
  });
}

test("a device boots once if it gets power twice at the same time", async (t) => {
  let boots = 0;
  const { lamp: desk } = await device(
    t,
    (host) => {
      boots++;
      return lamp(host);
    },
    "node",
  );
  await Promise.all([desk.powerOn(), desk.powerOn()]);
  t.is(boots, 1);
});

test("a device whose power is cut while it boots has none afterwards", async (t) => {
  let closed = 0;
  const { lamp: desk } = await device(
    t,
    (host) => {
      const node = lamp(host);
      return {
        close: () => {
          closed++;
          node.close();
        },
      };
    },
    "node",
  );
  const booting = desk.powerOn();
  desk.powerOff();
  await booting;
  t.false(desk.powered);
  t.is(closed, 1);
  await desk.powerOn();
  t.true(desk.powered);
});

const longTimes: readonly (readonly [string, (world: World) => Promise<unknown>])[] = [
  ["pass", (w) => w.pass(1e300)],
  ["pass Infinity", (w) => w.pass(Infinity)],
  ["pass NaN", (w) => w.pass(NaN)],
  ["a limit of until", (w) => w.until(() => false, { limit: 1e300 })],
  ["a limit of run", (w) => w.run(Promise.resolve(), { limit: 1e300 })],
  ["within of expect", (w) => w.expect("x", () => false, { within: 1e300 })],
];
for (const [what, work] of longTimes)
  test(`a time above ten years is refused: ${what}`, async (t) => {
    const world = new World();
    t.teardown(() => world.close());
    await t.throwsAsync(work(world), {
      instanceOf: RangeError,
      message: /: 0 to 315360000000 milliseconds \(ten years\), not /,
    });
  });

const uses: readonly (readonly [string, (world: World) => Promise<unknown>])[] = [
  ["add", (w) => w.add("hall", { firmware: lamp })],
  ["pass", (w) => w.pass(1)],
  ["until", (w) => w.until(() => true)],
  ["run", (w) => w.run(() => Promise.resolve())],
  ["expect", (w) => w.expect("x", () => true)],
  ["provision", (w) => w.provision("desk")],
  ["provisionAll", (w) => w.provisionAll()],
  ["press", (w) => w.device("desk").press()],
  ["setSensor", (w) => w.device("desk").setSensor("door", 1)],
  ["call", (w) => w.device("desk").call("state")],
  ["powerOn", (w) => w.device("desk").powerOn()],
  ["restart", (w) => w.device("desk").restart()],
  ["moveTo", (w) => new Promise(() => w.device("desk").moveTo({ x: 1, y: 1 }))],
];
for (const [what, use] of uses)
  test(`a world that is closed is not used any more: ${what}`, async (t) => {
    const { lamp: desk, world } = await device(t, lamp, "node");
    await desk.powerOn();
    world.close();
    await t.throwsAsync(use(world), {
      instanceOf: ClosedError,
      message: "the world is closed: create another World",
    });
  });

test("what waits when a world is closed is told so, and closing again does nothing", async (t) => {
  const { lamp: desk, world } = await device(t, lamp, "node");
  await desk.powerOn();
  const waiting = [world.until(() => false), world.pass(1000), world.run(new Promise(() => {}))];
  world.clock.schedule(() => world.close(), 50);
  for (const result of await Promise.allSettled(waiting)) {
    t.is(result.status, "rejected");
    t.true((result as PromiseRejectedResult).reason instanceof ClosedError);
  }
  t.notThrows(() => world.close());
});

test("an async start is told to be none", async (t) => {
  const start = ((host: Host) => Promise.resolve(lamp(host))) as unknown as Start;
  const { lamp: desk } = await device(t, start, "node");
  await t.throwsAsync(desk.powerOn(), {
    message: "the firmware's start() must not be async: return the Node itself",
  });
});

test("a misspelt model in a plan is an error without lines of this program or the engine", async (t) => {
  const network = { nodes: { desk: [{ model: "Generic OnOf Server" }] } };
  const world = new World({ network });
  t.teardown(() => world.close());
  await world.add("desk", { firmware: lamp });
  const error = await t.throwsAsync(world.provisionAll());
  t.regex(error.message, /there is no model "Generic OnOf Server"/);
  t.notRegex(authorsFrames(error.stack!), /<anonymous>|tools\/simulation/);
});

test("a misspelt device in a plan is an error that names the nearest one", async (t) => {
  const network = { nodes: { kichen: [], later: [] } };
  const world = new World({ network });
  t.teardown(() => world.close());
  await world.add("kitchen", { firmware: lamp });
  await t.throwsAsync(world.provisionAll(), {
    instanceOf: RangeError,
    message: "network.nodes.kichen: there is no device of this name; did you mean kitchen?",
  });
});

const promised = (() => Promise.resolve(false)) as unknown as () => boolean;
const misuses: readonly (readonly [
  what: string,
  work: (world: World) => Promise<unknown>,
  message: RegExp,
])[] = [
  [
    "until with a limit that is no number",
    (w) => w.until(() => true, { limit: NaN }),
    /^limit: 0 to 315360000000 mill/,
  ],
  [
    "until with a limit below 0",
    (w) => w.until(() => true, { limit: -1 }),
    /^limit: 0 to 315360000000 mill/,
  ],
  [
    "expect within less than nothing",
    (w) => w.expect("x", () => true, { within: -1 }),
    /^within: 0/,
  ],
  [
    "until with an asynchronous condition",
    (w) => w.until(promised),
    /^condition: it returned a pro/,
  ],
  [
    "expect with an asynchronous condition",
    (w) => w.expect("x", promised),
    /^condition: it returned/,
  ],
  [
    "run without a promise",
    (w) => w.run(5 as unknown as Promise<void>),
    /^work: a promise is needed/,
  ],
  [
    "run of nothing",
    (w) => w.run(undefined as unknown as Promise<void>),
    /^work: a promise is nee/,
  ],
];
for (const [what, work, message] of misuses)
  test(`refused: ${what}`, async (t) => {
    const world = new World();
    t.teardown(() => world.close());
    await t.throwsAsync(work(world), { message });
  });

test("a limit of 0 is for what holds at once", async (t) => {
  const { lamp: desk, world } = await device(t, lamp, "node");
  await desk.powerOn();
  await world.until(() => true, { limit: 0 });
  await t.throwsAsync(
    world.until(() => false, { limit: 0 }),
    { name: "TimeoutError" },
  );
});

test("expect within Infinity waits until it holds", async (t) => {
  const { lamp: desk, world } = await device(t, lamp, "node");
  await desk.powerOn();
  await world.expect("a minute is over", () => world.clock.now() >= 60_000, { within: Infinity });
  t.true(world.steps.at(-1)!.ok);
});

test("the time in which firmwares are loaded is known apart from that of the run", async (t) => {
  const wait = () => new Promise((resolve) => setTimeout(resolve, 60));
  const world = new World({ load: () => wait().then(() => nodeFirmware(lamp)) });
  t.teardown(() => world.close());
  t.is(world.loadMilliseconds, 0);
  await world.add("desk", { firmware: "lamp.ts" });
  t.true(world.loadMilliseconds >= 50);
  const before = world.loadMilliseconds;
  await world.pass(1000);
  t.is(world.loadMilliseconds, before);
});
