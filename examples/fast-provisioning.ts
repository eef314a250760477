// Fast provisioning: a top provisioner takes in one light, which provisions others, which
// provision others. The messages are those of ESP-IDF's example.
//
//   in a checkout of xs-mesh:  npx tsx --conditions=xs-mesh-source examples/fast-provisioning.ts
//   with the package:          npx tsx fast-provisioning.ts
import { GenericOnOffClient, GenericOnOffServer } from "xs-mesh";
import { FastProvisioningNode, TopProvisioner } from "xs-mesh/espressif";
import { Simulation } from "xs-mesh/simulation";

const companyId = 0xffff;
const count = 20;
const group = 0xc000;
const appKeyIndex = 0;
/** How the UUIDs of the lights begin: the top provisioner takes in no others. */
const matchValue = Uint8Array.of(0xdd, 0xdd);
const simulation = new Simulation({ seed: "fast" });

const lights = Array.from({ length: count }, (_, i) => {
  const light = new GenericOnOffServer({
    onChange: () => fast.lightSwitched(),
    onRequest: () => fast.lightRequested(),
  });
  const fast = new FastProvisioningNode({
    host: simulation.host({
      name: `light-${i + 1}`,
      position: { x: 2 * (i % 5), y: 2 * Math.floor(i / 5) },
      sets: 4, // advertising sets, as an ESP32-C3 has
      ecdhMilliseconds: 200,
    }),
    companyId,
    uuidPrefix: matchValue,
    elements: [{ models: [light] }],
    limits: { replayList: 256, messageCache: 128 },
  });
  return { fast, light };
});

const onOff = new GenericOnOffClient();
const top = new TopProvisioner({
  host: simulation.host({ name: "top", position: { x: 4, y: 3 }, sets: 4 }),
  uuid: new Uint8Array(16),
  companyId,
  models: [onOff],
});
await simulation.run(async () => {
  await top.createAppKey(appKeyIndex);
  const first = await top.begin({ matchValue, group, count, appKeyIndex });
  console.log(`the first light is the node ${first.address.toString(16).padStart(4, "0")}`);
  await top.whenComplete(count, 300_000);
});
console.log(`${top.nodes.length} nodes after ${(simulation.clock.now() / 1000).toFixed(1)} s`);

for (let i = 0; i < 3; i++) {
  onOff.setUnacknowledged(true, { dst: group, appKeyIndex });
  await simulation.pass(1000);
}
console.log(`${lights.filter(({ light }) => light.isOn).length} of ${count} lights are on`);
for (const { fast } of lights) fast.close();
top.close();
