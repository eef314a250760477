// The examples of lamps, provisioned and switched on a virtual air.
import test from "ava";
import {
  type Board,
  fromHex,
  GenericOnOffClient,
  type Host,
  OutputAction,
  ProvisioningFailedError,
} from "xs-mesh";
import { genericOnOffServerId } from "xs-mesh/models";
import { start as startLamp } from "../../examples/lamp/main.js";
import { start as startOutputOob } from "../../examples/output-oob/main.js";
import { start as startStaticOob } from "../../examples/static-oob/main.js";
import { start as startTwoSockets } from "../../examples/two-sockets/main.js";
import { exampleNetwork } from "../support/example-network.js";

const server = [genericOnOffServerId];
const label = "00112233445566778899aabbccddeeff";
const startLabelled = (host: Host, board: Board) => startStaticOob(host, board, { label });

test("the lamp is switched, and comes up as it was", async (t) => {
  const client = new GenericOnOffClient();
  const { configure, device, host, lamp, provisioner, simulation } = exampleNetwork(startLamp, [
    client,
  ]);
  await simulation.run(async () => {
    const { address } = await provisioner.provision(device.uuid);
    await configure([server]);
    t.true((await client.set(true, { dst: address, appKeyIndex: 0 })).present);
  });
  t.true(lamp.isOn);
  device.close();
  lamp.isOn = false;
  startLamp(host.restarted(), lamp);
  await simulation.pass(100);
  t.true(lamp.isOn);
});

test("each socket of the lamp with two is switched alone", async (t) => {
  const client = new GenericOnOffClient();
  const { configure, device, provisioner, simulation } = exampleNetwork(startTwoSockets, [client]);
  await simulation.run(async () => {
    const { address, elements } = await provisioner.provision(device.uuid);
    t.is(elements, 2);
    await configure([server, server]);
    const right = { dst: address + 1, appKeyIndex: 0 };
    t.true((await client.set(true, right)).present);
    t.false((await client.get({ dst: address, appKeyIndex: 0 })).present);
  });
});

test("each socket of the lamp with two has a relay of its own", async (t) => {
  const client = new GenericOnOffClient();
  const { configure, device, lamp, provisioner, simulation } = exampleNetwork(startTwoSockets, [
    client,
  ]);
  await simulation.run(async () => {
    const { address } = await provisioner.provision(device.uuid);
    await configure([server, server]);
    await client.set(true, { dst: address + 1, appKeyIndex: 0 });
  });
  t.deepEqual(lamp.state.lamps, { left: false, right: true });
});

test("the button of the lamp switches it on and off, also on no network", async (t) => {
  const { lamp, simulation } = exampleNetwork(startLamp);
  lamp.press("button", "short");
  await simulation.pass(10);
  t.true(lamp.isOn);
  lamp.press("button", "short");
  await simulation.pass(10);
  t.false(lamp.isOn);
});

test("the lamp with static OOB lets in who has its label", async (t) => {
  const { device, provisioner, simulation } = exampleNetwork(startLabelled);
  await simulation.run(provisioner.provision(device.uuid, { staticOob: fromHex(label) }));
  t.is(device.address, 0x0002);
});

for (const [who, options] of [
  ["who has none", {}],
  ["who has another label", { staticOob: new Uint8Array(16) }],
] as const)
  test(`the lamp with static OOB does not let in ${who}`, async (t) => {
    const { device, provisioner, simulation } = exampleNetwork(startLabelled);
    await t.throwsAsync(simulation.run(provisioner.provision(device.uuid, options)));
    t.is(device.address, undefined);
  });

test("the lamp with output OOB blinks what the provisioner has to know", async (t) => {
  const { device, lamp, provisioner, simulation } = exampleNetwork(startOutputOob);
  const counting = {
    selectAuthentication: () => ({
      method: "output" as const,
      action: OutputAction.blink,
      size: 1,
      // A person counts until it has not blinked for a while: nine times take 7.2 s.
      read: () =>
        new Promise<number>((resolve) => {
          simulation.clock.schedule(() => resolve(lamp.flashes), 10_000);
        }),
    }),
  };
  await simulation.run(provisioner.provision(device.uuid, counting));
  t.is(device.address, 0x0002);
  t.true(lamp.flashes >= 1 && lamp.flashes <= 9);
});

test("the lamp with output OOB does not let in who counts wrong", async (t) => {
  const { device, lamp, provisioner, simulation } = exampleNetwork(startOutputOob);
  const guessing = {
    selectAuthentication: () => ({
      method: "output" as const,
      action: OutputAction.blink,
      size: 1,
      read: () =>
        new Promise<number>((resolve) => {
          simulation.clock.schedule(() => resolve((lamp.flashes % 9) + 1), 10_000);
        }),
    }),
  };
  await t.throwsAsync(simulation.run(provisioner.provision(device.uuid, guessing)), {
    instanceOf: ProvisioningFailedError,
  });
  t.is(device.address, undefined);
});
