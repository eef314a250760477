import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  GenericOnPowerUpGet,
  GenericOnPowerUpSet,
  GenericOnPowerUpSetUnacknowledged,
  GenericOnPowerUpStatus,
  genericPowerOnOffClientId,
} from "./messages.js";

/** What a GenericPowerOnOffClient is made with. */
export interface GenericPowerOnOffClientOptions {
  /** Called for each status message, requested or published, with a value of `OnPowerUp`. */
  readonly onStatus?: (onPowerUp: number, context: MessageContext) => void;
}

/** The Generic Power OnOff Client model. States are values of `OnPowerUp`. Mesh Model 1.1 §3.4.5. */
export class GenericPowerOnOffClient extends ClientModel {
  readonly #onStatus: GenericPowerOnOffClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericPowerOnOffClientOptions = {}) {
    development.options?.("GenericPowerOnOffClient", options);
    super(genericPowerOnOffClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message, requested or published. */
  heard(onPowerUp: number, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(onPowerUp, context), undefined);
  }

  /** Requests the state. Rejects as `ClientModel.request` does. */
  async get(options: RequestOptions): Promise<number> {
    return (await this.request(GenericOnPowerUpGet, {}, options)).onPowerUp;
  }

  /** Sets the state by the setup server; what it is after that. Rejects with FieldError for another value, else as `ClientModel.request` does. */
  async set(onPowerUp: number, options: RequestOptions): Promise<number> {
    return (await this.request(GenericOnPowerUpSet, { onPowerUp }, options)).onPowerUp;
  }

  /** Sets the state without an answer. Throws FieldError, AccessError, NotProvisionedError. */
  setUnacknowledged(onPowerUp: number, options: SendOptions): void {
    this.sendMessage(GenericOnPowerUpSetUnacknowledged, { onPowerUp }, options);
  }
}

const handlers = frozen(
  new ClientHandlerTable<GenericPowerOnOffClient>().onStatus(
    GenericOnPowerUpStatus,
    (client, { onPowerUp }, context) => client.heard(onPowerUp, context),
  ),
);
