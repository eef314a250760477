import test from "ava";
import {
  acceptsBeacons,
  keyRefresh,
  type KeyRefreshEvent,
  type KeyRefreshPhase,
  phaseAfter,
  sendsWithNewKey,
  updatesAppKeys,
} from "../../../modules/network/key-refresh.js";

const update = (key: "old" | "new" | "other"): KeyRefreshEvent => ({ type: "update", key });
const transition = (to: 2 | 3): KeyRefreshEvent => ({ type: "transition", transition: to });
const beacon = (keyRefresh: boolean): KeyRefreshEvent => ({ type: "beacon", keyRefresh });

type Expected =
  | "unchanged"
  | "cannot-update"
  | "stored"
  | readonly [KeyRefreshPhase, "unchanged" | "new key added" | "old key revoked"];

/** What each event makes of phases 0, 1 and 2. Mesh Protocol 1.1 §3.11.4, §4.4.1.2.9. */
const table: readonly (readonly [string, KeyRefreshEvent, Expected, Expected, Expected])[] = [
  ["NetKey Update with the old key", update("old"), "stored", "cannot-update", "cannot-update"],
  [
    "NetKey Update with the new key",
    update("new"),
    [1, "new key added"],
    "unchanged",
    "cannot-update",
  ],
  [
    "NetKey Update with another key",
    update("other"),
    [1, "new key added"],
    "cannot-update",
    "cannot-update",
  ],
  [
    "Key Refresh Phase Set, transition 2",
    transition(2),
    "cannot-update",
    [2, "unchanged"],
    "unchanged",
  ],
  [
    "Key Refresh Phase Set, transition 3",
    transition(3),
    "unchanged",
    [0, "old key revoked"],
    [0, "old key revoked"],
  ],
  ["a beacon with the Key Refresh Flag", beacon(true), "unchanged", [2, "unchanged"], "unchanged"],
  [
    "a beacon without the Key Refresh Flag",
    beacon(false),
    "unchanged",
    [0, "old key revoked"],
    [0, "old key revoked"],
  ],
];

for (const [name, event, ...expected] of table)
  test(`in each phase: ${name}`, (t) => {
    for (const phase of [0, 1, 2] as const) {
      const result = expected[phase];
      const [next, keys] = typeof result === "string" ? [] : result;
      t.deepEqual(keyRefresh(phase, event), next === undefined ? result : { phase: next, keys });
    }
  });

test("which key is sent with, which beacons are accepted and when AppKeys are updated", (t) => {
  const phases = [0, 1, 2] as const;
  t.deepEqual(phases.map(sendsWithNewKey), [false, false, true]);
  t.deepEqual(
    phases.map((phase) => [acceptsBeacons(phase, false), acceptsBeacons(phase, true)]),
    [
      [true, true],
      [true, true],
      [false, true],
    ],
  );
  t.deepEqual(phases.map(updatesAppKeys), [false, true, false]);
  t.deepEqual(([2, 3] as const).map(phaseAfter), [2, 0]);
});
