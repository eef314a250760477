import test from "ava";
import type { ConfigurationClient } from "../../../../modules/foundation/configuration/client.js";
import { Status } from "../../../../modules/foundation/status.js";
import {
  configurationRig as make,
  keyOf,
  onOff,
  publication,
  secondOnOff,
  target,
  vendor,
} from "../../../support/configuration-rig.js";
import { netKey } from "../../../support/mesh.js";
import type { TestStore } from "../../../support/records.js";

type Request = (client: ConfigurationClient, store: TestStore) => Promise<unknown>;

/** What is asked first, each of which must succeed; what is asked then, and how it is answered. */
const table: readonly (readonly [string, readonly Request[], Request, Status])[] = [
  ["NetKey Add", [], (c) => c.addNetKey(target, 1, keyOf(1)), Status.success],
  [
    "NetKey Add, the same again",
    [(c) => c.addNetKey(target, 1, keyOf(1))],
    (c) => c.addNetKey(target, 1, keyOf(1)),
    Status.success,
  ],
  [
    "NetKey Add, another under the same index",
    [(c) => c.addNetKey(target, 1, keyOf(1))],
    (c) => c.addNetKey(target, 1, keyOf(2)),
    Status.keyIndexAlreadyStored,
  ],
  [
    "NetKey Add, one too many",
    [(c) => c.addNetKey(target, 1, keyOf(1))],
    (c) => c.addNetKey(target, 2, keyOf(2)),
    Status.insufficientResources,
  ],
  [
    "NetKey Update of an unknown key",
    [],
    (c) => c.updateNetKey(target, 1, keyOf(1)),
    Status.invalidNetKeyIndex,
  ],
  [
    "NetKey Update with the key itself",
    [],
    (c) => c.updateNetKey(target, 0, netKey),
    Status.keyIndexAlreadyStored,
  ],
  [
    "NetKey Update, the same again",
    [(c) => c.updateNetKey(target, 0, keyOf(1))],
    (c) => c.updateNetKey(target, 0, keyOf(1)),
    Status.success,
  ],
  [
    "NetKey Update, another in phase 1",
    [(c) => c.updateNetKey(target, 0, keyOf(1))],
    (c) => c.updateNetKey(target, 0, keyOf(2)),
    Status.cannotUpdate,
  ],
  [
    "NetKey Delete of the key that the message came with",
    [(c) => c.addNetKey(target, 1, keyOf(1))],
    (c) => c.deleteNetKey(target, 0),
    Status.cannotRemove,
  ],
  ["NetKey Delete of an unknown key", [], (c) => c.deleteNetKey(target, 5), Status.success],
  [
    "NetKey Delete",
    [(c) => c.addNetKey(target, 1, keyOf(1))],
    (c) => c.deleteNetKey(target, 1),
    Status.success,
  ],
  [
    "Key Refresh Phase Get of an unknown key",
    [],
    (c) => c.getKeyRefreshPhase(target, 3),
    Status.invalidNetKeyIndex,
  ],
  [
    "Key Refresh Phase Set of an unknown key",
    [],
    (c) => c.setKeyRefreshPhase(target, 3, 2),
    Status.invalidNetKeyIndex,
  ],
  [
    "Key Refresh Phase Set 2 in phase 0",
    [],
    (c) => c.setKeyRefreshPhase(target, 0, 2),
    Status.cannotUpdate,
  ],
  [
    "Key Refresh Phase Set 3 in phase 0",
    [],
    (c) => c.setKeyRefreshPhase(target, 0, 3),
    Status.success,
  ],
  ["AppKey Add", [], (c) => c.addAppKey(target, 0, 1, keyOf(1)), Status.success],
  [
    "AppKey Add to an unknown subnet",
    [],
    (c) => c.addAppKey(target, 1, 1, keyOf(1)),
    Status.invalidNetKeyIndex,
  ],
  [
    "AppKey Add, the same again",
    [(c) => c.addAppKey(target, 0, 1, keyOf(1))],
    (c) => c.addAppKey(target, 0, 1, keyOf(1)),
    Status.success,
  ],
  [
    "AppKey Add, another under the same index",
    [(c) => c.addAppKey(target, 0, 1, keyOf(1))],
    (c) => c.addAppKey(target, 0, 1, keyOf(2)),
    Status.keyIndexAlreadyStored,
  ],
  [
    "AppKey Add, one too many",
    [1, 2, 3].map((index) => (c) => c.addAppKey(target, 0, index, keyOf(index))),
    (c) => c.addAppKey(target, 0, 4, keyOf(4)),
    Status.insufficientResources,
  ],
  [
    "AppKey Add under an index of another subnet",
    [(c) => c.addNetKey(target, 1, keyOf(1)), (c) => c.addAppKey(target, 1, 1, keyOf(1))],
    (c) => c.addAppKey(target, 0, 1, keyOf(1)),
    Status.invalidNetKeyIndex,
  ],
  [
    "AppKey Update without a key refresh",
    [(c) => c.addAppKey(target, 0, 1, keyOf(1))],
    (c) => c.updateAppKey(target, 0, 1, keyOf(2)),
    Status.cannotUpdate,
  ],
  [
    "AppKey Update in phase 1",
    [(c) => c.addAppKey(target, 0, 1, keyOf(1)), (c) => c.updateNetKey(target, 0, keyOf(9))],
    (c) => c.updateAppKey(target, 0, 1, keyOf(2)),
    Status.success,
  ],
  [
    "AppKey Update in phase 1, the same again",
    [
      (c) => c.addAppKey(target, 0, 1, keyOf(1)),
      (c) => c.updateNetKey(target, 0, keyOf(9)),
      (c) => c.updateAppKey(target, 0, 1, keyOf(2)),
    ],
    (c) => c.updateAppKey(target, 0, 1, keyOf(2)),
    Status.success,
  ],
  [
    "AppKey Update in phase 1, another",
    [
      (c) => c.addAppKey(target, 0, 1, keyOf(1)),
      (c) => c.updateNetKey(target, 0, keyOf(9)),
      (c) => c.updateAppKey(target, 0, 1, keyOf(2)),
    ],
    (c) => c.updateAppKey(target, 0, 1, keyOf(3)),
    Status.cannotUpdate,
  ],
  [
    "AppKey Update of an unknown AppKey",
    [],
    (c) => c.updateAppKey(target, 0, 1, keyOf(2)),
    Status.invalidAppKeyIndex,
  ],
  [
    "AppKey Update on an unknown subnet",
    [],
    (c) => c.updateAppKey(target, 1, 1, keyOf(2)),
    Status.invalidNetKeyIndex,
  ],
  [
    "AppKey Update under another subnet",
    [(c) => c.addNetKey(target, 1, keyOf(1)), (c) => c.addAppKey(target, 1, 1, keyOf(1))],
    (c) => c.updateAppKey(target, 0, 1, keyOf(2)),
    Status.invalidBinding,
  ],
  ["AppKey Delete of an unknown AppKey", [], (c) => c.deleteAppKey(target, 0, 1), Status.success],
  [
    "AppKey Delete on an unknown subnet",
    [],
    (c) => c.deleteAppKey(target, 1, 1),
    Status.invalidNetKeyIndex,
  ],
  [
    "AppKey Delete under another subnet",
    [(c) => c.addNetKey(target, 1, keyOf(1)), (c) => c.addAppKey(target, 1, 1, keyOf(1))],
    (c) => c.deleteAppKey(target, 0, 1),
    Status.invalidBinding,
  ],
  [
    "AppKey Get of an unknown subnet",
    [],
    (c) => c.getAppKeys(target, 1),
    Status.invalidNetKeyIndex,
  ],
];

for (const [name, before, request, status] of table)
  test(`${name}: status ${status}`, async (t) => {
    const { client, configured, mesh, refusal } = make();
    for (const step of before) await mesh.result(step(client, configured.store));
    t.is((await refusal(request(client, configured.store))) ?? Status.success, status);
  });

const failures: readonly (readonly [string, Request])[] = [
  ["NetKey Add", (c) => c.addNetKey(target, 1, keyOf(1))],
  ["NetKey Update", (c) => c.updateNetKey(target, 0, keyOf(1))],
  ["AppKey Add", (c) => c.addAppKey(target, 0, 2, keyOf(1))],
  ["AppKey Delete", (c) => c.deleteAppKey(target, 0, 1)],
];

for (const [name, request] of failures)
  test(`${name} while the store fails: Storage Failure, and nothing has changed`, async (t) => {
    const { client, configured, mesh, refusal } = make();
    await mesh.result(client.addAppKey(target, 0, 1, keyOf(1)));
    configured.store.failing = true;
    t.is(await refusal(request(client, configured.store)), Status.storageFailure);
    configured.store.failing = false;
    t.deepEqual(await mesh.result(client.getNetKeys(target)), [0]);
    t.deepEqual(await mesh.result(client.getAppKeys(target, 0)), [1]);
    t.is(await mesh.result(client.getKeyRefreshPhase(target, 0)), 0);
    t.is(await refusal(request(client, configured.store)), undefined);
  });

test("key lists of odd and even length", async (t) => {
  const { client, mesh } = make();
  const indexes = [0xfff, 0x123, 0x800];
  for (const [i, index] of indexes.entries()) {
    await mesh.result(client.addAppKey(target, 0, index, keyOf(i)));
    const known = indexes.slice(0, i + 1).sort((a, b) => a - b);
    t.deepEqual(await mesh.result(client.getAppKeys(target, 0)), known);
  }
  await mesh.result(client.addNetKey(target, 0xabc, keyOf(9)));
  t.deepEqual(await mesh.result(client.getNetKeys(target)), [0, 0xabc]);
  t.deepEqual(await mesh.result(client.getAppKeys(target, 0xabc)), []);
});

test("deleting an AppKey takes its bindings and publications along, those of others stay", async (t) => {
  const { client, mesh } = make();
  for (const index of [1, 2]) {
    await mesh.result(client.addAppKey(target, 0, index, keyOf(index)));
    for (const model of [onOff, secondOnOff, vendor])
      await mesh.result(client.bind(target, model, index));
  }
  await mesh.result(client.setPublication(target, onOff, publication));
  await mesh.result(client.setPublication(target, vendor, { ...publication, appKeyIndex: 2 }));
  await mesh.result(client.deleteAppKey(target, 0, 1));
  t.deepEqual(await mesh.result(client.getAppKeys(target, 0)), [2]);
  for (const model of [onOff, secondOnOff, vendor])
    t.deepEqual(await mesh.result(client.getBindings(target, model)), [2]);
  t.is(await mesh.result(client.getPublication(target, onOff)), undefined);
  t.like(await mesh.result(client.getPublication(target, vendor)), { appKeyIndex: 2 });
});

test("wherever the store fails while an AppKey is deleted: Storage Failure, and the next time all of it goes", async (t) => {
  let stores = 0;
  for (let change = 0; ; change++) {
    const { client, configured, mesh, refusal, start } = make();
    const { store } = configured;
    await mesh.result(client.addAppKey(target, 0, 1, keyOf(1)));
    for (const model of [onOff, secondOnOff]) await mesh.result(client.bind(target, model, 1));
    await mesh.result(client.setPublication(target, onOff, publication));
    // Its own changes, and not those of numbers and of the replay list.
    let own = -1;
    const erase = store.delete.bind(store);
    const write = store.write.bind(store);
    const fails = (key: string) => {
      if (/^[am]/.test(key) && ++own === change) throw new Error("the medium fails once");
    };
    store.write = (key, value) => (fails(key), write(key, value));
    store.delete = (key) => (fails(key), erase(key));
    const status = await refusal(client.deleteAppKey(target, 0, 1));
    if (own < change) break;
    stores++;
    t.is(status, Status.storageFailure, `change ${change}`);
    t.is(await refusal(client.deleteAppKey(target, 0, 1)), undefined);
    configured.node.close();
    start(store.copy());
    t.deepEqual(await mesh.result(client.getAppKeys(target, 0)), []);
    for (const model of [onOff, secondOnOff])
      t.deepEqual(await mesh.result(client.getBindings(target, model)), [], `change ${change}`);
    t.is(await mesh.result(client.getPublication(target, onOff)), undefined);
  }
  t.is(stores, 3);
});

test("deleting a NetKey takes its AppKeys along; a restart finds it so", async (t) => {
  const { client, configured, mesh, start } = make();
  await mesh.result(client.addNetKey(target, 1, keyOf(1)));
  await mesh.result(client.addAppKey(target, 0, 1, keyOf(1)));
  await mesh.result(client.addAppKey(target, 1, 2, keyOf(2)));
  await mesh.result(client.bind(target, onOff, 1));
  await mesh.result(client.bind(target, onOff, 2));
  await mesh.result(client.deleteNetKey(target, 1));
  for (let i = 0; i < 2; i++) {
    t.deepEqual(await mesh.result(client.getNetKeys(target)), [0]);
    t.deepEqual(await mesh.result(client.getAppKeys(target, 0)), [1]);
    t.deepEqual(await mesh.result(client.getBindings(target, onOff)), [1]);
    if (i > 0) continue;
    configured.node.close();
    start(configured.store.copy());
  }
});
