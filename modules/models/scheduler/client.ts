import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  SchedulerActionGet,
  SchedulerActionSet,
  SchedulerActionSetUnacknowledged,
  SchedulerActionStatus,
  schedulerClientId,
  SchedulerGet,
  SchedulerStatus,
} from "./messages.js";
import { type IndexedSchedule, noSchedule, type Schedule } from "./schedule.js";

/** What a SchedulerClient is made with. */
export interface SchedulerClientOptions {
  /** Called for each Scheduler Action Status message, requested or published. */
  readonly onAction?: (entry: IndexedSchedule, context: MessageContext) => void;
}

/**
 * The Scheduler Client model. Mesh Model 1.1 §5.4.3. The register of a server has 16 schedules, by their index 0..15. Requests reject as
 * `ClientModel.request` does; what is sent without an answer throws AccessError or NotProvisionedError; both
 * FieldError or RangeError for a value out of range.
 */
export class SchedulerClient extends ClientModel {
  readonly #onAction: SchedulerClientOptions["onAction"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: SchedulerClientOptions = {}) {
    development.options?.("SchedulerClient", options);
    super(schedulerClientId, "application", handlers);
    this.#onAction = options.onAction;
  }

  /** Handles a status message with a schedule, requested or published. */
  heard(entry: IndexedSchedule, context: MessageContext): void {
    const onAction = this.#onAction;
    if (onAction) this.notify(() => onAction(entry, context), undefined);
  }

  /** Requests the indices of the schedules that are defined, ascending. */
  async get(options: RequestOptions): Promise<readonly number[]> {
    const { schedules } = await this.request(SchedulerGet, {}, options);
    const indices: number[] = [];
    for (let i = 0; i < 16; i++) if ((schedules >> i) & 1) indices.push(i);
    return indices;
  }

  /** Requests a schedule; undefined: it is not defined. */
  async getAction(index: number, options: RequestOptions): Promise<Schedule | undefined> {
    const { entry } = await this.request(SchedulerActionGet, { index }, options, isOf(index));
    return definedOf(entry);
  }

  /** Sets a schedule by the setup server, or removes it; what it is after that. */
  async setAction(
    index: number,
    schedule: Schedule | undefined,
    options: RequestOptions,
  ): Promise<Schedule | undefined> {
    const values = { entry: { index, schedule: schedule ?? noSchedule } };
    const { entry } = await this.request(SchedulerActionSet, values, options, isOf(index));
    return definedOf(entry);
  }

  /** Sets a schedule, or removes it, without an answer. */
  setActionUnacknowledged(
    index: number,
    schedule: Schedule | undefined,
    options: SendOptions,
  ): void {
    const values = { entry: { index, schedule: schedule ?? noSchedule } };
    this.sendMessage(SchedulerActionSetUnacknowledged, values, options);
  }
}

function isOf(index: number) {
  return ({ entry }: { readonly entry: IndexedSchedule }) => entry.index === index;
}

function definedOf({ schedule }: IndexedSchedule): Schedule | undefined {
  return schedule?.action === "none" ? undefined : schedule;
}

const handlers = frozen(
  new ClientHandlerTable<SchedulerClient>()
    .onStatus(SchedulerStatus)
    .onStatus(SchedulerActionStatus, (client, { entry }, context) => client.heard(entry, context)),
);
