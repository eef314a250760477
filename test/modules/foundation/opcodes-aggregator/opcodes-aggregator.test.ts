import test from "ava";
import { remainder } from "../../../../modules/access/fields.js";
import { message } from "../../../../modules/access/message.js";
import { type MessageContext, Model } from "../../../../modules/access/model.js";
import { vendorModelId } from "../../../../modules/access/model-id.js";
import { vendorOpcode } from "../../../../modules/access/opcode.js";
import { fromHex } from "../../../../modules/base/bytes.js";
import {
  DefaultTtlGet,
  DefaultTtlSet,
} from "../../../../modules/foundation/configuration/state-messages.js";
import {
  aggregated,
  OpcodesAggregatorClient,
} from "../../../../modules/foundation/opcodes-aggregator/client.js";
import {
  AggregatorStatus,
  OpcodesAggregatorSequence,
  opcodesAggregatorServerId,
} from "../../../../modules/foundation/opcodes-aggregator/messages.js";
import { OpcodesAggregatorServer } from "../../../../modules/foundation/opcodes-aggregator/server.js";
import {
  GenericOnOffGet,
  genericOnOffServerId,
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
} from "../../../../modules/models/generic-onoff/messages.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { ask, foundationRig, target } from "../../../support/foundation-rig.js";

const company = 0x1234;
const EchoStatus = message("Echo Status", vendorOpcode(1, company), { data: remainder });
const Echo = message("Echo", vendorOpcode(2, company), { data: remainder }, EchoStatus);
const EchoTwice = message("Echo Twice", vendorOpcode(3, company), { data: remainder }, EchoStatus);
const EchoLate = message("Echo Late", vendorOpcode(4, company), { data: remainder }, EchoStatus);

/** Answers with what it hears: at once, twice, or 100 ms late. */
class EchoServer extends Model {
  readonly heard: MessageContext[] = [];
  readonly ends: (Error | undefined)[] = [];

  constructor() {
    super(vendorModelId(company, 1));
    const onEnd = (error: Error | undefined) => this.ends.push(error);
    this.on(Echo, (values, context) => {
      this.heard.push(context);
      this.reply(context, EchoStatus, values, { onEnd });
    });
    this.on(EchoTwice, (values, context) => {
      this.reply(context, EchoStatus, values, { onEnd });
      this.reply(context, EchoStatus, values, { onEnd });
    });
    this.on(EchoLate, (values, context) => {
      this.services!.clock.schedule(() => this.reply(context, EchoStatus, values, { onEnd }), 100);
    });
  }
}

function make() {
  const client = new OpcodesAggregatorClient();
  const rig = foundationRig([client], () => [
    { models: [new OpcodesAggregatorServer(), new GenericOnOffServer(), new EchoServer()] },
    { models: [new GenericOnOffServer()] },
  ]);
  const [first, secondElement] = rig.node.node.elements;
  const onOff = [first, secondElement].map(
    (element) => element!.find(genericOnOffServerId) as GenericOnOffServer,
  );
  const echo = first!.find(vendorModelId(company, 1)) as EchoServer;
  return { ...rig, client, echo, onOff };
}

const on = { onOff: true, tid: 1, transition: undefined };
const data = (octets: number, fill = 1) => ({ data: new Uint8Array(octets).fill(fill) });

test("the answers are in the order of the messages, nothing for one that has none", async (t) => {
  const { client, mesh, node, onOff } = make();
  const sent = node.node.diagnostics.messagesSent;
  const answer = await mesh.result(
    client.sequence(
      [
        aggregated(GenericOnOffGet, {}),
        aggregated(GenericOnOffSetUnacknowledged, on),
        aggregated(Echo, data(3)),
        aggregated(GenericOnOffGet, {}),
      ],
      ask,
    ),
  );
  t.deepEqual(answer, {
    status: AggregatorStatus.success,
    carriedOut: 4,
    answers: [
      { present: false, change: undefined },
      undefined,
      data(3),
      { present: true, change: undefined },
    ],
  });
  t.true(onOff[0]!.isOn);
  t.is(node.node.diagnostics.messagesSent, sent + 1, "one message for all");
});

test("another element's models are reached through the primary one's server", async (t) => {
  const { client, mesh, onOff } = make();
  const answer = await mesh.result(
    client.sequence([aggregated(GenericOnOffSet, on)], { ...ask, elementAddress: target + 1 }),
  );
  t.deepEqual(answer.answers, [{ present: true, change: undefined }]);
  t.deepEqual(
    onOff.map(({ isOn }) => isOn),
    [false, true],
  );
});

test("with the device key it configures", async (t) => {
  const { client, mesh, node } = make();
  const answer = await mesh.result(
    client.sequence([aggregated(DefaultTtlSet, { ttl: 33 }), aggregated(DefaultTtlGet, {})], {
      dst: target,
      device: true,
    }),
  );
  t.deepEqual(answer, { status: 0, carriedOut: 2, answers: [{ ttl: 33 }, { ttl: 33 }] });
  t.is(node.node.network!.settings.defaultTtl, 33);
});

test("no messages are no answers", async (t) => {
  const { client, mesh } = make();
  t.deepEqual(await mesh.result(client.sequence([], ask)), {
    status: 0,
    carriedOut: 0,
    answers: [],
  });
});

test("a model sees each message as if it had come alone", async (t) => {
  const { client, echo, mesh } = make();
  await mesh.result(client.sequence([aggregated(Echo, data(1))], { ...ask, ttl: 9 }));
  t.like(echo.heard[0], { src: 0x0001, dst: target, appKeyIndex: 0, netKeyIndex: 0, ttl: 9 });
  t.deepEqual(echo.ends, [undefined]);
});

const get = "8201";
/** Sequences that end early: the element, the items, the status and how many were carried out. */
const failures: readonly (readonly [
  name: string,
  element: number,
  items: readonly string[],
  status: number,
  carriedOut: number,
  reason: string | undefined,
])[] = [
  ["an element of another node", target + 2, [get], AggregatorStatus.invalidAddress, 0, undefined],
  [
    "an element before the node's",
    target - 1,
    [get],
    AggregatorStatus.invalidAddress,
    0,
    undefined,
  ],
  [
    "a message that no model handles",
    target,
    [get, "8299", get],
    AggregatorStatus.wrongOpcode,
    1,
    "access.no-model",
  ],
  [
    "a message for another element's models",
    target + 1,
    ["c2341201"],
    AggregatorStatus.wrongOpcode,
    0,
    "access.no-model",
  ],
  [
    "a message that needs the device key",
    target,
    [get, get, "800c"],
    AggregatorStatus.wrongAccessKey,
    2,
    "access.not-bound",
  ],
  [
    "a message that is too short",
    target,
    [get, "8202"],
    AggregatorStatus.messageNotUnderstood,
    1,
    "access.length",
  ],
  [
    "a message with a prohibited value",
    target,
    ["82020301"],
    AggregatorStatus.messageNotUnderstood,
    0,
    "access.length",
  ],
  ["half an opcode", target, ["82"], AggregatorStatus.messageNotUnderstood, 0, "access.opcode"],
  [
    "a reserved opcode",
    target,
    [get, "7f"],
    AggregatorStatus.messageNotUnderstood,
    1,
    "access.opcode",
  ],
  ["an empty item", target, [get, ""], AggregatorStatus.messageNotUnderstood, 1, "access.opcode"],
  [
    "a sequence in the sequence",
    target,
    [get, "80720001048201", get],
    AggregatorStatus.wrongOpcode,
    1,
    "access.no-model",
  ],
];

for (const [name, elementAddress, items, status, carriedOut, reason] of failures)
  test(`${name}: status ${status}, and the rest is not carried out`, async (t) => {
    const { client, mesh, node } = make();
    const messages = items.map((hex) => ({ payload: fromHex(hex), response: undefined }));
    const answer = await mesh.result(client.sequence(messages, { ...ask, elementAddress }));
    t.like(answer, { status, carriedOut });
    const drops = node.node.diagnostics.drops();
    for (const other of ["access.no-model", "access.not-bound", "access.length", "access.opcode"])
      t.is(drops[other] ?? 0, other === reason ? 1 : 0, other);
  });

const lies: readonly (readonly [string, string])[] = [
  ["an item longer than the message", "80720001048201068201"],
  ["a length of two octets cut in two", "8072000104820105"],
  ["a long item that is not there", "80720001048201ffff"],
  ["a group for an element", "807200c0048201"],
  ["no element", "80720000048201"],
];

for (const [name, hex] of lies)
  test(`${name}: nothing is carried out, nothing answered, and it is counted`, async (t) => {
    const { echo, node, tell } = make();
    const sent = node.node.diagnostics.messagesSent;
    t.deepEqual(await tell(fromHex(hex), { appKeyIndex: 0 }), { "access.length": 1 });
    t.is(node.node.diagnostics.messagesSent, sent);
    t.deepEqual(echo.heard, []);
  });

test("answers that do not fit together: as many as do", async (t) => {
  const { client, echo, mesh } = make();
  // Four answers of 93 octets with their lengths are 376; the status before them takes 5 of 380, the question 4.
  const three = [
    aggregated(Echo, data(90)),
    aggregated(Echo, data(90)),
    aggregated(Echo, data(90)),
  ];
  const fits = await mesh.result(client.sequence([...three, aggregated(Echo, data(86))], ask));
  t.like(fits, { status: AggregatorStatus.success, carriedOut: 4 });
  const answers = fits.answers as readonly { data: Uint8Array }[];
  t.is(
    answers.reduce((sum, answer) => sum + answer.data.length + 4, 5),
    377,
  );
  const over = await mesh.result(client.sequence([...three, aggregated(Echo, data(90))], ask));
  t.like(over, { status: AggregatorStatus.responseOverflow, carriedOut: 3 });
  t.is(echo.heard.length, 8, "the last one was carried out, its answer has no room");
});

test("as many short messages as a sequence has room for: each is carried out, and answered while there is room", async (t) => {
  const { client, mesh, node } = make();
  // An item of 3 octets and its answer of 4, behind 4 and 5 octets of 380.
  for (const [count, status, carriedOut] of [
    [93, AggregatorStatus.success, 93],
    [125, AggregatorStatus.responseOverflow, 93],
  ] as const) {
    const gets = Array.from({ length: count }, () => aggregated(GenericOnOffGet, {}));
    const before = node.node.diagnostics.messagesReceived;
    const result = await mesh.result(client.sequence(gets, ask));
    t.like(result, { status, carriedOut });
    t.is(node.node.diagnostics.messagesReceived - before, 1 + Math.min(count, carriedOut + 1));
  }
});

test("sequences longer than a message are refused at the client", async (t) => {
  const { client, mesh } = make();
  const many = Array.from({ length: 5 }, () => aggregated(Echo, data(90)));
  t.is(((await mesh.outcome(client.sequence(many, ask))) as Error).name, "AccessError");
});

test("a second answer, and one that is late, are dropped and counted, and their model is told", async (t) => {
  const { client, echo, mesh, node } = make();
  const answer = await mesh.result(
    client.sequence([aggregated(EchoTwice, data(2)), aggregated(EchoLate, data(3))], ask),
  );
  t.deepEqual(answer.answers, [data(2), undefined]);
  t.is(answer.carriedOut, 2);
  await mesh.clock.run(1000);
  t.is(node.node.diagnostics.dropped("access.no-reply"), 2);
  t.deepEqual(
    echo.ends.map((error) => error?.name),
    [undefined, "AccessError", "AccessError"],
  );
});

test("the server needs the key as well as the models do", async (t) => {
  const { client, mesh, node } = make();
  const server = node.node.elements[0]!.find(opcodesAggregatorServerId)!;
  server.configuration = { bindings: [], publication: undefined };
  const request = client.sequence([aggregated(GenericOnOffGet, {})], { ...ask, timeout: 3000 });
  t.is(((await mesh.outcome(request)) as Error).name, "TimeoutError");
  t.true(node.node.diagnostics.dropped("access.not-bound") > 0);
});

test("an AppKey can be bound to it by its client", async (t) => {
  const { client, configuration, mesh, node } = make();
  const server = node.node.elements[0]!.find(opcodesAggregatorServerId)!;
  server.configuration = { bindings: [], publication: undefined };
  const model = { elementAddress: target, modelId: opcodesAggregatorServerId };
  await mesh.result(configuration.bind(target, model, 0));
  const { status } = await mesh.result(client.sequence([aggregated(GenericOnOffGet, {})], ask));
  t.is(status, AggregatorStatus.success);
});

test("a client takes an answer that makes no sense for none", async (t) => {
  const { client, mesh } = make();
  const wrong = { payload: GenericOnOffGet.encode({}), response: EchoStatus };
  const { answers } = await mesh.result(client.sequence([wrong], ask));
  t.deepEqual(answers, [undefined]);
  t.is(OpcodesAggregatorSequence.response?.opcode, 0x8073);
});
