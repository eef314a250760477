// The example of a vendor model: asked, and publishing at a period.
import test from "ava";
import { ThermometerClient } from "../../examples/thermometer/client.js";
import {
  start,
  thermometerClientId,
  thermometerServerId,
} from "../../examples/thermometer/main.js";
import { exampleNetwork } from "../support/example-network.js";

const group = 0xc001;

test("the thermometer answers, and publishes as often as it is told", async (t) => {
  const heard: number[] = [];
  const client = new ThermometerClient((celsius) => heard.push(celsius));
  const { configure, device, lamp, provisioner, simulation } = exampleNetwork(start, [client]);
  lamp.setSensor("temperature", 21.4);
  const { address: own, configuration } = provisioner;
  await simulation.run(async () => {
    const { address } = await provisioner.provision(device.uuid);
    await configure([[thermometerServerId]]);
    t.is(await client.temperature({ dst: address, appKeyIndex: 0 }), 21);
    const hears = { elementAddress: own, modelId: thermometerClientId };
    await configuration.subscribe(own, hears, group);
    await configuration.setPublication(
      address,
      { elementAddress: address, modelId: thermometerServerId },
      { address: group, appKeyIndex: 0, period: 2000 },
    );
  });
  heard.length = 0;
  await simulation.pass(20_000);
  t.true(heard.length >= 8 && heard.length <= 11, `${heard.length}`);
  t.deepEqual([...new Set(heard)], [21]);
});

test("the client asks the thermometers at its publish address, once it has one", async (t) => {
  const heard: number[] = [];
  const client = new ThermometerClient((celsius) => heard.push(celsius));
  const { configure, device, lamp, provisioner, simulation } = exampleNetwork(start, [client]);
  lamp.setSensor("temperature", -4.6);
  const { address: own, configuration } = provisioner;
  const subscriber = () => ({ elementAddress: device.address!, modelId: thermometerServerId });
  await simulation.run(async () => {
    await provisioner.provision(device.uuid);
    await configure([[thermometerServerId]]);
    t.is(client.askAll(), "no-publication");
    await configuration.subscribe(device.address!, subscriber(), group);
    await configuration.setPublication(
      own,
      { elementAddress: own, modelId: thermometerClientId },
      { address: group, appKeyIndex: 0 },
    );
  });
  t.is(client.askAll(), "published");
  await simulation.pass(3000);
  t.deepEqual(heard, [-5]);
});
