// No callback of an application runs while what it belongs to is still being made.
import test from "ava";
import { asciiBytes } from "../../modules/base/bytes.js";
import { Records } from "../../modules/base/records.js";
import { Diagnostics } from "../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import { FastProvisioningClient } from "../../modules/espressif/fast-provisioning/models/client.js";
import { FastProvisioningNode } from "../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node.js";
import { TopProvisioner } from "../../modules/espressif/fast-provisioning/provisioner/top-provisioner.js";
import { HealthClient } from "../../modules/foundation/health/client.js";
import { HealthServer } from "../../modules/foundation/health/server.js";
import type { Host } from "../../modules/host/host.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import { StationKeeper } from "../../modules/protocomm/wifi/keeper.js";
import { WifiProvisioning } from "../../modules/protocomm/wifi/provisioning.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { ProvisioningDevice } from "../../modules/provisioning/device.js";
import { ProvisionerRole } from "../../modules/provisioning/provisioner.js";
import { UnprovisionedScanner } from "../../modules/provisioning/scanner.js";
import { WifiLandscape } from "../../tools/wifi/landscape.js";
import { sessionCrypto } from "../support/session-crypto.js";
import { Mesh, netKey } from "../support/mesh.js";
import { TestStore } from "../support/records.js";
import { runPromiseJobs } from "../support/test-clock.js";

const companyId = 0xffff;
const uuid = new Uint8Array(16).fill(7);

/** What a constructor is given: callbacks that tell on it when they are called. */
interface Given {
  readonly host: Host;
  readonly bearer: AdvertisingBearer;
  readonly diagnostics: Diagnostics;
  /** A callback under this name, which answers `value`. */
  readonly spy: <T>(name: string, value: T) => () => T;
}

interface Made {
  close(): void;
}

function onOff({ spy }: Given): GenericOnOffServer {
  return new GenericOnOffServer({ restore: true, onChange: spy("onChange", undefined) });
}

function health({ spy }: Given): HealthServer {
  return new HealthServer({
    companies: [{ companyId, tests: [0] }],
    onTest: spy("onTest", undefined),
    onAttention: spy("onAttention", undefined),
  });
}

function nodeCallbacks({ spy }: Given) {
  return {
    onAttention: spy("onAttention", undefined),
    onProvisioned: spy("onProvisioned", undefined),
    onReset: spy("onReset", undefined),
    provisioning: { beaconInterval: spy("beaconInterval", 100) },
    remoteDeviceKeys: { deviceKey: spy("deviceKey", undefined) },
  };
}

const nothing: Made = { close: () => undefined };

function wifi({ host }: Given) {
  const landscape = new WifiLandscape({ clock: host.clock, accessPoints: [] });
  return landscape.station(Uint8Array.of(2, 0, 0, 0xab, 0xcd, 0xef));
}

/** How each class that takes callbacks is made, on a host with the store of a light that was on. */
const classes: Readonly<Record<string, (given: Given) => Made>> = {
  Node: (given) =>
    new Node({
      host: given.host,
      companyId,
      elements: [{ models: [onOff(given), health(given)] }],
      ...nodeCallbacks(given),
    }),
  FastProvisioningNode: (given) =>
    new FastProvisioningNode({
      host: given.host,
      companyId,
      elements: [{ models: [onOff(given), health(given)] }],
      ...nodeCallbacks(given),
      onGattProxy: given.spy("onGattProxy", undefined),
    }),
  Provisioner: (given) =>
    new Provisioner({
      host: given.host,
      uuid,
      companyId,
      models: [onOff(given), health(given)],
      onFound: given.spy("onFound", undefined),
    }),
  TopProvisioner: (given) =>
    new TopProvisioner({
      host: given.host,
      uuid,
      companyId,
      models: [onOff(given), health(given)],
      onNode: given.spy("onNode", undefined),
    }),
  ProvisioningDevice: ({ spy, ...given }) =>
    new ProvisioningDevice({
      ...given,
      ...given.host,
      uuid,
      capabilities: { elements: 1 },
      beaconInterval: spy("beaconInterval", 100),
      onAttention: spy("onAttention", undefined),
      onLinkOpen: spy("onLinkOpen", undefined),
      onLinkClose: spy("onLinkClose", undefined),
      onFailed: spy("onFailed", undefined),
      onAccept: spy("onAccept", true),
      onProvisioned: spy("onProvisioned", undefined),
    }),
  ProvisionerRole: ({ bearer, diagnostics, host }) =>
    new ProvisionerRole({ ...host, bearer, diagnostics }),
  UnprovisionedScanner: ({ bearer, diagnostics, host, spy }) =>
    new UnprovisionedScanner({
      ...host,
      bearer,
      diagnostics,
      onFound: spy("onFound", undefined),
      onBeacon: spy("onBeacon", undefined),
    }),
  StationKeeper: (given) =>
    new StationKeeper({
      clock: given.host.clock,
      wifi: wifi(given),
      network: { ssid: asciiBytes("home"), passphrase: new Uint8Array(0) },
      onChange: given.spy("onChange", undefined),
    }),
  WifiProvisioning: (given) =>
    new WifiProvisioning({
      clock: given.host.clock,
      random: given.host.random,
      crypto: sessionCrypto(given.host.clock),
      wifi: wifi(given),
      records: new Records({ store: given.host.store, diagnostics: given.diagnostics }),
      diagnostics: given.diagnostics,
      securities: [{ version: 0 }],
      // Asked for by the constructor, as its parts are: it is no news.
      transport: () => nothing,
      endpoints: { custom: given.spy("custom", undefined) },
      onState: given.spy("onState", undefined),
      onSession: given.spy("onSession", undefined),
      onEnd: given.spy("onEnd", undefined),
    }),
  GenericOnOffServer: (given) => (onOff(given), nothing),
  GenericOnOffClient: ({ spy }) => (
    new GenericOnOffClient({ onStatus: spy("onStatus", undefined) }),
    nothing
  ),
  HealthServer: (given) => (health(given), nothing),
  HealthClient: ({ spy }) => (
    new HealthClient({ onCurrentStatus: spy("onCurrentStatus", undefined) }),
    nothing
  ),
  FastProvisioningClient: ({ spy }) => (
    new FastProvisioningClient({ onAddresses: spy("onAddresses", undefined) }),
    nothing
  ),
};

/** The store of a node with a Generic OnOff Server that was on when its power was cut. */
async function litStore(): Promise<TestStore> {
  const mesh = new Mesh();
  const light = new GenericOnOffServer({ restore: true });
  const store = new TestStore();
  const node = new Node({ host: mesh.host(store), companyId, elements: [{ models: [light] }] });
  const deviceKey = new Uint8Array(16).fill(1);
  node.provision({ netKey, deviceKey, netKeyIndex: 0, ivIndex: 0, address: 1 });
  light.set(true);
  await mesh.clock.run(0);
  node.close();
  return store;
}

for (const [name, make] of Object.entries(classes))
  test(`no callback of a ${name} is called by its constructor, on a new store or an old one`, async (t) => {
    for (const store of [new TestStore(), await litStore()]) {
      const mesh = new Mesh();
      const host = mesh.host(store);
      const diagnostics = new Diagnostics();
      const bearer = new AdvertisingBearer({ ...mesh.host(), diagnostics });
      const inside: string[] = [];
      let making = true;
      const spy = <T>(callback: string, value: T) => {
        return () => {
          if (making) inside.push(callback);
          return value;
        };
      };
      const made = make({ host, bearer, diagnostics, spy });
      making = false;
      t.deepEqual(inside, []);
      await mesh.clock.run(1000);
      made.close();
      bearer.close();
      await runPromiseJobs();
    }
  });

test("the state that a light comes up with is told once it is there", async (t) => {
  const mesh = new Mesh();
  const told: boolean[] = [];
  const light = new GenericOnOffServer({ restore: true, onChange: (on) => told.push(on) });
  const host = mesh.host(await litStore());
  const node = new Node({ host, companyId, elements: [{ models: [light] }] });
  t.true(light.isOn);
  t.deepEqual(told, []);
  await mesh.clock.run(0);
  t.deepEqual(told, [true]);
  node.close();
});

test("a node that is closed at once calls nobody any more but for what is over", async (t) => {
  const mesh = new Mesh();
  const told: boolean[] = [];
  const light = new GenericOnOffServer({ restore: true, onChange: (on) => told.push(on) });
  const host = mesh.host(await litStore());
  const node = new Node({ host, companyId, elements: [{ models: [light] }] });
  node.close();
  t.deepEqual(told, [true]);
  await mesh.clock.run(60_000);
  t.deepEqual(told, [true]);
  t.is(mesh.clock.pending, 0);
});
