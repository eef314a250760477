import test from "ava";
import {
  acceptLink,
  openLink,
  reduceControl,
  type ControlEffect,
  type ControlEvent,
  type ControlState,
} from "../../../../modules/provisioning/pb-adv/link-control.js";

function short(effect: ControlEffect): string {
  switch (effect.type) {
    case "send-link-close":
      return `send-link-close ${effect.reason}`;
    case "start-retry-timer":
      return `start-retry-timer ${effect.tries}`;
    case "closed":
      return `closed ${effect.reason} ${effect.by}`;
    default:
      return effect.type;
  }
}

type Row = readonly [event: ControlEvent, effects: readonly string[], state: ControlState["name"]];

const ack: ControlEvent = { type: "link-ack" };
const open: ControlEvent = { type: "link-open" };
const transaction: ControlEvent = { type: "transaction" };
const transmitted: ControlEvent = { type: "transmitted" };
const retry: ControlEvent = { type: "retry" };
const openTimeout: ControlEvent = { type: "open-timeout" };
const lingerOver: ControlEvent = { type: "linger-over" };
const peerCloses = (reason: number): ControlEvent => ({ type: "link-close", reason });
const close = (reason: number): ControlEvent => ({ type: "close", reason });
const opened: Row = [ack, ["stop-link-timers", "opened"], "open"];
const locally = (reason: number) => [
  "stop-link-timers",
  `send-link-close ${reason}`,
  `closed ${reason} local`,
];
const byPeer = (reason: number) => ["stop-link-timers", `closed ${reason} peer`, "released"];

const provisioner: Record<string, readonly Row[]> = {
  "Link Open is repeated until it is acknowledged": [
    [transmitted, ["start-retry-timer 0"], "opening"],
    [retry, ["send-link-open"], "opening"],
    [transmitted, ["start-retry-timer 1"], "opening"],
    [transmitted, [], "opening"],
    opened,
    [ack, [], "open"],
    [retry, [], "open"],
  ],
  "nobody acknowledges": [
    [transmitted, ["start-retry-timer 0"], "opening"],
    [openTimeout, locally(1), "closing"],
    [transmitted, ["stop-link-timers", "start-linger-timer"], "closing"],
    [lingerOver, ["stop-link-timers", "released"], "closed"],
  ],
  "what does not belong to opening is ignored": [
    [open, [], "opening"],
    [transaction, [], "opening"],
    [lingerOver, [], "opening"],
  ],
  "the device refuses while opening": [[peerCloses(2), byPeer(2), "closed"]],
  "given up while opening": [[close(2), locally(2), "closing"]],
  "closed after use; the end is told again to a peer that goes on": [
    opened,
    [transaction, [], "open"],
    [open, [], "open"],
    [close(0), locally(0), "closing"],
    [transaction, [], "closing"],
    [transmitted, ["stop-link-timers", "start-linger-timer"], "closing"],
    [transaction, ["send-link-close 0"], "closing"],
    [transaction, [], "closing"],
    [transmitted, ["stop-link-timers", "start-linger-timer"], "closing"],
    [close(2), [], "closing"],
    [lingerOver, ["stop-link-timers", "released"], "closed"],
    [transaction, [], "closed"],
    [ack, [], "closed"],
  ],
  "both close": [
    opened,
    [close(0), locally(0), "closing"],
    [peerCloses(1), ["stop-link-timers", "released"], "closed"],
  ],
  "the device closes": [opened, [peerCloses(1), byPeer(1), "closed"], [close(0), [], "closed"]],
};

const device: Record<string, readonly Row[]> = {
  "a repeated Link Open is acknowledged until the link is used": [
    [open, ["send-link-ack"], "open"],
    [open, ["send-link-ack"], "open"],
    [transaction, [], "open"],
    [open, [], "open"],
  ],
  "the provisioner closes": [[peerCloses(0), byPeer(0), "closed"]],
  "the device closes": [
    [close(1), locally(1), "closing"],
    [open, [], "closing"],
  ],
};

for (const [role, tables, begin] of [
  ["provisioner", provisioner, openLink],
  ["device", device, acceptLink],
] as const)
  for (const [what, rows] of Object.entries(tables))
    test(`PB-ADV link, ${role}: ${what}`, (t) => {
      let { state } = begin();
      for (const [event, effects, name] of rows) {
        const step = reduceControl(state, event);
        t.deepEqual(step.effects.map(short), effects);
        t.is(step.state.name, name);
        state = step.state;
      }
    });

test("PB-ADV link: the first steps", (t) => {
  t.deepEqual(openLink().effects.map(short), ["start-open-timer", "send-link-open"]);
  t.deepEqual(acceptLink().effects.map(short), ["send-link-ack", "opened"]);
});
