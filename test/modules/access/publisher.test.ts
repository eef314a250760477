import test from "ava";
import { Element } from "../../../modules/access/element.js";
import type { SendOptions } from "../../../modules/access/model.js";
import type { Publication } from "../../../modules/access/model-configuration.js";
import { Publisher } from "../../../modules/access/publisher.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { ProbeServer } from "../../support/probe-models.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const publication: Publication = {
  address: 0xc000,
  label: undefined,
  appKeyIndex: 3,
  credentialFlag: false,
  ttl: 0xff,
  period: 0,
  retransmitCount: 0,
  retransmitSteps: 0,
};

function make(changes: Partial<Publication> = {}, seed = 1) {
  const clock = new TestClock();
  const diagnostics = new Diagnostics();
  const sent: { time: number; value: number; options: SendOptions }[] = [];
  const control = { error: undefined as Error | undefined };
  const publisher = new Publisher({
    clock,
    random: new TestRandom(seed),
    diagnostics,
    send: (_model, payload, options) => {
      if (control.error) throw control.error;
      sent.push({ time: clock.now(), value: payload.at(-1)!, options });
    },
  });
  const model = new ProbeServer();
  new Element({ index: 0, models: [model] });
  const publish = (value: number) => publisher.publish(model, Uint8Array.of(value));
  model.configuration = { ...model.configuration, publication: { ...publication, ...changes } };
  return { clock, control, diagnostics, model, publish, publisher, sent };
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
  t.true(Math.min(...delays) >= 20 && Math.max(...delays) <= 50);
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
  const { clock, publish, sent } = make({ retransmitCount: 3, retransmitSteps: 4 });
  t.true(publish(1));
  clock.advance(minute);
  t.deepEqual(
    sent.map(({ time }) => time),
    [0, 250, 500, 750],
  );
});

test("a new state takes the place of the old one's repeats", (t) => {
  const { clock, publish, sent } = make({ retransmitCount: 2, retransmitSteps: 0 });
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
  const one = make();
  one.publish(1);
  t.deepEqual(one.sent[0]!.options, { dst: 0xc000, appKeyIndex: 3 });
  const two = make({ address: 0x8001, label, ttl: 5 });
  two.publish(1);
  t.deepEqual(two.sent[0]!.options, { dst: 0x8001, appKeyIndex: 3, label, ttl: 5 });
  const three = make({ ttl: 0 });
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
  const { clock, model, publish, publisher, sent } = make({ period: 0x41, retransmitCount: 7 });
  publisher.configured(model);
  publish(1);
  model.configuration = { ...model.configuration, publication: undefined };
  publisher.configured(model);
  t.is(clock.pending, 0);
  clock.advance(minute);
  t.is(sent.length, 1);
});

test("a publication that disappears without a word ends with its next period", (t) => {
  const { clock, model, publish, publisher, sent } = make({ period: 0x41, retransmitCount: 7 });
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
  const { clock, model, publish, publisher, sent } = make({ period: 0x41, retransmitCount: 7 });
  publisher.configured(model);
  publish(1);
  publisher.close();
  t.is(clock.pending, 0);
  clock.advance(minute);
  t.is(sent.length, 1);
});
