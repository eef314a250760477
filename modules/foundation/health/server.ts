import { development } from "../../base/development.js";
import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { publishPeriod } from "../../access/model-configuration.js";
import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import {
  CompanyFaults,
  decodeHealthRecord,
  encodeHealthRecord,
  type HealthCompany,
} from "./faults.js";
import {
  AttentionGet,
  AttentionSet,
  AttentionSetUnacknowledged,
  AttentionStatus,
  HealthCurrentStatus,
  HealthFaultClear,
  HealthFaultClearUnacknowledged,
  HealthFaultGet,
  HealthFaultStatus,
  HealthFaultTest,
  HealthFaultTestUnacknowledged,
  HealthPeriodGet,
  HealthPeriodSet,
  HealthPeriodSetUnacknowledged,
  HealthPeriodStatus,
  healthServerId,
} from "./messages.js";

/** What a HealthServer is made with. */
export interface HealthServerOptions {
  /** Companies with faults and tests, at least one; without a fault the status has the first. */
  readonly companies: readonly HealthCompany[];
  /** Runs a self-test; its result is set by `setFaults`, in this call or later. */
  readonly onTest?: (testId: number, companyId: number) => void;
  /** Called when the element has to attract attention for so many seconds; 0: stops. */
  readonly onAttention?: (seconds: number) => void;
}

/**
 * The Health Server model: faults and self-tests of a device, and the Attention
 * Timer of its element. Primary elements have one; others may. Registered faults
 * and the divisor are kept across restarts. Mesh Protocol 1.1 §4.4.3.
 */
export class HealthServer extends Model {
  readonly #options: HealthServerOptions;
  readonly #companies: readonly CompanyFaults[];
  #divisor = 0;
  /** The company whose faults were published last. */
  #published = -1;
  /** When the attention ends, and what ends it before. */
  #attentionEnd = 0;
  /** Created when it is started first. */
  #attentionTimer: Timer<HealthServer> | undefined;

  /** Throws RangeError for identifiers out of range, twice the same, or none. */
  constructor(options: HealthServerOptions) {
    development.options?.("HealthServer", options);
    super(healthServerId, "application", handlers);
    this.#options = options;
    this.#companies = options.companies.map((company) => new CompanyFaults(company));
    const ids = new Set(options.companies.map(({ companyId }) => companyId));
    if (ids.size === 0 || ids.size < this.#companies.length)
      throw new RangeError("companies: at least one is needed, none of them twice");
  }

  /**
   * Tells the faults that there are now in a company's name; none: all is well.
   * They are registered, and published when they differ from those before.
   * Throws RangeError for a company that the server has not, a fault not 1..255.
   */
  setFaults(companyId: number, faults: readonly number[]): void {
    const company = this.company(companyId);
    if (!company) throw new RangeError(`companyId: the server has no company ${companyId}`);
    const { current, registered } = company;
    company.set(faults);
    if (company.registered.length !== registered.length) this.keep(false);
    if (sameFaults(current, company.current)) return;
    if (!this.adaptPeriod()) this.services?.publish(this, this.currentStatus(company));
  }

  /** The current faults that a company defines. */
  currentFaults(companyId: number): readonly number[] {
    return this.company(companyId)?.current ?? [];
  }

  /** The faults of a company that were registered since they were last cleared. */
  registeredFaults(companyId: number): readonly number[] {
    return this.company(companyId)?.registered ?? [];
  }

  /** Seconds that are left of the Attention Timer, rounded up. */
  get attention(): number {
    if (!this.#attentionTimer?.running || !this.services) return 0;
    return Math.ceil((this.#attentionEnd - this.services.clock.now()) / 1000);
  }

  /** Each time of another company, where several have faults. */
  override publicationPayload(): Uint8Array {
    const count = this.#companies.length;
    for (let step = 1; step <= count; step++) {
      const at = (this.#published + step) % count;
      if (this.#companies[at]!.current.length === 0) continue;
      this.#published = at;
      return this.currentStatus(this.#companies[at]!);
    }
    return this.currentStatus(this.#companies[0]!);
  }

  protected override onLoad(data: Uint8Array): void {
    this.#divisor = decodeHealthRecord(data, this.#companies);
  }

  protected override onStart(): void {
    this.publishPeriodDivisor = this.wantedDivisor();
  }

  protected override onStop(): void {
    this.endAttention();
    this.#attentionTimer = undefined;
  }

  protected override onReset(): void {
    this.#divisor = 0;
    this.publishPeriodDivisor = 0;
    for (const company of this.#companies) company.clear();
  }

  /** Answers with the registered faults; those of a company that the server has not are none. */
  answerFaults(companyId: number, context: MessageContext): void {
    const { testId = 0, registered: faults = [] } = this.company(companyId) ?? {};
    this.reply(context, HealthFaultStatus, { testId, companyId, faults: [...faults] });
  }

  /** The same once the callbacks that were posted before have run. */
  answerFaultsAfterwards(companyId: number, context: MessageContext): void {
    this.services?.queue.call(() => this.answerFaults(companyId, context), undefined);
  }

  /** A Health Fault Clear message came. */
  clearFaults(companyId: number): void {
    const company = this.company(companyId);
    if (!company || company.registered.length === 0) return;
    company.clear();
    this.keep(true);
  }

  /** Runs a self-test; false where there is no such test. */
  test(testId: number, companyId: number): boolean {
    const company = this.company(companyId);
    if (!company?.tests.includes(testId)) {
      this.services?.diagnostics.drop("foundation.unknown-test", 0);
      return false;
    }
    company.testId = testId;
    const { onTest } = this.#options;
    if (onTest) this.notify(() => onTest(testId, companyId), undefined);
    return true;
  }

  /** Answers with the Health Fast Period Divisor. */
  answerPeriod(context: MessageContext): void {
    this.reply(context, HealthPeriodStatus, { divisor: this.#divisor });
  }

  /** Sets the Health Fast Period Divisor, 0..15. */
  setPeriod(divisor: number): void {
    if (divisor === this.#divisor) return;
    this.#divisor = divisor;
    this.keep(true);
    this.adaptPeriod();
  }

  /** Answers with the Attention Timer. */
  answerAttention(context: MessageContext): void {
    this.reply(context, AttentionStatus, { seconds: this.attention });
  }

  /** Sets the Attention Timer: seconds, 0 ends it. */
  attend(seconds: number): void {
    const { services } = this;
    if (seconds === 0 || !services) return this.endAttention();
    const { clock } = services;
    this.#attentionEnd = clock.now() + seconds * 1000;
    this.#attentionTimer ??= new Timer(clock, HealthServer.#attentionOver, this);
    this.#attentionTimer.start(seconds * 1000);
    this.notify(this.#options.onAttention, seconds);
  }

  private endAttention(): void {
    if (!this.#attentionTimer?.running) return;
    this.#attentionTimer.stop();
    HealthServer.#attentionOver(this);
  }

  static #attentionOver(server: HealthServer): void {
    server.notify(server.#options.onAttention, 0);
  }

  private company(companyId: number): CompanyFaults | undefined {
    return this.#companies.find((company) => company.companyId === companyId);
  }

  private currentStatus({ companyId, current, testId }: CompanyFaults): Uint8Array {
    return HealthCurrentStatus.encode({ testId, companyId, faults: [...current] });
  }

  /** A client's change is stored at once, faults that come and go are gathered. */
  private keep(atOnce: boolean): void {
    const record = encodeHealthRecord(this.#divisor, this.#companies);
    if (atOnce) this.services?.store(this, record);
    else this.services?.storeSoon(this, record);
  }

  private wantedDivisor(): number {
    return this.#companies.some(({ current }) => current.length > 0) ? this.#divisor : 0;
  }

  /** Publishes as often as the faults ask for (§4.2.16), beginning now; false where nothing changes. */
  private adaptPeriod(): boolean {
    const divisor = this.wantedDivisor();
    if (divisor === this.publishPeriodDivisor) return false;
    this.publishPeriodDivisor = divisor;
    const { publication } = this.configuration;
    if (!publication || publishPeriod(publication.period) === 0) return false;
    this.services?.publicationChanged(this);
    return true;
  }
}

function sameFaults(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((fault) => b.includes(fault));
}

const handlers = frozen(
  new HandlerTable<HealthServer>()
    .on(HealthFaultGet, (server, { companyId }, context) => server.answerFaults(companyId, context))
    .on(HealthFaultClear, (server, { companyId }, context) => {
      server.clearFaults(companyId);
      server.answerFaults(companyId, context);
    })
    .on(HealthFaultClearUnacknowledged, (server, { companyId }) => server.clearFaults(companyId))
    .on(HealthFaultTest, (server, { testId, companyId }, context) => {
      // What the test finds at once is in the answer.
      if (server.test(testId, companyId)) server.answerFaultsAfterwards(companyId, context);
    })
    .on(HealthFaultTestUnacknowledged, (server, { testId, companyId }) => {
      server.test(testId, companyId);
    })
    .on(HealthPeriodGet, (server, _, context) => server.answerPeriod(context))
    .on(HealthPeriodSet, (server, { divisor }, context) => {
      server.setPeriod(divisor);
      server.answerPeriod(context);
    })
    .on(HealthPeriodSetUnacknowledged, (server, { divisor }) => server.setPeriod(divisor))
    .on(AttentionGet, (server, _, context) => server.answerAttention(context))
    .on(AttentionSet, (server, { seconds }, context) => {
      server.attend(seconds);
      server.answerAttention(context);
    })
    .on(AttentionSetUnacknowledged, (server, { seconds }) => server.attend(seconds)),
);
