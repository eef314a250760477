import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import { FastProvAction } from "../../../../../modules/espressif/fast-provisioning/models/codes.js";
import {
  checkInfo,
  type FastProvSettings,
  type InfoReceiver,
} from "../../../../../modules/espressif/fast-provisioning/models/info-validation.js";
import type { FastProvInfo } from "../../../../../modules/espressif/fast-provisioning/models/info-set.js";
import { FastProvInfoStatus } from "../../../../../modules/espressif/fast-provisioning/models/messages.js";
import {
  reduceServer,
  type ServerEffect,
  type ServerEvent,
  type ServerState,
} from "../../../../../modules/espressif/fast-provisioning/models/server-state.js";

const own: InfoReceiver = {
  address: 0x0005,
  elements: 1,
  previousRanges: [],
  flags: 0,
  ivIndex: 0,
  netKeyIndex: 0,
};
const requester = 0x0001;
const asked: FastProvInfo = {
  unicastMin: 0x0006,
  unicastMax: 0x7fff,
  groupAddress: 0xc000,
  matchValue: Uint8Array.of(0xdd, 0xdd),
  action: FastProvAction.enter,
};

function infoEvent(info: FastProvInfo, keyKnown = true, src = requester): ServerEvent {
  return { type: "info", info, src, check: checkInfo(info, own), keyKnown };
}

function settingsOf(info: FastProvInfo): FastProvSettings {
  const check = checkInfo(info, own);
  if (check.result !== "accepted") throw new Error("the info is refused");
  return check.settings;
}

const assignment = { settings: settingsOf(asked), requester };
const active = { name: "active", ...assignment } as const;
const states: Readonly<Record<string, ServerState>> = {
  idle: { name: "idle" },
  pending: { name: "pending", ...assignment },
  entering: { name: "entering", ...assignment },
  active: { ...active, disableAction: FastProvAction.none },
  suspending: { ...active, disableAction: FastProvAction.suspend },
  exiting: { ...active, disableAction: FastProvAction.exit },
};
const names = Object.keys(states);

function nameOf(state: ServerState): string {
  return names.find((name) => {
    const known = states[name]!;
    if (known.name !== state.name) return false;
    return (
      known.name !== "active" ||
      (state.name === "active" && known.disableAction === state.disableAction)
    );
  })!;
}

function effectText(effect: ServerEffect): string {
  switch (effect.type) {
    case "answer":
      return toHex(FastProvInfoStatus.encode({ answer: effect.answer }).slice(3));
    case "answer-net-key":
      return `net-key ${effect.netKey}${effect.action}`;
    case "subscribe":
      return `subscribe ${effect.groupAddress.toString(16)}`;
    case "start-disable-timer":
      return "timer";
    default:
      return effect.type;
  }
}

/** What a state becomes and what is done: "state: effects"; "-" where nothing happens. */
function stepText(from: ServerState, event: ServerEvent): string {
  const { state, effects } = reduceServer(from, event);
  if (effects.length === 0 && state === from) return "-";
  return `${nameOf(state)}: ${effects.map(effectText).join(", ")}`;
}

const success = `7f00${"00".repeat(7)}`;
const notNow = `7f00${"01".repeat(7)}`;
const busy = "ffff";
const inProgress = "400004";
const other = { ...asked, unicastMax: 0x6fff };

// Octets behind the opcode of an Info Status as ESP-IDF's example has them.
const table: readonly (readonly [
  what: string,
  event: ServerEvent,
  idle: string,
  pending: string,
  entering: string,
  active: string,
  suspending: string,
  exiting: string,
])[] = [
  [
    "ENTER, the NetKey is there",
    infoEvent(other),
    "entering: subscribe c000, answer-entering",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    `active: ${inProgress}`,
    `suspending: ${inProgress}`,
    `exiting: ${inProgress}`,
  ],
  [
    "ENTER without a group",
    infoEvent({ action: FastProvAction.enter }),
    "entering: answer-entering",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    `active: ${inProgress}`,
    `suspending: ${inProgress}`,
    `exiting: ${inProgress}`,
  ],
  [
    "the same ENTER again",
    infoEvent(asked),
    "entering: subscribe c000, answer-entering",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    `active: ${success}`,
    `suspending: ${success}`,
    `exiting: ${success}`,
  ],
  [
    "the same ENTER by somebody else",
    infoEvent(asked, true, 0x0002),
    "entering: subscribe c000, answer-entering",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    `active: ${inProgress}`,
    `suspending: ${inProgress}`,
    `exiting: ${inProgress}`,
  ],
  [
    "ENTER, the NetKey is not there",
    infoEvent({ ...asked, netKeyIndex: 1 }, false),
    "pending: subscribe c000, 44000102",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    `active: ${inProgress}`,
    `suspending: ${inProgress}`,
    `exiting: ${inProgress}`,
  ],
  [
    "an info that is refused",
    infoEvent({ ...asked, unicastMin: 0x0005 }),
    "idle: 020004",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    `active: ${inProgress}`,
    `suspending: ${inProgress}`,
    `exiting: ${inProgress}`,
  ],
  [
    "a group alone",
    infoEvent({ groupAddress: 0xc001 }),
    "idle: subscribe c001, 400003",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    `active: ${inProgress}`,
    `suspending: ${inProgress}`,
    `exiting: ${inProgress}`,
  ],
  [
    "SUSPEND",
    infoEvent({ action: FastProvAction.suspend }),
    "idle: 400001",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    "suspending: 400000, timer",
    "suspending: 400000",
    "suspending: 400000",
  ],
  [
    "EXIT",
    infoEvent({ action: FastProvAction.exit }),
    "idle: 400001",
    `pending: ${notNow}`,
    `entering: ${busy}`,
    "exiting: 400000, timer",
    "exiting: 400000",
    "exiting: 400000",
  ],
  [
    "a NetKey that is kept",
    { type: "net-key", kept: true },
    "idle: net-key 11",
    "active: net-key 00, begin",
    "entering: net-key 11",
    "active: net-key 11",
    "suspending: net-key 11",
    "exiting: net-key 11",
  ],
  [
    "a NetKey that is not kept",
    { type: "net-key", kept: false },
    "idle: net-key 11",
    "pending: net-key 11",
    "entering: net-key 11",
    "active: net-key 11",
    "suspending: net-key 11",
    "exiting: net-key 11",
  ],
  ["the status is out", { type: "status-sent" }, "-", "-", "active: begin", "-", "-", "-"],
  ["the light was switched", { type: "light" }, "-", "-", "-", "suspending: timer", "-", "-"],
  [
    "a node was provisioned",
    { type: "provisioned" },
    "-",
    "-",
    "-",
    "-",
    "suspending: timer",
    "exiting: timer",
  ],
  [
    "the disable timer is over",
    { type: "disable-timer" },
    "-",
    "-",
    "-",
    "-",
    "idle: suspend",
    "idle: exit",
  ],
  [
    "the node suspends",
    { type: "suspend" },
    "-",
    "-",
    "-",
    "idle: suspend",
    "idle: suspend",
    "idle: suspend",
  ],
];

for (const [what, event, ...steps] of table)
  for (const [i, name] of names.entries())
    test(`${name}: ${what}`, (t) => {
      t.is(stepText(states[name]!, event), steps[i]!);
    });

/** The state after all events, and what was done. */
function run(events: readonly ServerEvent[], from: ServerState = { name: "idle" }) {
  let state = from;
  const done: string[] = [];
  for (const event of events) {
    const step = reduceServer(state, event);
    state = step.state;
    done.push(...step.effects.map(effectText));
  }
  return { state, done };
}

test("what an ENTER said is known until the end", (t) => {
  const { state } = run([infoEvent(asked), { type: "status-sent" }]);
  t.deepEqual(state, states["active"]);
});

test("the light starts the timer once; a node that comes meanwhile puts the end off", (t) => {
  const { done, state } = run(
    [{ type: "light" }, { type: "light" }, { type: "light" }, { type: "provisioned" }],
    states["active"],
  );
  t.deepEqual(done, ["timer", "timer"]);
  t.is(nameOf(state), "suspending");
});

test("after the end it is idle, and a new ENTER works", (t) => {
  for (const action of [FastProvAction.suspend, FastProvAction.exit]) {
    const { done, state } = run(
      [infoEvent({ action }), { type: "disable-timer" }, infoEvent(other), { type: "status-sent" }],
      states["active"],
    );
    t.deepEqual(done, [
      "400000",
      "timer",
      action === FastProvAction.exit ? "exit" : "suspend",
      "subscribe c000",
      "answer-entering",
      "begin",
    ]);
    t.deepEqual(state, {
      ...active,
      settings: settingsOf(other),
      disableAction: FastProvAction.none,
    });
  }
});

test("an ENTER that differs in any setting is another one", (t) => {
  const changes: readonly FastProvInfo[] = [
    { unicastMin: 0x0007 },
    { unicastMax: 0x7ffe },
    { netKeyIndex: 1 },
    { groupAddress: 0xc001 },
    { primaryAddress: 0x0001 },
    { matchValue: Uint8Array.of(0xdd) },
    { matchValue: Uint8Array.of(0xdd, 0xde) },
    { action: 0x81 },
  ];
  for (const change of changes)
    t.is(
      stepText(states["active"]!, infoEvent({ ...asked, ...change })),
      `active: ${inProgress}`,
      JSON.stringify(change),
    );
});
