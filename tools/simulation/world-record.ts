import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../modules/host/clock.js";
import type { ScriptEvent, ScriptFailure } from "../capture/script-events.js";
import { authorsFrames } from "./log-frames.js";
import type { WorldDevice } from "./world-device.js";
import type { WorldCapture } from "./world-network.js";
import type { WorldStep } from "./world-options.js";

/** What was done to the devices of a world, and expected of them. The capture gets it as well. */
export class WorldRecord {
  readonly steps: WorldStep[] = [];
  readonly #clock: Pick<Clock, "now">;
  readonly #capture: WorldCapture | undefined;
  readonly #onStep: ((step: WorldStep) => void) | undefined;
  /** Errors that the capture has. */
  readonly #failed = new WeakSet<Error>();

  constructor(
    clock: Pick<Clock, "now">,
    capture: WorldCapture | undefined,
    onStep: ((step: WorldStep) => void) | undefined,
  ) {
    this.#clock = clock;
    this.#capture = capture;
    this.#onStep = onStep;
  }

  /** Something was done to a device. */
  step(device: string, text: string): void {
    this.#add({ device, text, ok: true });
    this.#write({ type: "step", device, text });
  }

  /** The program waits from now on. */
  wait(text: string): void {
    this.#write({ type: "wait", text });
  }

  /** An expectation holds. */
  met(text: string): void {
    this.#add({ text, ok: true });
    this.#write({ type: "met", text });
  }

  /** An expectation does not hold, for which the program gets an error. */
  unmet(error: Error, failure: ScriptFailure & { readonly expected: string }): void {
    this.#add({ text: failure.expected, ok: false });
    this.#fail(error, failure);
  }

  /** A firmware failed, or an error ended the program. Each error is recorded once. */
  failed(error: Error, device?: string): void {
    const { cause, message, name } = error;
    if (cause instanceof Error && this.#failed.has(cause)) return;
    const text = name === "Error" ? message : `${name}: ${message}`;
    this.#fail(error, { error: text, ...(device !== undefined && { device }) });
  }

  #fail(error: Error, failure: ScriptFailure): void {
    if (this.#failed.has(error)) return;
    this.#failed.add(error);
    this.#write({ type: "failure", failure: { ...failure, places: placesOf(error) } });
  }

  #add(step: Omit<WorldStep, "time">): void {
    const done = { time: this.#clock.now(), ...step };
    this.steps.push(done);
    this.#onStep?.(done);
  }

  #write(event: ScriptEvent): void {
    this.#capture?.script?.(this.#clock.now(), event);
  }
}

/** The author's files and lines in the stack of an error, relative to the working directory. */
function placesOf({ stack = "" }: Error): string[] {
  return authorsFrames(stack)
    .split("\n")
    .flatMap((line) => {
      const [, at] = /^\s+at (?:.*\()?(\S+?:\d+)(?::\d+)?\)?$/.exec(line) ?? [];
      return at === undefined ? [] : [placeText(at)];
    });
}

function placeText(at: string): string {
  const path = at.startsWith("file://") ? fileURLToPath(at) : at;
  const near = relative(process.cwd(), path);
  return path.startsWith("/") && !near.startsWith("..") ? near : path;
}

/** What the boards of the devices show: lamps, and devices without power; undefined: nothing. */
export function seenOf(devices: readonly WorldDevice[]): string | undefined {
  const texts = devices.slice(0, mostSeen).flatMap((device) => {
    const state = boardText(device);
    return state === undefined ? [] : [`${device.name}: ${state}`];
  });
  if (texts.length === 0) return undefined;
  return texts.join("; ") + (devices.length > mostSeen ? "; …" : "");
}

/** Devices whose boards are described. */
const mostSeen = 12;

function boardText(device: WorldDevice): string | undefined {
  if (device.failure) return "its firmware has failed";
  if (!device.powered) return "no power";
  const lamps = [...device.lamps].map(([name, on]) => {
    const called = name === "lamp" ? "lamp" : `lamp ${name}`;
    return `${called} ${on ? "on" : "off"}`;
  });
  return lamps.length === 0 ? "no lamp was switched" : lamps.join(", ");
}
