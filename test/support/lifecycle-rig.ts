// A node with about everything that can be pending, and the peers that make it so.
import { ConfigurationClient } from "../../modules/foundation/configuration/client.js";
import { HealthServer } from "../../modules/foundation/health/server.js";
import { PrivateBeaconServer } from "../../modules/foundation/private-beacon/server.js";
import { RemoteProvisioningClient } from "../../modules/foundation/remote-provisioning/client.js";
import { RemoteProvisioningServer } from "../../modules/foundation/remote-provisioning/server.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import { ProvisionerRole } from "../../modules/provisioning/provisioner.js";
import { CountingClock } from "./counting-clock.js";
import { deviceKeyOf, Mesh, netKey } from "./mesh.js";

export const address = 0x0100;
/** Where it is after a reset. */
export const next = 0x0140;
export const uuid = new Uint8Array(16).fill(0xa0);
export const networkData = {
  netKey,
  deviceKey: deviceKeyOf(address),
  netKeyIndex: 0,
  ivIndex: 7,
  address,
};

/** A manager at 0001, a device, and the node that is looked at, joined or not. */
export function lifecycleRig(joined = true) {
  const mesh = new Mesh();
  const configuration = new ConfigurationClient();
  const remote = new RemoteProvisioningClient();
  const manager = mesh.node(0x0001, [{ models: [configuration, remote] }]);
  const calls: string[] = [];
  const device = new Node({
    host: mesh.host(),
    uuid: new Uint8Array(16).fill(0xb0),
    companyId: 1,
    elements: [{ models: [] }],
  });
  const ownConfiguration = new ConfigurationClient();
  const ownRemote = new RemoteProvisioningClient();
  const server = new RemoteProvisioningServer();
  const onOff = new GenericOnOffServer();
  const clock = new CountingClock(mesh.clock);
  const host = { ...mesh.host(), clock };
  const node = new Node({
    host,
    uuid,
    companyId: 1,
    elements: [
      {
        models: [
          new HealthServer({
            companies: [{ companyId: 1, tests: [0] }],
            onAttention: () => calls.push("attention"),
          }),
          new PrivateBeaconServer(),
          server,
          onOff,
          ownConfiguration,
          ownRemote,
        ],
      },
    ],
    remoteDeviceKeys: { deviceKey: (other) => mesh.deviceKey(other) },
    onProvisioned: () => calls.push("provisioned"),
    onReset: () => calls.push("reset"),
  });
  // The others learn its device key.
  for (const one of [address, next]) mesh.node(one, [{ models: [] }]).node.close();
  if (joined) node.provision(networkData);
  mesh.clock.advance(0);
  calls.length = 0;
  const role = new ProvisionerRole({
    ...manager.host,
    bearer: manager.node.bearer,
    diagnostics: manager.node.diagnostics,
  });
  /** Nobody hears the node any more, or the node nobody. */
  const mute = () => (mesh.air.filter = (from) => from !== host.radio.index);
  const deafen = () => (mesh.air.filter = (_, to) => to !== host.radio.index);
  const sent = (opcode: number) => () =>
    host.events.some((event) => event.type === "access.send" && event.opcode === opcode);
  const until = async (stop: () => boolean) => {
    await mesh.clock.run(120_000, stop);
    if (!stop()) throw new Error("it did not come to that");
  };
  const quietly = (promise: Promise<unknown>) => void promise.catch(() => undefined);
  return {
    calls,
    clock,
    configuration,
    deafen,
    device,
    host,
    manager,
    mesh,
    mute,
    node,
    onOff,
    ownConfiguration,
    ownRemote,
    quietly,
    remote,
    role,
    sent,
    server,
    until,
  };
}

export type LifecycleRig = ReturnType<typeof lifecycleRig>;
