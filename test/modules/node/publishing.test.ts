// Publications of a node whose state or configuration changes meanwhile.
import test from "ava";
import { publicationTo } from "../../support/publication.js";
import type { Publication } from "../../../modules/access/model-configuration.js";
import { appKey, configuringMesh, Mesh } from "../../support/mesh.js";
import { talkingNode } from "../../support/talker.js";

const group = 0xc000;
const publication: Publication = publicationTo(group);
/** Octets of a publication, and milliseconds between two. */
const octets = 60;
const interval = 200;
const publications = 150;

test("60 octets published to a group every 200 ms arrive fresh: a newer state takes the place of one that waits", async (t) => {
  const mesh = new Mesh();
  const { node, talker } = talkingNode(mesh, 0x0100);
  const listener = talkingNode(mesh, 0x0200, [{ address: group, label: undefined }]);
  talker.configuration = { bindings: [0], publication };
  talker.randomPublishDelay = false;
  node.network!.saveModel(talker);
  const ages: number[] = [];
  const numbers: number[] = [];
  let heard = 0;
  for (let number = 0; number < publications; number++) {
    talker.publishOctets(new Uint8Array(octets - 1).fill(number));
    await mesh.clock.run(interval);
    const { heard: all } = listener.talker;
    for (; heard < all.length; heard++) {
      numbers.push(all[heard]!.data[0]!);
      ages.push((number - all[heard]!.data[0]!) * interval);
    }
  }
  await mesh.clock.run(10_000);
  t.true(numbers.length > 5, `${numbers.length}`);
  t.true(Math.max(...ages) <= 2000, `${Math.max(...ages)} ms old`);
  t.deepEqual(
    [...numbers].sort((a, b) => a - b),
    numbers,
  );
  t.is(listener.talker.heard.at(-1)!.data[0], publications - 1);
  t.is(node.diagnostics.drops()["access.not-published"] ?? 0, 0);
});

test("a Subscription Add, a binding and their ends within a publish period change nothing in what is published", async (t) => {
  const times = async (configure: boolean) => {
    const { client, mesh } = configuringMesh();
    const { node, talker } = talkingNode(mesh, 0x0100);
    node.network!.applicationKeys.add(0, 1, appKey);
    talker.published = new Uint8Array(3);
    talker.configuration = { bindings: [0], publication: { ...publication, period: 0x42 } };
    node.network!.saveModel(talker);
    const listener = talkingNode(mesh, 0x0200, [{ address: group, label: undefined }]);
    const model = { elementAddress: 0x0100, modelId: talker.id };
    await mesh.clock.run(2700);
    if (configure) {
      await mesh.result(client.subscribe(0x0100, model, 0xc005));
      await mesh.result(client.bind(0x0100, model, 1));
      await mesh.result(client.unbind(0x0100, model, 1));
      await mesh.result(client.unsubscribe(0x0100, model, 0xc005));
    }
    await mesh.clock.run(20_000 - mesh.clock.now());
    return listener.talker.heard.length;
  };
  t.is(await times(true), await times(false));
});
