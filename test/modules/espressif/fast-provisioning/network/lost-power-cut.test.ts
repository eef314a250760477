// The top provisioner loses its power while it looks for the nodes of a Temporary Provisioner that is gone.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { appKeyIndex } from "../../../../support/fast-network.js";
import { type LostProvisioner, loseProvisioner } from "../../../../support/lost-provisioner.js";
import { spread } from "../../../../support/thoroughness.js";

/** Nodes whose own key exchange is not deleted yet. */
const kept = ({ children }: LostProvisioner) =>
  children.filter(({ store }) => store.records.has("fast-own"));

/** The top provisioner is off for a while; its program says the same again. */
async function restart({ network }: LostProvisioner): Promise<void> {
  const { clock, mesh, topHost } = network;
  network.cutTop();
  await clock.run(700);
  network.bootTop(topHost.store.copy());
  await mesh.result(network.top.createAppKey(appKeyIndex));
  await mesh.result(network.top.begin(network.plan()));
  await network.complete(6, 300_000);
}

/** Recovery until the store of the top provisioner was changed so often; how often it was by then. */
async function recover(
  { network }: LostProvisioner,
  changes = Infinity,
): Promise<{ readonly changes: number; readonly complete: boolean }> {
  const { mesh, top, topHost } = network;
  const { store } = topHost;
  const before = store.changes;
  store.cutAt = before + changes;
  let complete = false;
  const waiting = mesh.outcome(top.whenComplete(6, 300_000), 400_000);
  waiting.then(
    (outcome) => (complete = outcome === undefined),
    () => undefined,
  );
  await network.until(() => complete || store.changes > store.cutAt);
  return { changes: store.changes - before, complete };
}

test("at each write of its store: all nodes are known when it is back", async (t) => {
  const whole = await loseProvisioner();
  const { changes, complete } = await recover(whole);
  t.true(complete);
  whole.network.close();
  t.true(changes >= 6, `${changes} writes`);
  for (const cutAt of spread(changes, 3)) {
    const line = await loseProvisioner();
    const cut = await recover(line, cutAt);
    t.true(cut.changes > cutAt);
    await restart(line);
    t.deepEqual(line.network.faults(line.others), [], `cut at ${cutAt}`);
    t.is(line.network.top.nodes.length, 6);
    line.network.close();
  }
});

test("at any time: all nodes are known when it is back", async (t) => {
  for (const place of spread(12, 2)) {
    const line = await loseProvisioner();
    const { network, others } = line;
    network.top.whenComplete(6, 300_000).catch(() => undefined);
    await network.clock.run(adaptivePolicy.recoveryDelay - 50 + 130 * place);
    const known = network.top.nodes.length;
    await restart(line);
    t.deepEqual(network.faults(others), [], `cut at ${place}, with ${known} nodes`);
    t.is(network.top.nodes.length, 6);
    network.close();
  }
});

test("a node that the top provisioner could not tell that it is known deletes its record when it is configured", async (t) => {
  const line = await loseProvisioner();
  const { children, network } = line;
  const { mesh } = network;
  // The power goes when the last of them is in the database: nothing is sent after that.
  await recover(line);
  await restart(line);
  await network.clock.run(5000);
  const [node] = kept(line);
  t.true(node !== undefined, "one of them was not told");
  t.deepEqual(network.faults(children), []);
  await mesh.result(network.top.provisioner.configuration.getComposition(node!.address!));
  t.true(kept(line).includes(node!), "who finds out whether the key is right may not have kept it");
  await mesh.result(network.top.provisioner.configuration.getDefaultTtl(node!.address!));
  t.false(kept(line).includes(node!));
  network.close();
});
