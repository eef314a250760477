// Random messages to a dimmable light and to a device with a power level, valid ones and others, power cuts and time: against
// devices that were written down from the specification alone.
import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { PowerLevelModels } from "../../../modules/models/power-level-models.js";
import { OctetRig, octetsOf } from "../../support/octet-rig.js";
import { type Field, RandomPair } from "../../support/random-pair.js";
import { timeOf } from "../../support/reference-course.js";
import { ReferenceLight } from "../../support/reference-light.js";

const steps = 2500;

/** A kind of device with a range, and the opcodes of its main model; 0: it has no such message. */
const lamp = {
  make: () => new LightnessModels().models,
  ...{ set: 0x824c, get: 0x824b, linearSet: 0x8250, linearGet: 0x824f, status: "824e" },
  ...{
    lastGet: 0x8253,
    defaultGet: 0x8255,
    defaultSet: 0x8259,
    rangeGet: 0x8257,
    rangeSet: 0x825b,
  },
};
/** One that is on when it is new. */
const lit: typeof lamp = {
  ...lamp,
  make: () => new LightnessModels({ onPowerUp: 1 }).models,
};
const heater: typeof lamp = {
  make: () => new PowerLevelModels().models,
  ...{ set: 0x8216, get: 0x8215, linearSet: 0, linearGet: 0, status: "8218" },
  ...{
    lastGet: 0x8219,
    defaultGet: 0x821b,
    defaultSet: 0x821f,
    rangeGet: 0x821d,
    rangeSet: 0x8221,
  },
};

class LightPair extends RandomPair {
  rig: OctetRig;
  light = new ReferenceLight();

  constructor(
    private readonly device: typeof lamp,
    seed: number,
  ) {
    super(seed);
    this.rig = new OctetRig([device.make()]);
    if (device !== lit) return;
    this.light = new ReferenceLight(0xffff);
    this.light.onPowerUp = 1;
  }

  step(): void {
    const kind = this.random.below(20);
    if (kind === 0) this.cutPower();
    else if (kind < 7) this.pass();
    else if (kind < 10) this.malformed();
    else if (kind < 13) this.setup();
    else this.set();
    this.check();
  }

  private pass(): void {
    const time = this.pick([1, 5, 99, 100, 500, 1000, 1999, 6000, 30_000, 700_000]);
    this.log.push(`${time} ms`);
    this.rig.pass(time);
    this.light.pass(time);
  }

  private cutPower(): void {
    this.log.push("power cut");
    this.rig = new OctetRig([this.device.make()], this.rig.stored);
    this.light = this.light.poweredUp();
    // The node only starts, or it publishes the begin of a transition.
    this.rig.published();
    this.light.published = { light: 0, onOff: 0 };
  }

  /** A message that sets the light. */
  private set(): void {
    const { device, light, random } = this;
    const { fields, times } = this.times();
    const from = { src: 5 + random.below(2), tid: random.below(3) };
    const value = this.word();
    const int16 = value < 0x8000 ? value : value - 0x1_0000;
    const delta = random.below(4) === 0 ? this.pick([0, 1, -1, 0x7fff_ffff, -0x8000_0000]) : int16;
    const kinds: readonly (readonly [number, Field, number, () => void])[] = [
      [0x8202, [value & 1, 1], 0x8201, () => light.onOff((value & 1) === 1, from, times)],
      [0x8206, [value, 2], 0x8205, () => light.level(int16, from, times)],
      [0x8209, [delta, 4], 0x8205, () => light.delta(delta, from, times)],
      [0x820b, [value, 2], 0x8205, () => light.move(int16, from, times)],
      [device.set, [value, 2], device.get, () => light.lightness(value, from, times)],
      [device.linearSet, [value, 2], device.linearGet, () => light.linear(value, from, times)],
    ];
    const [opcode, field, get, act] = this.pick(kinds.filter(([each]) => each > 0));
    const isAcknowledged = random.below(2) === 0;
    const message = octetsOf(opcode + (isAcknowledged ? 0 : 1), field, [from.tid, 1], ...fields);
    this.log.push(`${toHex(message)} from ${from.src}`);
    const { answer, taken } = this.rig.say(0, message, from.src);
    act();
    const status = isAcknowledged ? this.rig.say(0, octetsOf(get)).answer : undefined;
    this.expect("answer", [taken, answer && toHex(answer)], [true, status && toHex(status)]);
  }

  /** A message to a setup server. */
  private setup(): void {
    const { device, light, random } = this;
    const [low, high] = [Math.max(1, this.word()), Math.max(1, this.word())];
    const time = this.timeOctet(7);
    const up = random.below(3);
    const range = (minimum: number, maximum: number) => {
      if (minimum <= maximum) Object.assign(light, { minimum, maximum });
    };
    const kinds: readonly (readonly [number, readonly Field[], () => void])[] = [
      [device.defaultSet, [[low, 2]], () => (light.byDefault = low)],
      [device.defaultSet, [[0, 2]], () => (light.byDefault = 0)],
      [device.rangeSet, [low, high].map((end) => [end, 2] as const), () => range(low, high)],
      [device.rangeSet, [1, 0xffff].map((end) => [end, 2] as const), () => range(1, 0xffff)],
      [0x820e, [[time, 1]], () => (light.time = timeOf(time)!)],
      [0x8213, [[up, 1]], () => (light.onPowerUp = up)],
    ];
    const [opcode, fields, act] = this.pick(kinds);
    const message = octetsOf(opcode, ...fields);
    this.log.push(toHex(message));
    const isIgnored = opcode === device.rangeSet && fields[0]![0] > fields[1]![0];
    act();
    const { answer, taken } = this.rig.say(0, message);
    this.expect("answer", [taken, answer === undefined], [true, isIgnored]);
  }

  /** A message that is to be ignored. */
  private malformed(): void {
    const { device, random } = this;
    const tid = random.below(256);
    const wrong = [
      octetsOf(0x8202, [2, 1], [tid, 1]),
      octetsOf(0x8203, [1, 1], [tid, 1], [0x3f, 1], [0, 1]),
      octetsOf(0x8206, [this.word(), 2], [tid, 1], [0xff, 1], [0, 1]),
      octetsOf(0x8206, [this.word(), 2], [tid, 1], [0x0a, 1]),
      octetsOf(0x8209, [this.word(), 2], [tid, 1]),
      octetsOf(0x820c, [this.word(), 2]),
      octetsOf(device.set + 1, [this.word(), 2], [tid, 1], [0x0a, 1], [0, 1], [0, 1]),
      octetsOf(device.set, [this.word(), 1], [tid, 1]),
      octetsOf(0x8213, [3 + random.below(253), 1]),
      octetsOf(0x820e, [0x3f | (random.below(4) << 6), 1]),
      octetsOf(device.rangeSet + 1, [0, 2], [0xffff, 2]),
      octetsOf(device.rangeSet, [1, 2], [0, 2]),
      octetsOf(device.rangeSet, [1, 2], [0xffff, 2], [0, 1]),
      octetsOf(device.defaultSet, [1, 1]),
      octetsOf(device.get, [0, 1]),
    ];
    const message = this.pick(wrong);
    this.log.push(`${toHex(message)}, malformed`);
    const { answer, taken } = this.rig.say(0, message);
    this.expect("answer", [taken, answer === undefined], [false, true]);
  }

  /** Notes what a status, or what was published, has otherwise than it is to be. */
  private check(): void {
    const { device, light } = this;
    const [present = NaN] = this.get(0, device.get, [2]);
    const isNear = (a: number, b: number) => Math.abs(a - b) < 1 + 1e-6;
    if (!light.course.see(light.now, present, isNear))
      this.expect("present", present, light.present);
    const target = light.course.target ?? 0;
    this.told(0x8201, 1, Number(light.isOn), Number(target > 0));
    this.told(0x8205, 2, present ^ 0x8000, target ^ 0x8000);
    this.told(device.get, 2, present, target);
    const linear = (value: number) => Math.ceil(value ** 2 / 0xffff);
    if (device.linearGet > 0) this.told(device.linearGet, 2, linear(present), linear(target));
    this.expect("last", this.get(0, device.lastGet, [2]), [light.last]);
    this.expect("default", this.get(0, device.defaultGet, [2]), [light.byDefault]);
    const range = this.get(0, device.rangeGet, [1, 2, 2]);
    this.expect("range", range, [0, light.minimum, light.maximum]);
    this.expect("OnPowerUp", this.get(0, 0x8211, [1]), [light.onPowerUp]);
    this.expect("transition time", timeOf(this.get(0, 0x820d, [1])[0]!), light.time);
    this.checkPublished();
  }

  private checkPublished(): void {
    const { device, light } = this;
    const published = this.rig.published();
    const counts = ["8204", "8208", device.status].map(
      (opcode) => published.filter((each) => each === opcode).length,
    );
    const { light: wanted, onOff } = light.published;
    this.expect("published", counts, [onOff, wanted, wanted]);
    light.published = { light: 0, onOff: 0 };
  }

  /** Checks a status: the present value; the target and what remains in a delay or a transition. */
  private told(get: number, octets: number, present: number, target: number): void {
    const { course, now } = this.light;
    const name = get.toString(16);
    const told = this.get(0, get, [octets]);
    const moves = course.target !== undefined;
    this.expect(name, told.slice(0, 2), moves ? [present, target] : [present]);
    this.expectRemaining(name, told[2], moves ? course.remaining(now) : undefined);
  }
}

for (const [name, device, seed] of [
  ["dimmable light", lamp, 1],
  ["dimmable light", lamp, 2],
  ["light that is on when it is new", lit, 4],
  ["device with a power level", heater, 3],
] as const)
  test(`a ${name} does as the specification says, seed ${seed}`, (t) => {
    t.is(new LightPair(device, seed).run(steps), undefined);
  });
