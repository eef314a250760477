// The three procedures of the Node Provisioning Protocol Interface, over the real layers.
import test from "ava";
import { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import { RemoteProvisioningClient } from "../../../modules/foundation/remote-provisioning/client.js";
import { NppiProcedure } from "../../../modules/foundation/remote-provisioning/codes.js";
import { RemoteProvisioningServer } from "../../../modules/foundation/remote-provisioning/server.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { DeviceKey } from "../../../modules/crypto/application-key.js";
import { ProvisionerRole } from "../../../modules/provisioning/provisioner.js";
import { deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";
import { TestStore } from "../../support/records.js";

const old = 0x0100;

function rig() {
  const mesh = new Mesh();
  const remote = new RemoteProvisioningClient();
  const configuration = new ConfigurationClient();
  const keys = new Map<number, DeviceKey>();
  const { crypto, clock } = mesh;
  const manager = mesh.node(0x0001, [{ models: [remote, configuration] }], {
    remoteDeviceKeys: { deviceKey: (address) => keys.get(address) ?? mesh.deviceKey(address) },
  });
  const start = (store: TestStore, elements = 1) =>
    mesh.node(
      old,
      Array.from({ length: elements }, (_, i) => ({
        models: [...(i === 0 ? [new RemoteProvisioningServer()] : []), new GenericOnOffServer()],
      })),
      { store, provisionable: true },
    );
  const store = new TestStore();
  const role = new ProvisionerRole({
    bearer: manager.node.bearer,
    clock,
    crypto,
    random: manager.host.random,
    diagnostics: manager.node.diagnostics,
  });
  const refresh = (kind: NppiProcedure, address: number, changes = {}) =>
    role.provision({
      uuid: new Uint8Array(16),
      openLink: remote.openNppi(old, kind),
      assign: () => ({ netKey, netKeyIndex: 0, ivIndex: 7, flags: 0, address, ...changes }),
    });
  const useKey = (address: number, key: Uint8Array) =>
    keys.set(address, new DeviceKey({ crypto, key }));
  return { clock, configuration, keys, mesh, refresh, start, store, useKey };
}

test("a device key refresh: the old key goes on until the new one is used, across a restart", async (t) => {
  const { clock, configuration, mesh, refresh, start, store, useKey } = rig();
  const first = start(store);
  const { deviceKey } = await mesh.result(refresh(NppiProcedure.deviceKeyRefresh, old));
  await clock.run(5000);
  t.notDeepEqual(deviceKey, deviceKeyOf(old));
  t.is(await mesh.result(configuration.getDefaultTtl(old)), 7);
  first.node.close();
  const second = start(store.copy());
  t.is(await mesh.result(configuration.getDefaultTtl(old)), 7);
  useKey(old, deviceKey);
  t.is(await mesh.result(configuration.setDefaultTtl(old, 9)), 9);
  t.is(await mesh.result(configuration.getDefaultTtl(old)), 9);
  useKey(old, deviceKeyOf(old));
  const outcome = await mesh.outcome(configuration.getDefaultTtl(old, { timeout: 3000 }));
  t.is((outcome as Error).name, "TimeoutError");
  second.node.close();
  useKey(old, deviceKey);
  start(second.store.copy());
  t.is(await mesh.result(configuration.getDefaultTtl(old)), 9);
});

test("an address refresh: the node comes back at its new address with its new key, numbers from 0", async (t) => {
  const { clock, configuration, mesh, refresh, start, store, useKey } = rig();
  const { node } = start(store);
  t.is(await mesh.result(configuration.setDefaultTtl(old, 5)), 5);
  const { deviceKey } = await mesh.result(refresh(NppiProcedure.nodeAddressRefresh, 0x0300));
  await clock.run(5000);
  t.is(node.address, 0x0300);
  t.true(node.network!.sequence.low === false);
  useKey(0x0300, deviceKey);
  t.is(await mesh.result(configuration.getDefaultTtl(0x0300)), 5);
  node.close();
  t.is(start(store.copy()).node.address, 0x0300);
});

test("a composition refresh: pages of the next term become those of this one", async (t) => {
  const { clock, configuration, mesh, refresh, start, store, useKey } = rig();
  start(store, 1).node.close();
  const updated = start(store.copy(), 2);
  t.is((await mesh.result(configuration.getComposition(old))).elements.length, 1);
  t.is((await mesh.result(configuration.getCompositionData(old, 128))).page, 128);
  const { deviceKey, elements } = await mesh.result(
    refresh(NppiProcedure.nodeCompositionRefresh, old),
  );
  t.is(elements, 2);
  await clock.run(5000);
  useKey(old, deviceKey);
  t.is((await mesh.result(configuration.getComposition(old))).elements.length, 2);
  t.is(updated.node.network!.elements.length, 2);
});

test("a composition refresh with nothing changed is refused", async (t) => {
  const { mesh, refresh, start, store } = rig();
  start(store);
  const outcome = await mesh.outcome(refresh(NppiProcedure.nodeCompositionRefresh, old));
  t.true(outcome instanceof Error);
});

for (const [name, kind, address, changes] of [
  ["another address in a device key refresh", NppiProcedure.deviceKeyRefresh, 0x0200, {}],
  ["the old address in an address refresh", NppiProcedure.nodeAddressRefresh, old, {}],
  ["another IV Index", NppiProcedure.deviceKeyRefresh, old, { ivIndex: 8 }],
  ["another NetKey", NppiProcedure.deviceKeyRefresh, old, { netKey: new Uint8Array(16) }],
  ["a NetKey that is not there", NppiProcedure.deviceKeyRefresh, old, { netKeyIndex: 5 }],
] as const)
  test(`refused, and nothing changed: ${name}`, async (t) => {
    const { clock, configuration, mesh, refresh, start, store } = rig();
    const { node } = start(store);
    const outcome = await mesh.outcome(refresh(kind, address, changes));
    t.regex((outcome as Error).message, /Invalid Data/);
    await clock.run(5000);
    t.is(node.address, old);
    t.is(await mesh.result(configuration.getDefaultTtl(old)), 7);
    t.false(store.records.has("next") || store.records.has("cand"));
  });
