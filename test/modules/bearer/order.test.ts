import test from "ava";
import fc from "fast-check";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { Priority } from "../../../modules/bearer/send-request.js";
import type { AdvertisingHandle } from "../../../modules/host/radio.js";
import { TestAir, TestRadio } from "../../support/test-air.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

/** Just below the end of the circle: the numbers of a run go over it. */
const firstNumber = 0x7fff_fff0;

type Step =
  | {
      readonly kind: "send";
      readonly source: number;
      readonly number: number;
      readonly segment: number;
      readonly transmissions: number;
      readonly own: boolean;
    }
  | { readonly kind: "cancel"; readonly which: number }
  | { readonly kind: "wait"; readonly milliseconds: number };

const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("send" as const),
        source: fc.integer({ min: 0, max: 2 }),
        number: fc.integer({ min: 0, max: 40 }),
        segment: fc.constantFrom(0, 0, 1, 33, -1),
        transmissions: fc.integer({ min: 1, max: 4 }),
        own: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("cancel" as const),
        which: fc.nat(30),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("wait" as const),
        milliseconds: fc.integer({ min: 0, max: 60 }),
      }),
    },
  ),
  { minLength: 2, maxLength: 40 },
);

interface Sent {
  readonly source: number;
  readonly number: number;
  readonly segment: number;
  readonly transmissions: number;
  readonly transmission: number;
  /** When it was accepted, and when it had been sent, was cancelled or dropped, in steps of everything that happens. */
  readonly from: number;
  until: number;
  /** What `onEnd` got. */
  ends: boolean[];
  cancelled: boolean;
  /** When it was handed to the radio. */
  readonly handed: number[];
  /** When its events were on the air. */
  readonly onAir: number[];
}

/** Notes when something is handed over. */
class NotingRadio extends TestRadio {
  onAdvertise: (data: Uint8Array) => void = () => undefined;

  override advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    this.onAdvertise(data);
    return super.advertise(data, events, interval, done);
  }
}

function run(script: readonly Step[], sets: number, seed: number): readonly Sent[] {
  const clock = new TestClock();
  const air = new TestAir({ clock, seed });
  const radio = new NotingRadio(air, 0, sets);
  const random = new TestRandom(seed);
  const bearer = new AdvertisingBearer({
    radio,
    clock,
    random,
    diagnostics: new Diagnostics(),
    capacity: 8,
  });
  let now = 0;
  const all: Sent[] = [];
  radio.onAdvertise = (data) => all[data[2]!]!.handed.push(++now);
  const inject = air.inject.bind(air);
  air.inject = (from, data) => {
    all[data[2]!]!.onAir.push(++now);
    inject(from, data);
  };
  for (const step of script) {
    if (step.kind === "wait") clock.advance(step.milliseconds);
    if (step.kind === "cancel") {
      const sent = all[step.which];
      if (!sent || sent.until !== Infinity) continue;
      sent.cancelled = true;
      sent.until = ++now;
      bearer.cancel(sent.transmission);
    }
    if (step.kind !== "send") continue;
    const { number, own, segment, source, transmissions } = step;
    if (all.some((other) => other.source === source && other.number === number)) continue;
    const sent: Sent = {
      source,
      number,
      segment,
      transmissions,
      transmission: 0,
      from: ++now,
      until: Infinity,
      ends: [],
      cancelled: false,
      handed: [],
      onAir: [],
    };
    all.push(sent);
    const transmission = bearer.send({
      type: 0x2a,
      payload: Uint8Array.of(all.length - 1),
      priority: own ? Priority.network : Priority.relay,
      transmissions,
      interval: 20,
      source,
      number: (firstNumber + number) & 0x7fff_ffff,
      segment,
      onEnd: (complete) => {
        sent.ends.push(complete);
        sent.until = ++now;
      },
    });
    Object.assign(sent, { transmission });
  }
  clock.advance(60_000);
  return all;
}

/** The earlier of two is to be over before the later begins. */
function isOrdered(earlier: Sent, later: Sent): boolean {
  return (
    earlier.source !== 0 &&
    earlier.source === later.source &&
    earlier.number < later.number &&
    (earlier.segment === 0 || later.segment === 0)
  );
}

test("no event of a number follows one of a later number of its source, whatever is sent, cancelled and dropped", (t) => {
  const property = fc.property(
    steps,
    fc.integer({ min: 1, max: 4 }),
    fc.nat(1000),
    (script, sets, seed) => {
      const all = run(script, sets, seed);
      for (const earlier of all)
        for (const later of all) {
          if (!isOrdered(earlier, later)) continue;
          const begun = later.handed[0] ?? Infinity;
          // It came when the later one was being sent already.
          const late = earlier.from > begun;
          if (!late && earlier.onAir.some((at) => at > later.onAir[0]!)) return false;
          // The end of what made room for others is reported after they go on.
          if (earlier.ends[0] === false) continue;
          // Even then nothing more of the later one is handed over before its end.
          if (later.handed.some((at) => at > earlier.from && at < earlier.until)) return false;
        }
      return true;
    },
  );
  t.notThrows(() => fc.assert(property, { seed: 1, numRuns: 300 }));
});

test("what is not cancelled is sent as often as was asked, or told to be dropped: nothing waits for ever", (t) => {
  const property = fc.property(steps, fc.integer({ min: 1, max: 4 }), (script, sets) =>
    run(script, sets, 1).every(({ cancelled, ends, onAir, transmissions }) => {
      // What was dropped before it was cancelled is reported as dropped, once.
      if (cancelled) return ends.length <= 1 && !ends[0] && onAir.length <= transmissions;
      if (ends.length !== 1) return false;
      return ends[0] ? onAir.length === transmissions : onAir.length < transmissions;
    }),
  );
  t.notThrows(() => fc.assert(property, { seed: 2, numRuns: 300 }));
});
