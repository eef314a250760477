import "../../modules/checks/install.js";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/web/memory-store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Start } from "../../modules/firmware/start.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { VirtualAir } from "../air/air.js";
import { GattAir } from "../air/gatt/gatt-air.js";
import { usualAir } from "../air/model.js";
import type { FirmwareProgram } from "./firmware-program.js";
import { checkLimit, checkMilliseconds } from "./milliseconds.js";
import { nodeFirmware } from "./node-firmware.js";
import { PlanWords } from "./plan-words.js";
import { RefusalLog } from "./refusal-log.js";
import type { RefusalWords } from "./refusal-words.js";
import { ClosedError, TimeDriver } from "./time-driver.js";
import { WorldDevice } from "./world-device.js";
import { seenOf, WorldRecord } from "./world-record.js";
import { type WorldCapture, WorldNetwork } from "./world-network.js";
import type { WorldDeviceOptions, WorldHost, WorldOptions, WorldStep } from "./world-options.js";
import { checkSimulationOptions } from "./option-kinds.js";

/** Something was not as `World.expect` expected. */
export class ExpectationError extends Error {
  /** What the boards of the devices showed: "desk: lamp off; hall: no power". */
  readonly seen: string | undefined;

  constructor(message: string, seen?: string) {
    super(message);
    this.seen = seen;
  }

  /** "ExpectationError". */
  override get name(): string {
    return "ExpectationError";
  }
}

/** Default of `limit`, simulated milliseconds. */
const usualLimit = 600_000;
/**
 * Simulated milliseconds before a wait began, within which a message can be the reason that
 * nothing comes: a test sends, lets time pass, and then expects.
 */
const shortlyBefore = 10_000;

/**
 * Devices with their firmware, boards and radios, and a provisioner, on a virtual air in virtual
 * time. For tests of firmwares in any test runner, and for the scripts of `xs-mesh simulate`.
 */
export class World {
  /** Virtual time, in milliseconds from 0. It advances only while something is awaited here. */
  readonly clock = new VirtualClock();
  /** The radio model. */
  readonly air: VirtualAir;
  /** The GATT connections of its stations; undefined unless `gatt` was given. */
  readonly gatt: GattAir | undefined;
  /** The recording of the air, where the options have one. */
  readonly capture: WorldCapture | undefined;
  /** The provisioner and the configuration of the devices. */
  readonly network: WorldNetwork;
  readonly #options: WorldOptions;
  readonly #random: SeededRandom;
  readonly #time: TimeDriver;
  readonly #devices = new Map<string, WorldDevice>();
  readonly #programs = new Map<string, Promise<FirmwareProgram>>();
  readonly #refusals = new RefusalLog(this.clock);
  readonly #closing: (() => void)[] = [];
  #closed = false;
  #loadMilliseconds = 0;
  readonly #record: WorldRecord;

  /** Throws RangeError for air parameters that are out of range. */
  constructor(options: WorldOptions = {}) {
    checkSimulationOptions("World", options);
    const { air = usualAir, capture, network = {}, parameters, seed = 1 } = options;
    this.#options = options;
    this.#random = new SeededRandom(seed);
    this.#time = new TimeDriver(this.clock, (begin) => this.#refused(begin));
    this.air = new VirtualAir({ clock: this.clock, seed, model: air, ...parameters });
    this.gatt = options.gatt ? new GattAir(this.air) : undefined;
    this.capture = capture?.(this.air);
    this.#record = new WorldRecord(this.clock, this.capture, options.onStep);
    const surroundings = {
      air: this.air,
      clock: this.clock,
      onEvent: (name: string, event: TraceEvent) => this.#event(name, event),
      addressOf: (name: string) => this.#devices.get(name)?.address,
    };
    this.network = new WorldNetwork(surroundings, network, this.#random);
    this.#refusals.words = new PlanWords(network, this.network.names, (device) =>
      this.network.isConfigured(device),
    );
  }

  /** What was done to the devices, and expected of them. */
  get steps(): readonly WorldStep[] {
    return this.#record.steps;
  }

  /** All devices, in the order in which they were added. */
  get devices(): readonly WorldDevice[] {
    return [...this.#devices.values()];
  }

  /**
   * Adds a device and boots its firmware. Rejects with RangeError for a name that is in use or
   * options out of range, and with the error of a firmware that does not start.
   */
  async add(name: string, options: WorldDeviceOptions): Promise<WorldDevice> {
    this.#checkOpen();
    if (this.#devices.has(name)) throw new RangeError(`there is a device "${name}" already`);
    checkSimulationOptions("device", options);
    const {
      config,
      ecdhMilliseconds = 0,
      firmware,
      http,
      oob,
      powered,
      stays,
      store,
      wifi,
      ...radio
    } = options;
    const { firmwareEventsOnly = false, onEvent, onFailure, onLog } = this.#options;
    const began = performance.now();
    const program = await this.#program(firmware);
    this.#loadMilliseconds += performance.now() - began;
    this.#checkOpen();
    const { spacing } = program;
    const station = this.air.attach({ ...(spacing && { spacing }), ...radio, name });
    this.gatt?.server(station);
    const device: WorldDevice = new WorldDevice({
      name,
      program,
      clock: this.clock,
      station,
      store: store ?? new MemoryStore(),
      random: this.#random,
      boot: {
        cryptoMemory: this.network.cryptoMemory,
        ecdhMilliseconds,
        firmwareEventsOnly,
        ...(config && { config }),
        ...(wifi && { wifi }),
        ...(http && { http }),
      },
      onEvent: (event) => {
        this.#event(name, event);
        onEvent?.(device, event);
        if (event.type === "log") onLog?.(device, event.text);
      },
      onFailure: (error) => {
        this.#record.failed(error, name);
        onFailure?.(device, error);
      },
      pass: (milliseconds) => this.#pass(milliseconds),
      onStep: (text) => this.#record.step(name, text),
    });
    this.#devices.set(name, device);
    this.network.expect(device, { ...(oob && { oob }), stays: stays ?? false });
    if (powered !== false) await device.powerOn();
    return device;
  }

  /** Real milliseconds that the firmwares took to load, with the build of XS. */
  get loadMilliseconds(): number {
    return this.#loadMilliseconds;
  }

  /** The device of this name. Throws RangeError that lists the devices if there is none. */
  device(name: string): WorldDevice {
    const device = this.#devices.get(name);
    if (device) return device;
    const names = [...this.#devices.keys()].join(", ") || "none";
    throw new RangeError(`there is no device "${name}": this world has ${names}`);
  }

  /** The same as `device`, for lamps. */
  light(name: string): WorldDevice {
    return this.device(name);
  }

  /** Advances virtual time by so many milliseconds. Rejects with RangeError for less than 0, and for
   * more than ten years. */
  async pass(milliseconds: number): Promise<void> {
    checkMilliseconds("milliseconds", milliseconds);
    this.#record.wait(`waits ${milliseconds} ms`);
    await this.#pass(milliseconds);
  }

  async #pass(milliseconds: number): Promise<void> {
    let passed = false;
    this.clock.schedule(() => (passed = true), milliseconds);
    await this.#time.until(() => passed, Infinity);
    this.#throwFailure();
  }

  /**
   * Advances virtual time until a condition holds, which is checked after each event. Rejects with
   * TimeoutError after `limit` simulated milliseconds (default 600,000), and with the error of a
   * firmware that fails meanwhile.
   */
  async until(condition: () => boolean, { limit = usualLimit } = {}): Promise<void> {
    checkLimit("limit", limit);
    this.#record.wait(`waits until a condition holds, at most ${limit} ms`);
    await this.#until(condition, limit);
  }

  async #until(condition: () => boolean, limit: number): Promise<void> {
    await this.#time.until(() => this.#failed !== undefined || holds(condition), limit);
    this.#throwFailure();
  }

  /**
   * Advances virtual time until a promise is settled, such as a request of a client, and settles as
   * it does. Rejects as `until` does.
   */
  async run<T>(work: Promise<T> | (() => Promise<T>), { limit = usualLimit } = {}): Promise<T> {
    checkLimit("limit", limit);
    this.#checkOpen();
    const promise = typeof work === "function" ? work() : work;
    if (typeof (promise as Promise<T> | undefined)?.then !== "function")
      throw new TypeError("work: a promise is needed, or a function that returns one");
    const value = await this.#time.settled(promise, limit);
    this.#throwFailure();
    return value;
  }

  /**
   * Waits until a condition holds, for at most `within` simulated milliseconds (default 0: it has
   * to hold now), and notes that in `steps`. `what` says what is expected, such as "the lamp is
   * on". Rejects with ExpectationError if it does not hold by then.
   */
  async expect(what: string, condition: () => boolean, { within = 0 } = {}): Promise<void> {
    checkLimit("within", within);
    const { clock } = this;
    const begin = clock.now();
    const end = begin + within;
    let over = within === 0;
    if (within > 0 && within < Infinity) clock.schedule(() => (over = true), within);
    await this.#until(() => over || holds(condition), Infinity);
    if (holds(condition)) return this.#record.met(what);
    const reasons = [...this.#refusals.textsSince(begin - shortlyBefore), ...this.#unknown()];
    const when = within === 0 ? "" : ` within ${within} ms`;
    const seen = seenOf(this.devices);
    const error = new ExpectationError(
      [`at ${(end / 1000).toFixed(3)} s: not so${when}: ${what}`, ...reasons].join("\n  "),
      seen,
    );
    this.#record.unmet(error, {
      expected: what,
      ...(within > 0 && { within }),
      ...(seen !== undefined && { seen }),
      ...(reasons.length > 0 && { reasons }),
    });
    throw error;
  }

  /**
   * Provisions a device and configures it as the network's plan says; resolves with its unicast
   * address. Rejects as `Provisioner.provision` and `ConfigurationClient` do.
   */
  async provision(name: string): Promise<number> {
    this.#checkOpen();
    return this.run(this.network.join(this.device(name)));
  }

  /**
   * Provisions and configures all devices that are in no network yet, two at a time, in the order
   * in which their beacons are received. Rejects as `provision` does.
   */
  async provisionAll(): Promise<void> {
    this.#checkOpen();
    this.network.checkNames(this.devices);
    return this.run(this.network.joinAll(this.devices));
  }

  /**
   * The messages that no model of any node took so far, each with the reason and what to do. The
   * errors of requests, of `until` and of `expect` have those that may be their reason.
   */
  get refusals(): string[] {
    return this.#refusals.texts;
  }

  /** Replaces the words of the texts on messages that were not taken, as a command line does. */
  useRefusalWords(words: RefusalWords): void {
    this.#refusals.words = words;
  }

  /** Adds the error that ended the program to the capture, unless it has that already. */
  recordFailure(error: Error): void {
    this.#record.failed(error);
  }

  /** Called when the world is closed. */
  onClose(callback: () => void): void {
    this.#closing.push(callback);
  }

  /** Why a request of a device, or of the "provisioner", got no answer, and what to do. */
  whyUnanswered(sender: string, request: Parameters<RefusalLog["whyUnanswered"]>[1]): string {
    return this.#refusals.whyUnanswered(sender, request);
  }

  /**
   * Closes all devices and the provisioner, and ends the capture. What waits, and each later use of
   * the world or its devices, fails with ClosedError. Throws Error if a file of the capture cannot be
   * written.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#time.close();
    for (const device of this.#devices.values()) device.close();
    if (this.capture) this.network.addKeysTo(this.capture.keys);
    this.network.close();
    for (const callback of this.#closing) callback();
    for (const program of this.#programs.values())
      void program.then(
        (loaded) => loaded.close(),
        () => undefined,
      );
    try {
      this.capture?.close();
    } finally {
      this.air.close();
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new ClosedError();
  }

  /** Events of a device or of the provisioner. The error of an unanswered request gets the reason. */
  #event(name: string, event: TraceEvent): void {
    this.#refusals.record(name, event);
    this.capture?.event(name, this.clock.now(), event);
  }

  /** The messages that nobody took from shortly before a time on, each in a line; "" for none. */
  #refused(begin: number): string {
    const texts = this.#refusals.textsSince(begin - shortlyBefore);
    return texts.map((text) => `\n  ${text}`).join("");
  }

  /** The names of lamps that no firmware uses, in words. */
  #unknown(): string[] {
    return this.devices.flatMap(({ unknownLamps }) => unknownLamps);
  }

  get #failed(): WorldDevice | undefined {
    if (this.#options.onFailure) return undefined;
    for (const device of this.#devices.values()) if (device.failure) return device;
    return undefined;
  }

  #throwFailure(): void {
    const { failure, name } = this.#failed ?? {};
    if (!failure) return;
    const error = new Error(`the firmware of ${name} failed: ${failure.message}`, {
      cause: failure,
    });
    error.stack = `${error.message}\n${failure.stack ?? ""}`;
    throw error;
  }

  #program(firmware: string | URL | Start): Promise<FirmwareProgram> {
    const { folder = ".", host = "node", load } = this.#options;
    if (typeof firmware === "function") {
      if (host === "node") return Promise.resolve(nodeFirmware(firmware));
      throw new TypeError('firmware: on "xs" it must be a file, because each device loads its own');
    }
    const entry = firmware instanceof URL ? fileURLToPath(firmware) : resolve(folder, firmware);
    let program = this.#programs.get(entry);
    if (!program) {
      program = load ? load(entry) : loadFrom(entry, host, this.gatt !== undefined);
      this.#programs.set(entry, program);
    }
    return program;
  }
}

/** Throws TypeError for a condition that is asynchronous: its promise would always seem to hold. */
function holds(condition: () => boolean): boolean {
  const value: unknown = condition();
  if (typeof (value as Promise<unknown> | undefined)?.then === "function")
    throw new TypeError("condition: it returned a promise; it must return true or false at once");
  return value as boolean;
}

/** Loaded on demand: a world of functions alone, such as one in a browser, reads no files. */
async function loadFrom(entry: string, host: WorldHost, gatt: boolean): Promise<FirmwareProgram> {
  const { nodeFirmwareOf, xsFirmware } = await import("./firmware-files.js");
  return host === "xs" ? xsFirmware(entry, { gatt }) : nodeFirmwareOf(entry);
}
