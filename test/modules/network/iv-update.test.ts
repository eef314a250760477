import test from "ava";
import {
  type IvEvent,
  type IvState,
  ivUpdate,
  provisionedIvState,
  receiveIvIndex,
  transmitIvIndex,
  unknownIvState,
} from "../../../modules/network/iv-update.js";

const hour = 60;
const normal: IvState = {
  ivIndex: 10,
  inProgress: false,
  minutes: 100 * hour,
  sinceRecovery: 192 * hour,
};
const updating: IvState = {
  ivIndex: 11,
  inProgress: true,
  minutes: 100 * hour,
  sinceRecovery: 192 * hour,
};
const fresh = { minutes: 96 * hour - 1 };

function beacon(ivIndex: number, inProgress: boolean): IvEvent {
  return { type: "beacon", ivIndex, inProgress };
}

type Expected = readonly [ivIndex: number, inProgress: boolean, resetSequence: boolean] | "nothing";
const table: readonly (readonly [string, IvState, IvEvent, Expected])[] = [
  ["normal, the same", normal, beacon(10, false), "nothing"],
  ["normal, the end of an update that is over", normal, beacon(10, true), "nothing"],
  ["normal, an older index", normal, beacon(9, false), "nothing"],
  ["normal, an update begins", normal, beacon(11, true), [11, true, false]],
  [
    "normal for less than 96 h, an update begins",
    { ...normal, ...fresh },
    beacon(11, true),
    "nothing",
  ],
  ["normal, an update was missed", normal, beacon(11, false), [11, false, true]],
  [
    "normal for less than 96 h, an update was missed",
    { ...normal, ...fresh },
    beacon(11, false),
    [11, false, true],
  ],
  ["normal, 42 steps", normal, beacon(52, true), [52, true, true]],
  ["normal, 43 steps", normal, beacon(53, false), "nothing"],
  [
    "normal, recovered lately",
    { ...normal, sinceRecovery: 192 * hour - 1 },
    beacon(12, false),
    "nothing",
  ],
  ["unknown, any index", unknownIvState(), beacon(1000, false), [1000, false, true]],
  ["unknown, index 0", unknownIvState(), beacon(0, false), [0, false, true]],
  ["unknown, during an update", unknownIvState(), beacon(7, true), [7, true, true]],
  ["unknown, an update of its own", unknownIvState(), { type: "start" }, "nothing"],
  ["updating, the same", updating, beacon(11, true), "nothing"],
  ["updating, it is over", updating, beacon(11, false), [11, false, true]],
  [
    "updating for less than 96 h, it is over",
    { ...updating, ...fresh },
    beacon(11, false),
    "nothing",
  ],
  ["updating, the old index", updating, beacon(10, false), "nothing"],
  ["updating, the next update began", updating, beacon(12, true), [12, true, true]],
  ["normal, the node is due", normal, { type: "start" }, [11, true, false]],
  [
    "normal for less than 96 h, the node is due",
    { ...normal, ...fresh },
    { type: "start" },
    "nothing",
  ],
  ["updating, the node is due", updating, { type: "start" }, "nothing"],
  [
    "updating for 144 h",
    { ...updating, minutes: 143 * hour },
    { type: "time", minutes: hour },
    [11, false, true],
  ],
];

for (const [name, state, event, expected] of table)
  test(`IV Update: ${name}`, (t) => {
    const transition = ivUpdate(state, event);
    if (expected === "nothing") {
      t.is(transition, undefined);
      return;
    }
    const [ivIndex, inProgress, resetSequence] = expected;
    t.like(transition, { state: { ivIndex, inProgress }, resetSequence });
  });

test("time counts, up to what matters", (t) => {
  const young = { ...normal, minutes: 3, sinceRecovery: 5 };
  t.like(ivUpdate(young, { type: "time", minutes: 10 })!.state, {
    minutes: 13,
    sinceRecovery: 15,
    ivIndex: 10,
  });
  t.like(ivUpdate(normal, { type: "time", minutes: 10_000 })!.state, {
    minutes: 144 * hour,
    sinceRecovery: 192 * hour,
    inProgress: false,
  });
});

test("the test mode lifts the 96 hours", (t) => {
  t.like(ivUpdate({ ...normal, minutes: 0 }, { type: "start" }, true)?.state, { ivIndex: 11 });
  t.like(ivUpdate({ ...updating, minutes: 0 }, beacon(11, false), true)?.state, {
    inProgress: false,
  });
});

const provisioned: readonly (readonly [string, boolean, number, IvEvent, Expected])[] = [
  ["in progress, it may end at once", true, 0, beacon(4, false), [4, false, true]],
  [
    "in progress, it ends by itself 144 h after 96 h",
    true,
    48 * hour,
    { type: "time", minutes: 0 },
    [4, false, true],
  ],
  ["normal, it starts none", false, 96 * hour - 1, { type: "start" }, "nothing"],
  ["normal, it starts one after 96 h", false, 96 * hour, { type: "start" }, [5, true, false]],
  ["normal, it follows none", false, 96 * hour - 1, beacon(5, true), "nothing"],
  ["normal, it follows one after 96 h", false, 96 * hour, beacon(5, true), [5, true, false]],
  ["normal, it takes the next index as a recovery", false, 0, beacon(5, false), [5, false, true]],
];

for (const [name, inProgress, minutes, event, expected] of provisioned)
  test(`IV Update after provisioning: ${name}`, (t) => {
    let state = provisionedIvState(4, inProgress);
    state = { ...state, minutes: Math.min(state.minutes + minutes, 144 * hour) };
    const transition = ivUpdate(state, event);
    if (expected === "nothing") {
      t.is(transition, undefined);
      return;
    }
    const [ivIndex, now, resetSequence] = expected;
    t.like(transition, { state: { ivIndex, inProgress: now }, resetSequence });
  });

test("after a recovery the next one waits for 192 hours", (t) => {
  let { state } = ivUpdate(normal, beacon(20, false))!;
  t.is(ivUpdate(state, beacon(30, false)), undefined);
  ({ state } = ivUpdate(state, { type: "time", minutes: 192 * hour - 1 })!);
  t.is(ivUpdate(state, beacon(30, false)), undefined);
  ({ state } = ivUpdate(state, { type: "time", minutes: 1 })!);
  t.truthy(ivUpdate(state, beacon(30, false)));
});

test("what is sent and received with", (t) => {
  t.is(transmitIvIndex(normal), 10);
  t.is(transmitIvIndex(updating), 10);
  t.is(receiveIvIndex(normal, 0), 10);
  t.is(receiveIvIndex(normal, 1), 9);
  t.is(receiveIvIndex(updating, 1), 11);
  t.is(receiveIvIndex(updating, 0), 10);
  t.is(receiveIvIndex({ ...normal, ivIndex: 0 }, 1), -1);
});
