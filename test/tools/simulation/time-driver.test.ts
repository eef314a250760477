import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { MeshError, TimeoutError } from "../../../modules/base/errors.js";
import { TimeDriver } from "../../../tools/simulation/time-driver.js";

function rig() {
  const clock = new VirtualClock();
  const driver = new TimeDriver(clock);
  const wait = (milliseconds: number) =>
    new Promise<number>((resolve) => clock.schedule(() => resolve(clock.now()), milliseconds));
  return { clock, driver, wait };
}

test("time advances to the moment at which the condition holds, and no further", async (t) => {
  const { clock, driver } = rig();
  let done = false;
  clock.schedule(() => (done = true), 50);
  clock.schedule(() => t.fail(), 60);
  await driver.until(() => done, 1000);
  t.is(clock.now(), 50);
});

test("what holds already takes no time", async (t) => {
  const { clock, driver } = rig();
  clock.schedule(() => t.fail(), 1);
  await driver.until(() => true, 1000);
  t.is(clock.now(), 0);
});

test("several waits at the same time share one time", async (t) => {
  const { clock, driver, wait } = rig();
  const times = await Promise.all([
    driver.settled(wait(30), 1000),
    driver.settled(wait(10), 1000),
    driver.settled(wait(20), 1000),
  ]);
  t.deepEqual(times, [30, 10, 20]);
  t.is(clock.now(), 30);
});

test("a program that waits again after each wait sees its own times", async (t) => {
  const { clock, driver, wait } = rig();
  const program = async (step: number) => {
    const times: number[] = [];
    for (let i = 0; i < 3; i++) times.push(await driver.settled(wait(step), 1000));
    return times;
  };
  t.deepEqual(await Promise.all([program(10), program(7)]), [
    [10, 20, 30],
    [7, 14, 21],
  ]);
  t.is(clock.now(), 30);
});

test("after the limit a wait is given up; another one goes on", async (t) => {
  const { driver, wait } = rig();
  const late = driver.settled(wait(200), 1000);
  await t.throwsAsync(driver.settled(wait(150), 100), {
    instanceOf: TimeoutError,
    message: "not done after 100 simulated ms",
  });
  t.is(await late, 200);
});

test("without a timer nothing can happen any more", async (t) => {
  const { driver } = rig();
  await t.throwsAsync(
    driver.until(() => false, 1000),
    { instanceOf: MeshError, message: /no timer is left/ },
  );
});

test("a timer that throws rejects what waits, and time can advance afterwards", async (t) => {
  const { clock, driver, wait } = rig();
  clock.schedule(() => {
    throw new RangeError("broken");
  }, 5);
  await t.throwsAsync(driver.settled(wait(10), 1000), { message: "broken" });
  t.is(await driver.settled(wait(10), 1000), 15);
});

test("a promise settles as it does", async (t) => {
  const { driver } = rig();
  await t.throwsAsync(driver.settled(Promise.reject(new Error("refused")), 1000), {
    message: "refused",
  });
});
