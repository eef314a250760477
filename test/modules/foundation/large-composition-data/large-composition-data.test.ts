import test from "ava";
import { Model } from "../../../../modules/access/model.js";
import { encodeCompositionPage0 } from "../../../../modules/access/composition.js";
import {
  type LargeCompositionDataTarget,
  LargeCompositionDataServer,
} from "../../../../modules/foundation/large-composition-data/server.js";
import { LargeCompositionDataClient } from "../../../../modules/foundation/large-composition-data/client.js";
import { maximumPart } from "../../../../modules/foundation/large-composition-data/messages.js";
import type { MetadataPage } from "../../../../modules/foundation/large-composition-data/metadata.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import type { NodeOptions } from "../../../../modules/node/node.js";
import { foundationRig, target } from "../../../support/foundation-rig.js";
import { Mesh } from "../../../support/mesh.js";

function make(count = 1) {
  const client = new LargeCompositionDataClient();
  const lights = Array.from({ length: count }, () => new GenericOnOffServer());
  const entries = [{ id: 0x0007, data: Uint8Array.of(1, 2, 3) }];
  const server = new LargeCompositionDataServer({
    metadata: [{ model: lights[count - 1]!, entries }],
  });
  const rig = foundationRig([client], () =>
    lights.map((light, i) => ({ models: i === 0 ? [server, light] : [light] })),
  );
  return { ...rig, client, lights, server };
}

/** Pages of other lengths than the node's, to be read through the real server. */
function pages(server: LargeCompositionDataServer, sizes: Readonly<Record<number, number>>) {
  const numbers = Object.keys(sizes).map(Number);
  const target: LargeCompositionDataTarget = {
    compositionPage(asked) {
      const page = Math.max(...numbers.filter((number) => number <= asked));
      const data = new Uint8Array(sizes[page]!).map((_, i) => (i * 7) ^ page);
      return { page, data };
    },
  };
  Object.defineProperty(server, "target", { value: target });
  return target;
}

test("composition data too long for one message comes in parts", async (t) => {
  const { client, mesh, node } = make(100);
  const network: LargeCompositionDataTarget = node.node.network!;
  const { data } = network.compositionPage(0);
  t.is(data.length, 10 + 100 * 6 + 2 * 2);
  t.deepEqual(await mesh.result(client.getCompositionData(target, 0)), { page: 0, data });
  const elements = node.node.elements.map(({ location, models }) => ({
    location,
    models: models.map(({ id }) => id),
  }));
  const header = {
    companyId: 0xffff,
    productId: 0,
    versionId: 0,
    replayListSize: 32,
    features: 1,
  };
  t.deepEqual(data, encodeCompositionPage0({ ...header, elements }));
});

const sizes = [0, 1, 372, 373, 374, 746, 747, 2000];

for (const size of sizes)
  test(`a page of ${size} octets`, async (t) => {
    const { client, mesh, server } = make();
    const { data } = pages(server, { 0: size }).compositionPage(0);
    t.deepEqual(await mesh.result(client.getCompositionData(target, 0)), { page: 0, data });
  });

const offsets: readonly (readonly [offset: number, octets: number])[] = [
  [0, maximumPart],
  [1, maximumPart],
  [499, 1],
  [500, 0],
  [501, 0],
  [0xffff, 0],
];

for (const [offset, octets] of offsets)
  test(`the part from ${offset} on of 500 octets: ${octets}`, async (t) => {
    const { client, mesh, server } = make();
    const { data } = pages(server, { 0: 500 }).compositionPage(0);
    t.deepEqual(await mesh.result(client.getCompositionDataPart(target, 0, offset)), {
      page: 0,
      offset,
      total: 500,
      data: data.slice(offset, offset + octets),
    });
  });

const asked: readonly (readonly [page: number, answered: number])[] = [
  [0, 0],
  [1, 1],
  [2, 1],
  [127, 1],
  [128, 128],
  [130, 128],
  [255, 128],
];

for (const [page, answered] of asked)
  test(`page ${page} where there are 0, 1 and 128: ${answered}`, async (t) => {
    const { client, mesh, server } = make();
    const { data } = pages(server, { 0: 20, 1: 380, 128: 400 }).compositionPage(answered);
    t.deepEqual(await mesh.result(client.getCompositionData(target, page)), {
      page: answered,
      data,
    });
  });

test("pages 1 and above as the node has them", async (t) => {
  const { client, mesh, node } = make(3);
  for (const page of [1, 2, 128, 255]) {
    const expected = node.node.network!.compositionPage(page);
    t.is(expected.page, 1);
    t.deepEqual(await mesh.result(client.getCompositionData(target, page)), expected);
  }
});

test("the metadata of every model; there is no page 128 where nothing can wait", async (t) => {
  const { client, mesh, node } = make(2);
  const elements = [
    [
      { id: 0x0000, entries: [] },
      { id: 0x0012, entries: [] },
      { id: 0x1000, entries: [] },
    ],
    [{ id: 0x1000, entries: [{ id: 7, data: Uint8Array.of(1, 2, 3) }] }],
  ];
  for (const page of [0, 1, 127, 128, 255])
    t.deepEqual(await mesh.result(client.getMetadata(target, page)), { page: 0, elements });
  t.false(node.store.keys().some((key) => key.startsWith("d")));
});

/** Stands for a Remote Provisioning Server: with one, a node's composition can be refreshed. */
class Refreshable extends Model {
  constructor() {
    super(0x0004, "device");
  }
}

/** A firmware of a light with metadata of `octets` octets, and an element more where `second`. */
function firmware(octets: number, second: boolean): NodeOptions["elements"] {
  const light = new GenericOnOffServer();
  const other = new GenericOnOffServer();
  const entries = [{ id: 1, data: new Uint8Array(octets).fill(octets) }];
  const metadata = [
    { model: light, entries },
    { model: other, entries },
  ];
  const server = new LargeCompositionDataServer({
    metadata: second ? metadata : metadata.slice(0, 1),
  });
  const primary = { models: [new Refreshable(), server, light] };
  return second ? [primary, { models: [other] }] : [primary];
}

/** What the metadata page of that firmware says. */
function metadataOf(octets: number, second: boolean): MetadataPage {
  const light = {
    id: 0x1000,
    entries: [{ id: 1, data: new Uint8Array(octets).fill(octets) }],
  };
  const primary = [0x0000, 0x0004, 0x0012].map((id) => ({ id, entries: [] }));
  return second ? [[...primary, light], [light]] : [[...primary, light]];
}

test("the metadata of a new composition wait in page 128 until the node is refreshed", async (t) => {
  const client = new LargeCompositionDataClient();
  let elements = () => firmware(3, false);
  const { mesh, node, start } = foundationRig([client], () => elements());
  const pages = async (numbers: readonly number[]) => {
    const answers = [];
    for (const page of numbers) answers.push(await mesh.result(client.getMetadata(target, page)));
    return answers;
  };
  const first = { page: 0, elements: metadataOf(3, false) };
  t.deepEqual(await pages([0, 127, 128, 255]), [
    first,
    first,
    { ...first, page: 128 },
    { ...first, page: 128 },
  ]);
  // A firmware that differs in what is known of its models alone: that holds at once.
  node.node.close();
  elements = () => firmware(5, false);
  const known = start(node.store.copy());
  const second = { page: 0, elements: metadataOf(5, false) };
  t.deepEqual(await pages([0, 128]), [second, { ...second, page: 128 }]);
  // One with another element: that has to wait, over any number of restarts.
  known.node.close();
  elements = () => firmware(400, true);
  let waiting = start(known.store.copy());
  for (let i = 0; i < 2; i++) {
    t.deepEqual(await pages([0, 128]), [second, { page: 128, elements: metadataOf(400, true) }]);
    waiting.node.close();
    waiting = start(waiting.store.copy());
  }
  // After the refresh the network gets the new composition data.
  waiting.node.close();
  const store = waiting.store.copy();
  store.records.delete("comp");
  start(store);
  t.deepEqual(await pages([0]), [{ page: 0, elements: metadataOf(400, true) }]);
  const part = await mesh.result(client.getMetadataPart(target, 0, 800));
  t.is(part.total, 827);
  t.is(part.data.length, 27);
});

test("a node that contradicts itself is an error", async (t) => {
  const { client, mesh, server } = make();
  let calls = 0;
  const compositionPage = (page: number) => ({ page, data: new Uint8Array(500 + calls++) });
  Object.defineProperty(server, "target", { value: { compositionPage } });
  const outcome = (await mesh.outcome(client.getCompositionData(target, 0))) as Error;
  t.is(outcome.name, "MeshError");
  t.is(outcome.message, "page 0 changed while it was read");
});

test("metadata of a model that is on no element are an error", (t) => {
  const model = new GenericOnOffServer();
  const server = new LargeCompositionDataServer({ metadata: [{ model, entries: [] }] });
  const compositionPage = (page: number) => ({ page, data: new Uint8Array(0) });
  t.throws(() => server.configure({ compositionPage }), {
    message: "model 1000 belongs to no element",
  });
});

test("metadata that do not fit into a page are an error", (t) => {
  const model = new GenericOnOffServer();
  const entries = [{ id: 1, data: new Uint8Array(65_530) }];
  const server = new LargeCompositionDataServer({ metadata: [{ model, entries }] });
  t.throws(() => new Mesh().node(target, [{ models: [server, model] }]), {
    instanceOf: RangeError,
    message: /^metadata: a page of/,
  });
});

const bad: readonly (readonly [string, number[]])[] = [
  ["Large Composition Data Get, cut off", [0x80, 0x74, 0, 0]],
  ["Large Composition Data Get, too long", [0x80, 0x74, 0, 0, 0, 0]],
  ["Models Metadata Get, cut off", [0x80, 0x76]],
];

for (const [name, payload] of bad)
  test(`${name}: nothing but a count`, async (t) => {
    const { tell } = make();
    t.deepEqual(await tell(Uint8Array.from(payload), { device: true }), { "access.length": 1 });
  });

test("an AppKey opens nothing", async (t) => {
  const { tell } = make();
  const payload = Uint8Array.of(0x80, 0x74, 0, 0, 0);
  t.deepEqual(await tell(payload, { appKeyIndex: 0 }), { "access.not-bound": 1 });
});
