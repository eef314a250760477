// What a simulation says of messages that no model took.
import test from "ava";
import { TimeoutError } from "../../../modules/base/errors.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { RefusalLog } from "../../../tools/simulation/refusal-log.js";
import { refusedGroups, refusedRequests, sides } from "../../support/mistakes/refused-requests.js";

for (const { make, mistake, text } of refusedRequests)
  test(`the error of ${mistake} has the reason`, async (t) => {
    const { request, simulation } = make();
    const error = await t.throwsAsync(simulation.run(request), { instanceOf: TimeoutError });
    t.is(error.message, text);
    t.true(error.stack?.includes(text), "a stack trace shows it as well");
  });

for (const { make, mistake, text } of refusedGroups)
  test(`the simulation lists ${mistake}`, async (t) => {
    const simulation = make();
    await simulation.pass(1000);
    t.deepEqual(simulation.refusals, [text]);
  });

test("a request that was refused once and is answered later is listed no longer", async (t) => {
  const { asking, onOff, server, simulation } = sides();
  server.network!.applicationKeys.add(0, 0, new Uint8Array(16).fill(2));
  const how = { dst: 0x000b, timeout: 2000 };
  await t.throwsAsync(simulation.run(asking.get(how)), { message: /not bound to AppKey 0/ });
  t.is(simulation.refusals.length, 1);
  onOff.configuration = { bindings: [0], publication: undefined };
  t.false((await simulation.run(asking.get(how))).present);
  t.deepEqual(simulation.refusals, []);
});

test("an error that a program catches inside its own function has the reason, too", async (t) => {
  const { asking, simulation } = sides();
  const work = async () => {
    try {
      return await asking.get({ dst: 0x000b, timeout: 1000 });
    } catch (error) {
      return (error as Error).message;
    }
  };
  t.regex((await simulation.run(work)) as string, /it does not have AppKey 0/);
});

const send: TraceEvent = { type: "access.send", src: 1, dst: 2, opcode: 0x8201, octets: 2 };
const timeout = { type: "access.timeout", dst: 2, opcode: 0x8201, response: 0x8204 } as const;
const refused = { type: "access.refused", src: 1, dst: 2 } as const;

/** Events of other machines before the timeout, and the reason that the log has. */
const reasons: readonly (readonly [string, readonly (readonly [string, TraceEvent])[], RegExp])[] =
  [
    ["nothing was sent", [], /^it was not sent in that time/],
    ["nobody received it", [["a", send]], /^no node received it/],
    [
      "a device key of another node",
      [
        ["a", send],
        ["b", { ...refused, reason: "transport.decrypt", device: true }],
      ],
      /^its device key is not the one that the sender has/,
    ],
    [
      "an AppKey to a model for the device key",
      [
        ["a", send],
        [
          "b",
          {
            ...refused,
            reason: "access.not-bound",
            opcode: 0x8201,
            device: false,
            appKeyIndex: 3,
            element: 0,
            model: 0,
            access: "device",
          },
        ],
      ],
      /^its model Configuration Server takes messages with the device key only; .*AppKey 3$/,
    ],
    [
      "the device key to a vendor model for an AppKey",
      [
        ["a", send],
        [
          "b",
          {
            ...refused,
            reason: "access.not-bound",
            opcode: 0x8201,
            device: true,
            element: 1,
            model: 0x1_02e5_0007,
            access: "application",
          },
        ],
      ],
      /^its model 02e5:0007 of element 1 takes messages with an AppKey only/,
    ],
    [
      "a vendor model that is not bound",
      [
        ["a", send],
        [
          "b",
          {
            ...refused,
            reason: "access.not-bound",
            opcode: 0x8201,
            device: false,
            appKeyIndex: 3,
            element: 1,
            model: 0x1_02e5_0007,
            access: "application",
          },
        ],
      ],
      /bind it with configuration\.bind\(0x0001, \{ elementAddress: 0x0002, modelId: vendorModelId\(0x02e5, 0x0007\) \}, 3\)$/,
    ],
    [
      "a source whose sequence numbers start again",
      [
        ["a", send],
        ["b", { ...refused, reason: "network.replay", opcode: 0x8201, device: false }],
      ],
      /^its replay protection list has a higher sequence number/,
    ],
    [
      "a reply that the client's node refuses",
      [
        ["a", send],
        ["b", { ...send, type: "access.receive" }],
        ["b", { ...send, src: 2, dst: 1, opcode: 0x8204 }],
        [
          "a",
          {
            ...refused,
            src: 2,
            dst: 1,
            reason: "access.no-model",
            opcode: 0x8204,
            device: false,
            appKeyIndex: 0,
            element: 0,
          },
        ],
      ],
      /^it replied, and the client did not take the reply: its element 0 has no model for Generic OnOff Status/,
    ],
    [
      "a reply that was lost",
      [
        ["a", send],
        ["b", { ...send, type: "access.receive" }],
        ["b", { ...send, src: 2, dst: 1, opcode: 0x8204 }],
      ],
      /^it replied, and no reply that fits/,
    ],
  ];

for (const [name, events, reason] of reasons)
  test(`why a request is not answered: ${name}`, (t) => {
    const log = new RefusalLog();
    for (const [machine, event] of events) log.record(machine, event);
    const error = new TimeoutError("0002 did not answer Generic OnOff Get");
    t.regex(log.whyUnanswered("a", { ...timeout, error }), reason);
    log.record("a", { ...timeout, error });
    t.regex(error.message, /^(b \(0002\)|0002) did not answer Generic OnOff Get: ./);
  });

test("an error of another process is left alone: the text is asked for", (t) => {
  const log = new RefusalLog();
  log.record("a", { ...timeout, error: null } as never);
  t.deepEqual(log.texts, []);
});
