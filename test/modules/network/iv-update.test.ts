import test from "ava";
import {
  type IvEvent,
  type IvState,
  ivUpdate,
  provisionedIvState,
  receiveIvIndex,
  transmitIvIndex,
} from "../../../modules/network/iv-update.js";

const normal: IvState = { ivIndex: 10, inProgress: false, hours: 100, sinceRecovery: 192 };
const updating: IvState = { ivIndex: 11, inProgress: true, hours: 100, sinceRecovery: 192 };
const fresh = { hours: 95 };

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
  ["normal, recovered lately", { ...normal, sinceRecovery: 191 }, beacon(12, false), "nothing"],
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
  ["updating for 144 h", { ...updating, hours: 143 }, { type: "hour" }, [11, false, true]],
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

test("an hour counts, up to what matters", (t) => {
  const { state } = ivUpdate({ ...normal, hours: 3, sinceRecovery: 5 }, { type: "hour" })!;
  t.like(state, { hours: 4, sinceRecovery: 6, ivIndex: 10 });
});

test("the test mode lifts the 96 hours", (t) => {
  t.like(ivUpdate({ ...normal, hours: 0 }, { type: "start" }, true)?.state, { ivIndex: 11 });
  t.like(ivUpdate({ ...updating, hours: 0 }, beacon(11, false), true)?.state, {
    inProgress: false,
  });
});

test("the 96 hours do not apply to the state a node was provisioned in", (t) => {
  t.truthy(ivUpdate(provisionedIvState(4, true), beacon(4, false)));
  t.truthy(ivUpdate(provisionedIvState(4, false), beacon(5, true)));
});

test("after a recovery the next one waits for 192 hours", (t) => {
  let { state } = ivUpdate(normal, beacon(20, false))!;
  t.is(ivUpdate(state, beacon(30, false)), undefined);
  for (let i = 0; i < 192; i++) ({ state } = ivUpdate(state, { type: "hour" })!);
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
