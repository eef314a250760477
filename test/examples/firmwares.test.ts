// The firmwares that a user writes first: each is short, and works in a network, on both engines.
import test, { type ExecutionContext } from "ava";
import { readFileSync } from "node:fs";
import {
  type DeviceOob,
  type ModelPlan,
  World,
  type WorldDevice,
  type WorldHost,
} from "xs-mesh/simulation";
import { ThermometerClient } from "../../examples/thermometer/client.js";
import { thermometerClientId, thermometerServerId } from "../../examples/thermometer/main.js";
import { countBlinks } from "../support/count-blinks.js";

/** Lines of a firmware that are neither empty nor a comment, at most. */
const mostLines = 30;

interface Stage {
  readonly t: ExecutionContext;
  readonly world: World;
  readonly device: WorldDevice;
  /** What the provisioner's thermometer client received, °C. */
  readonly heard: readonly number[];
}

interface FirmwareCase {
  readonly name: string;
  readonly config?: object;
  readonly oob?: DeviceOob;
  readonly plan?: readonly ModelPlan[];
  /** What the user does, once the device is configured. */
  readonly use: (stage: Stage) => Promise<void>;
}

const label = "5a7e19c04b8f2d63a1508cf7e2943b6d";
const onOff = (element: number): ModelPlan => ({ model: "Generic OnOff Server", element });

/** Switches an element of the device on, and returns which lamps are on. */
async function switched({ device, world }: Stage, element: number): Promise<string[]> {
  const dst = device.address! + element;
  await world.run(world.network.onOff.set(true, { dst, appKeyIndex: 0 }));
  return [...device.lamps].filter(([, on]) => on).map(([name]) => name);
}

async function lampOnly(stage: Stage): Promise<void> {
  stage.t.deepEqual(await switched(stage, 0), ["lamp"]);
}

const cases: readonly FirmwareCase[] = [
  {
    name: "two-sockets",
    plan: [onOff(0), onOff(1)],
    use: async (stage) => {
      stage.t.deepEqual(await switched(stage, 1), ["right"]);
      stage.t.deepEqual((await switched(stage, 0)).sort(), ["left", "right"]);
    },
  },
  {
    name: "thermometer",
    plan: [{ model: thermometerServerId, publish: { to: "displays", period: 2000 } }],
    use: async ({ device, heard, t, world }) => {
      await device.setSensor("temperature", -4.6);
      await world.pass(10_000);
      t.true(heard.length >= 3 && heard.length <= 6, `${heard.length}`);
      t.is(heard.at(-1), -5);
    },
  },
  {
    name: "static-oob",
    config: { label },
    oob: { static: label },
    use: lampOnly,
  },
  {
    name: "output-oob",
    oob: { output: countBlinks() },
    use: lampOnly,
  },
  {
    name: "switch",
    plan: [{ model: "Generic OnOff Client", publish: { to: "lamps", retransmissions: 2 } }],
    use: async ({ device, world }) => {
      await device.press();
      await world.until(() => world.device("lamp").isOn, { limit: 2000 });
    },
  },
];

const mainOf = (name: string) => new URL(`../../examples/${name}/main.ts`, import.meta.url);

async function stageOf(
  t: ExecutionContext,
  host: WorldHost,
  firmware: FirmwareCase,
): Promise<Stage> {
  const { config, name, oob, plan } = firmware;
  const heard: number[] = [];
  const client = new ThermometerClient((celsius) => heard.push(celsius));
  const lampPlan: ModelPlan[] = [{ model: "Generic OnOff Server", subscribe: "lamps" }];
  const world = new World({
    host,
    seed: name,
    network: {
      groups: ["lamps", "displays"],
      nodes: { lamp: lampPlan, ...(plan && { device: plan }) },
      clients: [client],
    },
  });
  const device = await world.add("device", {
    firmware: mainOf(name),
    ...(config && { config }),
    ...(oob && { oob }),
  });
  if (name === "switch") await world.add("lamp", { firmware: mainOf("lamp") });
  await world.provisionAll();
  const { address: own, configuration } = world.network.provisioner;
  const hears = { elementAddress: own, modelId: thermometerClientId };
  const displays = world.network.names.address("displays");
  await world.run(configuration.subscribe(own, hears, displays));
  return { t, world, device, heard };
}

for (const host of ["node", "xs"] as const)
  for (const firmware of cases)
    test(`on ${host}: the firmware ${firmware.name} joins a network and does what it is for`, async (t) => {
      const stage = await stageOf(t, host, firmware);
      await firmware.use(stage);
      t.is(stage.device.failure, undefined);
      stage.world.close();
    });

for (const { name } of cases)
  test(`the firmware ${name} has fewer than ${mostLines} lines`, (t) => {
    const text = readFileSync(mainOf(name), "utf8");
    const lines = text.split("\n").filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line));
    t.true(lines.length > 5 && lines.length < mostLines, `${lines.length}`);
  });

for (const [who, oob] of [
  ["without a label", {}],
  ["with the label of another device", { static: "00".repeat(16) }],
] as const)
  test(`a provisioner ${who} does not get the lamp with static OOB`, async (t) => {
    const world = new World({ air: "kind" });
    await world.add("device", { firmware: mainOf("static-oob"), config: { label }, oob });
    await t.throwsAsync(world.provisionAll());
    t.is(world.device("device").address, undefined);
    world.close();
  });
