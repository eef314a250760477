import type { ExecutionContext } from "ava";
import { HciRadio, type HciRadioOptions } from "../../../hosts/hci/radio.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { TestRandom } from "../../support/test-random.js";
import { type Answers, legacyAnswers, ScriptedController } from "./scripted-controller.js";

/** Lets time pass until a promise is settled. */
export async function during<T>(clock: VirtualClock, work: Promise<T>, most = 100_000): Promise<T> {
  let settled = false;
  const end = (): void => void (settled = true);
  work.then(end, end);
  const last = clock.now() + most;
  clock.schedule(() => undefined, most);
  await clock.run(() => settled || clock.now() >= last);
  if (!settled) throw new Error("it does not settle");
  return work;
}

/** A radio on a scripted controller; each start of it makes another one, the latest last. */
export async function radioRig(
  answers: Answers = legacyAnswers,
  options: Partial<HciRadioOptions> = {},
) {
  const clock = new VirtualClock();
  const controllers: ScriptedController[] = [];
  const events: string[] = [];
  /** Errors of the next attempts to open. */
  const failures: Error[] = [];
  const open = (): Promise<ScriptedController> => {
    const failure = failures.shift();
    if (failure) return Promise.reject(failure);
    const controller = new ScriptedController(clock, answers);
    controllers.push(controller);
    return Promise.resolve(controller);
  };
  const note = (event: TraceEvent): void => {
    if (event.type === "radio") events.push(`${event.state} ${event.count}: ${event.message}`);
  };
  const random = new TestRandom(1);
  const opening = HciRadio.open({ open, clock, random, trace: note, ...options });
  const radio = await during(clock, opening);
  const controller = controllers[0]!;
  return { clock, controller, controllers, events, failures, radio };
}

/** The error with which a start fails. */
export async function startFailure(
  t: ExecutionContext,
  answers: Answers,
  prepare: (controller: ScriptedController) => void = () => undefined,
  options: Partial<HciRadioOptions> = {},
): Promise<Error> {
  const clock = new VirtualClock();
  const controller = new ScriptedController(clock, answers);
  prepare(controller);
  const open = () => Promise.resolve(controller);
  const opening = HciRadio.open({ open, clock, random: new TestRandom(1), ...options });
  return t.throwsAsync(during(clock, opening));
}
