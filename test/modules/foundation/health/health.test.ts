import test from "ava";
import type { MessageContext } from "../../../../modules/access/model.js";
import type { PublicationSettings } from "../../../../modules/foundation/configuration/publication-settings.js";
import { HealthClient, type HealthFaults } from "../../../../modules/foundation/health/client.js";
import { healthServerId } from "../../../../modules/foundation/health/messages.js";
import {
  HealthServer,
  type HealthServerOptions,
} from "../../../../modules/foundation/health/server.js";
import {
  ask,
  bindAll,
  foundationRig,
  managerAddress,
  target,
} from "../../../support/foundation-rig.js";

const company = 0x1234;
const other = 0x4321;
const second = 1000;

function make(options: Partial<HealthServerOptions> = {}) {
  const statuses: { time: number; status: HealthFaults; context: MessageContext }[] = [];
  const client = new HealthClient({
    onCurrentStatus: (status, context) => {
      statuses.push({ time: rig.mesh.clock.now(), status, context });
    },
  });
  const log: string[] = [];
  const attention = (element: number) => (seconds: number) => {
    log.push(`${element}: ${seconds} at ${Math.round(rig.mesh.clock.now())}`);
  };
  const servers: HealthServer[] = [];
  const elements = () => {
    servers.length = 0;
    for (let i = 0; i < 2; i++)
      servers.push(
        new HealthServer({
          companies: [{ companyId: company, tests: [0, 5] }, { companyId: other }],
          onAttention: attention(i),
          onTest: (testId, companyId) => {
            log.push(`test ${testId} of ${companyId.toString(16)}`);
            if (testId === 5) servers[i]!.setFaults(companyId, [0x10, 0x11]);
          },
          ...options,
        }),
      );
    return servers.map((server) => ({ models: [server] }));
  };
  const rig = foundationRig([client], elements);
  const publish = async (changes: Partial<PublicationSettings> = {}) => {
    await rig.mesh.result(
      rig.configuration.setPublication(
        target,
        { elementAddress: target, modelId: healthServerId },
        { address: managerAddress, appKeyIndex: 0, ttl: 5, ...changes },
      ),
    );
  };
  const server = (index = 0) => servers[index]!;
  return { ...rig, client, log, publish, server, statuses };
}

test("registered faults outlive the current ones until they are cleared", async (t) => {
  const { client, mesh, server } = make();
  const get = async (companyId = company) =>
    (await mesh.result(client.getFaults(companyId, ask))).faults;
  t.deepEqual(await get(), []);
  server().setFaults(company, [1, 2]);
  server().setFaults(company, [2, 3, 3]);
  t.deepEqual(server().currentFaults(company), [2, 3]);
  t.deepEqual(await get(), [1, 2, 3]);
  t.deepEqual(await get(other), []);
  server().setFaults(other, [9]);
  t.deepEqual(await get(other), [9]);
  t.deepEqual(await mesh.result(client.clearFaults(company, ask)), {
    testId: 0,
    companyId: company,
    faults: [],
  });
  t.deepEqual(await get(other), [9], "each company has its own");
  t.deepEqual(server().currentFaults(company), [2, 3], "what is wrong stays wrong");
  client.clearFaultsUnacknowledged(other, ask);
  await mesh.clock.run(second);
  t.deepEqual(await get(other), []);
});

test("a company that the server has not has no faults", async (t) => {
  const { client, mesh } = make();
  for (const request of [client.getFaults(0x0999, ask), client.clearFaults(0x0999, ask)])
    t.deepEqual(await mesh.result(request), { testId: 0, companyId: 0x0999, faults: [] });
});

test("a self-test runs, and its faults are in the answer", async (t) => {
  const { client, log, mesh } = make();
  t.deepEqual(await mesh.result(client.test(0, company, ask)), {
    testId: 0,
    companyId: company,
    faults: [],
  });
  const answer = { testId: 5, companyId: company, faults: [0x10, 0x11] };
  t.deepEqual(await mesh.result(client.test(5, company, ask)), answer);
  t.deepEqual(await mesh.result(client.getFaults(company, ask)), answer);
  client.testUnacknowledged(0, other, ask);
  await mesh.clock.run(second);
  t.deepEqual(log, ["test 0 of 1234", "test 5 of 1234", "test 0 of 4321"]);
});

const unknownTests: readonly (readonly [string, number, number])[] = [
  ["a test that there is not", 7, company],
  ["a test of another company", 5, other],
  ["a company that there is not", 0, 0x0999],
];

for (const [name, testId, companyId] of unknownTests)
  test(`${name} is counted and not answered`, async (t) => {
    const { client, log, mesh, node } = make();
    const request = client.test(testId, companyId, { ...ask, timeout: 500 });
    t.is(((await mesh.outcome(request)) as Error).name, "TimeoutError");
    client.testUnacknowledged(testId, companyId, ask);
    await mesh.clock.run(second);
    t.is(node.node.diagnostics.dropped("foundation.unknown-test"), 2);
    t.deepEqual(log, []);
  });

test("a change of the current faults is published at once, another company's on its own", async (t) => {
  const { mesh, publish, server, statuses } = make();
  await publish();
  const changes: readonly (readonly [number, number[]])[] = [
    [company, [1]],
    [company, [1]],
    [other, [4, 5]],
    [company, []],
    [other, []],
  ];
  for (const [companyId, faults] of changes) {
    server().setFaults(companyId, faults);
    await mesh.clock.run(second);
  }
  t.deepEqual(
    statuses.map(({ status }) => status),
    [
      { testId: 0, companyId: company, faults: [1] },
      { testId: 0, companyId: other, faults: [4, 5] },
      { testId: 0, companyId: company, faults: [] },
      { testId: 0, companyId: other, faults: [] },
    ],
  );
});

test("while there are faults it publishes 2^divisor times as often, of each company in turn", async (t) => {
  const { client, mesh, publish, server, statuses } = make();
  // 16 s
  await publish({ period: 16_000 });
  t.is(await mesh.result(client.setPeriod(3, ask)), 3);
  const count = async (seconds: number) => {
    statuses.length = 0;
    await mesh.clock.run(seconds * second);
    return statuses.length;
  };
  await mesh.clock.run(2 * second);
  const slow = await count(160);
  t.is(slow, 10);
  t.deepEqual(statuses[0]!.status, { testId: 0, companyId: company, faults: [] });
  server().setFaults(company, [1]);
  server().setFaults(other, [2]);
  const fast = await count(16);
  t.true(fast >= 8 && fast <= 9, `${fast}`);
  t.true(statuses[0]!.time < mesh.clock.now() - 15 * second, "beginning at once");
  // Whose turn is first depends on how many there were before.
  const companies = new Set(statuses.map(({ status }) => status.companyId));
  t.deepEqual(
    [...companies].sort((a, b) => a - b),
    [company, other],
  );
  for (const { status } of statuses)
    t.deepEqual(status.faults, [status.companyId === company ? 1 : 2]);
  t.is(await mesh.result(client.setPeriod(1, ask)), 1);
  await mesh.clock.run(second);
  t.is(await count(80), 10);
  server().setFaults(company, []);
  server().setFaults(other, []);
  await mesh.clock.run(second);
  t.is(await count(160), 10);
});

test("Health Period is read and set, and kept with the registered faults until Node Reset", async (t) => {
  const { client, configuration, mesh, node, server, start } = make();
  t.is(await mesh.result(client.getPeriod(ask)), 0);
  t.is(await mesh.result(client.setPeriod(15, ask)), 15);
  client.setPeriodUnacknowledged(4, ask);
  await mesh.clock.run(second);
  t.is(await mesh.result(client.getPeriod(ask)), 4);
  await t.throwsAsync(client.setPeriod(16, ask), { name: "FieldError" });
  server().setFaults(other, [8, 9]);
  node.node.close();
  const again = start(node.store.copy());
  t.is(await mesh.result(client.getPeriod(ask)), 4);
  t.deepEqual((await mesh.result(client.getFaults(other, ask))).faults, [8, 9]);
  t.deepEqual(server().currentFaults(other), [], "what is wrong now the device tells anew");
  await mesh.result(configuration.resetNode(target));
  await mesh.clock.run(3 * second);
  t.deepEqual(again.store.keys(), ["uuid"]);
  t.deepEqual(server().registeredFaults(other), []);
});

test("faults that come and go are one write", async (t) => {
  const { mesh, node, server } = make();
  await mesh.clock.run(5 * second);
  const before = node.node.state.storeWrites;
  for (let fault = 1; fault <= 20; fault++) server().setFaults(company, [fault]);
  await mesh.clock.run(1.5 * second);
  t.is(node.node.state.storeWrites, before);
  await mesh.clock.run(second);
  t.is(node.node.state.storeWrites, before + 1);
});

test("the Attention Timer runs down, is set anew, and ended; each element has its own", async (t) => {
  const { client, log, mesh } = make();
  const begin = mesh.clock.now();
  t.is(await mesh.result(client.setAttention(10, ask)), 10);
  const on = mesh.clock.now();
  await mesh.clock.run(begin + 4.5 * second - on);
  t.is(await mesh.result(client.getAttention(ask)), 6);
  t.is(await mesh.result(client.getAttention({ ...ask, dst: target + 1 })), 0);
  client.setAttentionUnacknowledged(2, { ...ask, dst: target + 1 });
  await mesh.clock.run(10 * second);
  t.is(await mesh.result(client.getAttention(ask)), 0);
  const ends = log.map((entry) => entry.split(" at ")[0]);
  t.deepEqual(ends, ["0: 10", "1: 2", "1: 0", "0: 0"]);
  const times = log.map((entry) => Number(entry.split(" at ")[1]));
  t.is(times[3]! - times[0]!, 10_000);
  t.is(times[2]! - times[1]!, 2000);
  log.length = 0;
  await mesh.result(client.setAttention(200, ask));
  t.is(await mesh.result(client.setAttention(0, ask)), 0);
  await mesh.result(client.setAttention(0, ask));
  t.deepEqual(
    log.map((entry) => entry.split(" at ")[0]),
    ["0: 200", "0: 0"],
  );
});

test("attention ends with the node", async (t) => {
  const { client, log, mesh, node } = make();
  await mesh.result(client.setAttention(200, ask));
  node.node.close();
  t.is(log.length, 2);
  t.true(log[1]!.startsWith("0: 0 "));
});

test("two servers on two elements are two", async (t) => {
  const { client, mesh, server } = make();
  server(1).setFaults(company, [6]);
  t.deepEqual((await mesh.result(client.getFaults(company, ask))).faults, []);
  const there = { ...ask, dst: target + 1 };
  t.deepEqual((await mesh.result(client.getFaults(company, there))).faults, [6]);
  t.is(await mesh.result(client.setPeriod(7, there)), 7);
  t.is(await mesh.result(client.getPeriod(ask)), 0);
});

test("as many faults as there are fit into an answer", async (t) => {
  const { client, mesh, publish, server, statuses } = make();
  await publish();
  const all = Array.from({ length: 255 }, (_, i) => i + 1);
  server().setFaults(company, all);
  await mesh.clock.run(10 * second);
  t.deepEqual(statuses.at(-1)!.status.faults, all);
  t.deepEqual((await mesh.result(client.getFaults(company, ask))).faults, all);
});

const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
  ["no company", () => new HealthServer({ companies: [] }), /^companies/],
  [
    "a company twice",
    () => new HealthServer({ companies: [{ companyId: 1 }, { companyId: 1 }] }),
    /^companies/,
  ],
  [
    "a company of 17 bits",
    () => new HealthServer({ companies: [{ companyId: 0x10000 }] }),
    /^companyId: 65536 is not a whole number from 0 to 65535/,
  ],
  [
    "a test of 9 bits",
    () => new HealthServer({ companies: [{ companyId: 1, tests: [256] }] }),
    /^tests: 256/,
  ],
  [
    "fault 0",
    () => new HealthServer({ companies: [{ companyId: 1 }] }).setFaults(1, [0]),
    /^fault: 0 is not a whole number from 1 to 255/,
  ],
  [
    "faults of a company that there is not",
    () => new HealthServer({ companies: [{ companyId: 1 }] }).setFaults(2, [1]),
    /^companyId/,
  ],
];

for (const [name, make, message] of wrong)
  test(`${name} is refused`, (t) => {
    t.throws(make, { instanceOf: RangeError, message });
  });

const bad: readonly (readonly [string, number[], string])[] = [
  ["Health Period Set 16", [0x80, 0x35, 16], "access.length"],
  ["Health Period Set, too short", [0x80, 0x35], "access.length"],
  ["Attention Set, too long", [0x80, 0x05, 1, 2], "access.length"],
  ["Health Fault Get, cut off", [0x80, 0x31, 1], "access.length"],
  ["Health Current Status, for clients", [0x04, 0, 1, 2], "access.no-model"],
];

for (const [name, payload, reason] of bad)
  test(`${name}: nothing but a count`, async (t) => {
    const { log, tell } = make();
    t.deepEqual(await tell(Uint8Array.from(payload), { appKeyIndex: 0 }), { [reason]: 1 });
    t.deepEqual(log, []);
  });

test("a key that is not bound, and the device key, open nothing", async (t) => {
  const { node, tell } = make();
  const payload = Uint8Array.of(0x80, 0x35, 3);
  t.deepEqual(await tell(payload, { device: true }), { "access.not-bound": 1 });
  const server = node.node.elements[0]!.find(healthServerId)!;
  server.configuration = { bindings: [], publication: undefined };
  t.deepEqual(await tell(payload, { appKeyIndex: 0 }), { "access.not-bound": 1 });
  bindAll(node);
  t.deepEqual(await tell(payload, { appKeyIndex: 0 }), {});
});
