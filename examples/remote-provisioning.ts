// Remote provisioning: a device two rooms away, which the provisioner does not hear, is found
// and provisioned through nodes between them.
//
//   in a checkout of xs-mesh:  npx tsx --conditions=xs-mesh-source examples/remote-provisioning.ts
//   with the package:          npx tsx remote-provisioning.ts
import { GenericOnOffServer, Node, toHex } from "xs-mesh";
import { RemoteProvisioningServer } from "xs-mesh/foundation";
import { Provisioner } from "xs-mesh/provisioner";
import { Simulation } from "xs-mesh/simulation";

const companyId = 0xffff;
// Rooms in a row, 20 m from one to the next; nobody hears further than 25 m.
const simulation = new Simulation({ seed: "two rooms away", air: "kind", range: 25 });

/** A lamp in a room, which also provisions others: any node may. */
function lamp(name: string, x: number): Uint8Array {
  const models = [new RemoteProvisioningServer(), new GenericOnOffServer()];
  const host = simulation.host({ name, position: { x, y: 0 } });
  return new Node({ host, companyId, elements: [{ models }] }).uuid;
}

const hall = lamp("hall", 20);
const kitchen = lamp("kitchen", 40);
const provisioner = new Provisioner({
  host: simulation.host({ name: "provisioner" }),
  uuid: new Uint8Array(16),
  companyId,
});

// The hall is in reach. As a relay it passes on what goes to the kitchen and comes from it.
const near = await simulation.run(provisioner.provision(hall));
const retransmit = { transmissions: 3, interval: 20 };
await simulation.run(provisioner.configuration.setRelay(near.address, { relay: true, retransmit }));
console.log(`the hall is the node ${near.address.toString(16).padStart(4, "0")}`);

const heard = provisioner.scanner.devices.some(({ uuid }) => toHex(uuid) === toHex(kitchen));
console.log(`the provisioner hears the kitchen: ${heard ? "yes" : "no"}`);

const server = near.address;
await simulation.run(async () => {
  for await (const device of provisioner.scan({ server, timeout: 10, limit: 1 }))
    console.log(
      `the hall hears the kitchen: ${toHex(device.uuid) === toHex(kitchen) ? "yes" : "no"}`,
    );
});
const far = await simulation.run(provisioner.provision({ server, uuid: kitchen }));
console.log(`the kitchen is the node ${far.address.toString(16).padStart(4, "0")}`);

const ttl = await simulation.run(provisioner.configuration.getDefaultTtl(far.address));
console.log(`over the hall the kitchen answers that its Default TTL is ${ttl}`);
provisioner.close();
