// What a user of the package may write: a provisioner takes in two lights and switches one.
import { GenericOnOffClient, GenericOnOffServer, Node } from "xs-mesh";
import { genericOnOffClientId, genericOnOffServerId } from "xs-mesh/models";
import { Provisioner } from "xs-mesh/provisioner";
import { Simulation } from "xs-mesh/simulation";

const simulation = new Simulation({ seed: "two lights" });
const companyId = 0xffff;
const uuids = ["kitchen", "hall"].map((name, i) => {
  const light = new GenericOnOffServer({ onChange: (on) => console.log(name, on) });
  const uuid = new Uint8Array(16).fill(i + 1);
  const host = simulation.host({ name, position: { x: 4 * i + 2, y: 3 } });
  new Node({ host, uuid, companyId, elements: [{ models: [light] }] });
  return uuid;
});
const client = new GenericOnOffClient();
const host = simulation.host({ name: "provisioner" });
const uuid = new Uint8Array(16);
const provisioner = new Provisioner({ host, uuid, companyId, models: [client] });
const { address, configuration } = provisioner;
await simulation.run(async () => {
  await provisioner.createAppKey(0);
  await configuration.bind(address, { elementAddress: address, modelId: genericOnOffClientId }, 0);
  for (const uuid of uuids) {
    const { address: light } = await provisioner.provision(uuid);
    await provisioner.addAppKey(light, 0);
    await configuration.bind(light, { elementAddress: light, modelId: genericOnOffServerId }, 0);
  }
  const { present } = await client.set(true, { dst: 0x0003, appKeyIndex: 0 });
  console.log("the light at 0003 answers", present);
});
