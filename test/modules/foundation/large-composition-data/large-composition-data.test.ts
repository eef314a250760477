import test from "ava";
import { encodeCompositionPage0 } from "../../../../modules/access/composition.js";
import {
  type LargeCompositionDataTarget,
  LargeCompositionDataServer,
} from "../../../../modules/foundation/large-composition-data/server.js";
import { LargeCompositionDataClient } from "../../../../modules/foundation/large-composition-data/client.js";
import { maximumPart } from "../../../../modules/foundation/large-composition-data/messages.js";
import type { MetadataPage } from "../../../../modules/foundation/large-composition-data/metadata.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { foundationRig, target } from "../../../support/foundation-rig.js";

function make(count = 1, options: { readonly nextMetadata?: MetadataPage } = {}) {
  const client = new LargeCompositionDataClient();
  const lights = Array.from({ length: count }, () => new GenericOnOffServer());
  const entries = [{ id: 0x0007, data: Uint8Array.of(1, 2, 3) }];
  const server = new LargeCompositionDataServer({
    ...options,
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
    elements: [],
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
  t.deepEqual(await mesh.result(client.compositionData(target, 0)), { page: 0, data });
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
    t.deepEqual(await mesh.result(client.compositionData(target, 0)), { page: 0, data });
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
    t.deepEqual(await mesh.result(client.compositionDataPart(target, 0, offset)), {
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
    t.deepEqual(await mesh.result(client.compositionData(target, page)), { page: answered, data });
  });

test("the metadata of every model, page 128 where there is a next one", async (t) => {
  const { client, mesh } = make(2);
  const elements = [
    [
      { id: 0x0000, entries: [] },
      { id: 0x0012, entries: [] },
      { id: 0x1000, entries: [] },
    ],
    [{ id: 0x1000, entries: [{ id: 7, data: Uint8Array.of(1, 2, 3) }] }],
  ];
  for (const page of [0, 1, 127, 128, 255])
    t.deepEqual(await mesh.result(client.metadata(target, page)), { page: 0, elements });
  const nextMetadata = [[{ id: 0x0012, entries: [{ id: 1, data: new Uint8Array(900) }] }]];
  const updated = make(2, { nextMetadata });
  const ask = (page: number) => updated.mesh.result(updated.client.metadata(target, page));
  t.deepEqual(await ask(127), { page: 0, elements });
  for (const page of [128, 200])
    t.deepEqual(await ask(page), { page: 128, elements: nextMetadata });
  const { total, data } = await updated.mesh.result(updated.client.metadataPart(target, 128, 900));
  t.is(total, 909);
  t.is(data.length, 9);
});

test("a node that contradicts itself is an error", async (t) => {
  const { client, mesh, server } = make();
  let calls = 0;
  const compositionPage = (page: number) => ({ page, data: new Uint8Array(500 + calls++) });
  Object.defineProperty(server, "target", { value: { elements: [], compositionPage } });
  const outcome = (await mesh.outcome(client.compositionData(target, 0))) as Error;
  t.is(outcome.name, "MeshError");
  t.is(outcome.message, "page 0 changed while it was read");
});

test("metadata of a model that is on no element are an error when the node is made", (t) => {
  const model = new GenericOnOffServer();
  const server = new LargeCompositionDataServer({ metadata: [{ model, entries: [] }] });
  const compositionPage = (page: number) => ({ page, data: new Uint8Array(0) });
  t.throws(() => server.configure({ elements: [{ models: [server] }], compositionPage }), {
    message: "metadata: a model is on no element of the node",
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
