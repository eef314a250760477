import { HandlerTable } from "../../access/handler-table.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { checkAccess } from "./access.js";
import {
  GenericManufacturerPropertiesGet,
  GenericManufacturerPropertiesStatus,
  GenericManufacturerPropertyGet,
  genericManufacturerPropertyServerId,
  GenericManufacturerPropertySet,
  GenericManufacturerPropertySetUnacknowledged,
  GenericManufacturerPropertyStatus,
} from "./messages.js";
import type { GenericProperty } from "./property.js";
import { PropertyServer } from "./property-server.js";
import type { GenericUserPropertyServer } from "./user-server.js";

/** What a GenericManufacturerPropertyServer is made with. */
export interface GenericManufacturerPropertyServerOptions {
  /** Its properties, each of another device property. `userAccess` is "none" or "read". */
  readonly properties: readonly GenericProperty[];
}

/**
 * The Generic Manufacturer Property Server model: properties that nobody sets. Its clients, with
 * AppKeys of its own, say whether users may read them, which is stored. It extends the User Property
 * Server of its element, which shows them to users. Mesh Model 1.1 §3.3.13.
 */
export class GenericManufacturerPropertyServer extends PropertyServer {
  readonly #users: GenericUserPropertyServer;

  /** Throws TypeError or RangeError naming the argument or option that is wrong; RangeError where two have one property; Error for one that belongs to another server. */
  constructor(users: GenericUserPropertyServer, options: GenericManufacturerPropertyServerOptions) {
    development.args?.("GenericManufacturerPropertyServer", [users]);
    development.options?.("GenericManufacturerPropertyServer", options);
    const { properties } = options;
    for (const { access } of properties)
      checkAccess("userAccess of a manufacturer's property", access, 0, 1);
    super(genericManufacturerPropertyServerId, handlers, messages, properties, settable);
    this.#users = users;
    users.add(this.own, this);
    this.extend(users);
  }

  protected override publishChange(property: GenericProperty): void {
    this.publishStatus(property);
    this.#users.changed(property);
  }
}

/** Clients set whether users may read. */
const settable = frozen({ values: false, access: 1 });
const messages = frozen({
  ids: GenericManufacturerPropertiesStatus,
  status: GenericManufacturerPropertyStatus,
});

const handlers = frozen(
  new HandlerTable<GenericManufacturerPropertyServer>()
    .on(GenericManufacturerPropertiesGet, (server, _, context) => server.answerIds(context))
    .on(GenericManufacturerPropertyGet, (server, { propertyId }, context) =>
      server.answerProperty(propertyId, context),
    )
    .on(GenericManufacturerPropertySet, (server, { access, propertyId }, context) => {
      const answer = server.receive(propertyId, access, undefined);
      if (answer) server.reply(context, GenericManufacturerPropertyStatus, answer);
    })
    .on(GenericManufacturerPropertySetUnacknowledged, (server, { access, propertyId }) => {
      server.receive(propertyId, access, undefined);
    }),
);
