import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { offsetLevel } from "../../../../modules/models/generic-level/binding.js";
import {
  GenericDeltaSet,
  GenericLevelGet,
  GenericLevelSet,
  GenericLevelSetUnacknowledged,
  GenericLevelStatus,
  GenericMoveSet,
} from "../../../../modules/models/generic-level/messages.js";
import {
  GenericLevelServer,
  type GenericLevelServerOptions,
} from "../../../../modules/models/generic-level/server.js";
import { State } from "../../../../modules/models/common/state.js";
import { ModelRig } from "../../../support/model-rig.js";

/** A lightness with a range of 0x1000..0xF000, in which 0 is off. */
function rangedLevel(value: number): GenericLevelServer {
  const state = new State(value);
  const range = [0x1000 - 0x8000, 0xf000 - 0x8000] as const;
  const server = new GenericLevelServer(
    {},
    { state, binding: { ...offsetLevel, range: () => range } },
  );
  state.user = server;
  return server;
}

function make(options: GenericLevelServerOptions = {}, server = new GenericLevelServer(options)) {
  const rig = new ModelRig([[server]], [server]);
  const published = () =>
    rig.services.published
      .splice(0)
      .map((payload) => GenericLevelStatus.decode(payload, payload.length));
  return { published, rig, server };
}

const seconds = (time: number, delay = 0) => ({ time: time * 1000, delay });

/** A message with what it carries and the transition, or "wait": advances the clock by so many ms. */
type Step =
  | readonly [
      "set" | "delta" | "move",
      number,
      tid: number,
      transition?: ReturnType<typeof seconds>,
    ]
  | readonly ["wait", number];
/** Present level, target and remaining ms. */
type Status = readonly [present: number, target?: number, remaining?: number | "unknown"];

const messages = { delta: GenericDeltaSet, move: GenericMoveSet } as const;

const table: readonly (readonly [
  name: string,
  make: () => GenericLevelServer,
  ...(readonly [Step, Status])[],
])[] = [
  [
    "at once",
    () => new GenericLevelServer(),
    [["set", -5, 1], [-5]],
    [["set", 0x7fff, 2], [0x7fff]],
  ],
  [
    "in time",
    () => new GenericLevelServer(),
    [
      ["set", 1000, 1, seconds(1)],
      [0, 1000, 1000],
    ],
    [
      ["wait", 500],
      [500, 1000, 500],
    ],
    [["wait", 500], [1000]],
  ],
  [
    "by the default transition time",
    () => new GenericLevelServer({ defaultTransitionTime: 200 }),
    [
      ["set", 100, 1],
      [0, 100, 200],
    ],
    [
      ["wait", 100],
      [50, 100, 100],
    ],
    [
      ["delta", 50, 2],
      [50, 100, 200],
    ],
  ],
  [
    "the deltas of a transaction count from its begin",
    () => new GenericLevelServer(),
    [["delta", 10, 1], [10]],
    [["delta", 20, 1], [20]],
    [["delta", 30, 1], [30]],
    [["delta", 30, 2], [60]],
    [["wait", 6000], [60]],
    [["delta", 30, 2], [90]],
  ],
  [
    "the deltas of a knob that is turned for longer than six seconds",
    () => new GenericLevelServer(),
    [["delta", 10, 1], [10]],
    [["wait", 4000], [10]],
    [["delta", 20, 1], [20]],
    [["wait", 5999], [20]],
    [["delta", 30, 1], [30]],
    [["wait", 6000], [30]],
    [["delta", 30, 1], [60]],
  ],
  [
    "a delta with the TID of a set or a move counts from the level that there is",
    () => new GenericLevelServer(),
    [["set", 1000, 1], [1000]],
    [["delta", -1, 1], [999]],
    [["delta", -3, 1], [997]],
    [["move", 0, 2], [997]],
    [["delta", 5, 2], [1002]],
  ],
  [
    "a repeated delta does not lengthen its transition",
    () => new GenericLevelServer(),
    [
      ["delta", 100, 1, seconds(1)],
      [0, 100, 1000],
    ],
    [
      ["wait", 500],
      [50, 100, 500],
    ],
    [
      ["delta", 100, 1, seconds(1)],
      [50, 100, 500],
    ],
    [
      ["delta", 200, 1, seconds(1)],
      [50, 200, 1000],
    ],
  ],
  [
    "deltas over both ends stop there",
    () => new GenericLevelServer(),
    [["delta", 70_000, 1], [0x7fff]],
    [["delta", -70_000, 1], [-0x8000]],
    [["delta", -0x8000_0000, 2], [-0x8000]],
    [["delta", 0x7fff_ffff, 3], [0x7fff]],
  ],
  [
    "moves until the end",
    () => new GenericLevelServer(),
    [
      ["move", 1000, 1, seconds(1)],
      [0, 0x7fff, 32_767],
    ],
    [
      ["wait", 2000],
      [2000, 0x7fff, 30_767],
    ],
    [
      ["move", -1000, 2, seconds(1)],
      [2000, -0x8000, 34_768],
    ],
    [["wait", 40_000], [-0x8000]],
  ],
  [
    "a move of 0 stops",
    () => new GenericLevelServer(),
    [
      ["move", 1000, 1, seconds(1)],
      [0, 0x7fff, 32_767],
    ],
    [
      ["wait", 1500],
      [1500, 0x7fff, 31_267],
    ],
    [["move", 0, 2, seconds(1)], [1500]],
  ],
  [
    "a move that takes less than a millisecond ends at the limit, also after a delay",
    () => new GenericLevelServer(),
    [["set", 0x7f00, 1], [0x7f00]],
    [["move", 0x7fff, 2, seconds(0.1)], [0x7fff]],
    [["set", 0x7f00, 3], [0x7f00]],
    [
      ["move", 0x7fff, 4, seconds(0.1, 500)],
      [0x7f00, 0x7fff, 0],
    ],
    [["wait", 500], [0x7fff]],
    [["move", 0x7fff, 5, seconds(0.1)], [0x7fff]],
  ],
  ["a move without time does not move", () => new GenericLevelServer(), [["move", 1000, 1], [0]]],
  [
    "a repeated move is none",
    () => new GenericLevelServer(),
    [
      ["move", 1000, 1, seconds(1)],
      [0, 0x7fff, 32_767],
    ],
    [
      ["wait", 1500],
      [1500, 0x7fff, 31_267],
    ],
    [
      ["move", 1000, 1, seconds(1)],
      [1500, 0x7fff, 31_267],
    ],
  ],
  [
    "a move of months says that its time is unknown",
    () => new GenericLevelServer(),
    [
      ["move", 1, 1, seconds(37_200)],
      [0, 0x7fff, "unknown"],
    ],
    [
      ["wait", 37_200_000],
      [1, 0x7fff, "unknown"],
    ],
    [
      ["wait", 32_765 * 37_200_000],
      [32_766, 0x7fff, 37_200_000],
    ],
    [["wait", 37_200_000], [0x7fff]],
  ],
  [
    "bound: deltas and moves do not switch off",
    () => rangedLevel(0x8000),
    [["delta", -65_536, 1], [0x1000 - 0x8000]],
    [["delta", 65_536, 2], [0xf000 - 0x8000]],
    [
      ["move", -0x7000, 3, seconds(1)],
      [0x7000, -0x7000, 2000],
    ],
    [["wait", 2000], [-0x7000]],
  ],
  [
    "bound: what is off stays off on the way down",
    () => rangedLevel(0),
    [["delta", -10, 1], [-0x8000]],
    [["delta", 0, 2], [-0x8000]],
    [["move", -10, 3, seconds(1)], [-0x8000]],
  ],
  [
    "bound: a small delta from off is the lowest level",
    () => rangedLevel(0),
    [["delta", 1, 1], [-0x7000]],
    [["delta", 0x1800, 1], [-0x6800]],
  ],
  [
    "bound: a move up from off begins at the lowest level, and its time counts from there",
    () => rangedLevel(0),
    [
      ["move", 0x7000, 1, seconds(1)],
      [-0x7000, 0x7000, 2000],
    ],
    [
      ["wait", 1000],
      [0, 0x7000, 1000],
    ],
    [["wait", 1000], [0x7000]],
  ],
];

for (const [name, server, ...steps] of table)
  test(name, (t) => {
    const { rig } = make({}, server());
    for (const [step, [present, target, remaining]] of steps) {
      const where = `${step[0]} ${step[1]}`;
      if (step[0] === "wait") rig.clock.advance(step[1]);
      else {
        const [kind, number, tid, transition] = step;
        const answer =
          kind === "set"
            ? rig.tell(GenericLevelSet, { level: number, tid, transition })
            : rig.tell(messages[kind], { delta: number, tid, transition });
        t.deepEqual(answer, rig.tell(GenericLevelGet, {}), where);
      }
      const status = rig.tell(GenericLevelGet, {});
      if (!status) return t.fail(where);
      t.is(status.present, present, where);
      t.is(status.change?.target, target, where);
      // Remaining times are coded in steps, rounded up.
      if (typeof remaining === "number") {
        const step = remaining <= 6200 ? 100 : remaining <= 62_000 ? 1000 : 10_000;
        t.is(status.change!.remaining, Math.ceil(remaining / step) * step, where);
      } else t.is(status.change?.remaining, undefined, where);
    }
  });

test("each change is published once, a long transition at its begin too", (t) => {
  const { published, rig } = make();
  const set = (level: number, tid: number, transition?: ReturnType<typeof seconds>) =>
    rig.tell(GenericLevelSetUnacknowledged, { level, tid, transition });
  t.is(set(5, 1), undefined);
  t.deepEqual(published(), [{ present: 5, change: undefined }]);
  set(5, 2);
  t.deepEqual(published(), []);
  set(6, 3, seconds(1));
  t.deepEqual(published(), []);
  rig.clock.advance(1000);
  t.deepEqual(published(), [{ present: 6, change: undefined }]);
  set(1006, 4, seconds(2));
  t.deepEqual(published(), [{ present: 6, change: { target: 1006, remaining: 2000 } }]);
  rig.clock.advance(5000);
  t.deepEqual(published(), [{ present: 1006, change: undefined }]);
});

test("a delay is not published: its transition is, at the begin if it is long, and at the end", (t) => {
  const { published, rig } = make();
  const set = (level: number, time: number) =>
    rig.tell(GenericLevelSet, { level, tid: rig.tid(), transition: { time, delay: 500 } });
  set(100, 5000);
  rig.clock.advance(499);
  t.deepEqual(published(), []);
  rig.clock.advance(1);
  t.deepEqual(published(), [{ present: 0, change: { target: 100, remaining: 5000 } }]);
  rig.clock.advance(5000);
  t.deepEqual(published(), [{ present: 100, change: undefined }]);
  set(0, 0);
  t.deepEqual(published(), []);
  rig.clock.advance(500);
  t.deepEqual(published(), [{ present: 0, change: undefined }]);
});

test("the application is told each level, the steps of a transition too", (t) => {
  const levels: number[] = [];
  const { rig, server } = make({ stepTime: 100, onChange: (level) => levels.push(level) });
  server.set(10);
  rig.tell(GenericLevelSet, { level: 110, tid: 1, transition: seconds(0.3) });
  rig.clock.advance(1000);
  t.deepEqual(levels, [10, 44, 77, 110]);
});

test("the level is kept, and that at the end of a transition", (t) => {
  const { rig, server } = make({ restore: true });
  rig.tell(GenericLevelSet, { level: -300, tid: 1, transition: seconds(3) });
  t.is(toHex(rig.services.stored.get(server)!), "d4fe");
  const again = new GenericLevelServer({ restore: true });
  const { services } = rig;
  services.stored.set(again, services.stored.get(server)!);
  again.start(services);
  t.is(again.level, -300);
});

test("a wrong level of the application's is refused", (t) => {
  const { server } = make();
  for (const level of [0x8000, -0x8001, 0.5, NaN])
    t.throws(() => server.set(level), { instanceOf: RangeError, message: /-32768 to 32767/ });
});

// Parameters as Mesh Model 1.1 §3.2.2 has them: little-endian, the level in two octets, the delta in four.
for (const [octets, message, answer] of [
  ["82060080" + "01", GenericLevelSet, "82080080"],
  ["8206ff7f" + "02" + "0a" + "14", GenericLevelSet, "82080000ff7f0a"],
  ["8209feffffff" + "03", GenericDeltaSet, "8208feff"],
  ["820b6400" + "04" + "41" + "00", GenericMoveSet, "82080000ff7f" + "a1"],
] as const)
  test(`as on the air: ${octets}`, (t) => {
    const { rig } = make();
    rig.tellOctets(message as typeof GenericLevelSet, fromHex(octets));
    t.is(toHex(rig.services.replies[0]!), answer);
  });

for (const octets of [
  "820600",
  "82060000",
  "8206000001" + "3f00",
  "820600000100",
  "820900000001",
  "820b00",
])
  test(`refused: ${octets}`, (t) => {
    const { rig, server } = make();
    const payload = fromHex(octets);
    const message =
      payload[1] === 6 ? GenericLevelSet : payload[1] === 9 ? GenericDeltaSet : GenericMoveSet;
    t.false(rig.tellOctets(message as typeof GenericLevelSet, payload));
    t.is(server.level, 0);
    t.is(rig.services.replies.length, 0);
  });
