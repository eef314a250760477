import test from "ava";
import { defaultSarTransmitter } from "../../../modules/transport/sar-configuration.js";
import {
  openSegments,
  sender,
  type SenderEffect,
  type SenderEvent,
  startSender,
} from "../../../modules/transport/segment-sender.js";

/** Every state of another value, few rounds. */
const sar = {
  ...defaultSarTransmitter,
  segmentIntervalStep: 5,
  unicastRetransmissionsCount: 2,
  unicastRetransmissionsWithoutProgressCount: 2,
};

const timer: SenderEvent = { type: "timer" };
function ack(bits: number): SenderEvent {
  return { type: "acknowledgment", bits };
}

/** "s2": segment 2 is sent; "60": a timer of 60 ms; a word: the end. */
function show(effects: readonly SenderEffect[]): string {
  return effects
    .map((effect) => {
      switch (effect.type) {
        case "send":
          return `s${effect.segment}`;
        case "schedule":
          return String(effect.delay);
        case "end":
          return effect.result;
      }
    })
    .join(" ");
}

type Row = readonly [name: string, options: Parameters<typeof startSender>[0], ...steps: Step[]];
type Step = readonly [event: SenderEvent | "start", effects: string];

const three = { segN: 2, unicast: true, ttl: 7, relays: 0 };
/** Milliseconds to a neighbour that is heard. */
const wait = "200";
/** To any other, 50 ms more for each hop after the first that the TTL allows (Mesh Protocol 1.1 §4.2.47). */
const long = String(200 + 6 * 50);
const table: readonly Row[] = [
  [
    "all acknowledged after the first round",
    three,
    ["start", "s0 60"],
    [timer, "s1 60"],
    [timer, `s2 ${wait}`],
    [ack(0b111), "delivered"],
    [timer, ""],
    [ack(0b111), ""],
  ],
  [
    "only what is missing is sent again, at once when an acknowledgement says so",
    three,
    ["start", "s0 60"],
    [timer, "s1 60"],
    [timer, `s2 ${wait}`],
    [ack(0b101), `s1 ${wait}`],
    [ack(0b111), "delivered"],
  ],
  [
    "an acknowledgement during the round shortens it",
    three,
    ["start", "s0 60"],
    [timer, "s1 60"],
    [ack(0b111), "delivered"],
  ],
  [
    "an acknowledgement of all that is left of the round waits for the rest",
    three,
    ["start", "s0 60"],
    [timer, "s1 60"],
    [ack(0b110), wait],
    [timer, `s0 ${long}`],
    [ack(0b001), "delivered"],
  ],
  [
    "nobody answers: three rounds",
    { segN: 0, unicast: true, ttl: 0, relays: 0 },
    ["start", "s0 200"],
    [timer, "s0 200"],
    [timer, "s0 200"],
    [timer, "timeout"],
  ],
  [
    "the receiver has no room",
    three,
    ["start", "s0 60"],
    [ack(0), "cancelled-by-peer"],
    [timer, ""],
  ],
  [
    "a group is sent to three times, whatever comes back",
    { segN: 1, unicast: false, ttl: 7, relays: 0 },
    ["start", "s0 60"],
    [timer, "s1 250"],
    [ack(0b11), ""],
    [timer, "s0 60"],
    [timer, "s1 250"],
    [timer, "s0 60"],
    [timer, "s1 250"],
    [timer, "sent"],
  ],
  [
    "acknowledgements without progress use up the tries",
    three,
    ["start", "s0 60"],
    [timer, "s1 60"],
    [timer, `s2 ${wait}`],
    [ack(0b011), `s2 ${wait}`],
    [ack(0b011), `s2 ${long}`],
    [ack(0b011), "timeout"],
  ],
  [
    "a neighbour that was silent gets as long as any other node, until it is heard again",
    three,
    ["start", "s0 60"],
    [timer, "s1 60"],
    [timer, `s2 ${wait}`],
    [timer, "s0 60"],
    [timer, "s1 60"],
    [timer, `s2 ${long}`],
    [ack(0b011), `s2 ${wait}`],
  ],
  [
    "behind a relay each wait is for all hops that the TTL allows",
    { ...three, relays: 1 },
    ["start", "s0 100"],
    [timer, "s1 100"],
    [timer, `s2 ${long}`],
    [ack(0b101), `s1 ${long}`],
  ],
];

for (const [name, options, ...steps] of table)
  test(`segments are sent: ${name}`, (t) => {
    let step = startSender(options, sar);
    for (const [event, effects] of steps) {
      if (event !== "start") step = sender(step.state, event, sar);
      t.is(show(step.effects), effects);
    }
  });

test("a message of 32 segments is whole with all 32 bits", (t) => {
  let step = startSender({ segN: 31, unicast: true, ttl: 0, relays: 0 }, sar);
  for (let i = 1; i < 32; i++) step = sender(step.state, timer, sar);
  step = sender(step.state, ack(0x7fffffff), sar);
  t.is(show(step.effects), "s31 200");
  step = sender(step.state, ack(0x80000000), sar);
  t.is(show(step.effects), "delivered");
});

test("with relays on the way, or who knows, segments are further apart, and waits are longer", (t) => {
  const delays = (relays: number) =>
    [startSender({ segN: 1, unicast: true, ttl: 7, relays }, sar)].flatMap((first) =>
      [first, sender(first.state, { type: "timer" }, sar)].flatMap(({ effects }) =>
        effects.flatMap((effect) => (effect.type === "schedule" ? [effect.delay] : [])),
      ),
    );
  const [segment, wait] = delays(0);
  for (const relays of [-1, 1, 5]) t.deepEqual(delays(relays), [segment! + 40, wait! + 300]);
});

test("the segments that are not acknowledged are counted", (t) => {
  const first = startSender(three, sar).state;
  t.is(first.phase === "ended" ? -1 : openSegments(first), 3);
  const { state } = sender(first, ack(0b101), sar);
  t.is(state.phase === "ended" ? -1 : openSegments(state), 1);
});

test("by default segments go to a neighbour 20 ms apart, and to others 60", (t) => {
  const first = (relays: number) =>
    show(startSender({ segN: 1, unicast: true, ttl: 7, relays }, defaultSarTransmitter).effects);
  t.deepEqual([first(0), first(1), first(-1)], ["s0 20", "s0 60", "s0 60"]);
});

test("by default a message is tried eight times, four times without progress", (t) => {
  const rounds = (acknowledged: (round: number) => number) => {
    let step = startSender({ segN: 31, unicast: true, ttl: 7, relays: 0 }, defaultSarTransmitter);
    let count = 1;
    for (let events = 0; step.state.phase !== "ended"; events++) {
      if (step.state.phase === "waiting") {
        const bits = acknowledged(count);
        if (bits > 0) {
          step = sender(step.state, ack(bits), defaultSarTransmitter);
          if (step.state.phase !== "ended") count++;
          continue;
        }
      }
      const waiting = step.state.phase === "waiting";
      step = sender(step.state, timer, defaultSarTransmitter);
      if (waiting && step.state.phase !== "ended") count++;
      if (events > 1000) throw new Error("no end");
    }
    return count;
  };
  t.is(
    rounds(() => 0),
    4,
  );
  // One more segment arrives in each round.
  t.is(
    rounds((round) => 2 ** round - 1),
    8,
  );
});
