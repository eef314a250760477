import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { Message } from "../../access/message.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { equalBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { GlobalLocation } from "./global-location.js";
import type { LocalLocation } from "./local-location.js";
import {
  genericLocationClientId,
  GenericLocationGlobalGet,
  GenericLocationGlobalSet,
  GenericLocationGlobalSetUnacknowledged,
  GenericLocationGlobalStatus,
  GenericLocationLocalGet,
  GenericLocationLocalSet,
  GenericLocationLocalSetUnacknowledged,
  GenericLocationLocalStatus,
} from "./messages.js";

/** What a GenericLocationClient is made with. */
export interface GenericLocationClientOptions {
  /** Called for each status message with a location on the globe, requested or published. */
  readonly onGlobalStatus?: (location: GlobalLocation, context: MessageContext) => void;
  /** Called for each status message with a location within a building, requested or published. */
  readonly onLocalStatus?: (location: LocalLocation, context: MessageContext) => void;
}

interface Located<L> {
  readonly location: L;
}

/**
 * The Generic Location Client model. Requests reject as `ClientModel.request` does; what sends throws
 * FieldError, or rejects with it, for a location that no message can carry. Mesh Model 1.1 §3.4.
 */
export class GenericLocationClient extends ClientModel {
  readonly #options: GenericLocationClientOptions;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericLocationClientOptions = {}) {
    development.options?.("GenericLocationClient", options);
    super(genericLocationClientId, "application", handlers);
    this.#options = options;
  }

  /** Handles a status message, requested or published. */
  heardGlobal(location: GlobalLocation, context: MessageContext): void {
    const { onGlobalStatus } = this.#options;
    if (onGlobalStatus) this.notify(() => onGlobalStatus(location, context), undefined);
  }

  /** Handles a status message, requested or published. */
  heardLocal(location: LocalLocation, context: MessageContext): void {
    const { onLocalStatus } = this.#options;
    if (onLocalStatus) this.notify(() => onLocalStatus(location, context), undefined);
  }

  /** Requests the location on the globe. */
  async getGlobal(options: RequestOptions): Promise<GlobalLocation> {
    return (await this.request(GenericLocationGlobalGet, {}, options)).location;
  }

  /** Sets the location on the globe; the one that the server has then. */
  setGlobal(location: GlobalLocation, options: RequestOptions): Promise<GlobalLocation> {
    return this.#set(GenericLocationGlobalSet, location, options);
  }

  /** Sets the location on the globe without an answer. Throws AccessError, NotProvisionedError. */
  setGlobalUnacknowledged(location: GlobalLocation, options: SendOptions): void {
    this.sendMessage(GenericLocationGlobalSetUnacknowledged, { location }, options);
  }

  /** Requests the location within the building. */
  async getLocal(options: RequestOptions): Promise<LocalLocation> {
    return (await this.request(GenericLocationLocalGet, {}, options)).location;
  }

  /** Sets the location within the building; the one that the server has then. */
  setLocal(location: LocalLocation, options: RequestOptions): Promise<LocalLocation> {
    return this.#set(GenericLocationLocalSet, location, options);
  }

  /** Sets the location within the building without an answer. Throws AccessError, NotProvisionedError. */
  setLocalUnacknowledged(location: LocalLocation, options: SendOptions): void {
    this.sendMessage(GenericLocationLocalSetUnacknowledged, { location }, options);
  }

  /**
   * A status with another location may have been published before: it is taken for the answer once the
   * message was sent again.
   */
  async #set<L>(
    message: Message<Located<L>, Located<L>>,
    location: L,
    options: RequestOptions,
  ): Promise<L> {
    const values = { location };
    const wanted = message.encode(values);
    const accepts = (answer: Located<L>, sent: number) =>
      sent > 1 || equalBytes(message.encode(answer), wanted);
    return (await this.request(message, values, options, accepts)).location;
  }
}

const handlers = frozen(
  new ClientHandlerTable<GenericLocationClient>()
    .onStatus(GenericLocationGlobalStatus, (client, { location }, context) =>
      client.heardGlobal(location, context),
    )
    .onStatus(GenericLocationLocalStatus, (client, { location }, context) =>
      client.heardLocal(location, context),
    ),
);
