// Who administrates a node uses its device key.
import test from "ava";
import { ConfigurationServer } from "../../../../modules/foundation/configuration/server.js";
import { appKey, configuringMesh } from "../../../support/mesh.js";

function rig() {
  const { client, mesh } = configuringMesh();
  const { node } = mesh.node(0x0005, [{ models: [] }]);
  const server = node.elements[0]!.models[0] as ConfigurationServer;
  let count = 0;
  server.observer = { administered: () => count++ };
  /** How often the observer is called meanwhile. */
  const during = async (work: Promise<unknown>) => {
    const before = count;
    await mesh.result(work);
    return count - before;
  };
  return { client, during, server };
}

test("the observer is called at each answer but those to AppKey Add and Composition Data Get", async (t) => {
  const { client, during } = rig();
  t.is(await during(client.addAppKey(5, 0, 0, appKey)), 0);
  t.is(await during(client.getComposition(5)), 0);
  t.is(await during(client.getDefaultTtl(5)), 1);
  t.is(await during(client.setDefaultTtl(5, 9)), 1);
});

test("nothing is kept of an observer that there is not", async (t) => {
  const { client, during, server } = rig();
  server.observer = undefined;
  t.is(await during(client.setDefaultTtl(5, 9)), 0);
  t.false(Object.hasOwn(new ConfigurationServer(), "observer"));
});
