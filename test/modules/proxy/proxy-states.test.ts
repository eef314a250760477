import test from "ava";
import { defaultNetworkSettings } from "../../../modules/network/settings.js";
import { ProxyStates } from "../../../modules/proxy/proxy-states.js";
import { TestClock } from "../../support/test-clock.js";

function make(gattProxy: boolean) {
  const clock = new TestClock();
  const settings = { ...defaultNetworkSettings(), proxy: gattProxy };
  const states = new ProxyStates({ clock, settings });
  let changes = 0;
  states.onChange = () => void changes++;
  /** What is advertised on subnets 0 and 1, and whether messages are forwarded. */
  const shown = () =>
    [0, 1].map((netKeyIndex) => names[states.identification({ netKeyIndex }) ?? 4]).join(" ") +
    (settings.proxy || settings.privateProxy ? " forwards" : "");
  return { changes: () => changes, clock, settings, shown, states };
}

const names = ["networkId", "identity", "private", "privateIdentity", "-"] as const;

type Step = readonly [what: string, act: (rig: ReturnType<typeof make>) => unknown, then: string];

const wait =
  (milliseconds: number) =>
  ({ clock }: ReturnType<typeof make>) =>
    clock.advance(milliseconds);

const tables: readonly (readonly [name: string, gattProxy: boolean, steps: readonly Step[]])[] = [
  [
    "GATT Proxy and Private GATT Proxy exclude each other",
    true,
    [
      ["start", () => undefined, "networkId networkId forwards"],
      [
        "private on",
        ({ states }) => (states.privateGattProxy = true),
        "networkId networkId forwards",
      ],
      ["proxy off", ({ states }) => (states.gattProxy = false), "- -"],
      ["private on", ({ states }) => (states.privateGattProxy = true), "private private forwards"],
      ["proxy on", ({ states }) => (states.gattProxy = true), "networkId networkId forwards"],
      ["proxy off", ({ states }) => (states.gattProxy = false), "- -"],
    ],
  ],
  [
    "Node Identity of one subnet for 60 s",
    true,
    [
      ["on", ({ states }) => states.setNodeIdentity(1, true), "networkId identity forwards"],
      ["59 s", wait(59_999), "networkId identity forwards"],
      ["60 s", wait(1), "networkId networkId forwards"],
      ["on", ({ states }) => states.setNodeIdentity(0, true), "identity networkId forwards"],
      ["off", ({ states }) => states.setNodeIdentity(0, false), "networkId networkId forwards"],
    ],
  ],
  [
    "Node Identity starts again with each message",
    false,
    [
      ["on", ({ states }) => states.setNodeIdentity(0, true), "identity -"],
      ["40 s", wait(40_000), "identity -"],
      ["on", ({ states }) => states.setNodeIdentity(0, true), "identity -"],
      ["40 s", wait(40_000), "identity -"],
      ["20 s", wait(20_000), "- -"],
    ],
  ],
  [
    "Node Identity on any subnet ends Private Node Identity on all",
    false,
    [
      ["private 0", ({ states }) => states.setPrivateNodeIdentity(0, true), "privateIdentity -"],
      [
        "private 1",
        ({ states }) => states.setPrivateNodeIdentity(1, true),
        "privateIdentity privateIdentity",
      ],
      ["identity 1", ({ states }) => states.setNodeIdentity(1, true), "- identity"],
      [
        "private 0 is refused",
        ({ states }) => states.setPrivateNodeIdentity(0, true),
        "- identity",
      ],
      ["60 s", wait(60_000), "- -"],
      ["private 0", ({ states }) => states.setPrivateNodeIdentity(0, true), "privateIdentity -"],
      ["60 s", wait(60_000), "- -"],
    ],
  ],
  [
    "a solicitation is answered while neither proxy is on",
    false,
    [
      ["not on demand", ({ states }) => states.solicited(0), "- -"],
      ["on demand", ({ states }) => (states.onDemand = 10), "- - forwards"],
      ["solicited", ({ states }) => states.solicited(1), "- private forwards"],
      [
        "again after 6 s",
        (rig) => (wait(6000)(rig), rig.states.solicited(1)),
        "- private forwards",
      ],
      ["9.999 s", wait(9999), "- private forwards"],
      ["10 s", wait(1), "- - forwards"],
      ["solicited", ({ states }) => states.solicited(0), "private - forwards"],
      ["a client connects", ({ states }) => states.connected(), "- - forwards"],
      ["solicited", ({ states }) => states.solicited(0), "private - forwards"],
      ["not on demand", ({ states }) => (states.onDemand = 0), "- -"],
      [
        "on demand, proxy on",
        ({ states }) => {
          states.onDemand = 10;
          states.gattProxy = true;
          states.solicited(0);
        },
        "networkId networkId forwards",
      ],
    ],
  ],
  [
    "what runs on a subnet ends with it",
    false,
    [
      ["identity 1", ({ states }) => states.setNodeIdentity(1, true), "- identity"],
      ["deleted", ({ states }) => states.keep({ get: () => undefined }), "- -"],
    ],
  ],
];

for (const [name, gattProxy, steps] of tables)
  test(name, (t) => {
    const rig = make(gattProxy);
    for (const [what, act, then] of steps) {
      act(rig);
      t.is(rig.shown(), then, what);
    }
  });

test("each change is told, also the end of an identity", (t) => {
  const { changes, clock, states } = make(true);
  states.setNodeIdentity(0, true);
  t.is(changes(), 1);
  clock.advance(60_000);
  t.is(changes(), 2);
  t.is(clock.pending, 0);
  states.connected();
  t.is(changes(), 2, "nothing was solicited");
});

const privacy: readonly (readonly [string, (states: ProxyStates) => void, boolean])[] = [
  ["GATT Proxy on", (states) => (states.gattProxy = true), false],
  ["neither", () => undefined, true],
  ["Node Identity", (states) => states.setNodeIdentity(0, true), false],
  ["Private GATT Proxy", (states) => (states.privateGattProxy = true), true],
  ["Private Node Identity", (states) => states.setPrivateNodeIdentity(0, true), true],
];
for (const [name, act, expected] of privacy)
  test(`a client gets private beacons (${name}): ${expected}`, (t) => {
    const { states } = make(false);
    act(states);
    t.is(states.isPrivate, expected);
  });

test("no timer is left after close", (t) => {
  const { clock, states } = make(true);
  states.setNodeIdentity(0, true);
  states.close();
  t.is(clock.pending, 0);
});
