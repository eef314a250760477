// What an application got last is the state that there is, at rest and in a delay: after random messages to all that can set a light.
import test from "ava";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import { LcModels } from "../../../modules/models/lc-models.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { PowerLevelModels } from "../../../modules/models/power-level-models.js";
import { SceneServer } from "../../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../../modules/models/scene/setup-server.js";
import { XylModels } from "../../../modules/models/xyl-models.js";
import type { State } from "../../../modules/models/common/state.js";
import { toHex } from "../../../modules/base/bytes.js";
import { OctetRig, octetsOf } from "../../support/octet-rig.js";
import { type Field, RandomPair } from "../../support/random-pair.js";

const steps = 1500;
const names = ["lightness", "ctl", "hsl", "xyl", "power"] as const;
type Name = (typeof names)[number];
type Octets = readonly [element: number, message: Uint8Array];

/** A light with every colour, a controller and scenes, and a heater. `stepTime`: of all. */
function device(got: (name: Name, value: unknown) => void, stepTime: number | undefined) {
  const shared = { onPowerUp: 2, ...(stepTime !== undefined && { stepTime }) };
  const steps = stepTime === undefined ? {} : { stepTime };
  const on = (name: Name) => (value: unknown) => got(name, value);
  const light = new LightnessModels({ ...shared, onChange: on("lightness") });
  const ctl = new CtlModels({ ...steps, light, onChange: on("ctl") });
  const hsl = new HslModels({ ...steps, light, onChange: on("hsl") });
  const xyl = new XylModels({ ...steps, light, onChange: on("xyl") });
  const heater = new PowerLevelModels({ ...shared, onChange: on("power") });
  const scenes = new SceneServer();
  const setup = new SceneSetupServer(scenes, light.defaultTransitionTime);
  const main = [...light.models, ...ctl.ownModels, ...hsl.ownModels, ...xyl.ownModels];
  const { lightness } = light;
  const { state } = lightness;
  const states: Record<Name, readonly State[]> = {
    lightness: [state],
    ctl: [state, ctl.ctl.color],
    hsl: [state, hsl.hsl.hue, hsl.hsl.saturation],
    xyl: [state, xyl.xyl.chromaticity],
    power: [heater.powerLevel.state],
  };
  const values: Record<Name, () => unknown> = {
    lightness: () => lightness.lightness,
    ctl: () => ctl.ctl.values,
    hsl: () => hsl.hsl.values,
    xyl: () => xyl.xyl.values,
    power: () => heater.powerLevel.powerLevel,
  };
  const elements = [
    [...main, scenes, setup],
    ctl.temperatureModels,
    hsl.hueModels,
    hsl.saturationModels,
    new LcModels({ light }).controllerModels,
    heater.models,
  ];
  return { elements, states, values };
}

class ApplicationPair extends RandomPair {
  rig: OctetRig;
  private made: ReturnType<typeof device>;
  private got = new Map<Name, string>();

  constructor(
    seed: number,
    private readonly stepTime: number | undefined,
  ) {
    super(seed);
    this.made = this.make();
    this.rig = new OctetRig(this.made.elements);
  }

  private make() {
    const got = new Map<Name, string>();
    this.got = got;
    return device((name, value) => got.set(name, JSON.stringify(value)), this.stepTime);
  }

  step(): void {
    const [element, message] = this.message();
    this.log.push(`${element}: ${toHex(message)}`);
    this.rig.say(element, message);
    const time = this.pick([0, 0, 1, 50, 100, 777]);
    this.log.push(`${time} ms`);
    this.rig.pass(time);
    if (this.random.below(40) === 0) this.cutPower();
    for (const name of names) this.check(name);
  }

  private cutPower(): void {
    this.log.push("power cut");
    const { parts, stored } = this.rig;
    this.made = this.make();
    this.rig = new OctetRig(this.made.elements, stored, parts);
  }

  /** In a transition the steps are what the application gets; a device begins in the dark. */
  private check(name: Name): void {
    const { states, values } = this.made;
    if (states[name].some(({ move }) => move?.delayed === false)) return;
    const isNumber = name === "lightness" || name === "power";
    const got = this.got.get(name) ?? (isNumber ? "0" : undefined);
    if (got !== undefined) this.expect(name, got, JSON.stringify(values[name]()));
  }

  private message(): Octets {
    const words = (count: number): Field[] => Array.from({ length: count }, () => [this.word(), 2]);
    const { fields } = this.times();
    const end: Field[] = [[this.random.below(256), 1], ...fields];
    const kelvin: Field = [800 + this.random.below(19_201), 2];
    const onOff: Field = [this.random.below(2), 1];
    const scene: Field = [1 + this.random.below(3), 2];
    const limits: Field[] = [
      [1 + this.random.below(300), 2],
      [40_000 + this.random.below(20_000), 2],
    ];
    return this.pick<Octets>([
      [0, octetsOf(0x824d, ...words(1), ...end)],
      [0, octetsOf(0x8203, onOff, ...end)],
      [0, octetsOf(0x820a, ...words(2), ...end)],
      [0, octetsOf(0x820c, ...words(1), ...end)],
      [0, octetsOf(0x825f, ...words(1), kelvin, ...words(1), ...end)],
      [0, octetsOf(0x8277, ...words(3), ...end)],
      [0, octetsOf(0x8285, ...words(3), ...end)],
      [0, octetsOf(0x825c, ...limits)],
      [0, octetsOf(0x820f, [this.timeOctet(5), 1])],
      [0, octetsOf(0x8247, scene)],
      [0, octetsOf(0x8243, scene, ...end)],
      [1, octetsOf(0x8265, kelvin, ...words(1), ...end)],
      [1, octetsOf(0x8207, ...words(1), ...end)],
      [2, octetsOf(0x820c, ...words(1), ...end)],
      [3, octetsOf(0x820a, ...words(2), ...end)],
      [4, octetsOf(0x829b, onOff, ...end)],
      [4, octetsOf(0x8293, onOff)],
      [4, octetsOf(0x52, [0x09a0, 2], [1, 1])],
      [4, octetsOf(0x52, [0x09c4, 2], [this.pick([0, 30_000, 60_000]), 3])],
      [5, octetsOf(0x8217, ...words(1), ...end)],
    ]);
  }
}

for (const [seed, stepTime] of [
  [1, 50],
  [2, undefined],
] as const)
  test(`an application knows the state, steps of ${stepTime ?? "no"} ms`, (t) => {
    t.is(new ApplicationPair(seed, stepTime).run(steps), undefined);
  });
