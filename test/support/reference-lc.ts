// A light controller by Mesh Model 1.1 §6.2.5, written down without the sources; without a sensor for the ambient light.
import { atOnce, type Times } from "./reference-course.js";
import { type From, ReferenceLight, straight, Transactions } from "./reference-light.js";

export type LcStateName =
  "off" | "standby" | "fade on" | "run" | "fade" | "prolong" | "standby auto" | "standby manual";

/** Of each state: Property ID of its time, that of its lightness, whether it fades, and whether Light OnOff is on. */
const states: Readonly<
  Record<LcStateName, readonly [time: number, lightness: number, fades: boolean, on: boolean]>
> = {
  off: [0, 0, false, false],
  standby: [0, 0x30, false, false],
  "fade on": [0x37, 0x2e, true, true],
  run: [0x3c, 0x2e, false, true],
  fade: [0x36, 0x2f, true, true],
  prolong: [0x3b, 0x2f, false, true],
  "standby auto": [0x38, 0x30, true, false],
  "standby manual": [0x39, 0x30, true, false],
};

type LcEventName = "occupancy" | "on" | "off" | "timer";

/** The table of §6.2.5. */
const next: Readonly<Partial<Record<LcStateName, Partial<Record<LcEventName, LcStateName>>>>> = {
  standby: { occupancy: "fade on", on: "fade on" },
  "fade on": { off: "standby manual", timer: "run" },
  run: { occupancy: "run", on: "run", off: "standby manual", timer: "fade" },
  fade: { occupancy: "fade on", on: "fade on", off: "standby manual", timer: "prolong" },
  prolong: { occupancy: "fade on", on: "fade on", off: "standby manual", timer: "standby auto" },
  "standby auto": {
    ...{ occupancy: "fade on", on: "fade on" },
    ...{ off: "standby manual", timer: "standby" },
  },
  "standby manual": { on: "fade on", timer: "standby" },
};

/** The default values of the properties that the controller uses here. */
const defaults: readonly (readonly [number, number])[] = [
  [0x2e, 65_535],
  [0x2f, 10_000],
  [0x30, 0],
  [0x36, 5000],
  [0x37, 500],
  [0x38, 5000],
  [0x39, 500],
  [0x3a, 0],
  [0x3b, 30_000],
  [0x3c, 60_000],
];

export class ReferenceLc {
  state: LcStateName = "off";
  occupancyMode = true;
  properties = new Map(defaults);
  /** Light OnOff while there is a delay or a fade: its target and its end, or all of its time in a delay. */
  change: { readonly on: boolean; readonly end?: number; readonly time?: number } | undefined;
  #isLit = false;
  #fadeEnd = 0;
  /** When the state is over, occupancy counts, and an event comes; and in which order that was decided, as it may be at one time. */
  #stateEnd = Infinity;
  #occupied = Infinity;
  #delayed: { readonly on: boolean; readonly time: number | undefined } | undefined;
  #delayedAt = Infinity;
  #order: ("state" | "occupied" | "delayed")[] = [];
  readonly #transactions = new Transactions();
  readonly #onOffs = new Transactions();

  constructor(readonly light = new ReferenceLight()) {}

  get mode(): boolean {
    return this.state !== "off";
  }

  /** The present Light OnOff state. */
  get isLit(): boolean {
    return this.#isLit;
  }

  get remaining(): number | undefined {
    const { change } = this;
    if (!change) return undefined;
    return change.time ?? change.end! - this.light.now;
  }

  setMode(on: boolean): void {
    if (on === this.mode) return;
    if (on) return this.begin("standby");
    const { light } = this;
    // The light stays as it is; what moved is set, and so within the range.
    if (light.course.moving)
      light.course.set(light.now, light.limited(light.present), atOnce, straight);
    this.end();
  }

  begin(state: LcStateName): void {
    this.light.control(true);
    this.#occupied = this.#delayedAt = Infinity;
    this.state = "off";
    this.#enter(state, undefined);
  }

  /** Its light was set otherwise, or the mode: it is off. */
  end(): void {
    this.state = "off";
    this.#stateEnd = this.#occupied = this.#delayedAt = Infinity;
    this.#isLit = false;
    this.change = undefined;
    this.light.control(false);
  }

  /** A message sets the light; a repeated one does not. */
  override(set: () => void): void {
    const { sets } = this.light;
    set();
    if (this.mode && this.light.sets > sets) this.end();
  }

  setProperty(propertyId: number, value: number): void {
    const { properties, state } = this;
    if (properties.get(propertyId) === value) return;
    properties.set(propertyId, value);
    if (state !== "off") this.#drive();
  }

  /** A sensor reports occupancy that began some time ago. */
  report(age: number): void {
    const { now } = this.light;
    if (!this.mode) return;
    const delay = this.properties.get(0x3a)! - age;
    if (age > 0 && delay < 0) return;
    if (delay <= 0) return this.#occupancy();
    if (now + delay >= this.#occupied) return;
    this.#occupied = now + delay;
    this.#decided("occupied");
  }

  #occupancy(): void {
    this.#occupied = Infinity;
    if (this.state !== "standby" || this.occupancyMode) this.#happened("occupancy", undefined);
  }

  /** Light LC Light OnOff Set, or Generic OnOff Set on its element. */
  lightOnOff(kind: "light" | "generic", on: boolean, from: From, times?: Times): void {
    const { now } = this.light;
    const transactions = kind === "light" ? this.#transactions : this.#onOffs;
    if (!transactions.isNew(now, from.src, from.tid) || !this.mode) return;
    this.#delayedAt = Infinity;
    if (!times || times.delay === 0) return this.#happened(on ? "on" : "off", times?.time);
    this.#delayed = { on, time: times.time };
    this.#delayedAt = now + times.delay;
    this.#decided("delayed");
    this.change = { on, time: times.time };
  }

  #happened(event: LcEventName, time: number | undefined): void {
    const state = next[this.state]?.[event];
    if (state !== undefined) this.#enter(state, time);
  }

  #enter(state: LcStateName, time: number | undefined): void {
    const { light, properties } = this;
    const [timeId, , fades, on] = states[state];
    const own = properties.get(timeId);
    const lasts = fades ? (time ?? own!) : (own ?? Infinity);
    const before = this.state;
    this.state = state;
    this.#stateEnd = light.now + lasts;
    this.#decided("state");
    if (state !== before) {
      this.#fadeEnd = fades ? this.#stateEnd : light.now;
      this.#drive();
    }
    const moves = fades && state !== "fade" && lasts > 0;
    this.#isLit = on || (moves && this.#isLit);
    this.change = moves ? { on, end: this.#stateEnd } : undefined;
  }

  /** The light follows what its state says. */
  #drive(): void {
    const { light, properties, state } = this;
    const level = light.limited(properties.get(states[state][1])!);
    const time = Math.max(0, this.#fadeEnd - light.now);
    light.course.set(light.now, level, { time, delay: 0 }, straight);
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    const { light } = this;
    const end = light.now + milliseconds;
    for (;;) {
      const at = Math.min(this.#stateEnd, this.#occupied, this.#delayedAt);
      if (at > end) break;
      light.pass(at - light.now);
      this.#due();
    }
    light.pass(end - light.now);
  }

  #decided(what: "state" | "occupied" | "delayed"): void {
    this.#order = [...this.#order.filter((each) => each !== what), what];
  }

  #due(): void {
    const { now } = this.light;
    const times = { state: this.#stateEnd, occupied: this.#occupied, delayed: this.#delayedAt };
    const first = this.#order.find((each) => times[each] <= now);
    if (first === "state") return this.#happened("timer", undefined);
    if (first === "occupied") return this.#occupancy();
    const { on, time } = this.#delayed!;
    this.#delayedAt = Infinity;
    if (this.change?.time !== undefined) this.change = undefined;
    this.#happened(on ? "on" : "off", time);
  }

  /** The light after a power cut. §6.5.1.2 */
  poweredUp(): ReferenceLc {
    const { light, mode, occupancyMode, properties, state } = this;
    const goesOn = mode && light.onPowerUp === 2;
    const after = new ReferenceLc(goesOn ? light.dark() : light.poweredUp());
    after.occupancyMode = occupancyMode;
    after.properties = properties;
    if (goesOn) after.begin(states[state][3] ? "fade on" : "standby");
    return after;
  }
}
