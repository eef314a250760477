import test from "ava";
import { Status } from "../../../modules/foundation/status.js";
import { equalBytes } from "../../../modules/base/bytes.js";
import {
  keyRefresh,
  type KeyRefreshOptions,
  keyRefreshState,
  resumeKeyRefresh,
} from "../../../modules/provisioner/key-refresh.js";
import {
  afterAnswer,
  type KeyRefreshAnswer,
  type KeyRefreshStep,
} from "../../../modules/provisioner/key-refresh-steps.js";
import type { Node } from "../../../modules/node/node.js";
import { NetworkRig } from "../../support/network-rig.js";
import { TestStore } from "../../support/records.js";

const table: readonly (readonly [KeyRefreshStep, number, KeyRefreshAnswer])[] = [
  ["distribution", Status.success, "done"],
  ["distribution", Status.keyIndexAlreadyStored, "done"],
  ["distribution", Status.invalidNetKeyIndex, "no member"],
  ["distribution", Status.cannotUpdate, "ask"],
  ["distribution", Status.storageFailure, "again"],
  ["switching", Status.success, "done"],
  ["switching", Status.invalidNetKeyIndex, "no member"],
  ["switching", Status.cannotUpdate, "distribute"],
  ["switching", Status.keyIndexAlreadyStored, "again"],
  ["revoking", Status.success, "done"],
  ["revoking", Status.cannotUpdate, "distribute"],
];

test("what an answer of a node means", (t) => {
  for (const [step, status, answer] of table)
    t.is(afterAnswer(step, status), answer, `${step}, ${status}`);
});

const fast: KeyRefreshOptions = { pause: 1000, tries: 2, timeout: 3000 };

async function network(count: number) {
  const store = new TestStore();
  const rig = new NetworkRig({ store });
  await rig.mesh.result(rig.prepare());
  const lights: (ReturnType<NetworkRig["light"]> & { readonly address: number })[] = [];
  for (let i = 0; i < count; i++) {
    const uuid = new Uint8Array(16).fill(0x20 + i);
    const light = rig.light(new TestStore(), { uuid });
    const { address } = await rig.mesh.result(rig.provisioner.provision(uuid));
    await rig.mesh.result(rig.configure(address));
    lights.push({ ...light, address });
  }
  const keysOf = ({ node }: { readonly node: Node }) => {
    const { keys, newKeys, phase } = node.network!.subnets.get(0)!;
    return { phase, key: keys.key.slice(), pending: newKeys?.key };
  };
  const own = () => keysOf(rig.provisioner);
  return { rig, lights, keysOf, own, before: own().key };
}

test("all nodes get new keys, and the old ones are revoked", async (t) => {
  const { before, keysOf, lights, own, rig } = await network(3);
  const appKey = rig.provisioner.node.network!.applicationKeys.get(0)!.key.key.slice();
  const report = await rig.mesh.result(keyRefresh(rig.provisioner, fast));
  t.like(report, { finished: true, netKey: 0 });
  t.deepEqual([report.nodes, report.missing, report.appKeys], [[2, 3, 4], [], [0]]);
  t.false(equalBytes(own().key, before));
  for (const light of lights) {
    t.deepEqual(keysOf(light), { phase: 0, key: own().key, pending: undefined });
    const entry = light.node.network!.applicationKeys.get(0)!;
    t.false(equalBytes(entry.key.key, appKey));
  }
  t.is(keyRefreshState(rig.provisioner), undefined);
  await rig.mesh.result(rig.onOff.set(true, { dst: 3, appKeyIndex: 0 }));
  t.true(lights[1]!.light.isOn);
});

test("a node that is excluded gets nothing, is forgotten, and its address rests", async (t) => {
  const { before, keysOf, lights, own, rig } = await network(2);
  const report = await rig.mesh.result(keyRefresh(rig.provisioner, { ...fast, exclude: [2] }));
  t.like(report, { finished: true });
  t.deepEqual([report.nodes, report.excluded], [[3], [2]]);
  const excluded = keysOf(lights[0]!);
  t.deepEqual(excluded, { phase: 0, key: before, pending: undefined });
  t.deepEqual(keysOf(lights[1]!).key, own().key);
  t.deepEqual(rig.provisioner.database.exclusions, [{ ivIndex: 0, addresses: [2] }]);
  t.is(rig.provisioner.database.at(2), undefined);
  const { messagesReceived } = lights[0]!.node.diagnostics;
  await rig.mesh.result(rig.onOff.set(true, { dst: 3, appKeyIndex: 0 }));
  t.is(lights[0]!.node.diagnostics.messagesReceived, messagesReceived);
});

test("a node that is away holds up the distribution; it is resumed when it is there again", async (t) => {
  const { before, keysOf, lights, own, rig } = await network(2);
  lights[0]!.node.suspend();
  const report = await rig.mesh.result(keyRefresh(rig.provisioner, fast));
  t.like(report, { finished: false });
  t.deepEqual(
    report.missing.map(({ node, step }) => [node, step]),
    [[2, "distribution"]],
  );
  t.deepEqual(report.nodes, [3]);
  t.is(own().phase, 1);
  t.like(keyRefreshState(rig.provisioner)!, { step: "distribution" });
  t.like(await rig.mesh.outcome(keyRefresh(rig.provisioner, fast)), {
    message: "netKey 0: a key refresh goes on; resumeKeyRefresh continues it",
  });
  lights[0]!.node.resume();
  rig.restartProvisioner();
  t.like(await rig.mesh.result(resumeKeyRefresh(rig.provisioner, fast)), { finished: true });
  t.false(equalBytes(own().key, before));
  for (const light of lights) t.deepEqual(keysOf(light).key, own().key);
});

test("without missing nodes it comes to its end, and says which those are", async (t) => {
  const { before, keysOf, lights, own, rig } = await network(2);
  lights[0]!.node.suspend();
  const options = { ...fast, finish: "without missing" } as const;
  const report = await rig.mesh.result(keyRefresh(rig.provisioner, options));
  t.like(report, { finished: true });
  t.deepEqual(
    report.missing.map(({ node, step }) => [node, step]),
    [[2, "distribution"]],
  );
  t.deepEqual(keysOf(lights[0]!).key, before);
  t.deepEqual(keysOf(lights[1]!).key, own().key);
});

test("wherever the provisioner's power is cut, the key refresh is resumed, and ends with one key", async (t) => {
  let cuts = 0;
  for (let cutAt = 0; ; cutAt++) {
    const { before, keysOf, lights, own, rig } = await network(1);
    const { store } = rig.provisionerHost;
    store.cutAt = store.changes + cutAt;
    let over = false;
    keyRefresh(rig.provisioner, { ...fast, exclude: [] }).then(
      () => (over = true),
      () => (over = true),
    );
    await rig.mesh.clock.run(60_000, () => over || store.changes > store.cutAt);
    if (store.changes <= store.cutAt) break;
    cuts++;
    rig.restartProvisioner(store.copy());
    const { provisioner } = rig;
    const promise = keyRefreshState(provisioner)
      ? resumeKeyRefresh(provisioner, fast)
      : Promise.resolve(undefined);
    const report = await rig.mesh.result(promise);
    if (report) t.true(report.finished, `cut at ${cutAt}`);
    t.deepEqual(keysOf(lights[0]!), { phase: 0, key: own().key, pending: undefined });
    if (report) t.false(equalBytes(own().key, before), `cut at ${cutAt}`);
  }
  t.true(cuts > 8);
});

test("a node that missed a step is remembered over a power cut, and holds up no later one", async (t) => {
  const { lights, own, rig } = await network(2);
  lights[0]!.node.suspend();
  const { store } = rig.provisionerHost;
  const options = { ...fast, finish: "without missing" } as const;
  let steps = 0;
  const cut: KeyRefreshOptions["onProgress"] = ({ node, step }) => {
    if (step !== "switching" || node !== 3) return;
    steps++;
    store.cutAt = store.changes;
  };
  const begun = rig.mesh.outcome(keyRefresh(rig.provisioner, { ...options, onProgress: cut }));
  await begun;
  t.is(steps, 1);
  rig.restartProvisioner(store.copy());
  t.like(keyRefreshState(rig.provisioner)!, { step: "switching", missing: [2] });
  const report = await rig.mesh.result(resumeKeyRefresh(rig.provisioner, fast));
  t.true(report.finished);
  t.deepEqual(
    report.missing.map(({ node, step }) => [node, step]),
    [[2, "distribution"]],
  );
  t.is(own().phase, 0);
});

test("a node that misses the distribution can be excluded later, one that may have the new key cannot", async (t) => {
  const { before, keysOf, lights, rig } = await network(2);
  lights[0]!.node.suspend();
  await rig.mesh.result(keyRefresh(rig.provisioner, fast));
  t.like(await rig.mesh.outcome(resumeKeyRefresh(rig.provisioner, { ...fast, exclude: [3] })), {
    name: "RangeError",
    message:
      "exclude: 3 may have the new key; let this key refresh come to its end, and begin another one that excludes it",
  });
  const report = await rig.mesh.result(
    resumeKeyRefresh(rig.provisioner, { ...fast, exclude: [2] }),
  );
  t.like(report, { finished: true });
  t.deepEqual([report.excluded, report.nodes, report.missing], [[2], [3], []]);
  t.deepEqual(keysOf(lights[0]!).key, before);
});

test("of two at once on one NetKey the second is refused", async (t) => {
  const { lights, rig } = await network(1);
  lights[0]!.node.suspend();
  await rig.mesh.result(keyRefresh(rig.provisioner, fast));
  lights[0]!.node.resume();
  const first = resumeKeyRefresh(rig.provisioner, fast);
  t.like(await rig.mesh.outcome(resumeKeyRefresh(rig.provisioner, fast)), {
    message: "netKey 0: its key refresh is carried out now: await that one",
  });
  t.true((await rig.mesh.result(first)).finished);
});

for (const phase of [1, 2] as const)
  test(`a key refresh that was begun by single messages is taken over in phase ${phase}`, async (t) => {
    const { keysOf, lights, own, rig } = await network(2);
    const { address, configuration } = rig.provisioner;
    const key = new Uint8Array(16).fill(0x77);
    for (const node of [address, 2])
      await rig.mesh.result(configuration.updateNetKey(node, 0, key));
    if (phase === 2) {
      await rig.mesh.result(configuration.updateNetKey(3, 0, key));
      for (const node of [address, 2])
        await rig.mesh.result(configuration.setKeyRefreshPhase(node, 0, 2));
    }
    await t.throwsAsync(rig.mesh.result(keyRefresh(rig.provisioner, { ...fast, exclude: [2] })), {
      message: /^exclude: 2 may have the new key, as a key refresh has begun by single messages/,
    });
    const report = await rig.mesh.result(keyRefresh(rig.provisioner, fast));
    t.like(report, { finished: true });
    t.deepEqual([report.nodes, report.appKeys], [[2, 3], phase === 1 ? [0] : []]);
    t.deepEqual(own(), { phase: 0, key, pending: undefined });
    for (const light of lights) t.deepEqual(keysOf(light), own());
  });

test("options that cannot be are refused", async (t) => {
  const { rig } = await network(1);
  const refused = [
    [{ netKey: 9 }, "netKey 9: the provisioner has no such NetKey"],
    [{ exclude: [7] }, "exclude: 7 is the primary address of no node"],
    [{ parallel: 0 }, "parallel: 0 is not a whole number from 1 to 32"],
    [{ appKeys: [5] }, "appKeys: AppKey 5 is not bound to NetKey 0"],
  ] as const;
  for (const [options, message] of refused)
    t.like(await rig.mesh.outcome(keyRefresh(rig.provisioner, options)), { message });
  t.like(await rig.mesh.outcome(resumeKeyRefresh(rig.provisioner)), {
    message: "netKey 0: no key refresh of this provisioner goes on",
  });
});
