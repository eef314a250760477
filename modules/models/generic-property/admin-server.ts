import { HandlerTable } from "../../access/handler-table.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  GenericAdminPropertiesGet,
  GenericAdminPropertiesStatus,
  GenericAdminPropertyGet,
  genericAdminPropertyServerId,
  GenericAdminPropertySet,
  GenericAdminPropertySetUnacknowledged,
  GenericAdminPropertyStatus,
} from "./messages.js";
import type { GenericProperty } from "./property.js";
import { PropertyServer } from "./property-server.js";
import type { GenericUserPropertyServer } from "./user-server.js";

/** What a GenericAdminPropertyServer is made with. */
export interface GenericAdminPropertyServerOptions {
  /** Its properties, each of another device property. */
  readonly properties: readonly GenericProperty[];
}

/**
 * The Generic Admin Property Server model: administrators, with AppKeys of its own, read and set
 * properties, and say what users may do with them. It extends the User Property Server of its element,
 * which shows them to users. Values and accesses are stored. Mesh Model 1.1 §3.3.12.
 */
export class GenericAdminPropertyServer extends PropertyServer {
  readonly #users: GenericUserPropertyServer;

  /** Throws TypeError naming the argument or option that is wrong; RangeError where two have one property; Error for one that belongs to another server. */
  constructor(users: GenericUserPropertyServer, options: GenericAdminPropertyServerOptions) {
    development.args?.("GenericAdminPropertyServer", [users]);
    development.options?.("GenericAdminPropertyServer", options);
    super(genericAdminPropertyServerId, handlers, messages, options.properties, settable);
    this.#users = users;
    users.add(this.own, this);
    this.extend(users);
  }

  protected override publishChange(property: GenericProperty): void {
    this.publishStatus(property);
    this.#users.changed(property);
  }
}

/** Administrators set values, and each access. */
const settable = frozen({ values: true, access: 3 });
const messages = frozen({ ids: GenericAdminPropertiesStatus, status: GenericAdminPropertyStatus });

const handlers = frozen(
  new HandlerTable<GenericAdminPropertyServer>()
    .on(GenericAdminPropertiesGet, (server, _, context) => server.answerIds(context))
    .on(GenericAdminPropertyGet, (server, { propertyId }, context) =>
      server.answerProperty(propertyId, context),
    )
    .on(GenericAdminPropertySet, (server, { access, propertyId, raw }, context) => {
      const answer = server.receive(propertyId, access, raw);
      if (answer) server.reply(context, GenericAdminPropertyStatus, answer);
    })
    .on(GenericAdminPropertySetUnacknowledged, (server, { access, propertyId, raw }) => {
      server.receive(propertyId, access, raw);
    }),
);
