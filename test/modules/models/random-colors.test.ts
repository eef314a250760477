// Random messages to lights with a colour, valid ones and others, time, and a power cut at each write: against lights that were
// written down from the specification alone.
import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import { type ColorKind, colorKinds } from "../../support/color-kinds.js";
import { OctetRig, octetsOf } from "../../support/octet-rig.js";
import { type Field, RandomPair } from "../../support/random-pair.js";
import {
  type Numbers,
  type ReferenceColor,
  ReferenceHue,
  ReferenceTemperature,
} from "../../support/reference-color.js";
import { ReferenceColorLight } from "../../support/reference-color-light.js";
import { timeOf } from "../../support/reference-course.js";

const steps = 2000;

class ColorPair extends RandomPair {
  rig: OctetRig;
  pair: ReferenceColorLight;

  constructor(
    private readonly kind: ColorKind,
    seed: number,
  ) {
    super(seed);
    this.rig = this.boot();
    this.pair = new ReferenceColorLight(kind.colors);
  }

  private boot(stored: OctetRig["stored"] = []): OctetRig {
    const elements = this.kind.make().map(({ models }) => models);
    return new OctetRig(elements, stored);
  }

  step(): void {
    const kind = this.random.below(20);
    if (kind === 0) this.cutPower();
    else if (kind < 6) this.pass();
    else if (kind < 8) this.malformed();
    else if (kind < 11) this.change(() => this.setup());
    else if (kind < 15) this.change(() => this.setAll());
    else if (kind < 17) this.change(() => this.setLightness());
    else this.change(() => this.setPart());
    this.check();
  }

  private cutPower(): void {
    this.log.push("power cut");
    this.rig = this.boot(this.rig.stored);
    this.pair = this.pair.poweredUp();
    this.rig.published();
    this.pair.light.published = { light: 0, onOff: 0 };
    this.pair.published.parts.fill(0);
    this.pair.published.main = 0;
  }

  private pass(): void {
    const time = this.pick([1, 5, 100, 500, 1999, 6000, 30_000, 700_000]);
    this.log.push(`${time} ms`);
    const end = this.pair.light.now + time;
    for (;;) {
      const { light, next } = this.pair;
      const at = Math.min(end, next);
      this.change(() => {
        this.rig.pass(at - light.now);
        this.pair.pass(at - light.now);
      });
      if (next > end) return;
    }
  }

  /** Something that happens at one time: a power cut at each of its writes leaves the light from before or that after it. */
  private change(act: () => void): void {
    const { stored } = this.rig;
    const before = this.pair.signature;
    const from = this.rig.writes.length;
    act();
    this.pair.publish();
    const after = this.pair.signature;
    const writes = this.rig.writes.slice(from);
    for (let count = 0; count < writes.length; count++) {
      const cut = this.boot([...stored, ...writes.slice(0, count)]);
      const found = JSON.stringify(this.signatureOf(cut));
      if (![before, after].some((each) => JSON.stringify(each) === found))
        this.fault ??= `cut at write ${count} of ${writes.length}: ${found}, neither ${before.join(" ")} nor ${after.join(" ")}`;
    }
  }

  /** Lightness and colours that a light powers up with. */
  private signatureOf(rig: OctetRig): Numbers {
    const whole = this.rig;
    this.rig = rig;
    const lightness = this.get(0, 0x824b, [2]);
    const colors = this.presentColors();
    this.rig = whole;
    return [lightness[1] ?? lightness[0]!, ...colors.flat()];
  }

  /** The colours in the statuses of their servers, or of the main one. */
  private presentColors(): readonly Numbers[] {
    const { opcodes, parts } = this.kind;
    if (parts.length === 0) return [this.get(0, opcodes.get, [2, 2, 2], []).slice(1, 3)];
    return parts.map(([, get], i) => {
      const fields = this.fieldsOf(i);
      return this.decoded(this.get(i + 1, get, fields).slice(0, fields.length));
    });
  }

  /** Octets of the numbers of a colour. */
  private fieldsOf(index: number): readonly number[] {
    return this.pair.colors[index]!.byDefault.map(() => 2);
  }

  /** Delta UV has another zero on the air. */
  private decoded(numbers: Numbers): Numbers {
    return this.kind === colorKinds.ctl ? [numbers[0]!, numbers[1]! ^ 0x8000] : numbers;
  }

  private colorFields(values: readonly Numbers[]): Field[] {
    return values.flatMap((each) => this.decoded(each).map((value) => [value, 2] as const));
  }

  /** A value of a colour that is allowed. */
  private color(index: number): Numbers {
    const value = this.pair.colors[index]!.byDefault.map(() => this.word());
    return this.kind === colorKinds.ctl ? [this.temperature(), value[1]!] : value;
  }

  private temperature(): number {
    return this.random.below(4) === 0
      ? this.pick([800, 801, 2700, 6500, 20_000])
      : 800 + this.random.below(19_201);
  }

  private from() {
    return { src: 5 + this.random.below(2), tid: this.random.below(3) };
  }

  private say(element: number, message: Uint8Array, src: number): void {
    this.log.push(`${element}: ${toHex(message)} from ${src}`);
    this.expect("taken", this.rig.say(element, message, src).taken, true);
  }

  private setAll(): void {
    const { opcodes } = this.kind;
    const from = this.from();
    const { fields, times } = this.times();
    const lightness = this.word();
    const values = this.pair.colors.map((_, i) => this.color(i));
    const all = [[lightness, 2] as const, ...this.colorFields(values)];
    const opcode = opcodes.set + this.random.below(2);
    this.say(0, octetsOf(opcode, ...all, [from.tid, 1], ...fields), from.src);
    this.pair.receive(lightness, values, from, times);
  }

  private setLightness(): void {
    const { light } = this.pair;
    const from = this.from();
    const { fields, times } = this.times();
    const value = this.word();
    const message = octetsOf(0x824d, [value, 2], [from.tid, 1], ...fields);
    this.say(0, message, from.src);
    light.lightness(value, from, times);
  }

  /** A message to the element of a colour. */
  private setPart(): void {
    const { parts } = this.kind;
    if (parts.length === 0) return this.setAll();
    const index = this.random.below(parts.length);
    const color = this.pair.colors[index]!;
    const from = this.from();
    const { fields, times } = this.times();
    const [present, target = present] = this.get(index + 1, 0x8205, [2]).map(signed) as [number];
    const word = this.word();
    const number = signed(word);
    const delta = this.random.below(4) === 0 ? this.pick([1, -1, 65_536, -70_000]) : number;
    const value = this.color(index);
    const all: readonly (readonly [number, readonly Field[], () => void])[] = [
      [parts[index]![0], this.colorFields([value]), () => color.receive(value, from, times)],
      [0x8206, [[word, 2]], () => color.level(number, from, times)],
      [0x8209, [[delta, 4]], () => color.delta(delta, present, target, from, times)],
      [0x820b, [[word, 2]], () => color.move(number, present, from, times)],
    ];
    const [opcode, set, act] = this.pick(all);
    this.say(index + 1, octetsOf(opcode, ...set, [from.tid, 1], ...fields), from.src);
    act();
  }

  /** A default, a range, the default transition time or OnPowerUp. */
  private setup(): void {
    const { opcodes } = this.kind;
    const { colors, light } = this.pair;
    const kind = this.random.below(4);
    if (kind === 0) {
      const time = this.timeOctet(7);
      this.say(0, octetsOf(0x820e, [time, 1]), 5);
      light.time = timeOf(time)!;
    } else if (kind === 1) {
      light.onPowerUp = this.random.below(3);
      this.say(0, octetsOf(0x8213, [light.onPowerUp, 1]), 5);
    } else if (kind === 2) {
      light.byDefault = this.word();
      colors.forEach((color, i) => (color.byDefault = this.color(i)));
      const all = this.colorFields(colors.map(({ byDefault }) => byDefault));
      this.say(0, octetsOf(opcodes.defaultSet, [light.byDefault, 2], ...all), 5);
    } else this.setRange();
  }

  private setRange(): void {
    const { colors } = this.pair;
    const ends = colors.map(({ limits }) => limits.map(() => this.end()));
    if (this.random.below(3) === 0)
      ends.forEach((each) => each.forEach((_, i) => (each[i] = i % 2 === 0 ? 0 : 0xffff)));
    if (this.kind === colorKinds.ctl && ends[0]![0] === 0) ends[0]![0] = 0xffff;
    const isOne = colors.every(
      (color, i) => color instanceof ReferenceHue || areEnds(color, ends[i]!),
    );
    const all = ends.flat().map((end) => [end, 2] as const);
    const message = octetsOf(this.kind.opcodes.rangeSet, ...all);
    this.log.push(toHex(message));
    const { answer, taken } = this.rig.say(0, message);
    this.expect("range", [taken, answer !== undefined], [true, isOne]);
    if (isOne) colors.forEach((color, i) => (color.limits = ends[i]!));
  }

  private end(): number {
    return this.kind === colorKinds.ctl ? this.pick([this.temperature(), 0xffff]) : this.word();
  }

  private malformed(): void {
    const { opcodes, parts, told } = this.kind;
    const words = (count: number) => Array.from({ length: count }, () => [900, 2] as const);
    const numbers = this.kind === colorKinds.ctl ? 3 : 1 + told;
    const wrong: (readonly [number, Uint8Array])[] = [
      [0, octetsOf(opcodes.set, ...words(numbers), [1, 1], [0x3f, 1], [0, 1])],
      [0, octetsOf(opcodes.set + 1, ...words(numbers), [1, 1], [0, 1])],
      [0, octetsOf(opcodes.set, ...words(numbers))],
      [0, octetsOf(opcodes.defaultSet, ...words(numbers), [0, 1])],
      [0, octetsOf(opcodes.rangeSet, ...words(1))],
      [0, octetsOf(opcodes.get, [0, 1])],
      ...parts.map(([set], i) => [i + 1, octetsOf(set, [900, 2])] as const),
    ];
    const cold = [799, 2] as const;
    if (this.kind === colorKinds.ctl)
      wrong.push(
        [0, octetsOf(opcodes.set, [1, 2], cold, [0, 2], [1, 1])],
        [1, octetsOf(0x8264, [20_001, 2], [0, 2], [1, 1])],
        [0, octetsOf(opcodes.rangeSet, cold, [900, 2])],
        [0, octetsOf(opcodes.defaultSet, [1, 2], [0, 2], [0, 2])],
      );
    const [element, message] = this.pick(wrong);
    this.log.push(`${toHex(message)}, malformed`);
    const { answer, taken } = this.rig.say(element, message);
    this.expect("malformed", [taken, answer === undefined], [false, true]);
  }

  private check(): void {
    const { light } = this.pair;
    const lightness = this.get(0, 0x824b, [2])[0]!;
    const isNear = (a: number, b: number) => Math.abs(a - b) < 1 + 1e-6;
    if (!light.course.see(light.now, lightness, isNear))
      this.expect("lightness", lightness, light.present);
    const colors = this.presentColors();
    this.pair.colors.forEach((color, i) => {
      const areNear = (a: Numbers, b: Numbers) =>
        a.every((value, k) => isNear(value, b[k]!) || isNear(Math.abs(value - b[k]!), 0x1_0000));
      if (!color.course.see(light.now, colors[i]!, areNear))
        this.expect(`colour ${i}`, colors[i], color.present);
    });
    this.checkMain(lightness, colors);
    this.kind.parts.forEach((_, i) => this.checkPart(i, colors[i]!));
    this.checkPublished();
  }

  private checkMain(lightness: number, colors: readonly Numbers[]): void {
    const { opcodes, told } = this.kind;
    const { colors: wanted, light, remaining } = this.pair;
    const counts = Array.from({ length: 1 + told }, () => 2);
    const own = this.get(0, opcodes.get, counts, opcodes.target === 0 ? counts : []);
    const shown = (values: readonly Numbers[]) => values.flat().slice(0, told);
    const present = [lightness, ...shown(colors)];
    const targets = wanted.map(({ course }) => course.target ?? course.rest);
    const target = [light.course.target ?? light.course.rest, ...shown(targets)];
    const isMoving = remaining !== undefined;
    const inStatus = opcodes.target === 0 && isMoving ? [...present, ...target] : present;
    this.expect("main", own.slice(0, inStatus.length), inStatus);
    this.expectRemaining("main", own[inStatus.length], remaining);
    if (opcodes.target === 0) return;
    const told2 = this.get(0, opcodes.target, counts, []);
    this.expect("target", told2.slice(0, counts.length), isMoving ? target : present);
    this.expectRemaining("target", told2[counts.length], remaining);
  }

  /** The servers on the element of a colour. */
  private checkPart(index: number, present: Numbers): void {
    const color = this.pair.colors[index]!;
    const fields = this.fieldsOf(index);
    const told = this.get(index + 1, this.kind.parts[index]![1], fields);
    const { target } = color.course;
    const targets = this.decoded(told.slice(fields.length, 2 * fields.length));
    if (target) this.expect(`target of colour ${index}`, targets, target);
    const remaining = target ? color.course.remaining(this.pair.light.now) : undefined;
    this.expectRemaining(`colour ${index}`, told[2 * fields.length], remaining);
    const levels = this.get(index + 1, 0x8205, [2]);
    this.checkLevel(color, levels[0]!, present);
    if (target) this.checkLevel(color, levels[1]!, target);
  }

  /** Of a temperature a level that leads to it is as good as that of the formula. */
  private checkLevel(color: ReferenceColor, word: number, value: Numbers): void {
    const level = signed(word);
    const isRight =
      color.valueOf(level)[0] === value[0] ||
      (color instanceof ReferenceTemperature && Math.abs(level - color.levelOf(value[0]!)) <= 1);
    if (!isRight) this.fault ??= `level ${level} of ${value.join(" ")}`;
  }

  private checkPublished(): void {
    const all = this.rig.published();
    const { light, published } = this.pair;
    const count = (opcode: string) => all.filter((each) => each === opcode).length;
    const parts = this.kind.parts.map((_, i) => published.parts[i]!);
    const levels = parts.reduce((sum, each) => sum + each, light.published.light);
    this.expect("published", ["8204", "824e", "8208", ...this.kind.status].map(count), [
      light.published.onOff,
      light.published.light,
      levels,
      published.main,
      ...parts,
    ]);
    light.published = { light: 0, onOff: 0 };
    published.parts.fill(0);
    published.main = 0;
  }
}

/** A level of the two octets of a status. */
function signed(word: number): number {
  return (word ^ 0x8000) - 0x8000;
}

/** Whether these are the ends of a range. */
function areEnds(color: ReferenceColor, ends: Numbers): boolean {
  const isUnknown = (end: number) => color instanceof ReferenceTemperature && end === 0xffff;
  for (let i = 0; i < ends.length; i += 2) {
    const low = isUnknown(ends[i]!) ? 800 : ends[i]!;
    const high = isUnknown(ends[i + 1]!) ? 20_000 : ends[i + 1]!;
    if (low > high) return false;
  }
  return true;
}

for (const [name, kind, seed] of [
  ["tunable white light", colorKinds.ctl, 1],
  ["light with hue and saturation", colorKinds.hsl, 2],
  ["light with x and y", colorKinds.xyl, 3],
] as const)
  test(`a ${name} does as the specification says`, (t) => {
    t.is(new ColorPair(kind, seed).run(steps), undefined);
  });
