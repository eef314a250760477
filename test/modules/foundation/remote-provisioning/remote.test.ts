import test from "ava";
import {
  LinkState,
  RemoteStatus,
  ScanState,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import type { ScannedDevice } from "../../../../modules/foundation/remote-provisioning/scan.js";
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
  const { state } = await mesh.result(client.linkState(serverAddress));
  t.is(state, LinkState.idle);
});

test("a scan reports each device once, and ends with its time", async (t) => {
  const { client, devices, mesh } = remoteRig({ devices: 5 });
  const { maximumItems } = await mesh.result(client.scanCapabilities(serverAddress));
  t.is(maximumItems, 32);
  const scan = client.scan({ server: serverAddress, timeout: 8 });
  const running = mesh.result(all(scan));
  await mesh.clock.run(3000);
  const status = await mesh.result(client.scanStatus(serverAddress));
  t.is(status.state, ScanState.multiple);
  const found = await running;
  t.deepEqual(
    found.map(({ uuid }) => uuid[0]!).sort((a, b) => a - b),
    devices.map(({ uuid }) => uuid[0]!),
  );
  t.is(found.length, 5);
  t.deepEqual(await mesh.result(client.scanStatus(serverAddress)), {
    status: RemoteStatus.success,
    state: ScanState.idle,
    itemsLimit: 0,
    timeout: 0,
  });
});
