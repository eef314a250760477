import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import { toHex } from "../../../../modules/base/bytes.js";
import { SceneClient, type ScenePublication } from "../../../../modules/models/scene/client.js";
import { FakeServices } from "../../../support/fake-services.js";
import { publicationTo } from "../../../support/publication.js";

const publications: readonly (readonly [ScenePublication, octets: string])[] = [
  [{ scene: 0x1234 }, "82433412"],
  [{ scene: 1, acknowledged: true }, "82420100"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new SceneClient();
    new Element({ index: 0, models: [client] });
    const services = new FakeServices();
    client.start(services);
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish(publication), "published");
    t.is(toHex(services.published[0]!.subarray(0, 4)), octets);
  });
