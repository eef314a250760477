import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import {
  GenericClientPropertiesGet,
  GenericClientPropertiesStatus,
  genericClientPropertyServerId,
} from "./messages.js";
import { mostProperties } from "./property-server.js";

/** What a GenericClientPropertyServer is made with. */
export interface GenericClientPropertyServerOptions {
  /** The properties that clients of the element read or set at other nodes. */
  readonly properties: readonly DeviceProperty[];
}

/**
 * The Generic Client Property Server model: tells which properties the clients of its element use, so
 * that they can be given what they need. Mesh Model 1.1 §3.3.14.
 */
export class GenericClientPropertyServer extends Model {
  /** Ascending. */
  readonly #ids: readonly number[];

  /** Throws TypeError naming the option that is wrong, RangeError for a property that is there twice. */
  constructor(options: GenericClientPropertyServerOptions) {
    development.options?.("GenericClientPropertyServer", options);
    super(genericClientPropertyServerId, "application", handlers);
    this.#ids = options.properties.map(({ id }) => id).sort((a, b) => a - b);
    this.#ids.forEach((id, i) => {
      if (i > 0 && this.#ids[i - 1] === id)
        throw new RangeError(`properties: 0x${id.toString(16).padStart(4, "0")} is there twice`);
    });
  }

  /** Answers with the Property IDs from `propertyId` on, as many as a message carries. */
  answer(propertyId: number, context: MessageContext): void {
    const propertyIds = this.#ids.filter((id) => id >= propertyId).slice(0, mostProperties);
    this.reply(context, GenericClientPropertiesStatus, { propertyIds });
  }
}

const handlers = frozen(
  new HandlerTable<GenericClientPropertyServer>().on(
    GenericClientPropertiesGet,
    (server, { propertyId }, context) => server.answer(propertyId, context),
  ),
);
