// A signal lives as long as what it may end, often for thousands of messages: nobody listens who is through.
import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { FastProvisioningClient } from "../../../modules/espressif/fast-provisioning/models/client.js";
import { FastProvisioningServer } from "../../../modules/espressif/fast-provisioning/models/server.js";
import { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import { UnprovisionedScanner } from "../../../modules/provisioning/scanner.js";
import { fastServerOptions } from "../../support/fast-server-rig.js";
import { bindAll } from "../../support/foundation-rig.js";
import { ListeningSignal } from "../../support/listening-signal.js";
import { appKey, Mesh } from "../../support/mesh.js";
import { Rig } from "../../support/provisioning.js";
import { remoteRig, serverAddress } from "../../support/remote-rig.js";

const nodeAddress = 0x0005;
/** Nobody is there. */
const nowhere = 0x0700;
const types = Uint8Array.of(0x09);
const group = 0xc000;

function network() {
  const mesh = new Mesh();
  const client = new ConfigurationClient();
  const fast = new FastProvisioningClient();
  const manager = mesh.node(0x0001, [{ models: [client, fast] }]);
  const node = mesh.node(nodeAddress, [
    { models: [new FastProvisioningServer(fastServerOptions)] },
  ]);
  for (const each of [manager, node]) {
    each.node.network!.applicationKeys.add(0, 0, appKey);
    bindAll(each);
  }
  return { client, fast, manager, mesh };
}

/** What is done until it has ended, one way or another. */
type Work = (signal: ListeningSignal) => Promise<unknown>;

const works: readonly (readonly [name: string, work: Work])[] = [
  [
    "a request that is answered",
    (signal) => {
      const { client, mesh } = network();
      return mesh.outcome(client.getDefaultTtl(nodeAddress, { signal }));
    },
  ],
  [
    "a segmented request that is answered",
    (signal) => {
      const { client, mesh } = network();
      return mesh.outcome(client.addAppKey(nodeAddress, 0, 0, appKey, { signal }));
    },
  ],
  [
    "a request to nobody",
    (signal) => {
      const { client, mesh } = network();
      return mesh.outcome(client.addAppKey(nodeAddress + 1, 0, 0, appKey, { signal }));
    },
  ],
  [
    "a request that is given up",
    async (signal) => {
      const { fast, mesh } = network();
      const asked = fast.nodeAddrGet(nowhere, { signal, appKeyIndex: 0 });
      await mesh.clock.run(500);
      signal.abort();
      return mesh.outcome(asked);
    },
  ],
  [
    "a request of a node that leaves its network",
    async (signal) => {
      const { fast, manager, mesh } = network();
      const asked = fast.nodeAddrGet(nowhere, { signal, appKeyIndex: 0 });
      await mesh.clock.run(500);
      manager.node.close();
      return mesh.outcome(asked);
    },
  ],
  [
    "a message whose delivery is awaited",
    (signal) => {
      const { fast, mesh } = network();
      const info = { groupAddress: group, matchValue: new Uint8Array(16) };
      return mesh.outcome(fast.infoSend(nodeAddress, info, { signal, appKeyIndex: 0 }));
    },
  ],
  [
    "a device that is found",
    (signal) => {
      const rig = new Rig();
      const { bearer, clock, diagnostics } = rig;
      const scanner = new UnprovisionedScanner({ bearer, clock, diagnostics });
      return rig.outcome(scanner.wait(rig.device().uuid, { signal }));
    },
  ],
  [
    "a device that is not found in time",
    (signal) => {
      const rig = new Rig();
      const { bearer, clock, diagnostics } = rig;
      const scanner = new UnprovisionedScanner({ bearer, clock, diagnostics });
      return rig.outcome(scanner.wait(new Uint8Array(16), { signal, timeout: 100 }));
    },
  ],
  [
    "a scanner that is closed",
    (signal) => {
      const rig = new Rig();
      const { bearer, clock, diagnostics } = rig;
      const scanner = new UnprovisionedScanner({ bearer, clock, diagnostics });
      const found = scanner.wait(new Uint8Array(16), { signal });
      scanner.close();
      return rig.outcome(found);
    },
  ],
  [
    "a device that is provisioned",
    (signal) => {
      const rig = new Rig();
      return rig.outcome(rig.provision(rig.device().uuid, { signal }));
    },
  ],
  [
    "a device that is not there",
    (signal) => {
      const rig = new Rig();
      return rig.outcome(rig.provision(new Uint8Array(16).fill(9), { signal }));
    },
  ],
  [
    "a provisioning that is given up",
    async (signal) => {
      const rig = new Rig();
      const provisioned = rig.provision(rig.device().uuid, { signal });
      await rig.clock.run(500);
      signal.abort();
      return rig.outcome(provisioned);
    },
  ],
  [
    "a scan through a server",
    (signal) => {
      const { client, mesh } = remoteRig();
      const scan = client.scan({ server: serverAddress, timeout: 1, signal });
      return mesh.outcome(
        (async () => {
          for await (const device of scan) void device;
        })(),
      );
    },
  ],
  [
    "an extended scan",
    (signal) => {
      const { client, mesh } = remoteRig();
      return mesh.outcome(client.scanExtended({ server: serverAddress, types, signal }));
    },
  ],
];

for (const [name, work] of works)
  test(`nobody listens to a signal any more after ${name}`, async (t) => {
    // What comes has the whole stack: that of a chip, inside XS.
    await Promise.resolve();
    const signal = new ListeningSignal();
    await work(signal);
    t.true(signal.added > 0, "somebody did");
    t.is(signal.listeners.size, 0);
  });

test("an abort tells each listener once, but those that were removed", (t) => {
  const abort = new Abort();
  const told: number[] = [];
  const listeners = [0, 1, 2].map((number) => () => void told.push(number));
  for (const listener of listeners) abort.addEventListener("abort", listener);
  abort.removeEventListener("abort", listeners[1]!);
  t.false(abort.aborted);
  abort.abort();
  abort.abort();
  t.true(abort.aborted);
  t.deepEqual(told, [0, 2]);
});
