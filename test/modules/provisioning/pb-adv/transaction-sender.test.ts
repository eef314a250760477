import test from "ava";
import {
  initialSender,
  nextTransaction,
  reduceSender,
  type SenderEffect,
  type SenderEvent,
  type SenderState,
} from "../../../../modules/provisioning/pb-adv/transaction-sender.js";

const a = Uint8Array.of(1);
const b = Uint8Array.of(2);
const c = Uint8Array.of(3);
/** Of three segments. */
const long = new Uint8Array(65).fill(4);

/** Effects in short: what a table shows. */
function short(effect: SenderEffect): string {
  switch (effect.type) {
    case "transmit":
      return `transmit ${effect.pdu[0]}.${effect.segment} as ${effect.transaction} try ${effect.tries}`;
    case "start-retransmission-timer":
      return `await ${effect.tries}`;
    case "delivered":
      return (
        (effect.answered
          ? `acknowledged ${effect.pdu[0]}, answered before`
          : `delivered ${effect.pdu[0]}`) + (effect.last ? ", the last" : "")
      );
    default:
      return effect.type;
  }
}

type Row = readonly [event: SenderEvent, effects: readonly string[], state: SenderState["name"]];

const send = (pdu: Uint8Array): SenderEvent => ({ type: "send", pdu });
const acknowledged = (transaction: number): SenderEvent => ({ type: "acknowledged", transaction });
const transmitted: SenderEvent = { type: "transmitted" };
const retransmit: SenderEvent = { type: "retransmit" };
const wentOn: SenderEvent = { type: "peer-went-on" };
const answered: SenderEvent = { type: "peer-answered" };
const timeout: SenderEvent = { type: "timeout" };
const hold: SenderEvent = { type: "hold" };
const release: SenderEvent = { type: "release" };
const stop: SenderEvent = { type: "stop" };
const done = ["cancel-transmissions", "stop-timers"];

const tables: Record<string, readonly Row[]> = {
  "a PDU is sent, acknowledged, and the next takes the next number": [
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [transmitted, ["await 0"], "sending"],
    [acknowledged(0), [...done, "delivered 1, the last"], "idle"],
    [send(b), ["start-timeout-timer", "answering", "transmit 2.0 as 1 try 0"], "sending"],
  ],
  "without an acknowledgement it is sent again, with longer waits": [
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [transmitted, ["await 0"], "sending"],
    [retransmit, ["transmit 1.0 as 0 try 1"], "sending"],
    [transmitted, ["await 1"], "sending"],
    [retransmit, ["transmit 1.0 as 0 try 2"], "sending"],
    [acknowledged(0), [...done, "delivered 1, the last"], "idle"],
  ],
  "PDUs wait for those before them": [
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [send(b), [], "sending"],
    [send(c), [], "sending"],
    [
      acknowledged(0),
      [...done, "delivered 1", "start-timeout-timer", "answering", "transmit 2.0 as 1 try 0"],
      "sending",
    ],
    [
      acknowledged(1),
      [...done, "delivered 2", "start-timeout-timer", "answering", "transmit 3.0 as 2 try 0"],
      "sending",
    ],
    [acknowledged(2), [...done, "delivered 3, the last"], "idle"],
  ],
  "the acknowledgement of another transaction changes nothing": [
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [acknowledged(1), [], "sending"],
    [acknowledged(127), [], "sending"],
    [acknowledged(0), [...done, "delivered 1, the last"], "idle"],
    [acknowledged(0), [], "idle"],
  ],
  "a peer that goes on has acknowledged": [
    [wentOn, [], "idle"],
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [wentOn, [...done, "delivered 1, the last"], "idle"],
    [transmitted, [], "idle"],
    [retransmit, [], "idle"],
  ],
  "an answered PDU is delivered at once, and sent on until it is acknowledged": [
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [send(b), [], "sending"],
    [transmitted, ["await 0"], "sending"],
    [answered, ["answered"], "sending"],
    [answered, [], "sending"],
    [retransmit, ["transmit 1.0 as 0 try 1"], "sending"],
    [answered, [], "sending"],
    [
      acknowledged(0),
      [
        ...done,
        "acknowledged 1, answered before",
        "start-timeout-timer",
        "answering",
        "transmit 2.0 as 1 try 0",
      ],
      "sending",
    ],
    [transmitted, ["await 0"], "sending"],
    [acknowledged(1), [...done, "delivered 2, the last"], "idle"],
    [answered, [], "idle"],
  ],
  "what was not sent to its end was not answered": [
    [answered, [], "idle"],
    [send(long), ["start-timeout-timer", "answering", "transmit 4.0 as 0 try 0"], "sending"],
    [answered, [], "sending"],
    [transmitted, ["transmit 4.1 as 0 try 0"], "sending"],
    [answered, [], "sending"],
    [transmitted, ["transmit 4.2 as 0 try 0"], "sending"],
    [transmitted, ["await 0"], "sending"],
    [retransmit, ["transmit 4.0 as 0 try 1"], "sending"],
    [answered, ["answered"], "sending"],
    [acknowledged(0), [...done, "acknowledged 4, answered before, the last"], "idle"],
  ],
  "late timers and ends change nothing": [
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [retransmit, [], "sending"],
    [transmitted, ["await 0"], "sending"],
    [transmitted, [], "sending"],
  ],
  "a timeout gives up for good": [
    [timeout, [], "idle"],
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [timeout, [...done, "gave-up"], "stopped"],
    [send(b), [], "stopped"],
    [acknowledged(0), [], "stopped"],
  ],
  "stop ends it": [
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [stop, done, "stopped"],
    [stop, [], "stopped"],
    [send(b), [], "stopped"],
  ],
  "segments follow one another, each once the one before was sent": [
    [send(long), ["start-timeout-timer", "answering", "transmit 4.0 as 0 try 0"], "sending"],
    [transmitted, ["transmit 4.1 as 0 try 0"], "sending"],
    [transmitted, ["transmit 4.2 as 0 try 0"], "sending"],
    [transmitted, ["await 0"], "sending"],
    [retransmit, ["transmit 4.0 as 0 try 1"], "sending"],
    [transmitted, ["transmit 4.1 as 0 try 1"], "sending"],
    [acknowledged(0), [...done, "delivered 4, the last"], "idle"],
  ],
  "what is held does not begin": [
    [hold, [], "idle"],
    [send(a), ["start-timeout-timer", "answering"], "sending"],
    [transmitted, [], "sending"],
    [retransmit, [], "sending"],
    [release, ["transmit 1.0 as 0 try 0"], "sending"],
    [release, [], "sending"],
    [transmitted, ["await 0"], "sending"],
    [hold, [], "sending"],
    [retransmit, [], "sending"],
    [release, ["transmit 1.0 as 0 try 1"], "sending"],
  ],
  "a hold stops the next segment, not the one on the air": [
    [send(long), ["start-timeout-timer", "answering", "transmit 4.0 as 0 try 0"], "sending"],
    [hold, [], "sending"],
    [transmitted, [], "sending"],
    [release, ["transmit 4.1 as 0 try 0"], "sending"],
  ],
  "a hold outlasts what was sent, and is over for the next": [
    [hold, [], "idle"],
    [release, [], "idle"],
    [send(a), ["start-timeout-timer", "answering", "transmit 1.0 as 0 try 0"], "sending"],
    [hold, [], "sending"],
    [acknowledged(0), [...done, "delivered 1, the last"], "idle"],
    [send(b), ["start-timeout-timer", "answering"], "sending"],
    [release, ["transmit 2.0 as 1 try 0"], "sending"],
  ],
  "stop while idle": [[stop, [], "stopped"]],
};

for (const [what, rows] of Object.entries(tables))
  test(`transaction sender: ${what}`, (t) => {
    let state = initialSender(0x00);
    for (const [event, effects, name] of rows) {
      const step = reduceSender(state, event);
      t.deepEqual(step.effects.map(short), effects);
      t.is(step.state.name, name);
      state = step.state;
    }
  });

test("transaction sender: a step does not change the state it began from", (t) => {
  const before = reduceSender(initialSender(0x80), send(a)).state;
  const copy = JSON.stringify(before);
  reduceSender(before, send(b));
  reduceSender(before, transmitted);
  reduceSender(before, acknowledged(0x80));
  t.is(JSON.stringify(before), copy);
});

test("transaction numbers stay in their half", (t) => {
  t.is(nextTransaction(0x00), 0x01);
  t.is(nextTransaction(0x7f), 0x00);
  t.is(nextTransaction(0x80), 0x81);
  t.is(nextTransaction(0xff), 0x80);
});
