import { nodeHost } from "../../hosts/node/host.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { decodeCompositionPage0 } from "../../modules/access/composition.js";
import { fromHex } from "../../modules/base/bytes.js";
import type { NodeState } from "../../modules/node/node.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualAir } from "../../tools/air/air.js";
import { RealTime } from "../../tools/air/real-time.js";
import { Meshd, randomUuid } from "../../tools/meshd/meshd.js";
import { lightFirmware, lightHosts } from "../../tools/simulate/light.js";
import { meshd as peer } from "../support/meshd.js";
import { peerTest } from "../support/peer.js";

const scale = 10;
const appKeyIndex = 0;
const group = 0xc000;
const onOffServer = 0x1000;
const onOffClient = 0x1001;

/** Runs `body` beside a daemon while time passes ten times as fast, and ends the daemon after it. */
async function beside(
  body: (meshd: Meshd, air: VirtualAir, clock: VirtualClock) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const meshd = await Meshd.start({ air });
  try {
    await new RealTime({ clock, scale, follow: (now) => meshd.follow(now) }).during(() =>
      body(meshd, air, clock),
    );
  } finally {
    await meshd.close();
  }
}

for (const [name, lights] of [
  ["XS", lightHosts.xs],
  ["Node.js", lightHosts.node],
] as const)
  peerTest([peer], `bluetooth-meshd provisions and switches a light on ${name}`, async (t) => {
    const host = await lights(lightFirmware);
    await beside(async (meshd, air, clock) => {
      await meshd.createNetwork();
      const failures: string[] = [];
      const light = await host.boot({
        name: "light",
        clock,
        station: air.attach({ name: "light" }),
        random: new SeededRandom("light"),
        store: new MemoryStore(),
        ecdhMilliseconds: 0,
        onFailure: ({ message }) => failures.push(message),
      });
      const state = async () => (await light.call("state")) as NodeState;
      const { unicast, count } = await meshd.provision(fromHex((await state()).uuid));
      t.is(count, 1);
      const page = decodeCompositionPage0(await meshd.config.getComposition(unicast));
      t.is((await state()).address, unicast);
      t.deepEqual(page?.elements, [{ location: 0, models: [0x0000, onOffServer] }]);
      await meshd.createAppKey(appKeyIndex);
      t.is(await meshd.config.addAppKey(1, appKeyIndex), 0);
      t.is(await meshd.config.bind(1, 1, appKeyIndex, { model: onOffClient }), 0);
      t.is(await meshd.config.addAppKey(unicast, appKeyIndex), 0);
      const model = { model: onOffServer };
      t.is(await meshd.config.bind(unicast, unicast, appKeyIndex, model), 0);
      t.is(await meshd.config.addSubscription(unicast, unicast, group, model), 0);
      t.is(await meshd.onOff.get(unicast, appKeyIndex), false);
      t.is(await meshd.onOff.set(unicast, appKeyIndex, true), true);
      t.is(await meshd.onOff.get(unicast, appKeyIndex), true);
      await meshd.onOff.setUnacknowledged(group, appKeyIndex, false);
      t.is(await meshd.onOff.get(unicast, appKeyIndex), false);
      t.deepEqual(failures, []);
      light.close();
    });
    host.close();
  });

peerTest([peer], "our provisioner takes in and switches a node of bluetooth-meshd", async (t) => {
  await beside(async (meshd, air, clock) => {
    const client = new GenericOnOffClient();
    const provisioner = new Provisioner({
      host: nodeHost({ clock, radio: air.attach({ name: "provisioner" }) }),
      uuid: randomUuid(),
      companyId: 0xffff,
      models: [client],
    });
    const uuid = randomUuid();
    const joined = meshd.join(uuid);
    await provisioner.scanner.wait(uuid);
    const { address, elements } = await provisioner.provision(uuid);
    await joined;
    t.is(elements, meshd.elements.length);
    const { configuration } = provisioner;
    await provisioner.createAppKey(appKeyIndex);
    const own = { elementAddress: 1, modelId: onOffClient };
    await configuration.bind(1, own, appKeyIndex);
    const page = await configuration.getComposition(address);
    t.true(page.elements[0]!.models.includes(onOffServer));
    await provisioner.addAppKey(address, appKeyIndex);
    const model = { elementAddress: address, modelId: onOffServer };
    await configuration.bind(address, model, appKeyIndex);
    t.deepEqual(await configuration.getBindings(address, model), [appKeyIndex]);
    // The daemon leaves the model to its application, which gets the message and is not made to answer.
    const heard = new Promise<string>((resolve) =>
      meshd.onMessage(({ data }) => resolve(Buffer.from(data).toString("hex"))),
    );
    client.setUnacknowledged(true, { dst: address, appKeyIndex });
    t.regex(await heard, /^820301/);
    provisioner.close();
  });
});
