// The example of a switch, and the example of a lamp that it works through a group.
import test from "ava";
import { World, type WorldHost, type WorldOptions } from "xs-mesh/simulation";

const [wall, lamp] = ["switch", "lamp"].map(
  (name) => new URL(`../../examples/${name}/main.ts`, import.meta.url),
);

async function house(host: WorldHost, parameters: WorldOptions["parameters"] = {}) {
  const server = { model: "Generic OnOff Server", subscribe: "lamps" };
  const publish = { to: "lamps", retransmissions: 2, interval: 50 };
  const world = new World({
    host,
    parameters,
    seed: "switch",
    network: {
      groups: ["lamps"],
      nodes: {
        switch: [{ model: "Generic OnOff Client", publish }],
        kitchen: [server],
        hall: [server],
      },
    },
  });
  const device = await world.add("switch", { firmware: wall! });
  const kitchen = await world.add("kitchen", { firmware: lamp!, position: { x: 3, y: 0 } });
  const hall = await world.add("hall", { firmware: lamp!, position: { x: 0, y: 4 } });
  const lit = () => [kitchen.isOn, hall.isOn];
  return { device, lit, world };
}

for (const host of ["node", "xs"] as const) {
  test(`on ${host}: the switch works the lamps of its group`, async (t) => {
    const { device, lit, world } = await house(host);
    await world.provisionAll();
    t.deepEqual(lit(), [false, false]);
    await device.press();
    await world.until(() => !lit().includes(false), { limit: 1000 });
    await device.press();
    await world.until(() => !lit().includes(true), { limit: 1000 });
    await device.press("button", "double");
    await world.until(() => !lit().includes(false), { limit: 3000 });
    await device.press("button", "long");
    await world.until(() => !lit().includes(true), { limit: 1000 });
    t.deepEqual(
      device.log.map(({ text }) => text),
      ["on published", "off published", "on published", "off published"],
    );
    world.close();
  });

  test(`on ${host}: pressed on no network the switch goes on, and says why nothing happens`, async (t) => {
    const { device, lit, world } = await house(host);
    await device.press();
    await world.pass(100);
    t.deepEqual(
      device.log.map(({ text }) => text),
      ["on not-provisioned"],
    );
    await world.provisionAll();
    await device.press("button", "double");
    await world.until(() => !lit().includes(false), { limit: 3000 });
    world.close();
  });
}

test("lamps that hear different publications of a switch begin together: the delay makes up for it", async (t) => {
  // Two of five packets are lost, so that the lamps often hear different ones of three publications, 50 ms
  // apart. What is left are the events of one PDU, up to 30 ms apart, and what the switch's queue adds.
  const { device, lit, world } = await house("node", { lossRate: 0.4 });
  await world.provisionAll();
  const apart: number[] = [];
  for (let i = 0; i < 100; i++) {
    await device.press();
    await world.until(() => lit()[0] !== lit()[1], { limit: 1000 });
    const first = world.clock.now();
    await world.until(() => lit()[0] === lit()[1], { limit: 1000 });
    apart.push(world.clock.now() - first);
    await world.pass(1000);
  }
  world.close();
  const mean = apart.reduce((sum, time) => sum + time, 0) / apart.length;
  // 26 ms; 35 ms with the same delay in each publication.
  t.true(mean < 30, `${mean} ms`);
});
