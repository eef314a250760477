import test from "ava";
import { publicationTo } from "../../support/publication.js";
import { entries } from "../../support/entries.js";
import { RunQueue } from "../../../modules/base/run-queue.js";
import { Element } from "../../../modules/access/element.js";
import type { PublicationTurn, SendOptions } from "../../../modules/access/model.js";
import type { Publication } from "../../../modules/access/model-configuration.js";
import { Publisher } from "../../../modules/access/publisher.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { ProbeServer } from "../../support/probe-models.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const publication: Publication = publicationTo(0xc000, { appKeyIndex: 3 });

function make(changes: Partial<Publication> = {}, seed = 1, randomPublishDelay = true) {
  const clock = new TestClock();
  const diagnostics = new Diagnostics();
  const sent: { time: number; value: number; options: SendOptions }[] = [];
  const control = { error: undefined as Error | undefined };
  const queue = new RunQueue(clock);
  const target = new Publisher({
    clock: queue.clock,
    queue,
    random: new TestRandom(seed),
    diagnostics,
    send: (_model, payload, options) => {
      if (control.error) throw control.error;
      sent.push({ time: clock.now(), value: payload.at(-1)!, options });
    },
  });
  const publisher = entries(queue, target);
  const model = new ProbeServer();
  model.randomPublishDelay = randomPublishDelay;
  new Element({ index: 0, models: [model] });
  const publish = (value: number) => publisher.publish(model, Uint8Array.of(value));
  model.configuration = { ...model.configuration, publication: { ...publication, ...changes } };
  return { clock, control, diagnostics, model, publish, publisher, sent };
}

/** The same, for a model that publishes without a random delay. */
function prompt(changes: Partial<Publication> = {}) {
  return make(changes, 1, false);
}

const minute = 60_000;

test("periods stay in step, whatever the random part of each publication", (t) => {
  const { clock, model, publisher, sent } = make({ period: 0x45 });
  clock.advance(777);
  publisher.configured(model);
  clock.advance(100 * minute);
  t.true(sent.length >= 1199);
  const first = sent[0]!.time - 777;
  t.true(first >= 20 && first <= 500, `first after ${first}`);
  const delays = sent.slice(1).map(({ time }, i) => time - 777 - 5000 * (i + 1));
  t.true(delays.every((delay) => delay >= 20 && delay <= 50));
  t.true(new Set(delays).size > 10);
  t.true(sent.every(({ value }) => value === 0x55));
});

test("the first publication comes anywhere within 20-500 ms", (t) => {
  const firsts: number[] = [];
  for (let seed = 1; seed <= 200; seed++) {
    const { clock, model, publisher, sent } = make({ period: 0xc1 }, seed);
    publisher.configured(model);
    clock.advance(600);
    firsts.push(sent[0]!.time);
  }
  t.true(Math.min(...firsts) >= 20 && Math.min(...firsts) < 40);
  t.true(Math.max(...firsts) <= 500 && Math.max(...firsts) > 460);
});

test("a publication is repeated as often and as far apart as configured", (t) => {
  const { clock, publish, sent } = prompt({ retransmitCount: 3, retransmitSteps: 4 });
  t.true(publish(1));
  clock.advance(minute);
  t.deepEqual(
    sent.map(({ time }) => time),
    [0, 250, 500, 750],
  );
});

test("a new state takes the place of the old one's repeats", (t) => {
  const { clock, publish, sent } = prompt({ retransmitCount: 2, retransmitSteps: 0 });
  publish(1);
  clock.advance(60);
  publish(2);
  clock.advance(minute);
  t.deepEqual(
    sent.map(({ value, time }) => [value, time]),
    [
      [1, 0],
      [1, 50],
      [2, 60],
      [2, 110],
      [2, 160],
    ],
  );
});

test("address, key, label and TTL are those of the publication; FF is the Default TTL", (t) => {
  const label = new Uint8Array(16);
  const one = prompt();
  one.publish(1);
  t.deepEqual(one.sent[0]!.options, { dst: 0xc000, appKeyIndex: 3 });
  const two = prompt({ address: 0x8001, label, ttl: 5 });
  two.publish(1);
  t.deepEqual(two.sent[0]!.options, { dst: 0x8001, appKeyIndex: 3, label, ttl: 5 });
  const three = prompt({ ttl: 0 });
  three.publish(1);
  t.is(three.sent[0]!.options.ttl, 0);
});

test("without a publish address nothing is sent; without a period nothing by itself", (t) => {
  const { clock, model, publish, publisher, sent } = make();
  publisher.configured(model);
  clock.advance(minute);
  t.is(sent.length, 0);
  model.configuration = { ...model.configuration, publication: undefined };
  publisher.configured(model);
  t.false(publish(1));
  t.is(sent.length, 0);
});

test("a model with nothing to say is asked again in the next period", (t) => {
  const { clock, model, publisher, sent } = make({ period: 0x41 });
  model.published = undefined;
  publisher.configured(model);
  clock.advance(3500);
  t.is(sent.length, 0);
  model.published = 1;
  clock.advance(1000);
  t.is(sent.length, 1);
});

test("a new configuration starts anew; one that is gone ends it", (t) => {
  const { clock, model, publish, publisher, sent } = prompt({ period: 0x41, retransmitCount: 7 });
  publisher.configured(model);
  publish(1);
  model.configuration = { ...model.configuration, publication: undefined };
  publisher.configured(model);
  t.is(clock.pending, 0);
  clock.advance(minute);
  t.is(sent.length, 1);
});

test("a publication that disappears without a word ends with its next period", (t) => {
  const { clock, model, publish, publisher, sent } = prompt({ period: 0x41, retransmitCount: 7 });
  publisher.configured(model);
  publish(1);
  model.configuration = { ...model.configuration, publication: undefined };
  clock.advance(minute);
  t.is(sent.length, 1);
  t.is(clock.pending, 0);
});

test("what cannot be sent is counted, and the next period tries again", (t) => {
  const { clock, control, diagnostics, model, publisher, sent } = make({ period: 0x41 });
  publisher.configured(model);
  control.error = new Error("no room");
  clock.advance(2500);
  t.is(diagnostics.dropped("access.not-published"), 3);
  control.error = undefined;
  clock.advance(1000);
  t.is(sent.length, 1);
});

test("close ends everything", (t) => {
  const { clock, model, publish, publisher, sent } = prompt({ period: 0x41, retransmitCount: 7 });
  publisher.configured(model);
  publish(1);
  publisher.close();
  t.is(clock.pending, 0);
  clock.advance(minute);
  t.is(sent.length, 1);
});

test("on request it waits 20-500 ms, anywhere, unless that is switched off", (t) => {
  const delays: number[] = [];
  for (let seed = 1; seed <= 500; seed++) {
    const { clock, publish, sent } = make({}, seed);
    publish(1);
    t.is(sent.length, 0);
    clock.advance(minute);
    t.is(sent.length, 1);
    delays.push(sent[0]!.time);
  }
  t.true(delays.every((delay) => delay >= 20 && delay <= 500));
  const histogram = Array.from(
    { length: 6 },
    (_, i) => delays.filter((delay) => delay >= 20 + 80 * i && delay < 100 + 80 * i).length,
  );
  for (const count of histogram) t.true(count > 50 && count < 120, histogram.join(" "));
  const { clock, model, publish, sent } = make();
  model.randomPublishDelay = false;
  publish(1);
  t.is(sent.length, 1);
  model.randomPublishDelay = true;
  publish(2);
  t.is(sent.length, 1);
  clock.advance(500);
  t.is(sent.length, 2);
});

test("an hour of a period, to the millisecond", (t) => {
  const { clock, model, publisher, sent } = prompt({ period: 0x4a, retransmitCount: 1 });
  publisher.configured(model);
  clock.advance(60 * minute - 1);
  t.deepEqual(
    sent.map(({ time }) => time),
    Array.from({ length: 720 }, (_, i) => 10_000 * Math.floor(i / 2) + 50 * (i % 2)),
  );
});

test("each retransmission is asked for again where the model wants that", (t) => {
  const { clock, model, publisher, sent } = prompt({ period: 0x4a, retransmitCount: 2 });
  const turns: unknown[] = [];
  model.updatesRetransmissions = true;
  const payload = (turn: PublicationTurn) => {
    turns.push(turn);
    return turn.retransmission === 1 ? undefined : Uint8Array.of(turn.retransmission);
  };
  model.publicationPayload = payload;
  publisher.configured(model);
  clock.advance(9000);
  t.deepEqual(
    turns,
    [0, 1, 2].map((retransmission) => ({ retransmission, count: 2 })),
  );
  t.deepEqual(
    sent.map(({ value, time }) => [value, time]),
    [
      [0, 0],
      [2, 100],
    ],
  );
});

test("the fast period divisor halves the period again and again", (t) => {
  for (const [divisor, expected] of [
    [0, 10],
    [1, 20],
    [5, 321],
    [15, 100_000 / 3],
  ] as const) {
    const { clock, model, publisher, sent } = prompt({ period: 0x4a });
    model.publishPeriodDivisor = divisor;
    publisher.configured(model);
    clock.advance(divisor === 15 ? 1000 : 100_000 - 1);
    t.is(sent.length, divisor === 15 ? 1001 : Math.floor(expected));
  }
});

/** How publications go on when a model is configured 1.2 s into a period of 5 s. */
const configurings: readonly (readonly [string, (rig: ReturnType<typeof make>) => void, number])[] =
  [
    ["a binding changed", ({ model }) => (model.configuration = { ...model.configuration }), 5000],
    [
      "the same publication was set again",
      ({ model }) =>
        (model.configuration = {
          ...model.configuration,
          publication: { ...model.configuration.publication! },
        }),
      1200,
    ],
    ["its divisor changed", ({ model, publisher }) => publisher.restart(model), 1200],
  ];

for (const [name, change, next] of configurings)
  test(`when ${name}, the next periodic publication comes at ${next} ms`, (t) => {
    const rig = make({ period: 0x45 }, 1, false);
    const { clock, model, publisher, sent } = rig;
    publisher.configured(model);
    clock.advance(1200);
    change(rig);
    publisher.configured(model);
    clock.advance(10_000);
    t.is(sent[1]!.time, next);
    t.is(sent[2]!.time, next + 5000);
  });

test("a model that is configured goes on with its retransmissions", (t) => {
  const { clock, model, publish, publisher, sent } = prompt({ retransmitCount: 2 });
  publish(1);
  clock.advance(60);
  model.configuration = { ...model.configuration };
  publisher.configured(model);
  clock.advance(minute);
  t.deepEqual(
    sent.map(({ time }) => time),
    [0, 50, 100],
  );
});

test("a segmented state that waits behind others is taken back by a newer one, and by no publication", (t) => {
  const { clock, model, publisher, sent } = prompt();
  const long = (value: number) => publisher.publish(model, new Uint8Array(60).fill(value));
  long(1);
  long(2);
  long(3);
  clock.advance(0);
  const aborted = () => sent.map(({ options }) => options.signal?.aborted);
  t.deepEqual(aborted(), [true, true, false]);
  // What has left is on its way.
  sent[2]!.options.onStart!();
  long(4);
  t.deepEqual(aborted(), [true, true, false, false]);
  model.configuration = { ...model.configuration, publication: undefined };
  publisher.configured(model);
  t.deepEqual(aborted(), [true, true, false, true]);
});

test("a state that is not segmented waits for nothing, and is not taken back", (t) => {
  const { clock, publish, sent } = prompt();
  for (const value of [1, 2]) publish(value);
  clock.advance(0);
  t.deepEqual(
    sent.map(({ options }) => options.signal),
    [undefined, undefined],
  );
});

for (const [name, act, later] of [
  ["is closed", "close", 0],
  ["is restarted", "restart", 1],
] as const)
  test(`a publisher that ${name} while the model gives its payload keeps no timer of the publication before`, (t) => {
    const { clock, model, publisher, sent } = prompt({ period: 0x41 });
    let asked = 0;
    model.publicationPayload = () => {
      if (++asked === 3) publisher[act](model);
      return Uint8Array.of(asked);
    };
    publisher.configured(model);
    clock.advance(2500);
    t.is(clock.pending, later);
    const { length } = sent;
    clock.advance(10_000);
    // One timer: a publication each second, or none.
    t.is(sent.length - length, 10 * later);
  });

test("a publisher that is closed while the model gives the payload of a retransmission sends no more", (t) => {
  const { clock, model, publish, publisher, sent } = prompt({ retransmitCount: 3 });
  model.updatesRetransmissions = true;
  model.publicationPayload = () => {
    publisher.close();
    return Uint8Array.of(9);
  };
  publish(1);
  clock.advance(10_000);
  t.is(sent.length, 1);
  t.is(clock.pending, 0);
});
