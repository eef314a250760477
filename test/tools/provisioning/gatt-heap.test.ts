// What a GATT proxy takes of the heap of a light, on the 32-bit engine.
import { readFileSync } from "node:fs";
import { esp32Creation } from "../../../hosts/xs/port.js";
import { engine32 } from "../../support/engine32.js";
import { lightOnAir } from "../../support/light-on-air.js";
import { peerTest } from "../../support/peer.js";

const onOffServer = 0x1000;

/** Live slots and octets of chunks of a configured light. */
async function configured(gatt: boolean) {
  const run = await lightOnAir({ engine: "xs32", gatt, creation: esp32Creation });
  const { provisioner } = run;
  await run.clock.run(2000);
  const uuid = run.uuid();
  await run.during(provisioner.scanner.wait(uuid));
  const { address } = await run.during(provisioner.provision(uuid, { bearer: "pb-adv" }));
  await run.during(provisioner.createAppKey(0));
  await run.during(provisioner.addAppKey(address, 0));
  const model = { elementAddress: address, modelId: onOffServer };
  await run.during(provisioner.configuration.bind(address, model, 0));
  await run.clock.run(run.clock.now() + 5000);
  const machine = run.device.machine!;
  machine.heap({ collect: true });
  const { chunks, slots } = machine.heap({ collect: true });
  run.close();
  return { chunks, slots };
}

peerTest([engine32], "the GATT proxy of a light takes as much heap as the page says", async (t) => {
  const [proxy, none] = [await configured(true), await configured(false)];
  const page = readFileSync(new URL("../../../hosts/esp32/README.md", import.meta.url), "utf8");
  const [, slots] = /as a GATT\s+proxy the light takes some (\d+) slots/.exec(page) ?? [];
  const taken = proxy.slots - none.slots;
  t.true(Math.abs(taken - Number(slots)) <= 5, `${taken} slots`);
  t.true(proxy.chunks - none.chunks < 400, `${proxy.chunks - none.chunks} octets`);
});
