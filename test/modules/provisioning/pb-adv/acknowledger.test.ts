import test from "ava";
import {
  initialAcknowledger,
  reduceAcknowledger,
  type AcknowledgementRules,
  type AcknowledgerEffect,
  type AcknowledgerEvent,
  type AcknowledgerState,
} from "../../../../modules/provisioning/pb-adv/acknowledger.js";

function short(effect: AcknowledgerEffect): string {
  switch (effect.type) {
    case "send-acknowledgement":
      return `send ${effect.transaction}${effect.delayed ? " after a delay" : ""}`;
    case "start-acknowledgement-timer":
      return `await ${effect.timer} ${effect.count}`;
    case "stop-acknowledgement":
      return "stop";
    default:
      return effect.type;
  }
}

type Row = readonly [
  event: AcknowledgerEvent,
  effects: readonly string[],
  state: AcknowledgerState["name"],
];

const received: AcknowledgerEvent = { type: "received", transaction: 3 };
const handedUp: AcknowledgerEvent = { type: "handed-up" };
const answering: AcknowledgerEvent = { type: "answering" };
const answered: AcknowledgerEvent = { type: "answered" };
const retransmitting: AcknowledgerEvent = { type: "retransmitting" };
const repeated = (more = 0): AcknowledgerEvent => ({ type: "repeated", transaction: 3, more });
const transmitted: AcknowledgerEvent = { type: "transmitted" };
const timer: AcknowledgerEvent = { type: "timer" };
const wentOn: AcknowledgerEvent = { type: "peer-went-on" };
const closed: AcknowledgerEvent = { type: "closed" };

const delayed = ["hold", "stop", "send 3 after a delay"];
const once = ["hold", "stop", "send 3"];
const came: Row = [received, delayed, "sending"];
/** Two acknowledgements, then the answer. */
const answer: readonly Row[] = [
  came,
  [answering, [], "sending"],
  [handedUp, [], "sending"],
  [transmitted, once, "sending"],
  [transmitted, ["release"], "quiet"],
];

const standard: Record<string, readonly Row[]> = {
  "two acknowledgements end before the answer begins": answer,
  "what is not answered is acknowledged again after a while": [
    came,
    [handedUp, [], "sending"],
    [transmitted, ["await again 1"], "waiting"],
    [timer, once, "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "an answer that comes later has the second acknowledgement sent at once": [
    came,
    [handedUp, [], "sending"],
    [transmitted, ["await again 1"], "waiting"],
    [answering, once, "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "a peer that goes on needs no more": [
    came,
    [wentOn, ["stop", "release"], "idle"],
    [transmitted, [], "idle"],
    [wentOn, [], "idle"],
    came,
    [transmitted, ["await again 1"], "waiting"],
    [wentOn, ["stop", "release"], "idle"],
    [timer, [], "idle"],
  ],
  "a peer that has the answer and does not go on is reminded until it does": [
    ...answer,
    [answered, ["await reminder 2"], "waiting"],
    [timer, once, "sending"],
    [transmitted, ["release", "await reminder 3"], "waiting"],
    [timer, once, "sending"],
    [transmitted, ["release", "await reminder 4"], "waiting"],
    [wentOn, ["stop", "release"], "idle"],
  ],
  "an answer that is there before its acknowledgements have ended does not end them": [
    came,
    [answering, [], "sending"],
    [transmitted, once, "sending"],
    [answered, [], "sending"],
    [transmitted, ["release", "await reminder 2"], "waiting"],
  ],
  "our next PDU stops the reminders, and the end of that begins them again": [
    ...answer,
    [answered, ["await reminder 2"], "waiting"],
    [answering, ["stop"], "quiet"],
    [answered, ["await reminder 2"], "waiting"],
  ],
  "what comes again is acknowledged after its last segment": [
    ...answer,
    [repeated(2), ["await rest 2"], "waiting"],
    [repeated(1), ["await rest 1"], "waiting"],
    [repeated(0), delayed, "sending"],
    [repeated(0), [], "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "or after a while, where that does not come": [
    ...answer,
    [repeated(1), ["await rest 1"], "waiting"],
    [answering, [], "waiting"],
    [timer, once, "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "what comes again while it waits for the answer": [
    came,
    [transmitted, ["await again 1"], "waiting"],
    [repeated(0), delayed, "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "what came before the transaction that began": [
    ...answer,
    [wentOn, ["stop", "release"], "idle"],
    [repeated(0), delayed, "sending"],
    [transmitted, once, "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "a PDU of ours that is sent again goes behind another acknowledgement": [
    [retransmitting, [], "idle"],
    came,
    [retransmitting, [], "sending"],
    [answering, [], "sending"],
    [transmitted, once, "sending"],
    [transmitted, ["release"], "quiet"],
    [retransmitting, once, "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "at the end of the link what is about to be sent still is": [
    came,
    [closed, [], "idle"],
    [transmitted, [], "idle"],
    came,
    [transmitted, ["await again 1"], "waiting"],
    [closed, ["stop"], "idle"],
    [closed, [], "idle"],
  ],
};

const ahead: Record<string, readonly Row[]> = {
  "there is one, and nothing waits for it": [
    [received, ["stop", "send 3 after a delay"], "sending"],
    [answering, [], "sending"],
    [handedUp, [], "sending"],
    [transmitted, ["release"], "quiet"],
    [answered, [], "quiet"],
    [retransmitting, [], "quiet"],
    [repeated(2), ["stop", "send 3 after a delay"], "sending"],
    [transmitted, ["release"], "quiet"],
  ],
};

const behind: Record<string, readonly Row[]> = {
  "the answer goes first, the acknowledgement only where the peer does not go on": [
    [received, [], "quiet"],
    [answering, [], "quiet"],
    [handedUp, ["await lead 0"], "waiting"],
    [repeated(0), [], "waiting"],
    [wentOn, ["stop", "release"], "idle"],
    [received, [], "quiet"],
    [answering, [], "quiet"],
    [handedUp, ["await lead 0"], "waiting"],
    [timer, ["stop", "send 3"], "sending"],
    [transmitted, ["release"], "quiet"],
  ],
  "nor where the answer is acknowledged": [
    [received, [], "quiet"],
    [answering, [], "quiet"],
    [handedUp, ["await lead 0"], "waiting"],
    [answered, ["stop"], "idle"],
  ],
  "what has no answer is acknowledged at once": [
    [received, [], "quiet"],
    [handedUp, ["stop", "send 3 after a delay"], "sending"],
    [transmitted, ["release"], "quiet"],
  ],
};

const tables: readonly (readonly [
  what: string,
  rules: AcknowledgementRules,
  table: Record<string, readonly Row[]>,
])[] = [
  ["two first", { acknowledgements: 2, answerLead: 0 }, standard],
  ["one at once", { acknowledgements: 0, answerLead: 0 }, ahead],
  ["behind the answer", { acknowledgements: 0, answerLead: 20 }, behind],
];

for (const [which, rules, table] of tables)
  for (const [what, rows] of Object.entries(table))
    test(`acknowledger, ${which}: ${what}`, (t) => {
      let state: AcknowledgerState = initialAcknowledger;
      for (const [event, effects, name] of rows) {
        const step = reduceAcknowledger(state, event, rules);
        t.deepEqual(step.effects.map(short), effects, event.type);
        t.is(step.state.name, name, event.type);
        state = step.state;
      }
    });
