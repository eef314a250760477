import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { ControlledLightConfig } from "../../../modules/firmware/controlled-light/main.js";
import { LightLightnessClient } from "../../../modules/models/light-lightness/client.js";
import { SceneClient } from "../../../modules/models/scene/client.js";
import { captureTo } from "../../simulation/files.js";
import type { ModelPlan } from "../../simulation/network-plan.js";
import { World } from "../../simulation/world.js";
import type { WorldDevice } from "../../simulation/world-device.js";
import type { Progress } from "../options.js";
import { Daylight, fullPower, lampLux, lampShares, standbyPower } from "./light-model.js";
import type { RoomOptions } from "./options.js";
import { MotionDetector, type PeoplePlan, planPeople } from "./people.js";
import { desks, door, lights, lightSensors, motionSensors, type Zone, zones } from "./plan.js";
import type { DeskLight, RoomReport, RoomSample } from "./report.js";

/** Hours between which the day is simulated. */
const begin = 6;
const end = 20;
const hourMs = 3_600_000;
/** Minutes of a stay in which the lights react. */
const reactionMinutes = 2;
/** A full power of a dimmer. */
const full = 0xffff;
/** Milliseconds for which what the sensors see, and what the lamps give, is taken as constant. */
const lookTime = 1000;

/** Scenes of the lights: their controllers are on; the light of a presentation, a lightness without them. */
const automatic = 1;
const presentation = 2;
const presentationLightness = 0x3000;

/** What is pressed in the course of the day, at these hours. While the controllers are off no lux is promised. */
const presses: readonly {
  readonly hour: number;
  readonly device: "panel" | "switch";
  readonly button: string;
  readonly press: "short" | "long";
  /** For the picture. */
  readonly text?: string;
}[] = [
  // Somebody dims the lights, which switches the controllers off, and later has these on again.
  { hour: 9.5, device: "switch", button: "down", press: "long", text: "by hand" },
  { hour: 9.5 + 1.5 / 3600, device: "switch", button: "down", press: "short" },
  { hour: 10.5, device: "panel", button: "scene1", press: "short", text: "automatic" },
  { hour: 13.5, device: "panel", button: "scene2", press: "short", text: "slides" },
  { hour: 14.5, device: "panel", button: "scene1", press: "short", text: "automatic" },
];
/** The hours in which the controllers are off. */
const manual = [
  [9.5, 10.5],
  [13.5, 14.5],
] as const;

/**
 * What a facility manager has chosen: the regulator alone drives the lights, as slowly as its sensors
 * report, and leaves what these do not report.
 */
const config: ControlledLightConfig = {
  controller: {
    ambientLuxLevelOn: 500,
    ambientLuxLevelProlong: 200,
    ambientLuxLevelStandby: 0,
    lightnessOn: 0,
    lightnessProlong: 0,
    lightnessStandby: 0,
    regulatorAccuracy: 14,
    regulatorKiu: 20,
    regulatorKid: 20,
    regulatorKpu: 4,
    regulatorKpd: 4,
    timeFadeOn: 500,
    timeRunOn: 240_000,
    timeFade: 10_000,
    timeProlong: 120_000,
    timeFadeStandbyAuto: 10_000,
  },
};

function lightPlan(zone: Zone): readonly ModelPlan[] {
  return [
    { model: "Generic Level Server", subscribe: "dim" },
    { model: "Light Lightness Server", subscribe: "scenes" },
    { model: "Scene Server", subscribe: "scenes" },
    { model: "Scene Setup Server", subscribe: "scenes" },
    { model: "Light LC Server", element: 1, subscribe: [zone, "switch"] },
    { model: "Generic OnOff Server", element: 1, subscribe: "switch" },
  ];
}

function networkPlan() {
  const nodes: Record<string, readonly ModelPlan[]> = {
    panel: [{ model: "Scene Client", publish: { to: "scenes", retransmissions: 2 } }],
    switch: [
      { model: "Generic OnOff Client", publish: { to: "switch", retransmissions: 2 } },
      { model: "Generic Level Client", publish: { to: "dim", retransmissions: 2 } },
    ],
  };
  for (const { name, zone } of lights) nodes[name] = lightPlan(zone);
  for (const { name, zone } of [...motionSensors, ...lightSensors])
    nodes[name] = [
      { model: "Sensor Server", publish: { to: zone, period: 60_000, retransmissions: 1 } },
    ];
  return { groups: [...zones, "dim", "switch", "scenes"], nodes };
}

/** An office with a network of lights and sensors, through one day. */
export class Office {
  readonly #options: RoomOptions;
  readonly #progress: Progress;
  readonly #world: World;
  readonly #daylight: Daylight;
  readonly #people: PeoplePlan;
  /** Share of the full power of each lamp. */
  readonly #powers = new Float64Array(lights.length);
  /** Watt-hours of each lamp. */
  readonly #energy = new Float64Array(lights.length);
  readonly #detectors: readonly MotionDetector[];
  /** What each lamp gives at the ambient light sensors, which are calibrated to the desks below them. */
  readonly #sensorShares = lightSensors.map(({ position }) => lampShares(position));
  /** What was set last, by sensor. */
  readonly #seen = new Map<string, number>();
  readonly #shares = desks.map(({ position }) => lampShares(position));
  readonly #samples: RoomSample[] = [];
  readonly #scenes = new SceneClient();
  readonly #lightness = new LightLightnessClient();
  #occupancyChanges = 0;
  /** When the day begins, ms of the clock of the world; infinite before it. */
  #dayBegins = Infinity;

  /** Throws RangeError for parameters of the air that are out of range. */
  constructor(options: RoomOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    const random = new SeededRandom(options.seed);
    this.#daylight = new Daylight(random.fork("daylight"));
    this.#people = planPeople(random.fork("people"));
    this.#detectors = motionSensors.map(
      ({ zone }) => new MotionDetector(this.#people.motions[zone]),
    );
    const sensors = new Set(motionSensors.map(({ name }) => name));
    this.#world = new World({
      host: options.host,
      seed: options.seed,
      air: options.air,
      firmwareEventsOnly: true,
      network: { ...networkPlan(), clients: [this.#scenes, this.#lightness] },
      onEvent: ({ name }, { type }) => {
        if (type === "board.lamp" && sensors.has(name) && this.#hour > begin)
          this.#occupancyChanges++;
      },
      ...(options.airParameters && { parameters: options.airParameters }),
      ...(options.capture !== undefined && {
        capture: captureTo(options.capture, { title: "A day in an office" }),
      }),
    });
  }

  /** Runs the day. Rejects if a node fails, or cannot be configured. */
  async run(): Promise<RoomReport> {
    const world = this.#world;
    try {
      this.#progress.phase("Making the network", lights.length + 6);
      await this.#add();
      await world.provisionAll();
      await this.#storeScenes();
      this.#dayBegins = world.clock.now();
      const { events } = world.air;
      const before = await this.#sent();
      const used = process.cpuUsage();
      const minutes = (end - begin) * 60;
      this.#progress.phase("The day", minutes);
      for (let minute = 0; minute < minutes; minute++) {
        await this.#minute(begin + (minute + 1) / 60);
        this.#sample();
        this.#progress.step();
      }
      const { system, user } = process.cpuUsage(used);
      const messages = (await this.#sent()) - before;
      return this.#report(messages, world.air.events - events, (system + user) / 1e6);
    } finally {
      world.close();
    }
  }

  /** Hour of the day. */
  get #hour(): number {
    return begin + Math.max(0, this.#world.clock.now() - this.#dayBegins) / hourMs;
  }

  /** Stores the scenes of all lights, each by a message to the group, sent three times. */
  async #storeScenes(): Promise<void> {
    const dst = this.#world.network.names.address("scenes");
    const how = { dst, appKeyIndex: 0 };
    const times = 3;
    const send = async (message: () => void) => {
      for (let i = 0; i < times; i++) {
        message();
        await this.#world.pass(1000);
      }
    };
    await send(() => this.#scenes.storeUnacknowledged(automatic, how));
    await send(() => this.#lightness.setUnacknowledged(presentationLightness, how));
    await send(() => this.#scenes.storeUnacknowledged(presentation, how));
    await send(() => this.#scenes.recallUnacknowledged(automatic, how));
  }

  /** Lets time pass until an hour of the day, with what is pressed before it. */
  async #minute(until: number): Promise<void> {
    const world = this.#world;
    const passTo = async (hour: number) => {
      const end = this.#dayBegins + (hour - begin) * hourMs;
      for (let left; (left = end - world.clock.now()) > 0;)
        await this.#look(Math.min(left, lookTime));
    };
    for (const { button, device, hour, press } of presses) {
      if (hour < until - 1 / 60 || hour >= until) continue;
      await passTo(hour);
      await world.device(device).press(button, press);
    }
    await passTo(until);
  }

  async #add(): Promise<void> {
    const add = async ({ name, position }: Pick<WorldDevice, "name" | "position">, of: string) => {
      const firmware = new URL(`../../../modules/firmware/${of}/main.ts`, import.meta.url);
      await this.#world.add(name, { firmware, position, config });
      this.#progress.step();
    };
    for (const light of lights) await add(light, "controlled-light");
    for (const sensor of motionSensors) await add(sensor, "occupancy-sensor");
    for (const sensor of lightSensors) await add(sensor, "ambient-light-sensor");
    await add({ name: "switch", position: door }, "dimmer-switch");
    await add({ name: "panel", position: door }, "scene-selector");
  }

  /** Lets a short time pass, in which the sensors see what there is now, and the lamps take what they give now. */
  async #look(time: number): Promise<void> {
    for (const [i, { name }] of motionSensors.entries())
      await this.#show(name, "motion", this.#detectors[i]!.read(this.#hour));
    for (const [i, { name, position }] of lightSensors.entries())
      await this.#show(name, "light", this.#lux(this.#sensorShares[i]!, position.y));
    await this.#world.pass(time);
    for (const [i, { name }] of lights.entries()) {
      this.#energy[i]! += (time / hourMs) * (standbyPower + fullPower * this.#powers[i]!);
      this.#powers[i] = this.#world.device(name).powers()[0]! / full;
    }
  }

  async #show(device: string, sensor: string, value: number): Promise<void> {
    if (this.#seen.get(device) === value) return;
    this.#seen.set(device, value);
    await this.#world.device(device).setSensor(sensor, value, { step: false });
  }

  #lux(shares: readonly number[], distance: number): number {
    return lampLux(shares, this.#powers) + this.#daylight.inside(this.#hour, distance);
  }

  #sample(): void {
    const hour = this.#hour;
    this.#samples.push({
      hour,
      lux: desks.map(({ position }, i) => this.#lux(this.#shares[i]!, position.y)),
      daylight: desks.map(({ position }) => this.#daylight.inside(hour, position.y)),
      lightness: [...this.#powers].map(Math.sqrt),
      watts: this.#powers.reduce((sum, power) => sum + standbyPower + fullPower * power, 0),
    });
  }

  /** Messages that the nodes have sent. */
  async #sent(): Promise<number> {
    let sum = 0;
    for (const device of this.#world.devices) sum += (await device.state()).messagesSent;
    return sum;
  }

  #report(messages: number, pdus: number, seconds: number): RoomReport {
    const { air, seed } = this.#options;
    const energyWh = this.#energy.reduce((sum, energy) => sum + energy);
    const { stays } = this.#people;
    const first = Math.min(...stays.map(({ from }) => from));
    const last = Math.max(...stays.map(({ to }) => to));
    return {
      seed,
      air,
      lights: lights.map(({ name, zone }, i) => ({
        name,
        zone,
        address: this.#world.device(name).address!,
        energyWh: round(this.#energy[i]!),
      })),
      occupancyChanges: this.#occupancyChanges,
      luxAtDesks: desks.map((_, i) => this.#deskLight(i)),
      energyWh: round(energyWh),
      fullEnergyWh: round((last - first) * fullPower * lights.length),
      messages,
      pdus,
      simulatedMs: this.#world.clock.now() - this.#dayBegins,
      stays,
      presses: presses.flatMap(({ hour, text }) => (text === undefined ? [] : [{ hour, text }])),
      samples: this.#samples,
      seconds,
    };
  }

  #deskLight(desk: number): DeskLight {
    const stays = this.#people.stays.filter((stay) => stay.desk === desk);
    const occupied = ({ hour }: RoomSample, after: number) =>
      stays.some(({ from, to }) => hour >= from + after / 60 && hour < to);
    const there = this.#samples.filter((sample) => occupied(sample, 0));
    const settled = this.#samples.filter(
      (sample) => occupied(sample, reactionMinutes) && !isManual(sample.hour),
    );
    return {
      desk: desks[desk]!.name,
      minutes: there.length,
      meanLux: round(settled.reduce((sum, { lux }) => sum + lux[desk]!, 0) / settled.length),
      leastLux: round(Math.min(...settled.map(({ lux }) => lux[desk]!))),
    };
  }
}

/** Whether the controllers are off at an hour, or have been on for a short time. */
function isManual(hour: number): boolean {
  return manual.some(([from, to]) => hour >= from && hour < to + reactionMinutes / 60);
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(10 * value) / 10;
}
