import { FieldReader, FieldWriter } from "../../access/field.js";
import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { randomBetween } from "../../base/random.js";
import { Timer } from "../../base/timer.js";
import type { TimeSource, TimeUser } from "../common/time-source.js";
import { act } from "./actions.js";
import { drawOf } from "./draw.js";
import {
  SchedulerActionGet,
  SchedulerActionStatus,
  SchedulerGet,
  schedulerServerId,
  SchedulerStatus,
} from "./messages.js";
import { nextFiring } from "./next-firing.js";
import {
  entryField,
  entryOctets,
  type IndexedSchedule,
  noSchedule,
  type Schedule,
} from "./schedule.js";

/** How many schedules a server has. Mesh Model 1.1 §5.1.4. */
const registerLength = 16;
/** Milliseconds: hosts count them with 31 bits. */
const longestWait = 2 ** 30;
/**
 * Seconds by which a clock may be set without that anything is left out or done twice: corrections, and leap seconds. A
 * further jump, such as that of a zone, leaves out what is between.
 */
const correction = 60;

/** What a SchedulerServer is made with. */
export interface SchedulerServerOptions {
  /** Where it has the time from: the Time Server of its element. */
  readonly time: TimeSource;
  /** Called when an action is done, with its schedule and the index of that, 0..15. */
  readonly onAction?: (schedule: Schedule, index: number) => void;
}

/**
 * The Scheduler Server model: switches its elements, or recalls a scene, at times of the day and the year. Mesh Model 1.1 §5.3.5.
 * Schedules are kept over a power cut, each in a record of its own. Nothing is done while the time is unknown, and what was due
 * meanwhile is not done later.
 *
 *     const time = new TimeServer();
 *     const scheduler = new SchedulerServer({ time });
 *     const models = [...light.models, scenes, scenesSetup, time, new TimeSetupServer(time),
 *       scheduler, new SchedulerSetupServer(scheduler)];
 */
export class SchedulerServer extends Model implements TimeUser {
  readonly #options: SchedulerServerOptions;
  readonly #entries: (Schedule | undefined)[] = [];
  /** The first second of local time that counts for each that was set since the time is known; -Infinity: any. */
  readonly #since = new Float64Array(registerLength).fill(-Infinity);
  /** Up to this second of local time, included, all is done; undefined: the time is unknown. */
  #done: number | undefined;
  /** The second of local time at which something is due. */
  #due = 0;
  #timer: Timer<SchedulerServer> | undefined;
  /** For what is drawn at random. */
  #seed = 0;
  #transaction = 0;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: SchedulerServerOptions) {
    development.options?.("SchedulerServer", options);
    super(schedulerServerId, "application", handlers);
    this.#options = options;
    options.time.follow(this);
  }

  /** Bit n: the schedule of index n is defined. */
  get schedules(): number {
    let bits = 0;
    for (let i = 0; i < registerLength; i++) if (this.#entries[i]) bits |= 1 << i;
    return bits;
  }

  /** The schedule of an index, 0..15; undefined: it is not defined. */
  schedule(index: number): Schedule | undefined {
    return this.#entries[index];
  }

  /** The second of local time since 2000-01-01T00:00:00 at which a schedule is due next; undefined: never, or the time is unknown. */
  nextFiring(index: number): number | undefined {
    const schedule = this.#entries[index];
    const { local } = this.#options.time;
    return schedule && local !== undefined ? this.#next(index, this.#begin(local)) : undefined;
  }

  /** Sets a schedule. False where the store fails. */
  receiveSet({ index, schedule }: IndexedSchedule): boolean {
    const defined = schedule?.action === "none" ? undefined : schedule;
    const record = defined && recordOf(index, defined);
    if (!this.services?.parts.storePart(this, index, record)) return false;
    this.#entries[index] = defined;
    const { local } = this.#options.time;
    // What it would have done before it was set is not done. What others are about to do is, though their second has begun.
    this.#since[index] = local === undefined ? -Infinity : Math.ceil(local);
    this.services.queue.post(SchedulerServer.#plan, this, undefined);
    if (this.configuration.publication) this.services.publish(this, this.#encodeEntry(index));
    return true;
  }

  /** Answers with a schedule. `model`: the one that answers. */
  answer(model: Model, index: number, context: MessageContext): void {
    this.services?.reply(model, context, this.#encodeEntry(index));
  }

  timeChanged(jump: number | undefined): void {
    const { local } = this.#options.time;
    const isCorrection = jump !== undefined && Math.abs(jump) < correction;
    if (!isCorrection || this.#done === undefined) {
      this.#done = local === undefined ? undefined : Math.ceil(local) - 1;
      this.#since.fill(-Infinity);
    }
    // Posted: who sets the time has a long stack.
    this.services?.queue.post(SchedulerServer.#plan, this, undefined);
  }

  override publicationPayload(): Uint8Array {
    return SchedulerStatus.encode({ schedules: this.schedules });
  }

  protected override onStart(): void {
    const { clock, random } = this.services!;
    this.#timer = new Timer(clock, SchedulerServer.#timeCame, this);
    this.#seed = randomBetween(random, 0, 0xffffffff);
    for (let i = 0; i < registerLength; i++) this.#entries[i] = this.#load(i);
    this.timeChanged(undefined);
  }

  protected override onStop(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    this.#done = undefined;
  }

  protected override onReset(): void {
    this.#entries.length = 0;
  }

  /** The first second that is still to be done, at a local time. */
  #begin(local: number): number {
    return Math.max(Math.ceil(local), (this.#done ?? -Infinity) + 1);
  }

  #load(index: number): Schedule | undefined {
    const record = this.services!.parts.loadPart(this, index);
    if (record?.length !== entryOctets) return undefined;
    const reader = new FieldReader(record, 0, entryOctets);
    const { schedule } = entryField.read(reader);
    return reader.ok && schedule?.action !== "none" ? schedule : undefined;
  }

  #encodeEntry(index: number): Uint8Array {
    const schedule = this.#entries[index] ?? noSchedule;
    return SchedulerActionStatus.encode({ entry: { index, schedule } });
  }

  /** Starts the timer for what is due next. */
  static #plan(scheduler: SchedulerServer): void {
    const timer = scheduler.#timer;
    const done = scheduler.#done;
    const { local } = scheduler.#options.time;
    timer?.stop();
    if (local === undefined || done === undefined) return;
    let due = Infinity;
    for (let i = 0; i < registerLength; i++) {
      const next = scheduler.#next(i, done + 1);
      if (next !== undefined && next < due) due = next;
    }
    scheduler.#due = due;
    if (due === Infinity) return;
    const wait = Math.max(0, Math.ceil((due - local) * 1000));
    timer?.start(Math.min(wait, longestWait));
  }

  static #timeCame(scheduler: SchedulerServer): void {
    const { local } = scheduler.#options.time;
    const due = scheduler.#due;
    if (local === undefined) return;
    // A long wait is one of several; and what is long over is not done later.
    if (local - due > correction) scheduler.#done = Math.ceil(local) - 1;
    else if (local >= due) scheduler.#runAll(due);
    SchedulerServer.#plan(scheduler);
  }

  /** Posts all actions of a second, in the order of their indices. */
  #runAll(due: number): void {
    const from = this.#done! + 1;
    this.#done = due;
    for (let i = 0; i < registerLength; i++)
      if (this.#next(i, from) === due) this.services!.queue.post(SchedulerServer.#run, this, i);
  }

  /** When a schedule is due, from a second of local time on. */
  #next(index: number, from: number): number | undefined {
    const schedule = this.#entries[index];
    const begin = Math.max(from, this.#since[index]!);
    return schedule && nextFiring(schedule, begin, drawOf(this.#seed, index));
  }

  static #run(scheduler: SchedulerServer, index: number): void {
    const { services } = scheduler;
    const schedule = scheduler.#entries[index];
    if (!services || !schedule) return;
    scheduler.#transaction = (scheduler.#transaction + 1) & 0xff;
    act(schedule, services.elements, scheduler.element, scheduler.#transaction);
    const { onAction } = scheduler.#options;
    if (onAction) scheduler.notify(() => onAction(schedule, index), undefined);
  }
}

function recordOf(index: number, schedule: Schedule): Uint8Array {
  const writer = new FieldWriter(entryOctets);
  entryField.write(writer, { index, schedule }, "entry");
  return writer.finish();
}

const handlers = frozen(
  new HandlerTable<SchedulerServer>()
    .on(SchedulerGet, (server, _, context) =>
      server.reply(context, SchedulerStatus, { schedules: server.schedules }),
    )
    .on(SchedulerActionGet, (server, { index }, context) => server.answer(server, index, context)),
);
