import test from "ava";
import type { ConfigurationClient } from "../../../../modules/foundation/configuration/client.js";
import { PublicationSet } from "../../../../modules/foundation/configuration/model-messages.js";
import { publicationRequest } from "../../../../modules/foundation/configuration/publication-settings.js";
import { Status } from "../../../../modules/foundation/status.js";
import { virtualAddress } from "../../../../modules/crypto/toolbox.js";
import { crypto } from "../../../support/crypto.js";
import {
  configurationRig,
  keyOf,
  onOff,
  publication,
  secondOnOff,
  target,
  vendor,
} from "../../../support/configuration-rig.js";
import { probeServerId } from "../../../support/probe-models.js";

type Request = (client: ConfigurationClient) => Promise<unknown>;

const label = keyOf(0x1a);
const elsewhere = { elementAddress: target + 2, modelId: 0x1000 };
const unknownModel = { elementAddress: target, modelId: 0x1234 };
const unknownVendor = { elementAddress: target + 1, modelId: probeServerId };
const configuration = { elementAddress: target, modelId: 0x0000 };

/** Publishes nothing with a key that it is not bound to. */
const bound: Request = (c) => c.bind(target, onOff, 1);

/** A node with AppKeys 1 and 2. */
async function make() {
  const rig = configurationRig();
  for (const index of [1, 2])
    await rig.mesh.result(rig.client.addAppKey(target, 0, index, keyOf(index)));
  return rig;
}

/** Publication Set with a TTL that the client does not send. */
function setRawTtl(client: ConfigurationClient, ttl: number): Promise<unknown> {
  const { address, values } = publicationRequest(publication);
  const raw = client as unknown as {
    do(message: unknown, values: object, node: number): Promise<unknown>;
  };
  return raw.do(PublicationSet, { ...onOff, ...values, address, ttl }, target);
}

const table: readonly (readonly [string, readonly Request[], Request, Status])[] = [
  ["Bind", [], (c) => c.bind(target, onOff, 1), Status.success],
  [
    "Bind again",
    [(c) => c.bind(target, onOff, 1)],
    (c) => c.bind(target, onOff, 1),
    Status.success,
  ],
  ["Bind on no element", [], (c) => c.bind(target, elsewhere, 1), Status.invalidAddress],
  ["Bind of no model", [], (c) => c.bind(target, unknownModel, 1), Status.invalidModel],
  ["Bind of no vendor model", [], (c) => c.bind(target, unknownVendor, 1), Status.invalidModel],
  ["Bind to no key", [], (c) => c.bind(target, onOff, 7), Status.invalidAppKeyIndex],
  ["Bind of a device key model", [], (c) => c.bind(target, configuration, 1), Status.cannotBind],
  [
    "Bind, one too many",
    [
      (c) => c.bind(target, onOff, 1),
      (c) => c.bind(target, onOff, 2),
      (c) => c.addAppKey(target, 0, 3, keyOf(3)),
    ],
    (c) => c.bind(target, onOff, 3),
    Status.insufficientResources,
  ],
  ["Unbind what is not bound", [], (c) => c.unbind(target, onOff, 1), Status.success],
  ["Unbind on no element", [], (c) => c.unbind(target, elsewhere, 1), Status.invalidAddress],
  ["Unbind of no model", [], (c) => c.unbind(target, unknownModel, 1), Status.invalidModel],
  ["Unbind from no key", [], (c) => c.unbind(target, onOff, 7), Status.invalidAppKeyIndex],
  ["Model App Get, no element", [], (c) => c.getBindings(target, elsewhere), Status.invalidAddress],
  ["Model App Get, no model", [], (c) => c.getBindings(target, unknownModel), Status.invalidModel],
  [
    "Vendor App Get, no model",
    [],
    (c) => c.getBindings(target, unknownVendor),
    Status.invalidModel,
  ],
  [
    "Publication Set with a key that the model is not bound to",
    [],
    (c) => c.setPublication(target, onOff, publication),
    Status.invalidAppKeyIndex,
  ],
  ["Publication Set", [bound], (c) => c.setPublication(target, onOff, publication), Status.success],
  [
    "Publication Set on no element",
    [],
    (c) => c.setPublication(target, elsewhere, publication),
    Status.invalidAddress,
  ],
  [
    "Publication Set of no model",
    [],
    (c) => c.setPublication(target, unknownModel, publication),
    Status.invalidModel,
  ],
  [
    "Publication Set to a virtual address without label",
    [],
    (c) => c.setPublication(target, onOff, { ...publication, address: 0x8000 }),
    Status.invalidAddress,
  ],
  [
    "Publication Set with no key",
    [],
    (c) => c.setPublication(target, onOff, { ...publication, appKeyIndex: 7 }),
    Status.invalidAppKeyIndex,
  ],
  [
    "Publication Set with TTL 128",
    [bound],
    (c) => setRawTtl(c, 128),
    Status.invalidPublishParameters,
  ],
  [
    "Publication Set with TTL 127",
    [bound],
    (c) => c.setPublication(target, onOff, { ...publication, ttl: 127 }),
    Status.success,
  ],
  [
    "Publication Set of a device key model",
    [],
    (c) => c.setPublication(target, configuration, publication),
    Status.invalidPublishParameters,
  ],
  [
    "Publication Set with friendship credentials",
    [bound],
    (c) => c.setPublication(target, onOff, { ...publication, credentialFlag: true }),
    Status.featureNotSupported,
  ],
  [
    "Publication Get, no element",
    [],
    (c) => c.getPublication(target, elsewhere),
    Status.invalidAddress,
  ],
  [
    "Publication Get, no model",
    [],
    (c) => c.getPublication(target, unknownModel),
    Status.invalidModel,
  ],
  ["Subscription Add", [], (c) => c.subscribe(target, onOff, 0xc000), Status.success],
  [
    "Subscription Add again",
    [(c) => c.subscribe(target, onOff, 0xc000)],
    (c) => c.subscribe(target, onOff, 0xc000),
    Status.success,
  ],
  [
    "Subscription Add on no element",
    [],
    (c) => c.subscribe(target, elsewhere, 0xc000),
    Status.invalidAddress,
  ],
  [
    "Subscription Add of no model",
    [],
    (c) => c.subscribe(target, unknownModel, 0xc000),
    Status.invalidModel,
  ],
  [
    "Subscription Add of a device key model",
    [],
    (c) => c.subscribe(target, configuration, 0xc000),
    Status.notASubscribeModel,
  ],
  ...[0x0000, 0x0001, 0x7fff, 0x8000, 0xffff].flatMap((address) =>
    (["subscribe", "unsubscribe", "overwriteSubscriptions"] as const).map(
      (method) =>
        [
          `${method} with ${address.toString(16)}`,
          [],
          (c: ConfigurationClient) => c[method](target, onOff, address),
          Status.invalidAddress,
        ] as const,
    ),
  ),
  [
    "Subscription Add of the relays' group",
    [],
    (c) => c.subscribe(target, onOff, 0xfffe),
    Status.success,
  ],
  [
    "Subscription Add, one too many",
    [(c) => c.subscribe(target, onOff, 0xc000), (c) => c.subscribe(target, onOff, label)],
    (c) => c.subscribe(target, onOff, 0xc001),
    Status.insufficientResources,
  ],
  [
    "Subscription Add of one that is there, in a full list",
    [(c) => c.subscribe(target, onOff, 0xc000), (c) => c.subscribe(target, onOff, label)],
    (c) => c.subscribe(target, onOff, label),
    Status.success,
  ],
  [
    "Subscription Overwrite of a full list",
    [(c) => c.subscribe(target, onOff, 0xc000), (c) => c.subscribe(target, onOff, label)],
    (c) => c.overwriteSubscriptions(target, onOff, 0xc001),
    Status.success,
  ],
  [
    "Subscription Delete of one that is not there",
    [],
    (c) => c.unsubscribe(target, onOff, 0xc000),
    Status.success,
  ],
  [
    "Subscription Delete All of no model",
    [],
    (c) => c.unsubscribeAll(target, unknownModel),
    Status.invalidModel,
  ],
  [
    "Subscription Delete All of a device key model",
    [],
    (c) => c.unsubscribeAll(target, configuration),
    Status.notASubscribeModel,
  ],
  [
    "Model Subscription Get, no element",
    [],
    (c) => c.getSubscriptions(target, elsewhere),
    Status.invalidAddress,
  ],
  [
    "Vendor Subscription Get, no model",
    [],
    (c) => c.getSubscriptions(target, unknownVendor),
    Status.invalidModel,
  ],
  [
    "Model Subscription Get of a device key model",
    [],
    (c) => c.getSubscriptions(target, configuration),
    Status.notASubscribeModel,
  ],
];

for (const [name, before, request, status] of table)
  test(`${name}: status ${status}`, async (t) => {
    const { client, mesh, refusal } = await make();
    for (const step of before) await mesh.result(step(client));
    t.is((await refusal(request(client))) ?? Status.success, status);
  });

const failures: readonly (readonly [string, Request])[] = [
  ["Bind", (c) => c.bind(target, onOff, 2)],
  ["Unbind", (c) => c.unbind(target, onOff, 1)],
  ["Publication Set", (c) => c.setPublication(target, onOff, { ...publication, ttl: 3 })],
  ["Subscription Add", (c) => c.subscribe(target, onOff, 0xc001)],
  ["Subscription Delete", (c) => c.unsubscribe(target, onOff, 0xc000)],
  ["Subscription Overwrite", (c) => c.overwriteSubscriptions(target, onOff, 0xc001)],
  ["Subscription Delete All", (c) => c.unsubscribeAll(target, onOff)],
];

for (const [name, request] of failures)
  test(`${name} while the store fails: Storage Failure, and nothing has changed`, async (t) => {
    const { client, configured, mesh, refusal } = await make();
    await mesh.result(client.bind(target, onOff, 1));
    await mesh.result(client.subscribe(target, onOff, 0xc000));
    await mesh.result(client.setPublication(target, onOff, publication));
    configured.store.failing = true;
    t.is(await refusal(request(client)), Status.storageFailure);
    configured.store.failing = false;
    t.deepEqual(await mesh.result(client.getBindings(target, onOff)), [1]);
    t.deepEqual(await mesh.result(client.getSubscriptions(target, onOff)), [0xc000]);
    t.deepEqual(await mesh.result(client.getPublication(target, onOff)), publication);
  });

test("bindings are listed for SIG and vendor models, and survive a restart", async (t) => {
  const { client, configured, mesh, start } = await make();
  await mesh.result(client.bind(target, onOff, 2));
  await mesh.result(client.bind(target, onOff, 1));
  await mesh.result(client.bind(target, vendor, 1));
  await mesh.result(client.bind(target, secondOnOff, 1));
  await mesh.result(client.unbind(target, secondOnOff, 1));
  const check = async () => {
    t.deepEqual(await mesh.result(client.getBindings(target, onOff)), [2, 1]);
    t.deepEqual(await mesh.result(client.getBindings(target, vendor)), [1]);
    t.deepEqual(await mesh.result(client.getBindings(target, secondOnOff)), []);
  };
  await check();
  configured.node.close();
  start(configured.store.copy());
  await check();
});

test("unbinding the key of a publication ends it", async (t) => {
  const { client, mesh } = await make();
  for (const index of [1, 2]) await mesh.result(client.bind(target, onOff, index));
  await mesh.result(client.setPublication(target, onOff, publication));
  await mesh.result(client.unbind(target, onOff, 2));
  t.deepEqual(await mesh.result(client.getPublication(target, onOff)), publication);
  await mesh.result(client.unbind(target, onOff, 1));
  t.is(await mesh.result(client.getPublication(target, onOff)), undefined);
});

test("a publication is told as it was set, to a virtual address too, and ends with the unassigned one", async (t) => {
  const { client, configured, mesh, start } = await make();
  t.is(await mesh.result(client.getPublication(target, vendor)), undefined);
  const address = virtualAddress(crypto, label);
  for (const model of [onOff, vendor]) await mesh.result(client.bind(target, model, 1));
  await mesh.result(client.setPublication(target, onOff, publication));
  await mesh.result(client.setPublication(target, vendor, { ...publication, address: label }));
  const check = async () => {
    t.deepEqual(await mesh.result(client.getPublication(target, onOff)), publication);
    t.deepEqual(await mesh.result(client.getPublication(target, vendor)), {
      ...publication,
      address,
    });
  };
  await check();
  t.deepEqual(
    configured.node.elements[0]!.find(vendor.modelId)!.configuration.publication!.label,
    label,
  );
  configured.node.close();
  const again = start(configured.store.copy());
  await check();
  await mesh.result(client.setPublication(target, vendor, undefined));
  t.is(await mesh.result(client.getPublication(target, vendor)), undefined);
  t.is(again.node.elements[0]!.find(vendor.modelId)!.configuration.publication, undefined);
});

test("subscriptions: groups and virtual addresses added, deleted, overwritten, all deleted", async (t) => {
  const { client, configured, mesh, start } = await make();
  const address = virtualAddress(crypto, label);
  const listed = (model: typeof onOff) => mesh.result(client.getSubscriptions(target, model));
  await mesh.result(client.subscribe(target, onOff, 0xc000));
  await mesh.result(client.subscribe(target, onOff, label));
  await mesh.result(client.subscribe(target, vendor, 0xc005));
  t.deepEqual(await listed(onOff), [0xc000, address]);
  t.deepEqual(await listed(vendor), [0xc005]);
  t.deepEqual(await listed(secondOnOff), []);
  await mesh.result(client.unsubscribe(target, onOff, 0xc000));
  t.deepEqual(await listed(onOff), [address]);
  configured.node.close();
  start(configured.store.copy());
  t.deepEqual(await listed(onOff), [address]);
  await mesh.result(client.unsubscribe(target, onOff, label));
  t.deepEqual(await listed(onOff), []);
  await mesh.result(client.subscribe(target, onOff, 0xc001));
  await mesh.result(client.overwriteSubscriptions(target, onOff, label));
  t.deepEqual(await listed(onOff), [address]);
  await mesh.result(client.overwriteSubscriptions(target, onOff, 0xc002));
  t.deepEqual(await listed(onOff), [0xc002]);
  await mesh.result(client.subscribe(target, onOff, label));
  await mesh.result(client.unsubscribeAll(target, onOff));
  t.deepEqual(await listed(onOff), []);
  t.deepEqual(await listed(vendor), [0xc005]);
});

test("a refusal says what was asked and why", async (t) => {
  const { client, mesh } = await make();
  const outcome = await mesh.outcome(client.bind(target, unknownModel, 1));
  t.is((outcome as Error).name, "ConfigurationError");
  t.is((outcome as Error).message, "Config Model App Bind was refused: invalid model");
});
