import test from "ava";
import { remainder } from "../../../../../modules/access/fields.js";
import { message } from "../../../../../modules/access/message.js";
import { type MessageContext, Model } from "../../../../../modules/access/model.js";
import { vendorModelId } from "../../../../../modules/access/model-id.js";
import { vendorOpcode } from "../../../../../modules/access/opcode.js";
import { fromHex, toHex } from "../../../../../modules/base/bytes.js";
import { TimeoutError } from "../../../../../modules/base/errors.js";
import { FastProvisioningClient } from "../../../../../modules/espressif/fast-provisioning/models/client.js";
import { espressifCompanyId } from "../../../../../modules/espressif/fast-provisioning/models/messages.js";
import { bindAll } from "../../../../support/foundation-rig.js";
import { Mesh } from "../../../../support/mesh.js";

const own = 0x0001;
const node = 0x0005;
const forger = 0x0006;
const options = { appKeyIndex: 0 };

/** Keeps what it is asked, and answers what the test says, in hexadecimal digits. */
class Answerer extends Model {
  readonly asked: string[] = [];
  answers: readonly string[] = [];

  constructor() {
    super(vendorModelId(0x1234, 9));
    for (const number of [0, 2, 4, 6, 8, 9]) {
      const request = message(`Request ${number}`, vendorOpcode(number, espressifCompanyId), {
        data: remainder,
      });
      this.on(request, ({ data }, context) => this.#take(number, data, context));
    }
  }

  say(payload: string, dst: number): void {
    this.services!.send(this, fromHex(payload), { dst, appKeyIndex: 0 });
  }

  #take(number: number, data: Uint8Array, context: MessageContext): void {
    this.asked.push(`c${number} ${toHex(data)}`.trim());
    for (const answer of this.answers)
      this.services!.reply(this, context, fromHex(answer), { delay: false });
  }
}

function rig() {
  const mesh = new Mesh();
  const lists: (readonly [src: number, addresses: readonly number[]])[] = [];
  const client = new FastProvisioningClient({
    onAddresses: (addresses, { src }) => lists.push([src, addresses]),
  });
  const answerer = new Answerer();
  const other = new Answerer();
  bindAll(mesh.node(own, [{ models: [client] }]));
  bindAll(mesh.node(node, [{ models: [answerer] }]));
  bindAll(mesh.node(forger, [{ models: [other] }]));
  return { answerer, client, lists, mesh, other };
}

type Client = FastProvisioningClient;

// Octets behind the opcode of a request as ESP-IDF's example has them, and an answer to it.
const requests: readonly (readonly [
  name: string,
  send: (client: Client) => Promise<unknown>,
  asked: string,
  answer: string,
  result: unknown,
])[] = [
  [
    "INFO_SET",
    (client) => client.infoSet(node, { groupAddress: 0xc000 }, options),
    "c0 400000c0",
    "c1e502400003",
    { action: 3 },
  ],
  [
    "INFO_SET to a busy node",
    (client) => client.infoSet(node, { action: 1 }, options),
    "c0 000201",
    "c1e502ffff",
    { busy: true },
  ],
  [
    "INFO_SET to a node that lacks the NetKey",
    (client) => client.infoSet(node, { netKeyIndex: 1, action: 1 }, options),
    "c0 2002010001",
    "c1e50244000102",
    { netKeyIndex: 1, action: 2 },
  ],
  [
    "NET_KEY_ADD",
    (client) => client.netKeyAdd(node, new Uint8Array(16).fill(0x12), options),
    `c2 ${"12".repeat(16)}`,
    "c3e5020104",
    { netKey: 1, action: 4 },
  ],
  [
    "NODE_ADDR",
    (client) => client.nodeAddr(node, [6, 0x7fff], options),
    "c4 0600ff7f",
    "c5e502",
    undefined,
  ],
  [
    "NODE_ADDR_GET",
    (client) => client.nodeAddrGet(node, options),
    "c6",
    "c7e5020600ff7f",
    [6, 0x7fff],
  ],
  [
    "NODE_ADDR_GET of a node that knows none",
    (client) => client.nodeAddrGet(node, options),
    "c6",
    "c7e502",
    [],
  ],
];

for (const [name, send, asked, answer, result] of requests)
  test(`${name}: what is sent, and what its answer says`, async (t) => {
    const { answerer, client, mesh } = rig();
    answerer.answers = [answer];
    t.deepEqual(await mesh.result(send(client)), result);
    t.deepEqual(answerer.asked, [asked]);
  });

test("a request is repeated for 4 s, then it fails", async (t) => {
  for (const [, send] of requests) {
    const { answerer, client, mesh } = rig();
    const begun = mesh.clock.now();
    t.true((await mesh.outcome(send(client))) instanceof TimeoutError);
    t.is(mesh.clock.now() - begun, 4000);
    t.true(answerer.asked.length > 1);
  }
});

test("another timeout is kept", async (t) => {
  const { client, mesh } = rig();
  const outcome = await mesh.outcome(client.nodeAddrGet(node, { ...options, timeout: 10_000 }));
  t.true(outcome instanceof TimeoutError);
  t.is(mesh.clock.now(), 10_000);
});

test("the status of another node than the one that was asked is none", async (t) => {
  for (const [, send, , answer] of requests) {
    const { client, mesh, other } = rig();
    const outcome = mesh.outcome(send(client));
    for (let i = 0; i < 5; i++) {
      other.say(answer, own);
      await mesh.clock.run(100);
    }
    t.true((await outcome) instanceof TimeoutError);
  }
});

test("a status that answers another request is none", async (t) => {
  const { answerer, client, mesh } = rig();
  answerer.answers = ["c7e5020600", "c5e502", "c3e5020000"];
  const outcome = await mesh.outcome(client.infoSet(node, { action: 1 }, options));
  t.true(outcome instanceof TimeoutError);
});

test("a malformed status is none", async (t) => {
  for (const [send, answer] of [
    [requests[0]![1], "c1e5024000"],
    [requests[3]![1], "c3e50200"],
    [requests[4]![1], "c5e50200"],
    [requests[5]![1], "c7e50206"],
  ] as const) {
    const { answerer, client, mesh } = rig();
    answerer.answers = [answer];
    t.true((await mesh.outcome(send(client))) instanceof TimeoutError, answer);
    t.true(answerer.asked.length > 1);
  }
});

test("addresses in several answers: the first resolves, all are told", async (t) => {
  const { answerer, client, lists, mesh } = rig();
  answerer.answers = ["c7e5020600", "c7e50207000800", "c7e502"];
  t.deepEqual(await mesh.result(client.nodeAddrGet(node, options)), [6]);
  await mesh.clock.run(3000);
  t.deepEqual(lists, [
    [node, [6]],
    [node, [7, 8]],
    [node, []],
  ]);
});

test("without waiting for the answer: done when it is delivered", async (t) => {
  const { answerer, client, mesh } = rig();
  await mesh.result(client.infoSend(node, { matchValue: new Uint8Array(16), action: 1 }, options));
  t.deepEqual(answerer.asked, [`c0 0003${"00".repeat(16)}01`]);
});

test("NODE_GROUP_ADD and DELETE are sent once, and nobody answers", async (t) => {
  const { answerer, client, mesh } = rig();
  client.groupAdd(0xc000, [6], { dst: node, ...options });
  client.groupDelete(0xc001, [6, 7], { dst: node, ...options });
  await mesh.clock.run(20_000);
  t.deepEqual(answerer.asked, ["c8 00c00600", "c9 01c006000700"]);
});
