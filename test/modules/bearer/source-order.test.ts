import test from "ava";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdvertisingBearer, type SendRequest } from "../../../modules/bearer/advertising-bearer.js";
import { Priority } from "../../../modules/bearer/send-request.js";
import { TestAir } from "../../support/test-air.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const wholeMessage = 0;
const acknowledgement = -1;
const segment = 1;

function setUp(sets: number, capacity = 32) {
  const clock = new TestClock();
  const air = new TestAir({ clock });
  const bearer = new AdvertisingBearer({
    clock,
    radio: air.radio(sets),
    random: new TestRandom(3),
    diagnostics: new Diagnostics(),
    capacity,
  });
  const ends: string[] = [];
  /** A PDU of a source, named by both. */
  const send = (name: string, more: Partial<SendRequest> = {}) =>
    bearer.send({
      type: 0x2a,
      payload: Uint8Array.from(name, (letter) => letter.charCodeAt(0)),
      priority: Priority.network,
      transmissions: 3,
      interval: 20,
      source: name.charCodeAt(0),
      number: Number(name.slice(1)),
      onEnd: (sent) => ends.push(`${name} ${sent ? "sent" : "dropped"}`),
      ...more,
    });
  /** The names in the order on the air. */
  const sent = () => air.log.map(({ data }) => String.fromCharCode(...data.slice(2))).join(" ");
  return { air, bearer, clock, ends, send, sent };
}

type Sending = readonly [name: string, more?: Partial<SendRequest>];

/** What is sent in one instant, and the order on the air of a radio with so many sets. */
const orders: readonly (readonly [
  title: string,
  sendings: readonly Sending[],
  orders: Readonly<Record<number, string>>,
])[] = [
  [
    "two numbers of one source: all of the lower first",
    [["a1"], ["a2"]],
    { 1: "a1 a1 a1 a2 a2 a2", 2: "a1 a1 a1 a2 a2 a2", 4: "a1 a1 a1 a2 a2 a2" },
  ],
  [
    "the lower one that waits goes first, though it came later",
    [["a0", { transmissions: 1 }], ["a2"], ["a1"]],
    { 1: "a0 a1 a1 a1 a2 a2 a2", 4: "a0 a1 a1 a1 a2 a2 a2" },
  ],
  [
    "one that comes when a later one is with a radio that repeats by itself does not wait for it",
    [
      ["a2", { transmissions: 2 }],
      ["a1", { transmissions: 1 }],
    ],
    { 1: "a2 a1 a2", 2: "a2 a1 a2" },
  ],
  [
    "another source is sent in the gaps",
    [
      ["a1", { transmissions: 2 }],
      ["a2", { transmissions: 1 }],
      ["b1", { transmissions: 1 }],
      ["b2", { transmissions: 1 }],
    ],
    { 1: "a1 b1 b2 a1 a2", 4: "a1 b1 b2 a1 a2" },
  ],
  [
    "segments do not wait for each other, nor for an acknowledgement, nor it for them",
    [
      ["a1", { segment, transmissions: 2 }],
      ["a2", { segment: acknowledgement, transmissions: 1 }],
      ["a3", { segment: segment + 1, transmissions: 1 }],
    ],
    { 1: "a1 a2 a3 a1", 4: "a1 a2 a3 a1" },
  ],
  [
    "acknowledgements do not wait for each other",
    [
      ["a1", { segment: acknowledgement, transmissions: 2 }],
      ["a2", { segment: acknowledgement, transmissions: 1 }],
    ],
    { 1: "a1 a2 a1", 4: "a1 a2 a1" },
  ],
  [
    "a message waits for segments and acknowledgements",
    [
      ["a1", { segment, transmissions: 2 }],
      ["a2", { segment: acknowledgement, transmissions: 1 }],
      ["a3", { segment: wholeMessage, transmissions: 1 }],
    ],
    { 1: "a1 a2 a1 a3", 4: "a1 a2 a1 a3" },
  ],
  [
    "segments and acknowledgements wait for a message",
    [
      ["a1", { transmissions: 2 }],
      ["a2", { segment, transmissions: 1 }],
      ["a3", { segment: acknowledgement, transmissions: 1 }],
    ],
    { 1: "a1 a1 a2 a3", 4: "a1 a1 a2 a3" },
  ],
  [
    "without a source there is no order",
    [
      ["a2", { source: 0, transmissions: 2 }],
      ["a1", { source: 0, transmissions: 1 }],
    ],
    { 1: "a2 a1 a2", 4: "a2 a1 a2" },
  ],
  [
    "the number goes on from the end of its circle: IV Index 7f, then 80",
    [
      ["a9", { number: 0, transmissions: 2 }],
      ["a8", { number: 0x7f_ff_ff_ff, transmissions: 2 }],
      ["a7", { number: 0x7f_00_00_01, transmissions: 2 }],
    ],
    { 1: "a9 a7 a7 a8 a8 a9" },
  ],
  [
    "an IV Index that is 42 higher is later, whatever the SEQ",
    [
      ["a0", { number: 0, transmissions: 1 }],
      ["a5", { number: (43 << 24) | 0, transmissions: 2 }],
      ["a4", { number: (1 << 24) | 0xff_ff_ff, transmissions: 2 }],
    ],
    { 1: "a0 a4 a4 a5 a5" },
  ],
];

for (const [title, sendings, bySets] of orders)
  for (const [sets, order] of Object.entries(bySets))
    test(`order of a source, ${sets} sets: ${title}`, (t) => {
      const { clock, ends, send, sent } = setUp(Number(sets));
      for (const sending of sendings) send(...sending);
      clock.advance(1000);
      t.is(sent(), order);
      t.is(ends.length, sendings.length);
      t.is(clock.pending, 0);
    });

test("order of a source: one that comes between two transmissions of a later one goes between", (t) => {
  const { clock, send, sent } = setUp(1);
  send("a5", { priority: Priority.relay });
  clock.advance(10);
  t.is(sent(), "a5");
  send("a4", { priority: Priority.relay });
  send("a6", { priority: Priority.relay, transmissions: 1 });
  clock.advance(1000);
  t.is(sent(), "a5 a4 a4 a4 a5 a5 a6");
});

test("order of a source: one that comes when a later one was sent completely is sent all the same", (t) => {
  const { clock, send, sent } = setUp(1);
  send("a5", { transmissions: 1 });
  clock.advance(100);
  send("a4", { transmissions: 1 });
  clock.advance(100);
  t.is(sent(), "a5 a4");
});

test("order of a source: what is cancelled is waited for no longer", (t) => {
  for (const sets of [1, 4]) {
    const { bearer, clock, ends, send, sent } = setUp(sets);
    const first = send("a1");
    const second = send("a2");
    send("a3", { transmissions: 1 });
    bearer.cancel(second);
    clock.advance(5);
    t.is(sent(), "a1");
    bearer.cancel(first);
    clock.advance(5);
    t.is(sent(), "a1 a3");
    t.deepEqual(ends, ["a3 sent"]);
    clock.advance(1000);
    t.is(sent(), "a1 a3");
  }
});

test("order of a source: a slot whose content was cancelled while it waited takes anything at once", (t) => {
  const { bearer, clock, send, sent } = setUp(4);
  send("a1");
  bearer.cancel(send("a2"));
  send("x", { source: 0, priority: Priority.provisioning, transmissions: 1 });
  clock.advance(5);
  t.is(sent(), "a1 x");
});

test("order of a source: a full queue drops the youngest, and the others keep their order", (t) => {
  const { clock, ends, send, sent } = setUp(1, 4);
  const relay = { priority: Priority.relay, transmissions: 2 };
  send("a1", relay);
  send("a2", relay);
  send("a3", relay);
  send("a4", relay);
  t.is(send("a5", relay), 0, "no room for one more of the same worth");
  send("b1", { transmissions: 1 });
  clock.advance(1000);
  t.is(sent(), "a1 b1 a1 a2 a2 a3 a3");
  t.deepEqual(ends, ["a5 dropped", "a4 dropped", "b1 sent", "a1 sent", "a2 sent", "a3 sent"]);
});

test("order of a source: one that others wait behind makes room, and they go on", (t) => {
  const { clock, send, sent } = setUp(1, 4);
  send("x", { source: 0, transmissions: 1, priority: Priority.provisioning });
  send("a1", { priority: Priority.relay });
  clock.advance(25);
  t.is(sent(), "x a1");
  // It was sent once already, and loses least.
  for (const name of ["a2", "a3"]) send(name, { priority: Priority.relay, transmissions: 1 });
  for (const name of ["b1", "b2"]) send(name, { transmissions: 1 });
  clock.advance(1000);
  t.is(sent(), "x a1 b1 b2 a2 a3");
});

test("order of a source: suspending ends all, and those after it begin anew", (t) => {
  const { bearer, clock, ends, send, sent } = setUp(2);
  send("a1");
  send("a2");
  clock.advance(1);
  bearer.suspend();
  bearer.resume();
  send("a3", { transmissions: 1 });
  clock.advance(1000);
  t.deepEqual(ends.sort(), ["a1 dropped", "a2 dropped", "a3 sent"]);
  t.is(sent().split(" ").at(-1), "a3");
  t.false(sent().includes("a2"));
});

/** What is sent in one instant, and how long the last of it waits. */
const backlogs: readonly (readonly [string, readonly Sending[], number])[] = [
  ["nothing waits behind itself", [["a1"]], 0],
  ["three transmissions of 20 ms and the random delay", [["a1"], ["a2"]], 75],
  ["six", [["a1"], ["a2"], ["a3"]], 150],
  ["of another interval", [["a1", { interval: 50, transmissions: 2 }], ["a2"]], 110],
  [
    "segments are not waited for by segments",
    [
      ["a1", { segment }],
      ["a2", { segment: 2 }],
    ],
    0,
  ],
  [
    "what others relay does not count",
    [
      ["a1", { priority: Priority.relay }],
      ["a2", { priority: Priority.relay }],
    ],
    0,
  ],
  ["the longest wait of several sources", [["a1"], ["a2"], ["b1"], ["b2"], ["b3"]], 150],
];

for (const [title, sendings, backlog] of backlogs)
  test(`backlog: ${title}`, (t) => {
    const { bearer, clock, send, air } = setUp(4);
    for (const sending of sendings) send(...sending);
    t.is(bearer.backlog, backlog);
    clock.advance(1000);
    t.is(bearer.backlog, 0);
    const [last] = sendings.at(-1)!;
    const left = air.log.find(({ data }) => String.fromCharCode(...data.slice(2)) === last)!.time;
    t.true(sendings.at(-1)![1]?.priority === Priority.relay || left <= backlog + 5, `${left} ms`);
  });
