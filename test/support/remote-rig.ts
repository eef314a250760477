import { RemoteProvisioningClient } from "../../modules/foundation/remote-provisioning/client.js";
import {
  RemoteProvisioningServer,
  type RemoteProvisioningServerOptions,
} from "../../modules/foundation/remote-provisioning/server.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import { ProvisionerRole } from "../../modules/provisioning/provisioner.js";
import { Mesh, netKey } from "./mesh.js";
import type { TestAirOptions } from "./test-air.js";

export const serverAddress = 0x0100;

/** A client at 0001 that hears the servers alone, servers from 0100 on, and devices that the servers hear. */
export function remoteRig(
  options: {
    readonly air?: Omit<TestAirOptions, "clock">;
    readonly servers?: number;
    readonly devices?: number;
    readonly server?: RemoteProvisioningServerOptions;
  } = {},
) {
  const { air = {}, devices: deviceCount = 1, server, servers: serverCount = 1 } = options;
  const mesh = new Mesh(air);
  const client = new RemoteProvisioningClient();
  const manager = mesh.node(0x0001, [{ models: [client] }]);
  const servers = Array.from({ length: serverCount }, (_, i) =>
    mesh.node(serverAddress + 0x10 * i, [{ models: [new RemoteProvisioningServer(server)] }]),
  );
  const devices = Array.from({ length: deviceCount }, (_, i) => {
    const host = mesh.host();
    const uuid = new Uint8Array(16).fill(0xa0 + i);
    const elements = [{ models: [new GenericOnOffServer()] }];
    return { host, uuid, node: new Node({ host, uuid, companyId: 0xffff, elements }) };
  });
  const far = new Set(devices.map(({ host }) => host.radio.index));
  const near = manager.host.radio.index;
  mesh.air.filter = (from, to) =>
    !(far.has(from) && to === near) && !(far.has(to) && from === near);
  const { clock, crypto } = mesh;
  const { random } = manager.host;
  const role = new ProvisionerRole({
    bearer: manager.node.bearer,
    clock,
    crypto,
    random,
    diagnostics: manager.node.diagnostics,
  });
  let next = 0x0200;
  const provision = (device: number, through = serverAddress) =>
    role.provision({
      uuid: devices[device]!.uuid,
      openLink: client.openLink(through),
      assign: ({ elements }) => {
        const address = next;
        next += elements;
        return { netKey, netKeyIndex: 0, ivIndex: 7, flags: 0, address };
      },
    });
  return { client, devices, manager, mesh, provision, role, servers };
}
