import test from "ava";
import {
  LinkState,
  RemoteStatus,
  ScanState,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import { Abort } from "../../../../modules/base/abort.js";
import type { RemoteProvisioningServer } from "../../../../modules/foundation/remote-provisioning/server.js";
import type { ScannedDevice } from "../../../../modules/foundation/remote-provisioning/found-devices.js";
import { remoteRig, serverAddress } from "../../../support/remote-rig.js";

async function all(scan: AsyncIterable<ScannedDevice>): Promise<ScannedDevice[]> {
  const found: ScannedDevice[] = [];
  for await (const device of scan) found.push(device);
  return found;
}

test("a device that the client does not hear is found and provisioned through a server", async (t) => {
  const { client, devices, mesh, provision } = remoteRig();
  const found = await mesh.result(
    all(client.scan({ server: serverAddress, timeout: 10, limit: 1 })),
  );
  t.deepEqual(
    found.map(({ uuid }) => uuid),
    [devices[0]!.uuid],
  );
  const begun = mesh.clock.now();
  const result = await mesh.result(provision(0));
  t.is(result.address, 0x0200);
  t.log(`${mesh.clock.now() - begun} ms`);
  await mesh.clock.run(5000);
  t.is(devices[0]!.node.address, 0x0200);
  const { state } = await mesh.result(client.getLinkState(serverAddress));
  t.is(state, LinkState.idle);
});

test("a scan reports each device once, and ends with its time", async (t) => {
  const { client, devices, mesh } = remoteRig({ devices: 5 });
  const { maximumItems } = await mesh.result(client.getScanCapabilities(serverAddress));
  t.is(maximumItems, 32);
  const scan = client.scan({ server: serverAddress, timeout: 8 });
  const running = mesh.result(all(scan));
  await mesh.clock.run(3000);
  const status = await mesh.result(client.getScanStatus(serverAddress));
  t.is(status.state, ScanState.multiple);
  const found = await running;
  t.deepEqual(
    found.map(({ uuid }) => uuid[0]!).sort((a, b) => a - b),
    devices.map(({ uuid }) => uuid[0]!),
  );
  t.is(found.length, 5);
  t.deepEqual(await mesh.result(client.getScanStatus(serverAddress)), {
    status: RemoteStatus.success,
    state: ScanState.idle,
    itemsLimit: 0,
    timeout: 0,
  });
});

// Seconds of a scan, and those that the server is asked for: the rest is for its last reports.
for (const [timeout, asked] of [
  [1, 1],
  [2, 1],
  [6, 5],
  [255, 254],
] as const)
  test(`scan({ timeout: ${timeout} }): the timeout is the whole`, async (t) => {
    const { client, mesh, servers } = remoteRig({ devices: 3 });
    const begun = mesh.clock.now();
    const running = mesh.result(all(client.scan({ server: serverAddress, timeout })));
    await mesh.clock.run(100);
    const server = servers[0]!.node.elements[0]!.find(0x0004) as RemoteProvisioningServer;
    t.is(server.scan.status.timeout, asked);
    const found = await running;
    t.is(mesh.clock.now() - begun, 1000 * timeout);
    if (timeout >= 6) t.is(found.length, 3);
    t.is(server.scan.status.state, timeout === 1 ? ScanState.multiple : ScanState.idle);
  });

for (const timeout of [0, 256, 1.5, NaN])
  test(`scan({ timeout: ${timeout} }) is refused at once`, (t) => {
    const { client } = remoteRig();
    t.throws(() => client.scan({ server: serverAddress, timeout }), { message: /^timeout: / });
  });

test("a scan that is given up ends at the server too, and leaving the loop does the same", async (t) => {
  const { client, mesh } = remoteRig({ devices: 3 });
  const signal = new Abort();
  const scan = client.scan({ server: serverAddress, timeout: 60, signal });
  const running = mesh.outcome(all(scan));
  await mesh.clock.run(2000);
  t.throws(() => client.scan({ server: serverAddress, timeout: 60 }), { message: /is running/ });
  signal.abort();
  t.is(((await running) as Error).name, "AbortError");
  await mesh.clock.run(2000);
  t.is((await mesh.result(client.getScanStatus(serverAddress))).state, ScanState.idle);
  const left = (async () => {
    for await (const device of client.scan({ server: serverAddress, timeout: 60 }))
      return device.uuid;
    return undefined;
  })();
  t.truthy(await mesh.result(left));
  await mesh.clock.run(2000);
  t.is((await mesh.result(client.getScanStatus(serverAddress))).state, ScanState.idle);
});

test("a scan with a limit beyond the server's is refused with its status, from the loop", async (t) => {
  const { client, mesh } = remoteRig();
  const outcome = await mesh.outcome(
    all(client.scan({ server: serverAddress, timeout: 5, limit: 200 })),
  );
  t.like(outcome, {
    name: "RemoteProvisioningError",
    status: RemoteStatus.scanningCannotStart,
  });
});

test("an extended scan: of a device, of the server's own node, given up, and more than there is room for", async (t) => {
  const adStructures = Uint8Array.of(2, 9, 0x41);
  const { client, devices, mesh, servers } = remoteRig({
    server: { adStructures, extendedScans: 1 },
  });
  const types = Uint8Array.of(9);
  const own = await mesh.result(client.scanExtended({ server: serverAddress, types }));
  t.deepEqual(own.uuid, servers[0]!.node.uuid);
  t.deepEqual(own.adStructures, adStructures);
  const { uuid } = devices[0]!;
  const scan = { server: serverAddress, types, uuid, timeout: 4 };
  const first = client.scanExtended(scan);
  const second = client.scanExtended({ ...scan, uuid: new Uint8Array(16) });
  t.like(await mesh.outcome(second), { status: RemoteStatus.limitedResources });
  t.deepEqual((await mesh.result(first)).uuid, uuid);
  const signal = new Abort();
  const third = mesh.outcome(client.scanExtended({ ...scan, signal }));
  signal.abort();
  t.is(((await third) as Error).name, "AbortError");
});

test("an Extended Scan Start whose first transmissions are lost is sent again: no message answers it at once", async (t) => {
  const { client, manager, mesh, servers } = remoteRig();
  const { filter } = mesh.air;
  const heardFrom = mesh.clock.now() + 200;
  mesh.air.filter = (from, to, data) =>
    filter!(from, to, data) && (from !== manager.host.radio.index || mesh.clock.now() >= heardFrom);
  const types = Uint8Array.of(9);
  const own = await mesh.result(client.scanExtended({ server: serverAddress, types }));
  t.true(mesh.clock.now() > heardFrom);
  t.deepEqual(own.uuid, servers[0]!.node.uuid);
});
