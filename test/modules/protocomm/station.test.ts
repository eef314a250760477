import test from "ava";
import { asciiBytes } from "../../../modules/base/bytes.js";
import {
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
const waiting = (failures: number): StationState => ({ name: "waiting", network, failures });
const connecting = (failures: number): StationState => ({ name: "connecting", network, failures });
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
  [connected, failure("lost"), waiting(0), "wait"],
  [configured, { type: "left" }, idle, ""],
  [connected, { type: "reprovision" }, idle, "disconnect forget"],
  ...all.map((state) => [state, { type: "reset" }, idle, "disconnect forget"] as const),
];

test("every step that there is", (t) => {
  for (const [from, event, to, effects, others = rules] of steps) {
    const what = `${from.name}, ${event.type}`;
    const step = stationStep(from, event, others);
    t.deepEqual(step?.state, to, what);
    t.is(step?.effects.map(({ type }) => type).join(" "), effects, what);
  }
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
