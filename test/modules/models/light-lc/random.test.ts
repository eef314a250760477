// Random messages to a light with a controller, reports of sensors, time and power cuts: against one that was written down from the
// specification alone.
import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { LcModels } from "../../../../modules/models/lc-models.js";
import { OctetRig, octetsOf } from "../../../support/octet-rig.js";
import { type Field, RandomPair } from "../../../support/random-pair.js";
import { type LcStateName, ReferenceLc } from "../../../support/reference-lc.js";
import { timeOf } from "../../../support/reference-course.js";

const steps = 3000;

const names: readonly LcStateName[] = [
  ...(["off", "standby", "fade on", "run"] as const),
  ...(["fade", "prolong", "standby auto", "standby manual"] as const),
];
const lightnessIds = [0x2e, 0x2f, 0x30];
const timeIds = [0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c];

class LcPair extends RandomPair {
  rig: OctetRig;
  lc = new ReferenceLc();
  private models: LcModels;

  constructor(seed: number) {
    super(seed);
    this.models = new LcModels({ onPowerUp: 0 });
    this.rig = this.boot();
  }

  private boot(stored: OctetRig["stored"] = []): OctetRig {
    this.models = new LcModels({ onPowerUp: 0 });
    return new OctetRig([this.models.models, this.models.controllerModels], stored);
  }

  step(): void {
    const kind = this.random.below(24);
    if (kind === 0) this.cutPower();
    else if (kind < 7) this.pass();
    else if (kind < 9) this.malformed();
    else if (kind < 11) this.change(() => this.setLight());
    else if (kind < 14) this.change(() => this.report());
    else if (kind < 17) this.change(() => this.setOnOff());
    else if (kind < 20) this.change(() => this.setProperty());
    else this.change(() => this.setMode());
    this.lc.pass(0);
    this.check();
  }

  /** A message: a power cut at each of its writes leaves the light from before or that after it. */
  private change(act: () => void): void {
    const { stored } = this.rig;
    const before = this.poweredUp();
    const from = this.rig.writes.length;
    act();
    this.lc.pass(0);
    const after = this.poweredUp();
    const writes = this.rig.writes.slice(from);
    for (let count = 0; count < writes.length; count++) {
      const found = this.afterCut([...stored, ...writes.slice(0, count)]);
      if (found !== before && found !== after)
        this.fault ??= `cut at write ${count} of ${writes.length}: ${found}, neither ${before} nor ${after}`;
    }
  }

  /** State of the controller and target of the light after a power cut, by the specification. */
  private poweredUp(): string {
    const after = this.lc.poweredUp();
    after.pass(0);
    const { course } = after.light;
    return `${after.state} ${course.target ?? course.rest}`;
  }

  /** The same of a light with these records. */
  private afterCut(stored: OctetRig["stored"]): string {
    const { models, rig } = this;
    this.rig = this.boot(stored);
    const lightness = this.get(0, 0x824b, [2]);
    const state = names[this.models.controller.controllerState];
    Object.assign(this, { models, rig });
    return `${state} ${lightness[1] ?? lightness[0]}`;
  }

  private cutPower(): void {
    this.log.push("power cut");
    this.rig = this.boot(this.rig.stored);
    this.lc = this.lc.poweredUp();
    this.lc.pass(0);
  }

  private pass(): void {
    const time = this.pick([1, 5, 99, 100, 500, 1000, 5000, 30_000, 700_000]);
    this.log.push(`${time} ms`);
    this.rig.pass(time);
    this.lc.pass(time);
  }

  private say(element: number, message: Uint8Array, src = 5): void {
    this.log.push(`${element}: ${toHex(message)} from ${src}`);
    this.expect("taken", this.rig.say(element, message, src).taken, true);
  }

  private from() {
    return { src: 5 + this.random.below(2), tid: this.random.below(200) };
  }

  /** A message to the light's own models, which switches the controller off. */
  private setLight(): void {
    const { lc } = this;
    const { light } = lc;
    const from = this.from();
    const { fields, times } = this.times();
    const value = this.word();
    const kinds: readonly (readonly [number, Field, () => void])[] = [
      [0x824d, [value, 2], () => light.lightness(value, from, times)],
      [0x8207, [value, 2], () => light.level((value ^ 0x8000) - 0x8000, from, times)],
      [0x8203, [value & 1, 1], () => light.onOff((value & 1) === 1, from, times)],
    ];
    const [opcode, field, act] = this.pick(kinds);
    this.say(0, octetsOf(opcode, field, [from.tid, 1], ...fields), from.src);
    lc.override(act);
  }

  /** Presence, people, motion, or that there was motion some time ago; or nobody. */
  private report(): void {
    const age = this.pick([0, 1, 100, 1000, 5000]);
    const reports: readonly (readonly [readonly Field[], number | undefined])[] = [
      [fieldsOf(0x4d, 1, 1), 0],
      [fieldsOf(0x4d, 1, 0), undefined],
      [fieldsOf(0x4c, 2, 3), 0],
      [fieldsOf(0x42, 1, 1), 0],
      [fieldsOf(0x42, 1, 0xff), undefined],
      [fieldsOf(0x68, 3, age), age],
      [fieldsOf(0x68, 3, 0xffffff), undefined],
    ];
    const [fields, since] = this.pick(reports);
    this.say(1, octetsOf(0x52, ...fields));
    if (since !== undefined) this.lc.report(since);
  }

  /** Light OnOff, or Generic OnOff of its element. */
  private setOnOff(): void {
    const on = this.random.below(3) > 0;
    const from = this.from();
    const { fields, times } = this.times();
    const kind = this.pick(["light", "generic"] as const);
    const opcode = kind === "light" ? 0x829a : 0x8202;
    const message = octetsOf(opcode, [on ? 1 : 0, 1], [from.tid, 1], ...fields);
    this.say(1, message, from.src);
    this.lc.lightOnOff(kind, on, from, times);
  }

  private setProperty(): void {
    const isTime = this.random.below(2) === 0;
    const propertyId = this.pick(isTime ? timeIds : lightnessIds);
    const value = isTime ? this.pick([0, 1, 100, 1000, 5000, 60_000]) : this.word();
    this.say(1, octetsOf(0x62, [propertyId, 2], [value, isTime ? 3 : 2]));
    this.lc.setProperty(propertyId, value);
  }

  /** Mode, Occupancy Mode, OnPowerUp, range, or the default transition time, which the controller does not use. */
  private setMode(): void {
    const { lc, random } = this;
    const kind = random.below(8);
    const on = random.below(4) > 0;
    if (kind < 4) {
      this.say(1, octetsOf(0x8292, [on ? 1 : 0, 1]));
      lc.setMode(on);
    } else if (kind < 5) {
      this.say(1, octetsOf(0x8296, [on ? 1 : 0, 1]));
      lc.occupancyMode = on;
    } else if (kind < 6) {
      lc.light.onPowerUp = random.below(3);
      this.say(0, octetsOf(0x8213, [lc.light.onPowerUp, 1]));
    } else if (kind < 7) {
      const time = this.timeOctet(4);
      lc.light.time = timeOf(time)!;
      this.say(0, octetsOf(0x820e, [time, 1]));
    } else {
      const [minimum, maximum] = [this.pick([1, 1, 500]), this.pick([0xffff, 0xffff, 40_000])];
      Object.assign(lc.light, { minimum, maximum });
      this.say(0, octetsOf(0x825b, [minimum, 2], [maximum, 2]));
    }
  }

  private malformed(): void {
    const wrong = [
      octetsOf(0x8292, [2, 1]),
      octetsOf(0x8293, [1, 1], [0, 1]),
      octetsOf(0x8296, [2, 1]),
      octetsOf(0x829a, [2, 1], [1, 1]),
      octetsOf(0x829b, [1, 1], [1, 1], [0x3f, 1], [0, 1]),
      octetsOf(0x829a, [1, 1]),
      octetsOf(0x62, [0, 2], [0, 3]),
      octetsOf(0x829d, [0, 2]),
      octetsOf(0x52, [0xa0, 1]),
    ];
    // Whole messages, with a value or for a property that no controller has.
    const ignored = [
      octetsOf(0x62, [0x37, 2], [1, 2]),
      octetsOf(0x62, [0x37, 2], [0xffffff, 3]),
      octetsOf(0x63, [0x2e, 2], [1, 3]),
      octetsOf(0x62, [0x31, 2], [0xff, 1]),
      octetsOf(0x62, [0x32, 2], [0x7fc00000, 4]),
      octetsOf(0x62, [0x3d, 2], [1, 3]),
      octetsOf(0x829d, [0x2a, 2]),
      octetsOf(0x52, ...fieldsOf(0x4d, 1, 2)),
    ];
    const isWhole = this.random.below(2) === 0;
    const message = this.pick(isWhole ? ignored : wrong);
    this.log.push(`${toHex(message)}, to be ignored`);
    const { diagnostics } = this.rig.services;
    const before = diagnostics.dropped("model.value");
    const { answer, taken } = this.rig.say(1, message);
    const counted = diagnostics.dropped("model.value") - before;
    const wanted = [isWhole, true, isWhole ? 1 : 0];
    this.expect("ignored", [taken, answer === undefined, counted], wanted);
  }

  private check(): void {
    const { lc, models } = this;
    const { light } = lc;
    this.expect("state", names[models.controller.controllerState], lc.state);
    this.expect("mode", this.get(1, 0x8291, [1]), [Number(lc.mode)]);
    this.expect("occupancy mode", this.get(1, 0x8295, [1]), [Number(lc.occupancyMode)]);
    const [present = NaN] = this.get(0, 0x824b, [2]);
    // Several fades from where the one before was, which is rounded each time.
    const isNear = (a: number, b: number) => Math.abs(a - b) < 3;
    if (!light.course.see(light.now, present, isNear))
      this.expect("lightness", present, light.present);
    this.expect("last", this.get(0, 0x8253, [2]), [light.last]);
    this.checkOnOff("Light OnOff", this.get(1, 0x8299, [1]));
    this.checkOnOff("Generic OnOff", this.get(1, 0x8201, [1]));
    for (const [id, value] of lc.properties) {
      const { answer } = this.rig.say(1, octetsOf(0x829d, [id, 2]));
      const wanted = octetsOf(0x64, [id, 2], [value, lightnessIds.includes(id) ? 2 : 3]);
      this.expect("property", answer && toHex(answer), toHex(wanted));
    }
  }

  private checkOnOff(name: string, told: readonly number[]): void {
    const { change, isLit, remaining } = this.lc;
    const wanted = change ? [Number(isLit), Number(change.on)] : [Number(isLit)];
    this.expect(name, told.slice(0, 2), wanted);
    this.expectRemaining(name, told[2], remaining);
  }
}

/** A value with its Marshalled Property ID, format A. */
function fieldsOf(propertyId: number, octets: number, value: number): readonly Field[] {
  return [
    [((octets - 1) << 1) | (propertyId << 5), 2],
    [value, octets],
  ];
}

for (const seed of [1, 2])
  test(`a light with a controller does as the specification says, seed ${seed}`, (t) => {
    t.is(new LcPair(seed).run(steps), undefined);
  });
