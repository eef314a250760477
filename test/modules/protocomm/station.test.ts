import test, { type ExecutionContext } from "ava";
import { asciiBytes } from "../../../modules/base/bytes.js";
import {
  joinDelay,
  type StationEvent,
  type StationRules,
  type StationState,
  stationStep,
} from "../../../modules/protocomm/wifi/station.js";

const network = { ssid: asciiBytes("a"), passphrase: asciiBytes("12345678") };
const connection = {
  ssid: network.ssid,
  bssid: new Uint8Array(6),
  channel: 1,
  rssi: -50,
  auth: 3,
  address: "10.0.0.2",
};
const rules: StationRules = { delay: 1000, attempts: 2, storeUntried: false };
const untried: StationRules = { ...rules, storeUntried: true };

const idle: StationState = { name: "idle" };
const configured: StationState = { name: "configured", network };
const trying = (
  name: "waiting" | "connecting",
  failures: number,
  worked: boolean,
  which = network,
): StationState => ({ name, network: which, failures, worked });
const waiting = (failures: number): StationState => trying("waiting", failures, false);
const connecting = (failures: number): StationState => trying("connecting", failures, false);
const connected: StationState = { name: "connected", network, connection };
const failed: StationState = { name: "failed", network, reason: "authentication" };
const all = [idle, configured, waiting(0), connecting(0), connected, failed];

const set: StationEvent = { type: "set", network };
const apply: StationEvent = { type: "apply" };
const timer: StationEvent = { type: "timer" };
const success: StationEvent = { type: "connected", connection };
const failure = (reason: "authentication" | "not-found" | "lost"): StationEvent => ({
  type: "failed",
  reason,
});

/** From, event, to, effects; rules where they are others. */
const steps: readonly (readonly [
  StationState,
  StationEvent,
  StationState,
  string,
  StationRules?,
])[] = [
  [idle, set, configured, ""],
  [configured, set, configured, ""],
  [failed, set, configured, ""],
  [configured, apply, waiting(0), "wait"],
  [configured, apply, waiting(0), "store wait", untried],
  [waiting(0), timer, connecting(0), "connect"],
  [waiting(1), timer, connecting(1), "connect"],
  [connecting(0), success, connected, "store provisioned"],
  [connecting(0), failure("authentication"), waiting(1), "wait"],
  [connecting(1), failure("authentication"), failed, "disconnect"],
  [connecting(1), failure("authentication"), failed, "disconnect forget", untried],
  [connecting(1), failure("not-found"), { ...failed, reason: "not-found" }, "disconnect"],
  [connecting(1), failure("lost"), { ...failed, reason: "not-found" }, "disconnect"],
  [connected, failure("lost"), trying("waiting", 0, true), "wait"],
  [configured, { type: "left" }, idle, ""],
  [connected, { type: "reprovision" }, idle, "disconnect forget"],
  ...all.map((state) => [state, { type: "reset" }, idle, "disconnect forget"] as const),
];

/** Joined before the service began, and away. */
const old = { ssid: asciiBytes("old"), passphrase: asciiBytes("12345678") };
const withOld: StationRules = { ...rules, known: old };
const untriedWithOld: StationRules = { ...untried, known: old };

/** The same of a network that worked: it is tried without a limit. */
const worked: typeof steps = [
  [trying("waiting", 0, true), timer, trying("connecting", 0, true), "connect"],
  [trying("connecting", 0, true), failure("lost"), trying("waiting", 1, true), "wait"],
  [
    trying("connecting", 5000, true),
    failure("authentication"),
    trying("waiting", 5001, true),
    "wait",
  ],
  [trying("connecting", 9, true), failure("not-found"), trying("waiting", 10, true), "wait"],
  [trying("connecting", 9, true), success, connected, "provisioned"],
  [trying("waiting", 1, true), { type: "reprovision" }, idle, "disconnect forget"],
  [trying("connecting", 1, true), { type: "reprovision" }, idle, "disconnect forget"],
  // offered again: others may be sent, and what is not used or does not work leaves the old one
  [trying("waiting", 9, true, old), set, configured, "disconnect", withOld],
  [trying("connecting", 9, true, old), set, configured, "disconnect", withOld],
  [configured, { type: "left" }, trying("waiting", 0, true, old), "wait", withOld],
  [failed, { type: "left" }, trying("waiting", 0, true, old), "wait", withOld],
  [connecting(1), failure("authentication"), failed, "disconnect store", untriedWithOld],
];

test("a network that worked once is retried for ever, and others may take its place", (t) => {
  check(t, worked);
  t.is(stationStep(trying("waiting", 1, true), set, rules), undefined, "in use, not offered again");
  t.is(stationStep(trying("waiting", 1, true), set, withOld), undefined, "not the one before");
});

test("attempts to join what worked are further apart each time, up to a minute", (t) => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 7, 100, 1_000_000].map(joinDelay);
  t.deepEqual(delays, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  for (const failures of [0, 3, 50]) {
    const step = stationStep(trying("connecting", failures, true), failure("lost"), rules);
    t.deepEqual(step?.effects, [{ type: "wait", milliseconds: joinDelay(failures + 1) }]);
  }
});

function check(t: ExecutionContext, table: typeof steps): void {
  for (const [from, event, to, effects, others = rules] of table) {
    const what = `${from.name}, ${event.type}`;
    const step = stationStep(from, event, others);
    t.deepEqual(step?.state, to, what);
    t.is(step?.effects.map(({ type }) => type).join(" "), effects, what);
  }
}

test("every step that there is", (t) => {
  check(t, steps);
});

test("every step that there is not", (t) => {
  const events: StationEvent[] = [
    set,
    apply,
    timer,
    success,
    failure("lost"),
    { type: "left" },
    { type: "reprovision" },
  ];
  for (const state of all)
    for (const event of events) {
      const known = steps.some(
        ([from, one]) => from.name === state.name && one.type === event.type,
      );
      t.is(stationStep(state, event, rules) !== undefined, known, `${state.name}, ${event.type}`);
    }
});
