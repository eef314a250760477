import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { HeapFigures } from "../../hosts/xs/port.js";
import type { MemoryStore } from "../../hosts/web/memory-store.js";
import type { ButtonPress } from "../../modules/host/board.js";
import type { Clock } from "../../modules/host/clock.js";
import type { LogLevel, TraceEvent } from "../../modules/host/trace.js";
import type { NodeState } from "../../modules/node/node-options.js";
import type { Position } from "../air/propagation.js";
import type { Station } from "../air/station.js";
import { authorsFrames } from "./log-frames.js";
import type { BootRequest, FirmwareProgram, RunningFirmware } from "./firmware-program.js";
import { errorOf } from "./thrown.js";
import { ClosedError } from "./time-driver.js";

/** A line that a firmware wrote with `console` or `trace`. */
export interface LogLine {
  /** Simulated milliseconds. */
  readonly time: number;
  readonly level: LogLevel;
  readonly text: string;
}

/** What a WorldDevice is made with. */
export interface WorldDeviceParts {
  readonly name: string;
  readonly program: FirmwareProgram;
  readonly clock: Clock;
  readonly station: Station;
  readonly store: MemoryStore;
  /** The source of its random numbers, of which each boot gets others. */
  readonly random: SeededRandom;
  readonly boot: Pick<
    BootRequest,
    "config" | "cryptoMemory" | "ecdhMilliseconds" | "firmwareEventsOnly" | "http" | "wifi"
  >;
  /** Called with each event of the node, of the firmware and of the board. */
  readonly onEvent: (event: TraceEvent) => void;
  /** Called when the firmware has failed. */
  readonly onFailure: (error: Error) => void;
  /** Waits so many simulated milliseconds. */
  readonly pass: (milliseconds: number) => Promise<void>;
  /** Called with what was done to it, in words. */
  readonly onStep: (text: string) => void;
}

/** A device of a World: a firmware on a board, with its radio, its records and a position. */
export class WorldDevice {
  readonly name: string;
  /** Its radio, whose counters tell what it sent, received and lost. */
  readonly station: Station;
  /** Its records, which are kept over a power cut. */
  readonly store: MemoryStore;
  /** The lines that its firmware wrote. */
  readonly log: LogLine[] = [];
  /** Unicast address of its primary element; undefined while it is in no network. */
  address: number | undefined;
  readonly #parts: WorldDeviceParts;
  readonly #lamps = new Map<string, boolean>();
  /** Names of the lamps that were switched, on any boot. */
  readonly #used = new Set<string>();
  /** Names that `lamp` was called with while no such lamp was switched. */
  readonly #asked = new Set<string>();
  #booted = 0;
  #running: RunningFirmware | undefined;
  #booting: Promise<void> | undefined;
  /** Whether its power was cut since the boot began. */
  #cut = false;
  #failure: Error | undefined;
  #closed = false;

  /** Called by `World.add`. */
  constructor(parts: WorldDeviceParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.station = parts.station;
    this.store = parts.store;
  }

  /** Why its firmware has failed; undefined while it runs. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether it has power. */
  get powered(): boolean {
    return this.#running !== undefined;
  }

  /** Whether the lamp named "lamp" is on. */
  get isOn(): boolean {
    return this.lamp("lamp");
  }

  /** Whether a lamp is on; false for one that was never switched. */
  lamp(name: string): boolean {
    const on = this.#lamps.get(name);
    if (on === undefined) this.#asked.add(name);
    return this.powered && (on ?? false);
  }

  /**
   * What is wrong with the names that `lamp` was called with, in words: the firmware has used no
   * such lamp so far, but others.
   */
  get unknownLamps(): string[] {
    const known = new Set(this.#used);
    if (this.#running && !this.#failure)
      for (const name of Object.keys(this.#running.board.lamps)) known.add(name);
    if (known.size === 0) return [];
    const unknown = [...this.#asked].filter((name) => !known.has(name));
    return unknown.map(
      (name) => `${this.name} has no lamp "${name}": its firmware uses ${[...known].join(", ")}`,
    );
  }

  /** The lamps that were switched on so far since it has power, and whether they are on. */
  get lamps(): ReadonlyMap<string, boolean> {
    return this.#lamps;
  }

  /** Power of each channel, 0..65,535, of a lamp that is dimmed; none of one that is not. Throws Error if it has no power. */
  powers(name = "lamp"): readonly number[] {
    return this.#firmware.board.powers?.[name] ?? [];
  }

  /** Where it is, in metres. */
  get position(): Position {
    return this.station.position;
  }

  /** Carries it to another place; metres. */
  moveTo(position: Position): void {
    if (this.#closed) throw new ClosedError();
    this.station.moveTo(position);
    this.#parts.onStep(`moved to ${position.x}, ${position.y}`);
  }

  /**
   * Presses a button, and waits for a millisecond, in which the firmware does what it does at once:
   * a model calls the application after the call that changed it. Rejects with RangeError that lists the buttons if the firmware has no such button, and with Error if it has
   * no power.
   */
  async press(button = "button", press: ButtonPress = "short"): Promise<void> {
    await this.#firmware.press(button, press);
    await this.#parts.pass(1);
    const how = { short: "pressed", double: "pressed twice", long: "held" }[press];
    this.#parts.onStep(`${button} ${how}`);
  }

  /**
   * Sets what a sensor of the board reads from now on. The step says so if the firmware has not
   * asked its board for a sensor of this name so far: the name may be misspelt. `step`: false for what
   * changes all the time, and is no step.
   */
  async setSensor(name: string, value: number, { step = true } = {}): Promise<void> {
    if (!step) return void (await this.#firmware.setSensor(name, value));
    const { sensors } = this.#firmware.board;
    await this.#firmware.setSensor(name, value);
    const others = sensors.length === 0 ? "" : `, but for ${sensors.join(", ")}`;
    const note = sensors.includes(name) ? "" : ` (the firmware has not asked for it${others})`;
    this.#parts.onStep(`sensor ${name}: ${value}${note}`);
  }

  /**
   * Calls `call` of the firmware: what `start` returned. The argument and the result of a firmware
   * on XS are JSON.
   */
  async call(name: string, argument?: unknown): Promise<unknown> {
    return await this.#firmware.call(name, argument);
  }

  /** The state of its node. Rejects with Error if `start` did not return a Node. */
  async state(): Promise<NodeState> {
    const state = (await this.call("state")) as Partial<NodeState> | undefined;
    if (typeof state?.uuid === "string") return state as NodeState;
    throw new Error(
      `${this.name}: the firmware's start() must return a Node, which tells its state`,
    );
  }

  /** Figures of its heap on XS after garbage collection. */
  heap(): HeapFigures | undefined {
    return this.#running?.heap();
  }

  /** Cuts its power. Its records stay. */
  powerOff(): void {
    if (!this.#running && !this.#booting) return;
    this.#cutPower();
    this.#parts.onStep("power off");
  }

  /** Called by `World.close`: it cannot be used any more. */
  close(): void {
    this.#closed = true;
    this.#cutPower();
  }

  #cutPower(): void {
    this.#cut = true;
    this.#running?.close();
    this.#running = undefined;
    this.#lamps.clear();
  }

  /** Gives it power: it boots. Rejects with the error of a firmware that does not start. */
  async powerOn(): Promise<void> {
    if (this.#closed) throw new ClosedError();
    if (this.#running) return;
    this.#booting ??= this.#boot().finally(() => (this.#booting = undefined));
    await this.#booting;
  }

  async #boot(): Promise<void> {
    const { boot, clock, name, program, random, station, store } = this.#parts;
    this.#failure = undefined;
    const request: BootRequest = {
      ...boot,
      name,
      clock,
      station,
      // After a restart it gets other random numbers, which still depend only on the seed.
      random: random.fork(`${name} ${store.writes}`),
      store,
      trace: (event) => this.#onEvent(event),
      onFailure: (error) => this.#failed(error),
    };
    this.#cut = false;
    let running;
    try {
      running = await program.boot(request);
    } catch (error) {
      const failure = errorOf(error);
      // A machine of XS has told its failure already.
      if (!this.#failure) this.#failed(failure);
      throw ofAuthor(failure);
    }
    // Its power was cut while it booted.
    if (this.#cut) return running.close();
    this.#running = running;
    const failure = this.#failure as Error | undefined;
    if (failure) throw failure;
    if (this.#booted++ > 0) this.#parts.onStep("power on");
  }

  /** Cuts its power and gives it power again at the same moment. */
  async restart(): Promise<void> {
    this.powerOff();
    await this.powerOn();
  }

  get #firmware(): RunningFirmware {
    if (this.#closed) throw new ClosedError();
    if (this.#failure) throw new Error(`${this.name} has failed: ${this.#failure.message}`);
    if (!this.#running) throw new Error(`${this.name} has no power`);
    return this.#running;
  }

  #failed(error: Error): void {
    this.#failure ??= error;
    ofAuthor(error);
    this.#parts.onFailure(error);
  }

  #onEvent(given: TraceEvent): void {
    // Of these there are more than of all others together.
    if (given.type === "drop") return this.#parts.onEvent(given);
    const event = given.type === "log" ? { ...given, text: authorsFrames(given.text) } : given;
    if (event.type === "log")
      this.log.push({ time: this.#parts.clock.now(), level: event.level, text: event.text });
    else if (event.type === "board.lamp") {
      this.#lamps.set(event.name, event.on);
      this.#used.add(event.name);
    } else if (event.type === "node.provisioned") this.address = event.address;
    else if (event.type === "node.reset") this.address = undefined;
    this.#parts.onEvent(event);
  }
}

/** The error with those lines of its stack alone that are its author's, unless it is frozen. */
function ofAuthor(error: Error): Error {
  if (error.stack !== undefined) Reflect.set(error, "stack", authorsFrames(error.stack));
  return error;
}
