import test from "ava";
import { defaultSarReceiver } from "../../../modules/transport/sar-configuration.js";
import {
  receiver,
  type ReceiverEffect,
  type ReceiverEvent,
  startReceiver,
} from "../../../modules/transport/segment-receiver.js";

const ackTimer: ReceiverEvent = { type: "acknowledgment-timer" };
const discard: ReceiverEvent = { type: "discard-timer" };
function segment(segO: number): ReceiverEvent {
  return { type: "segment", segO };
}

function show(effects: readonly ReceiverEffect[]): string {
  return effects
    .map((effect) => {
      switch (effect.type) {
        case "acknowledge":
          return `ack:${effect.bits.toString(2)}`;
        case "schedule-acknowledgment":
          return `ack-in:${effect.delay}`;
        case "schedule-discard":
          return `discard-in:${effect.delay}`;
        default:
          return effect.type;
      }
    })
    .join(" ");
}

const repeating = { ...defaultSarReceiver, acknowledgmentRetransmissionsCount: 1 };
type Step = readonly [event: ReceiverEvent, effects: string];
const table: readonly (readonly [string, number, boolean, typeof repeating, ...Step[]])[] = [
  [
    "in order",
    1,
    true,
    defaultSarReceiver,
    [segment(0), "keep discard-in:10000 ack-in:90"],
    [segment(1), "keep complete ack:11 ack-in:150"],
  ],
  [
    "backwards, with an acknowledgement between",
    2,
    true,
    defaultSarReceiver,
    [segment(2), "keep discard-in:10000 ack-in:150"],
    [segment(1), "keep discard-in:10000 ack-in:150"],
    [ackTimer, "ack:110"],
    [segment(1), "ack-in:150"],
    [segment(1), ""],
    [segment(0), "keep complete ack:111 ack-in:150"],
  ],
  [
    "repeats of a message that is complete earn one acknowledgement at a time",
    0,
    true,
    defaultSarReceiver,
    [segment(0), "keep complete ack:1 ack-in:150"],
    [segment(0), ""],
    [ackTimer, ""],
    [segment(0), "ack:1 ack-in:150"],
    [segment(0), ""],
  ],
  [
    "a group is never answered",
    1,
    false,
    defaultSarReceiver,
    [segment(0), "keep discard-in:10000"],
    [segment(0), ""],
    [segment(1), "keep complete"],
    [segment(1), ""],
  ],
  [
    "given up when nothing comes",
    1,
    true,
    defaultSarReceiver,
    [segment(0), "keep discard-in:10000 ack-in:90"],
    [ackTimer, "ack:1"],
    [discard, "discard"],
    [segment(1), ""],
    [ackTimer, ""],
    [discard, ""],
  ],
  [
    "acknowledgements of a long message are repeated",
    4,
    true,
    repeating,
    [segment(0), "keep discard-in:10000 ack-in:150"],
    [ackTimer, "ack:1 ack-in:60"],
    [ackTimer, "ack:1"],
  ],
  [
    "those of a short one are not",
    3,
    true,
    repeating,
    [segment(0), "keep discard-in:10000 ack-in:150"],
    [ackTimer, "ack:1"],
  ],
];

for (const [name, segN, unicast, sar, ...steps] of table)
  test(`segments are received: ${name}`, (t) => {
    let state = startReceiver({ segN, unicast });
    for (const [event, effects] of steps) {
      const step = receiver(state, event, sar);
      ({ state } = step);
      t.is(show(step.effects), effects);
    }
  });

test("32 segments in any order make a message", (t) => {
  let state = startReceiver({ segN: 31, unicast: true });
  for (let i = 0; i < 32; i++) {
    const step = receiver(state, segment((i * 13) % 32), defaultSarReceiver);
    ({ state } = step);
    t.is(
      step.effects.some(({ type }) => type === "complete"),
      i === 31,
    );
  }
});
