import test from "ava";
import { adaptivePolicy as policy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { FastTransmissionPeriod } from "../../../../../modules/espressif/fast-provisioning/policy/fast-transmission-period.js";
import type { TransmittingNode } from "../../../../../modules/espressif/fast-provisioning/policy/fast-transmission.js";
import { defaultNetworkSettings } from "../../../../../modules/network/settings.js";
import {
  defaultSarReceiver,
  defaultSarTransmitter,
} from "../../../../../modules/transport/sar-configuration.js";
import { TestClock } from "../../../../support/test-clock.js";
import { EarlyReception } from "../../../../../modules/provisioning/pb-adv/early-reception.js";

function makeNode(): TransmittingNode {
  return {
    settings: defaultNetworkSettings(),
    sarTransmitter: defaultSarTransmitter,
    sarReceiver: defaultSarReceiver,
  };
}

function makePace() {
  const clock = new TestClock();
  const on: { node: TransmittingNode | undefined } = { node: makeNode() };
  const state = { waits: false };
  const network = () => on.node;
  const pace = new FastTransmissionPeriod({ clock, radio: { sets: 3 } }, policy, {
    network,
    pending: () => state.waits,
    reception: new EarlyReception(),
    linksHeard: () => 3,
  });
  const fast = () => on.node!.sarTransmitter !== defaultSarTransmitter;
  return { clock, on, pace, fast, state };
}

type Step = "begin" | "beginTimed" | "extend" | "end" | number;

/** What was done, or the milliseconds that passed, and whether the pace is that of fast provisioning then. */
const table: readonly (readonly [step: Step, fast: boolean])[][] = [
  [
    ["begin", true],
    [600_000, true],
    ["end", false],
  ],
  [
    ["beginTimed", true],
    [4999, true],
    [1, false],
  ],
  [
    ["beginTimed", true],
    [4000, true],
    ["extend", true],
    [4999, true],
    [1, false],
    ["extend", true],
    [5000, false],
  ],
  [
    ["begin", true],
    ["extend", true],
    [60_000, true],
    ["beginTimed", true],
    [5000, false],
  ],
  [
    ["beginTimed", true],
    ["begin", true],
    [60_000, true],
    ["end", false],
    ["end", false],
  ],
  [
    ["beginTimed", true],
    ["end", false],
    [60_000, false],
  ],
];

for (const steps of table)
  test(`${steps.map(([step]) => step).join(", ")}`, (t) => {
    const { clock, fast, pace } = makePace();
    t.false(fast());
    for (const [i, [step, expected]] of steps.entries()) {
      if (typeof step === "number") clock.advance(step);
      else pace[step]();
      t.is(fast(), expected, `step ${i}`);
    }
    t.is(clock.pending, 0);
  });

test("a node that left its network and joined another keeps the pace of the new one", (t) => {
  const { clock, fast, on, pace } = makePace();
  pace.begin();
  on.node = undefined;
  for (const step of ["begin", "beginTimed", "extend", "end"] as const)
    t.notThrows(() => pace[step]());
  on.node = makeNode();
  t.false(fast());
  pace.beginTimed();
  t.true(fast());
  clock.advance(5000);
  t.false(fast());
});

test("closed, nothing is left to come", (t) => {
  const { clock, pace } = makePace();
  pace.beginTimed();
  pace.close();
  t.is(clock.pending, 0);
});

test("while something waits to be sent the pace is kept, up to a minute", (t) => {
  const { clock, fast, pace, state } = makePace();
  pace.beginTimed();
  state.waits = true;
  clock.advance(12_000);
  t.true(fast());
  state.waits = false;
  clock.advance(3000);
  t.false(fast());
  state.waits = true;
  pace.beginTimed();
  clock.advance(30_000);
  pace.extend();
  clock.advance(59_999);
  t.true(fast());
  clock.advance(1);
  t.false(fast(), "it may wait for ever");
  t.is(clock.pending, 0);
});
