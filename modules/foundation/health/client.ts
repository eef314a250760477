import { development } from "../../base/development.js";
import { answersTo } from "../../access/answers.js";
import { answerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { Message } from "../../access/message.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import {
  AttentionGet,
  AttentionSet,
  AttentionSetUnacknowledged,
  healthAnswers,
  healthClientId,
  HealthCurrentStatus,
  HealthFaultClear,
  HealthFaultClearUnacknowledged,
  HealthFaultGet,
  HealthFaultTest,
  HealthFaultTestUnacknowledged,
  HealthPeriodGet,
  HealthPeriodSet,
  HealthPeriodSetUnacknowledged,
} from "./messages.js";

/** Faults as defined by a company, and the most recent test. */
export interface HealthFaults {
  /** Identifier of the test, 0..255. */
  readonly testId: number;
  /** Company identifier that defines the vendor-specific test and fault codes, 16 bits. */
  readonly companyId: number;
  /** Fault codes, 1..255. */
  readonly faults: readonly number[];
}

/** What a HealthClient is made with. */
export interface HealthClientOptions {
  /** Called with the current faults that a server publishes. */
  readonly onCurrentStatus?: (status: HealthFaults, context: MessageContext) => void;
}

/** The Health Client model. Requests reject as `ClientModel.request` does. Mesh Protocol 1.1 §4.4.4. */
export class HealthClient extends ClientModel {
  readonly #onCurrentStatus: HealthClientOptions["onCurrentStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: HealthClientOptions = {}) {
    development.options?.("HealthClient", options);
    super(healthClientId, "application", handlers);
    this.#onCurrentStatus = options.onCurrentStatus;
  }

  /** A server published its current faults. */
  currentStatus(status: HealthFaults, context: MessageContext): void {
    const onCurrentStatus = this.#onCurrentStatus;
    if (onCurrentStatus) this.notify(() => onCurrentStatus(status, context), undefined);
  }

  /** The registered faults that a company defines. */
  getFaults(companyId: number, options: RequestOptions): Promise<HealthFaults> {
    return this.request(HealthFaultGet, { companyId }, options, (a) => a.companyId === companyId);
  }

  /** Clears the registered faults; what is registered then. */
  clearFaults(companyId: number, options: RequestOptions): Promise<HealthFaults> {
    return this.request(HealthFaultClear, { companyId }, options, (a) => a.companyId === companyId);
  }

  /** Clears the registered faults, without an answer. */
  clearFaultsUnacknowledged(companyId: number, options: SendOptions): void {
    this.sendMessage(HealthFaultClearUnacknowledged, { companyId }, options);
  }

  /** Runs a self-test; what is registered then. A server that has no such test does not answer. */
  test(testId: number, companyId: number, options: RequestOptions): Promise<HealthFaults> {
    const values = { testId, companyId };
    // While the test runs the server's status has the result of the one before it, also after a retry.
    const fits = (answer: HealthFaults, sent: number) =>
      answer.companyId === companyId && (answer.testId === testId || sent > 1);
    return this.request(HealthFaultTest, values, options, fits);
  }

  /** Runs a self-test, without an answer. */
  testUnacknowledged(testId: number, companyId: number, options: SendOptions): void {
    this.sendMessage(HealthFaultTestUnacknowledged, { testId, companyId }, options);
  }

  /** The Health Fast Period Divisor, 0..15. */
  async getPeriod(options: RequestOptions): Promise<number> {
    return (await this.request(HealthPeriodGet, {}, options)).divisor;
  }

  /** Sets the Health Fast Period Divisor, 0..15. */
  async setPeriod(divisor: number, options: RequestOptions): Promise<number> {
    return (await this.set(HealthPeriodSet, { divisor }, options)).divisor;
  }

  /** Sets the Health Fast Period Divisor, 0..15, without an answer. */
  setPeriodUnacknowledged(divisor: number, options: SendOptions): void {
    this.sendMessage(HealthPeriodSetUnacknowledged, { divisor }, options);
  }

  /** Seconds left of the Attention Timer, 0..255. */
  async getAttention(options: RequestOptions): Promise<number> {
    return (await this.request(AttentionGet, {}, options)).seconds;
  }

  /** Sets the Attention Timer of the element, seconds 0..255. */
  async setAttention(seconds: number, options: RequestOptions): Promise<number> {
    return (await this.set(AttentionSet, { seconds }, options)).seconds;
  }

  /** Sets the Attention Timer of the element, seconds 0..255, without an answer. */
  setAttentionUnacknowledged(seconds: number, options: SendOptions): void {
    this.sendMessage(AttentionSetUnacknowledged, { seconds }, options);
  }

  private set<T, R>(message: Message<T, R>, values: T, options: RequestOptions): Promise<R> {
    const accepts = (answer: R, sent: number) => answersTo(values, answer, sent);
    return this.request(message, values, options, accepts);
  }
}

const handlers = frozen(
  answerTable<HealthClient>(healthAnswers).on(HealthCurrentStatus, (client, status, context) =>
    client.currentStatus(status, context),
  ),
);
