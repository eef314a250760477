import test from "ava";
import { getOpcode } from "../../../../../modules/access/opcode.js";
import { Abort } from "../../../../../modules/base/abort.js";
import { fromHex, toHex } from "../../../../../modules/base/bytes.js";
import { AbortError, TimeoutError } from "../../../../../modules/base/errors.js";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import {
  type ChildPlan,
  ChildSetup,
} from "../../../../../modules/espressif/fast-provisioning/provisioner/child-setup.js";
import { FastProvisioningClient } from "../../../../../modules/espressif/fast-provisioning/models/client.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import type { FastProvisioningPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/policy.js";
import { ConfigurationClient } from "../../../../../modules/foundation/configuration/client.js";
import { ConfigurationError } from "../../../../../modules/foundation/configuration/request.js";
import { FakeServices, testContext, hand } from "../../../../support/fake-services.js";
import { runPromiseJobs } from "../../../../support/test-clock.js";

const child = 0x000c;
const appKey = Uint8Array.from({ length: 16 }, (_, i) => 0x60 + i);
const netKey = new Uint8Array(16).fill(0x4e);
const settings: ChildPlan["settings"] = {
  range: { min: 0x0006, max: 0x7fff },
  nodeAddressCount: 100,
  flags: 0,
  ivIndex: 0,
  netKeyIndex: 0,
  groupAddress: 0xc000,
  primaryAddress: 0x0005,
  matchValue: Uint8Array.of(0xdd, 0xdd),
  isPrimary: true,
};

const appKeyAdd = `00000000${toHex(appKey)}`;
const appKeyStatus = "800300000000";
/** Primary to Temporary Provisioner, as ESP-IDF's example sends it. */
const enter = "c0e502fe030c005f1500000000000000" + "00c00500dddd01";
const leaf = "c0e502400000c0";
const entered = "c1e5027f0000000000000000";
const leafDone = "c1e502400003";

/** The answers to what is sent, in the same order; undefined: none. */
function make(answers: readonly (string | undefined)[], policy: FastProvisioningPolicy) {
  const services = new FakeServices();
  const { clock } = services;
  const configuration = new ConfigurationClient();
  const client = new FastProvisioningClient();
  client.configuration = { bindings: [0], publication: undefined };
  for (const model of [configuration, client]) model.start(services);
  const setup = new ChildSetup({ configuration, client, policy, source: { netKey: () => netKey } });
  const abort = new Abort();
  const plan = (changes: Partial<ChildPlan> = {}): ChildPlan => ({
    address: child,
    settings,
    appKey: { netKeyIndex: 0, appKeyIndex: 0, key: appKey },
    flags: 0,
    ivIndex: 0,
    range: { min: 0x000c, max: 0x155f },
    signal: abort,
    ...changes,
  });
  const sent = () => services.sent.map(({ payload }) => toHex(payload));
  let answered = 0;
  /** Runs it to its end, whatever that is. */
  const run = async (changes?: Partial<ChildPlan>, limit = 60_000) => {
    let outcome: { value: unknown } | undefined;
    setup.run(plan(changes)).then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { value: error }),
    );
    for (let passed = 0; passed < limit && !outcome; passed += 20) {
      await runPromiseJobs();
      for (; answered < services.sent.length && answered < answers.length; answered++) {
        const answer = answers[answered];
        if (answer === undefined) continue;
        const payload = fromHex(answer);
        const opcode = getOpcode(payload, payload.length);
        // With the key of the question.
        const { device } = services.sent[answered]!.options;
        const context = testContext({ src: child, appKeyIndex: device ? undefined : 0 });
        for (const model of [configuration, client])
          hand(model, opcode, context, payload, payload.length);
      }
      await clock.run(20);
    }
    return outcome?.value;
  };
  return { abort, clock, run, sent, services };
}

for (const policy of [espressifPolicy, adaptivePolicy])
  test(`${policy.name}: AppKey, then ENTER, byte for byte`, async (t) => {
    const { run, sent, services } = make([appKeyStatus, entered], policy);
    t.is(await run(), "provisioner");
    t.deepEqual(sent(), [appKeyAdd, enter]);
    t.like(services.sent[0]!.options, { dst: child, device: true, ttl: 0 });
    t.like(services.sent[1]!.options, { dst: child, appKeyIndex: 0, ttl: 0 });
    t.is(services.clock.pending, 0);
  });

test("a node without addresses to give out is told the group alone", async (t) => {
  const { run, sent } = make([appKeyStatus, leafDone], espressifPolicy);
  t.is(await run({ range: undefined }), "node");
  t.deepEqual(sent(), [appKeyAdd, leaf]);
});

test("without a group there is nothing more to tell a leaf", async (t) => {
  const { run, sent } = make([appKeyStatus], espressifPolicy);
  const plan = { range: undefined, settings: { ...settings, groupAddress: undefined } };
  t.is(await run(plan), "node");
  t.deepEqual(sent(), [appKeyAdd]);
});

test("flags and IV Index are those of now", async (t) => {
  const { run, sent } = make([appKeyStatus, entered], espressifPolicy);
  await run({ flags: 2, ivIndex: 0x01020304 });
  t.is(sent()[1], "c0e502fe030c005f1502040302010000" + "00c00500dddd01");
});

/** Answers to ENTER that mean that the node provisions. */
const begun: readonly (readonly [string, string])[] = [
  ["it is busy with the same message", "c1e502ffff"],
  ["it provisions already: an answer was lost", "c1e502400004"],
  ["it names the action alone", "c1e502400000"],
];
for (const [name, answer] of begun)
  test(`a provisioner: ${name}`, async (t) => {
    const { run, sent } = make([appKeyStatus, answer], espressifPolicy);
    t.is(await run(), "provisioner");
    t.is(sent().length, 2);
  });

/** Answers to ENTER that mean that it does not. */
const refused: readonly (readonly [string, string])[] = [
  ["the range overlaps an earlier one", "c1e5020200" + "03"],
  ["the range overlaps its elements", "c1e5020200" + "04"],
  ["the group is none", "c1e5020800" + "01"],
  ["the Primary Provisioner is none", "c1e5021000" + "01"],
  ["the match value is bad", "c1e5022000" + "01"],
  ["it failed", "c1e502400001"],
  ["it saw no action", "c1e502400003"],
  ["nothing at all", "c1e5020000"],
  ["it waits for another's key", "c1e5027f00" + "01".repeat(7)],
];
for (const [name, answer] of refused)
  test(`refused: ${name}; then it is told the group alone`, async (t) => {
    const { run, sent } = make([appKeyStatus, answer, leafDone], espressifPolicy);
    t.is(await run(), "refused");
    t.deepEqual(sent(), [appKeyAdd, enter, leaf]);
  });

test("one that waits for the NetKey gets it", async (t) => {
  const { run, sent } = make([appKeyStatus, "c1e50244000102", "c3e5020000"], espressifPolicy);
  t.is(await run(), "provisioner");
  t.deepEqual(sent(), [appKeyAdd, enter, `c2e502${toHex(netKey)}`]);
});

test("one that cannot keep the NetKey becomes a leaf", async (t) => {
  const { run, sent } = make(
    [appKeyStatus, "c1e50244000102", "c3e5020101", leafDone],
    espressifPolicy,
  );
  t.is(await run(), "refused");
  t.deepEqual(sent().slice(2), [`c2e502${toHex(netKey)}`, leaf]);
});

test("Espressif's answer to an AppKey is awaited and asked for again, then it is given up", async (t) => {
  const { clock, run, sent } = make([], espressifPolicy);
  t.true((await run()) instanceof TimeoutError);
  t.true(clock.now() >= 4000 && clock.now() < 4100, `${clock.now()}`);
  t.deepEqual(sent(), [appKeyAdd]);
  t.is(clock.pending, 0);
});

test("elsewhere it is enough that the AppKey arrived: what follows it is not held up", async (t) => {
  const { run, sent, services } = make([undefined, entered], adaptivePolicy);
  t.is(await run(), "provisioner");
  t.deepEqual(sent(), [appKeyAdd, enter]);
  // FakeServices delivers after 10 ms.
  t.true(services.sent[1]!.time - services.sent[0]!.time <= 20);
  t.is(services.clock.pending, 0, "nothing of the AppKey is awaited any more");
});

test("an AppKey that is not delivered times out", async (t) => {
  const { run, sent, services } = make([], adaptivePolicy);
  services.duration = Infinity;
  t.true((await run()) instanceof TimeoutError);
  t.deepEqual(sent(), [appKeyAdd]);
});

test("an AppKey that the node refuses ends it", async (t) => {
  const { run, sent } = make(["800303000000"], espressifPolicy);
  t.true((await run()) instanceof ConfigurationError);
  t.deepEqual(sent(), [appKeyAdd]);
});

test("ENTER that is not answered is repeated and times out", async (t) => {
  const { clock, run, sent } = make([appKeyStatus], adaptivePolicy);
  t.true((await run()) instanceof TimeoutError);
  t.true(sent().filter((payload) => payload === enter).length > 5);
  t.true(clock.now() >= 4000);
  t.is(clock.pending, 0);
});

for (const policy of [espressifPolicy, adaptivePolicy])
  test(`${policy.name}: it can be given up at any moment`, async (t) => {
    for (const after of [1, 5, 15, 100]) {
      const { abort, clock, run, services, sent } = make([], policy);
      if (after < 10) services.duration = Infinity;
      clock.schedule(() => abort.abort(), after);
      t.true((await run()) instanceof AbortError, `after ${after} ms`);
      const count = sent().length;
      await clock.run(60_000);
      t.is(sent().length, count);
      t.is(clock.pending, 0);
    }
  });

test("one that was given up before it began sends nothing", async (t) => {
  for (const policy of [espressifPolicy, adaptivePolicy]) {
    const { abort, run, sent } = make([], policy);
    abort.abort();
    t.true((await run()) instanceof AbortError);
    t.deepEqual(sent(), []);
  }
});

/** Counts those who listen. */
class CountingAbort extends Abort {
  listeners = 0;

  override addEventListener(type: "abort", listener: () => void): void {
    this.listeners++;
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: "abort", listener: () => void): void {
    this.listeners--;
    super.removeEventListener(type, listener);
  }
}

test("nothing listens for the end of a setup that is over", async (t) => {
  for (const policy of [espressifPolicy, adaptivePolicy]) {
    const signal = new CountingAbort();
    const { run } = make([appKeyStatus, entered], policy);
    t.is(await run({ signal }), "provisioner");
    t.is(signal.listeners, 0, policy.name);
  }
});
