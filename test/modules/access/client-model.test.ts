import test from "ava";
import { type MessageContext, NotProvisionedError } from "../../../modules/access/model.js";
import { AccessError } from "../../../modules/access/outgoing-access.js";
import { Abort } from "../../../modules/base/abort.js";
import { AbortError, MeshError, TimeoutError } from "../../../modules/base/errors.js";
import { entries } from "../../support/entries.js";
import { FakeServices, testContext, hand } from "../../support/fake-services.js";
import { ProbeAsk, ProbeClient, ProbeStatus } from "../../support/probe-models.js";
import { TransportError } from "../../../modules/transport/transport-error.js";
import { runPromiseJobs } from "../../support/test-clock.js";

function make() {
  const services = new FakeServices();
  const probe = new ProbeClient();
  probe.configuration = { bindings: [0, 2], publication: undefined };
  probe.start(services);
  const client = entries(services.queue, probe);
  const status = (value: number, context: Partial<MessageContext>) => {
    const payload = ProbeStatus.encode({ value });
    return hand(client, ProbeStatus.opcode, testContext(context), payload, payload.length);
  };
  const answer = (value: number, src = 0x0005) => status(value, { src });
  return { answer, client, clock: services.clock, probe, services, status };
}

test("an answer settles its request, and nothing is sent any more", async (t) => {
  const { client, clock, services, status } = make();
  const request = client.ask(7, { dst: 0x0005, appKeyIndex: 2, ttl: 3 });
  t.is(services.sent.length, 1);
  t.like(services.sent[0]!.options, { dst: 0x0005, appKeyIndex: 2, ttl: 3 });
  t.deepEqual(services.sent[0]!.payload, ProbeAsk.encode({ value: 7 }));
  t.true(status(7, { appKeyIndex: 2 }));
  t.deepEqual(await request, { value: 7 });
  clock.advance(120_000);
  t.is(services.sent.length, 1);
  t.is(clock.pending, 0);
  t.is(client.heard.length, 1);
});

test("without an answer it is sent again at growing intervals, then times out", async (t) => {
  const { client, clock, services } = make();
  services.duration = 100;
  const request = client.ask(1, { dst: 0x0005, timeout: 10_000 });
  const outcome = t.throwsAsync(request, {
    instanceOf: TimeoutError,
    message: "0005 did not answer Probe Ask",
  });
  clock.advance(9_999);
  await runPromiseJobs();
  t.deepEqual(
    services.sent.map(({ time }) => time),
    [0, 1100, 2700, 5050, 8525],
  );
  clock.advance(1);
  await outcome;
  t.is(clock.pending, 0);
});

test("the timeout is 30 s unless told, and the first retry after a second", async (t) => {
  const { client, clock, services } = make();
  let error: unknown;
  client.ask(1, { dst: 5 }).catch((reason: unknown) => (error = reason));
  await clock.run(29_999);
  t.is(error, undefined);
  t.is(services.sent[1]!.time, 1010);
  await clock.run(1);
  t.true(error instanceof TimeoutError);
});

test("while an answer of several segments is being received the message is not sent again", async (t) => {
  const { answer, client, clock, services } = make();
  services.duration = 0;
  const request = client.ask(7, { dst: 5 });
  services.receivingFrom = 5;
  await clock.run(3500);
  t.is(services.sent.length, 1);
  services.receivingFrom = 6;
  await clock.run(500);
  t.deepEqual(
    services.sent.map(({ time }) => time),
    [0, 4000],
  );
  answer(7);
  t.deepEqual(await request, { value: 7 });
});

test("an answer that begins and never ends does not keep a message from being sent again", async (t) => {
  const { client, clock, services } = make();
  services.duration = 0;
  services.receivingFrom = 5;
  const request = t.throwsAsync(client.ask(7, { dst: 5 }), { instanceOf: TimeoutError });
  await clock.run(30_000);
  await request;
  t.deepEqual(
    services.sent.map(({ time }) => time),
    [0, 6000, 12_500, 19_750, 28_125],
  );
});

test("a retry interval of one's own", async (t) => {
  const { client, clock, services } = make();
  services.duration = 0;
  const request = t.throwsAsync(client.ask(1, { dst: 5, timeout: 1000, retryInterval: 200 }));
  await clock.run(1000);
  await request;
  t.deepEqual(
    services.sent.map(({ time }) => time),
    [0, 200, 500, 950],
  );
});

test("it times out even where the message never gets out", async (t) => {
  const { client, clock, services } = make();
  services.duration = Infinity;
  const outcome = t.throwsAsync(client.ask(1, { dst: 5, timeout: 3000 }), {
    instanceOf: TimeoutError,
  });
  await clock.run(3000);
  await outcome;
  t.is(services.sent.length, 1);
});

test("an answer from somebody else is none", async (t) => {
  const { answer, client, clock } = make();
  const outcome = t.throwsAsync(client.ask(7, { dst: 5 }), { instanceOf: TimeoutError });
  t.true(answer(7, 0x0006));
  await clock.run(40_000);
  await outcome;
  t.is(client.heard.length, 1);
});

const noAnswers: readonly (readonly [string, Partial<MessageContext>])[] = [
  ["what is published to a group", { dst: 0xc000 }],
  ["what is published to a virtual address", { dst: 0x8123 }],
  ["what came with another AppKey", { appKeyIndex: 2 }],
  ["what came with a device key", { appKeyIndex: undefined }],
  ["what comes from another element of the node", { src: 0x0006 }],
];

for (const [name, context] of noAnswers)
  test(`no answer: ${name}`, async (t) => {
    const { answer, client, status } = make();
    const request = client.ask(7, { dst: 5 });
    t.true(status(7, context));
    const settled = await Promise.race([request, runPromiseJobs().then(() => undefined)]);
    t.is(settled, undefined);
    answer(7);
    t.deepEqual(await request, { value: 7 });
    // A listener of the model gets both.
    t.is(client.heard.length, 2);
  });

test("what comes before the question was sent is no answer to it", async (t) => {
  const { answer, clock, probe } = make();
  // No entries: what the first posts waits for the clock.
  const request = probe.ask(7, { dst: 5 });
  t.true(hand(probe, ProbeStatus.opcode, testContext(), ProbeStatus.encode({ value: 7 })));
  const settled = await Promise.race([request, runPromiseJobs().then(() => undefined)]);
  t.is(settled, undefined);
  clock.advance(0);
  answer(7);
  t.deepEqual(await request, { value: 7 });
});

test("answers go to the requests whose values they repeat", async (t) => {
  const { answer, client } = make();
  const first = client.ask(1, { dst: 5 });
  const second = client.ask(2, { dst: 5 });
  answer(9);
  answer(2);
  t.deepEqual(await second, { value: 2 });
  answer(1);
  t.deepEqual(await first, { value: 1 });
  t.is(client.heard.length, 3);
});

test("one answer settles one of two equal requests", async (t) => {
  const { answer, client } = make();
  const settled: number[] = [];
  const requests = [1, 2].map((id) => client.ask(4, { dst: 5 }).then(() => settled.push(id)));
  answer(4);
  await runPromiseJobs();
  t.deepEqual(settled, [1]);
  answer(4);
  await Promise.all(requests);
  t.deepEqual(settled, [1, 2]);
});

test("a malformed answer is refused and settles nothing", async (t) => {
  const { answer, client } = make();
  const request = client.ask(1, { dst: 5 });
  const payload = ProbeStatus.encode({ value: 1 });
  t.false(hand(client, ProbeStatus.opcode, testContext(), payload, payload.length - 1));
  answer(1);
  t.deepEqual(await request, { value: 1 });
});

test("a request can be given up, before it begins too", async (t) => {
  const { answer, client, clock, services } = make();
  const abort = new Abort();
  const request = client.ask(1, { dst: 5, signal: abort });
  clock.advance(500);
  abort.abort();
  await t.throwsAsync(request, { instanceOf: AbortError, message: "Probe Ask was given up" });
  t.is(services.sent.length, 1);
  t.is(clock.pending, 0);
  await t.throwsAsync(client.ask(1, { dst: 5, signal: abort }), { instanceOf: AbortError });
  t.is(services.sent.length, 1);
  t.true(answer(1));
});

test("a signal that comes after the answer changes nothing", async (t) => {
  const { answer, client } = make();
  const abort = new Abort();
  const request = client.ask(1, { dst: 5, signal: abort });
  answer(1);
  abort.abort();
  t.deepEqual(await request, { value: 1 });
});

test("requests end when the node leaves its network, and none begins afterwards", async (t) => {
  const { client, clock } = make();
  const requests = [client.ask(1, { dst: 5 }), client.ask(2, { dst: 6 })];
  client.stop();
  for (const request of requests) await t.throwsAsync(request, { instanceOf: AbortError });
  t.true(clock.pending <= 2);
  clock.advance(120_000);
  await t.throwsAsync(client.ask(1, { dst: 5 }), { instanceOf: NotProvisionedError });
  t.throws(() => client.tell(1, { dst: 5 }), { instanceOf: NotProvisionedError });
});

test("what cannot be sent rejects with the reason, at a retry too", async (t) => {
  const { client, clock, services } = make();
  services.error = new AccessError("no key");
  await t.throwsAsync(client.ask(1, { dst: 5 }), { is: services.error });
  t.is(clock.pending, 0);
  services.error = undefined;
  const request = client.ask(1, { dst: 5 });
  services.error = new AccessError("no key any more");
  const outcome = t.throwsAsync(request, { is: services.error });
  await clock.run(2000);
  await outcome;
  t.is(clock.pending, 0);
});

test("a value that cannot be sent, and a message without answer", async (t) => {
  const { client, clock, services } = make();
  await t.throwsAsync(client.ask(256, { dst: 5 }), { name: "FieldError" });
  await t.throwsAsync(client.askForNothing({ dst: 5 }), {
    instanceOf: MeshError,
    message: "Probe Status is never answered",
  });
  t.is(services.sent.length, 0);
  t.is(clock.pending, 0);
});

test("an unacknowledged message is sent once", (t) => {
  const { client, clock, services } = make();
  client.tell(3, { dst: 0xc000 });
  clock.advance(60_000);
  t.is(services.sent.length, 1);
});

test("each wait is longer than the one before by a factor of one's own", async (t) => {
  const { client, clock, services } = make();
  services.duration = 0;
  const options = { dst: 5, timeout: 1000, retryInterval: 100, retryFactor: 2 };
  const request = t.throwsAsync(client.ask(1, options));
  await clock.run(1000);
  await request;
  t.deepEqual(
    services.sent.map(({ time }) => time),
    [0, 100, 300, 700],
  );
});

test("whoever asks is told when the message has arrived, each time it does", async (t) => {
  const { answer, client, clock, services } = make();
  const delivered: number[] = [];
  const onDelivered = () => delivered.push(clock.now());
  const request = client.ask(1, { dst: 5, retryInterval: 100, onDelivered });
  await clock.run(150);
  t.deepEqual(delivered, [10, 120]);
  answer(1);
  await request;
  await clock.run(60_000);
  t.deepEqual(delivered, [10, 120]);
  services.duration = Infinity;
  const lost = t.throwsAsync(client.ask(1, { dst: 5, timeout: 500, onDelivered }));
  await clock.run(500);
  await lost;
  t.is(delivered.length, 2);
});

test("a message that did not arrive is not told, and is sent again", async (t) => {
  const { client, clock, services } = make();
  services.duration = Infinity;
  const onDelivered = () => t.fail("it did not arrive");
  const request = t.throwsAsync(client.ask(1, { dst: 5, timeout: 3000, onDelivered }));
  services.sent[0]!.options.onEnd?.(new TransportError("timeout", "no acknowledgement"));
  await clock.run(3000);
  await request;
  t.is(services.sent.length, 2);
});

test("segments of a request that is over are given up: answered, timed out, given up, or the node left", async (t) => {
  const ends: ((rig: ReturnType<typeof make>, abort: Abort) => unknown)[] = [
    ({ answer }) => answer(1),
    ({ clock }) => clock.advance(5000),
    (_, abort) => abort.abort(),
    ({ client }) => client.stop(),
  ];
  for (const end of ends) {
    const rig = make();
    rig.services.duration = Infinity;
    const abort = new Abort();
    const request = rig.client.ask(1, { dst: 5, timeout: 5000, signal: abort });
    const { signal } = rig.services.sent[0]!.options;
    t.false(signal!.aborted);
    end(rig, abort);
    t.true(signal!.aborted);
    await request.catch(() => undefined);
  }
});
