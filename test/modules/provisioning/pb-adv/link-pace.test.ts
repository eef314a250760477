import test from "ava";
import { EarlyReception } from "../../../../modules/provisioning/pb-adv/early-reception.js";
import { LinkPace } from "../../../../modules/provisioning/pb-adv/link-pace.js";
import {
  checkTiming,
  fastProvisioningTiming,
  standardTiming,
} from "../../../../modules/provisioning/pb-adv/timing.js";
import { TestRandom } from "../../../support/test-random.js";
import { TestClock } from "../../../support/test-clock.js";

type Step = "lost" | "again" | "acknowledged" | "answered by the next";

/** Whether the link has the delays of the specification after these steps; `early`: the radio is known to receive early. */
const table: readonly (readonly [early: boolean, steps: readonly Step[], calm: boolean])[] = [
  [false, ["lost", "lost"], false],
  [false, ["lost", "lost", "lost"], true],
  [false, ["lost", "again", "lost"], true],
  [false, ["lost", "lost", "acknowledged", "lost", "lost"], false],
  [false, ["lost", "lost", "answered by the next", "lost", "lost"], false],
  [true, Array<Step>(7).fill("lost"), false],
  [true, Array<Step>(8).fill("lost"), true],
  [true, [...Array<Step>(7).fill("lost"), "acknowledged", "lost"], false],
];

for (const [early, steps, calm] of table)
  test(`${early ? "early radio: " : ""}${steps.join(", ")}`, (t) => {
    const clock = new TestClock();
    const reception = new EarlyReception();
    if (early) reception.answered(1);
    const timing = { ...fastProvisioningTiming, reception };
    const pace = new LinkPace({ clock, random: new TestRandom(1), timing });
    for (const step of steps) {
      clock.advance(100);
      if (step === "lost") pace.retry();
      else if (step === "again") pace.hearAgain();
      else if (step === "acknowledged") pace.delivered(true);
      else pace.answeredByNext();
    }
    t.deepEqual(pace.timing.delay, calm ? standardTiming.delay : fastProvisioningTiming.delay);
  });

test("without anything to learn from, a link calms down all the same; standard timing is calm", (t) => {
  const clock = new TestClock();
  const pace = new LinkPace({ clock, random: new TestRandom(1), timing: fastProvisioningTiming });
  for (let i = 0; i < 3; i++) pace.retry();
  t.deepEqual(pace.timing.delay, standardTiming.delay);
  const standard = new LinkPace({ clock, random: new TestRandom(1), timing: standardTiming });
  for (let i = 0; i < 9; i++) standard.retry();
  t.is(standard.timing, standardTiming);
});

test("a PDU that is answered within milliseconds shows that the radio receives early", (t) => {
  for (const [time, shown] of [
    [3, true],
    [25, false],
  ] as const)
    for (const way of ["acknowledged", "answered by the next", "link"] as const) {
      const clock = new TestClock();
      const reception = new EarlyReception();
      const timing = { ...fastProvisioningTiming, reception };
      const pace = new LinkPace({ clock, random: new TestRandom(1), timing });
      if (way === "link") pace.controlSent();
      else pace.tried(0);
      clock.advance(time);
      if (way === "acknowledged") pace.delivered(true);
      else if (way === "link") pace.hearAny();
      else pace.answeredByNext();
      t.is(reception.shown, shown, `${way} ${time}`);
    }
});

test("PDUs are sent more often while few links are heard, if the timing has that and they are counted", (t) => {
  const lightLoad = { links: 5, transmissions: 3 };
  const heard = (links: number) =>
    new EarlyReception({ earlyReceptionShown: () => undefined, linksHeard: () => links });
  for (const [more, transmissions] of [
    [{}, 1],
    [{ lightLoad }, 1],
    [{ reception: heard(0) }, 1],
    [{ lightLoad, reception: new EarlyReception() }, 1],
    [{ lightLoad, reception: heard(5) }, 1],
    [{ lightLoad, reception: heard(4) }, 3],
    [{ lightLoad, reception: heard(0) }, 3],
  ] as const) {
    const timing = { ...fastProvisioningTiming, ...more };
    const pace = new LinkPace({ clock: new TestClock(), random: new TestRandom(1), timing });
    t.is(pace.transmissions, transmissions);
    for (let i = 0; i < 9; i++) pace.retry();
    t.is(pace.transmissions, transmissions, "calm as well");
  }
});

test("a wrong number of transmissions is refused, also that under a light load", (t) => {
  const timing = (transmissions: number) => ({
    ...fastProvisioningTiming,
    lightLoad: { links: 5, transmissions },
  });
  for (const transmissions of [1, 8]) t.notThrows(() => checkTiming(timing(transmissions)));
  for (const transmissions of [0, 9, 1.5])
    t.throws(() => checkTiming(timing(transmissions)), {
      instanceOf: RangeError,
      message: `transmissions must be 1..8, not ${transmissions}`,
    });
});
