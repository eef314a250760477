import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { BatteryState } from "./battery.js";
import { genericBatteryClientId, GenericBatteryGet, GenericBatteryStatus } from "./messages.js";

/** What a GenericBatteryClient is made with. */
export interface GenericBatteryClientOptions {
  /** Called for each status message, requested or published. */
  readonly onStatus?: (battery: BatteryState, context: MessageContext) => void;
}

/** The Generic Battery Client model. Mesh Model 1.1 §3.4. */
export class GenericBatteryClient extends ClientModel {
  readonly #onStatus: GenericBatteryClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericBatteryClientOptions = {}) {
    development.options?.("GenericBatteryClient", options);
    super(genericBatteryClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message, requested or published. */
  heard(battery: BatteryState, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(battery, context), undefined);
  }

  /** Requests the state. Rejects as `ClientModel.request` does. */
  async get(options: RequestOptions): Promise<BatteryState> {
    return (await this.request(GenericBatteryGet, {}, options)).battery;
  }

  /**
   * Requests the states of all servers that `options.dst` reaches, such as a group; each answers, to
   * `onStatus`. Throws AccessError, NotProvisionedError.
   */
  ask(options: SendOptions): void {
    this.sendMessage(GenericBatteryGet, {}, options);
  }
}

const handlers = frozen(
  new ClientHandlerTable<GenericBatteryClient>().onStatus(
    GenericBatteryStatus,
    (client, { battery }, context) => client.heard(battery, context),
  ),
);
