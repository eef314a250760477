// A provisioner: it finds devices by their beacons, provisions them, gives them an AppKey and a
// group, and switches that.
//
//   in a checkout of xs-mesh:  npx tsx --conditions=xs-mesh-source examples/provisioner.ts
//   with the package:          npx tsx provisioner.ts
//
// Three lamps and the provisioner run on a virtual air. On a radio of your own the provisioner
// is the same: give it a host that has one.
import { GenericOnOffClient, GenericOnOffServer, Node, toHex } from "xs-mesh";
import { genericOnOffClientId, genericOnOffServerId } from "xs-mesh/models";
import { Provisioner } from "xs-mesh/provisioner";
import { Simulation } from "xs-mesh/simulation";

const companyId = 0xffff;
const group = 0xc000;
const appKeyIndex = 0;
const simulation = new Simulation({ seed: "provisioner" });

for (const [i, name] of ["desk", "shelf", "door"].entries()) {
  const lamp = new GenericOnOffServer({
    onChange: (on) => console.log(`${name}: ${on ? "on" : "off"}`),
  });
  const host = simulation.host({ name, position: { x: 3 * i, y: 2 } });
  new Node({ host, companyId, elements: [{ models: [lamp] }] });
}

const onOff = new GenericOnOffClient();
const found: Uint8Array[] = [];
const provisioner = new Provisioner({
  host: simulation.host({ name: "provisioner" }),
  uuid: new Uint8Array(16), // its own Device UUID
  companyId,
  models: [onOff],
  onFound: ({ uuid }) => found.push(uuid),
});
const { address: own, configuration } = provisioner;

/** Provisions a device and configures it: AppKey, binding, subscription. */
async function takeIn(uuid: Uint8Array): Promise<void> {
  const { address } = await provisioner.provision(uuid);
  const model = { elementAddress: address, modelId: genericOnOffServerId };
  await provisioner.addAppKey(address, appKeyIndex);
  await configuration.bind(address, model, appKeyIndex);
  await configuration.subscribe(address, model, group);
  console.log(`${toHex(uuid).slice(0, 8)} is the node ${address.toString(16).padStart(4, "0")}`);
}

await simulation.run(async () => {
  await provisioner.createAppKey(appKeyIndex);
  await configuration.bind(
    own,
    { elementAddress: own, modelId: genericOnOffClientId },
    appKeyIndex,
  );
});
await simulation.pass(5000); // devices beacon every two seconds
for (const uuid of found) await simulation.run(takeIn(uuid));

onOff.setUnacknowledged(true, { dst: group, appKeyIndex });
await simulation.pass(1000);
for (const { address } of provisioner.database.nodes) {
  const { present } = await simulation.run(onOff.get({ dst: address, appKeyIndex }));
  console.log(
    `${address.toString(16).padStart(4, "0")} answers that it is ${present ? "on" : "off"}`,
  );
}
provisioner.close();
