// A world says why a request was not answered, and what a firmware has misspelt, on both hosts.
import test from "ava";
import { ExpectationError, World, type WorldHost } from "xs-mesh/simulation";
import { TimeoutError } from "../../../modules/base/errors.js";

const firmware = (name: string) => new URL(`firmware/${name}.ts`, import.meta.url);

/** A lamp at 0002, which has no AppKey, and a switch at 0003. */
async function unbound(host: WorldHost) {
  const network = { groups: ["all"], nodes: { lamp: [] } };
  const world = new World({ host, air: "ideal", network });
  await world.add("lamp", { firmware: firmware("lamp") });
  const device = await world.add("switch", { firmware: firmware("switch") });
  await world.provision("lamp");
  await world.provision("switch");
  return { world, device };
}

const asked = "lamp (0002) did not answer Generic OnOff Get";
const noKey =
  'it does not have AppKey "main", or another one under that index; a node gets the AppKeys that its models are bound to; add { model: "Generic OnOff Server", bind: "main" } to network.nodes.lamp';
const noGroup =
  'no node took Generic OnOff Set Unacknowledged from provisioner (0001) to group "all" (c000): no model of any node subscribes to it; write { model: "Generic OnOff Server", subscribe: "all" } for a device in network.nodes';

for (const host of ["node", "xs"] as const) {
  test(`on ${host}: the error of a firmware's request has the reason of the other node`, async (t) => {
    const { device, world } = await unbound(host);
    await device.press();
    await world.pass(5000);
    t.deepEqual(
      device.log.map(({ level, text }) => [level, text]),
      [["error", `${asked}: ${noKey}`]],
    );
    t.is(world.refusals.length, 1);
    world.close();
  });

  test(`on ${host}: the error of the provisioner's request has the reason`, async (t) => {
    const { world } = await unbound(host);
    const question = world.network.onOff.get({ dst: 2, appKeyIndex: 0, timeout: 2000 });
    await t.throwsAsync(world.run(question), {
      instanceOf: TimeoutError,
      message: `${asked}: ${noKey}`,
    });
    world.close();
  });

  test(`on ${host}: a wait and an expectation that fail list the messages that nobody took`, async (t) => {
    const { world } = await unbound(host);
    const lamp = world.light("lamp");
    world.network.onOff.setUnacknowledged(true, { dst: 0xc000, appKeyIndex: 0 });
    await t.throwsAsync(
      world.until(() => lamp.isOn, { limit: 2000 }),
      { instanceOf: TimeoutError, message: `not done after 2000 simulated ms\n  ${noGroup}` },
    );
    const error = await t.throwsAsync(
      world.expect("the lamp is on", () => lamp.isOn, { within: 500 }),
      { instanceOf: ExpectationError },
    );
    t.true(error.message.endsWith(`not so within 500 ms: the lamp is on\n  ${noGroup}`));
    await world.pass(20_000);
    const later = await t.throwsAsync(world.expect("the lamp is on", () => lamp.isOn));
    t.true(later.message.endsWith("not so: the lamp is on"), "it was sent long before");
    world.close();
  });

  test(`on ${host}: a misspelt option is reported with the author's file and line`, async (t) => {
    const world = new World({ host });
    const error = await t.throwsAsync(world.add("lamp", { firmware: firmware("misspelt") }));
    t.is(error.message, "onchange: GenericOnOffServer has no such option; did you mean onChange?");
    t.regex(error.stack!, /firmware\/misspelt\.ts:6\b/);
    t.notRegex(error.stack!, /modules\/checks/);
    world.close();
  });

  test(`on ${host}: a misspelt option of a message is reported when it is sent`, async (t) => {
    const { device, world } = await unbound(host);
    await device.press("button", "double");
    await world.pass(10);
    const { text } = device.log.at(-1)!;
    t.regex(
      text,
      /^TypeError: appKeyIndx: a request has no such option; did you mean appKeyIndex\?/,
    );
    t.regex(text, /firmware\/switch\.ts:12\b/);
    world.close();
  });
}

test("the checks cost a machine on XS no slot, and leave more than a quarter of its stack", async (t) => {
  const world = new World({ host: "xs" });
  const device = await world.add("lamp", { firmware: firmware("lamp") });
  await world.provisionAll();
  const { slots, stackPeak, stackSize } = device.heap()!;
  t.true(slots < 1800, `${slots} slots`);
  t.true(stackPeak <= 0.75 * stackSize, `${stackPeak} slots of the stack`);
  world.close();
});

test("on xs: a request that fails and is not caught is the failure of its device, with the reason", async (t) => {
  const { device, world } = await unbound("xs");
  await device.press("button", "long");
  await t.throwsAsync(world.until(() => device.failure !== undefined));
  t.is(device.failure?.message, `${asked}: ${noKey}`);
  world.close();
});
