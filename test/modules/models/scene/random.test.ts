// Random messages to a tunable white light with scenes, time and power cuts: against one that was written down from the specification
// alone.
import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { CtlModels } from "../../../../modules/models/ctl-models.js";
import { SceneServer } from "../../../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../../../modules/models/scene/setup-server.js";
import { colorKinds } from "../../../support/color-kinds.js";
import { OctetRig, octetsOf } from "../../../support/octet-rig.js";
import { RandomPair } from "../../../support/random-pair.js";
import { ReferenceColorLight } from "../../../support/reference-color-light.js";
import { timeOf } from "../../../support/reference-course.js";
import { ReferenceScenes } from "../../../support/reference-scenes.js";

const steps = 3000;

class ScenePair extends RandomPair {
  rig = this.boot();
  scenes = new ReferenceScenes(new ReferenceColorLight(colorKinds.ctl.colors));

  private boot(stored: OctetRig["stored"] = [], parts: OctetRig["parts"] = []): OctetRig {
    const ctl = new CtlModels();
    const { defaultTransitionTime } = ctl.light;
    const scenes = new SceneServer({ defaultTransitionTime });
    const setup = new SceneSetupServer(scenes, defaultTransitionTime);
    const main = [...ctl.models, scenes, setup];
    return new OctetRig([main, ctl.temperatureModels], stored, parts);
  }

  step(): void {
    const kind = this.random.below(24);
    if (kind === 0) this.cutPower();
    else if (kind < 7) this.pass();
    else if (kind < 9) this.malformed();
    else if (kind < 10) this.setup();
    else if (kind < 14) this.setLight();
    else if (kind < 18) this.store();
    else if (kind < 19) this.delete();
    else this.recall();
    this.scenes.light.publish();
    this.check();
  }

  private cutPower(): void {
    this.log.push("power cut");
    this.rig = this.boot(this.rig.stored, this.rig.parts);
    this.scenes = this.scenes.poweredUp();
    this.rig.published();
  }

  private pass(): void {
    const time = this.pick([1, 5, 100, 500, 1999, 6000, 30_000, 700_000]);
    this.log.push(`${time} ms`);
    const { light } = this.scenes;
    const end = light.light.now + time;
    for (;;) {
      const next = Math.min(light.next, this.scenes.course.next);
      const left = Math.min(end, next) - light.light.now;
      this.rig.pass(left);
      light.pass(left);
      this.scenes.course.due(light.light.now);
      if (next > end) return;
    }
  }

  /** Few numbers, so that scenes are stored again, and recalled; and more than there is room for. */
  private number(): number {
    return this.random.below(3) > 0 ? 1 + this.random.below(3) : 1 + this.random.below(18);
  }

  private store(): void {
    const scene = this.number();
    const status = this.scenes.store(scene);
    this.tell(octetsOf(0x8246, [scene, 2]), status);
  }

  private delete(): void {
    const scene = this.number();
    this.scenes.delete(scene);
    this.tell(octetsOf(0x829e, [scene, 2]), 0);
  }

  /** A message of the setup server; its answer. */
  private tell(message: Uint8Array, status: number): void {
    this.log.push(toHex(message));
    const { answer } = this.rig.say(0, message);
    this.expect("register", answer && toHex(answer), toHex(this.registerStatus(status)));
  }

  private registerStatus(status: number): Uint8Array {
    const { present, register } = this.scenes;
    const all = register.map((each) => [each, 2] as const);
    return octetsOf(0x8245, [status, 1], [present, 2], ...all);
  }

  private from() {
    return { src: 5 + this.random.below(2), tid: this.random.below(20) };
  }

  private recall(): void {
    const scene = this.number();
    const from = this.from();
    const { fields, times } = this.times();
    const message = octetsOf(0x8242, [scene, 2], [from.tid, 1], ...fields);
    this.log.push(`${toHex(message)} from ${from.src}`);
    const { answer } = this.rig.say(0, message, from.src);
    const status = this.scenes.recall(scene, from, times);
    this.expect("status", answer?.[1], status);
  }

  /** A message that sets what scenes keep. */
  private setLight(): void {
    const { light } = this.scenes;
    const from = this.from();
    const { fields, times } = this.times();
    const value = this.word();
    const color = [800 + this.random.below(19_201), this.word()];
    const isColor = this.random.below(2) === 0;
    const message = isColor
      ? octetsOf(0x8265, [color[0]!, 2], [color[1]! ^ 0x8000, 2], [from.tid, 1], ...fields)
      : octetsOf(0x824d, [value, 2], [from.tid, 1], ...fields);
    this.log.push(`${toHex(message)} from ${from.src}`);
    this.rig.say(isColor ? 1 : 0, message, from.src);
    light.publish();
    if (isColor) light.colors[0]!.receive(color, from, times);
    else light.light.lightness(value, from, times);
    if (light.changed) this.scenes.leave();
  }

  /** What no scene keeps. */
  private setup(): void {
    const { light } = this.scenes.light;
    const time = this.timeOctet(7);
    const up = this.random.below(3);
    this.log.push(`transition time ${time}, OnPowerUp ${up}`);
    this.rig.say(0, octetsOf(0x820e, [time, 1]));
    this.rig.say(0, octetsOf(0x8213, [up, 1]));
    light.time = timeOf(time)!;
    light.onPowerUp = up;
  }

  private malformed(): void {
    const wrong = [
      octetsOf(0x8246, [0, 2]),
      octetsOf(0x8246, [1, 1]),
      octetsOf(0x829f, [0, 2]),
      octetsOf(0x8242, [0, 2], [1, 1]),
      octetsOf(0x8243, [1, 2], [1, 1], [0x3f, 1], [0, 1]),
      octetsOf(0x8242, [1, 2], [1, 1], [0, 1]),
      octetsOf(0x8241, [0, 1]),
      octetsOf(0x8244, [0, 1]),
    ];
    const message = this.pick(wrong);
    this.log.push(`${toHex(message)}, malformed`);
    const { answer, taken } = this.rig.say(0, message);
    this.expect("malformed", [taken, answer === undefined], [false, true]);
  }

  private check(): void {
    const { course, light, now, present } = this.scenes;
    const told = this.get(0, 0x8241, [1, 2], [2]);
    const { target } = course;
    const wanted = target === undefined ? [0, present] : [0, present, target];
    this.expect("scene", told.slice(0, 3), wanted);
    const remaining = target === undefined ? undefined : course.remaining(now);
    this.expectRemaining("scene", told[3], remaining);
    const { answer } = this.rig.say(0, octetsOf(0x8244));
    this.expect("register", answer && toHex(answer), toHex(this.registerStatus(0)));
    this.checkLight(light);
    const published = this.rig.published().filter((each) => each === "5e").length;
    this.expect("published", published, this.scenes.published);
    this.scenes.published = 0;
  }

  private checkLight({ colors, light }: ReferenceColorLight): void {
    const isNear = (a: number, b: number) => Math.abs(a - b) < 1 + 1e-6;
    const [lightness = NaN] = this.get(0, 0x824b, [2]);
    if (!light.course.see(light.now, lightness, isNear))
      this.expect("lightness", lightness, light.present);
    const [temperature = NaN, deltaUv = NaN] = this.get(1, 0x8261, [2, 2]);
    const color = [temperature, deltaUv ^ 0x8000];
    const areNear = (a: readonly number[], b: readonly number[]) =>
      a.every((value, i) => isNear(value, b[i]!));
    if (!colors[0]!.course.see(light.now, color, areNear))
      this.expect("colour", color, colors[0]!.present);
  }
}

for (const seed of [1, 2])
  test(`a light with scenes does as the specification says, seed ${seed}`, (t) => {
    t.is(new ScenePair(seed).run(steps), undefined);
  });
