import { FieldError } from "../../access/field.js";
import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { equalBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { BatteryState } from "./battery.js";
import { GenericBatteryGet, genericBatteryServerId, GenericBatteryStatus } from "./messages.js";

/** What a GenericBatteryServer is made with. */
export interface GenericBatteryServerOptions {
  /** Gives the state of the battery. Called before each message that has it. Default: it is that of the latest `update`. */
  readonly read?: () => BatteryState;
}

/**
 * The Generic Battery Server model. Until the first `update` or `read` nothing is known of the battery.
 * Clients cannot set the state, so it is not stored. Mesh Model 1.1 §3.3.8.
 */
export class GenericBatteryServer extends Model {
  readonly #read: GenericBatteryServerOptions["read"];
  #battery: BatteryState = {};
  /** The status message of the state. */
  #status = GenericBatteryStatus.encode({ battery: {} });

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericBatteryServerOptions = {}) {
    development.options?.("GenericBatteryServer", options);
    super(genericBatteryServerId, "application", handlers);
    this.#read = options.read;
  }

  /** The state of the latest `update` or `read`. */
  get battery(): BatteryState {
    return this.#battery;
  }

  /**
   * Takes a new state, and publishes one that differs from the one before. What it does not have is not
   * known any longer. Throws FieldError naming the value that no message can carry.
   */
  update(battery: BatteryState): void {
    if (this.#take(battery) && this.configuration.publication)
      this.services?.publish(this, this.#status);
  }

  override publicationPayload(): Uint8Array {
    this.#sample();
    return this.#status;
  }

  /** Answers with the state. */
  answer(context: MessageContext): void {
    this.#sample();
    this.services?.reply(this, context, this.#status);
  }

  /** Reads the state, where it is read. One that no message can carry is counted; the one before stays. */
  #sample(): void {
    if (!this.#read) return;
    try {
      this.#take(this.#read());
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.services?.diagnostics.drop("model.value", 0);
    }
  }

  /** Whether the state differs from the one before. */
  #take(battery: BatteryState): boolean {
    const status = GenericBatteryStatus.encode({ battery });
    const changed = !equalBytes(status, this.#status);
    this.#status = status;
    this.#battery = battery;
    return changed;
  }
}

const handlers = frozen(
  new HandlerTable<GenericBatteryServer>().on(GenericBatteryGet, (server, _, context) =>
    server.answer(context),
  ),
);
