import { HandlerTable } from "../../access/handler-table.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { checkAccess } from "./access.js";
import {
  GenericUserPropertiesGet,
  GenericUserPropertiesStatus,
  GenericUserPropertyGet,
  genericUserPropertyServerId,
  GenericUserPropertySet,
  GenericUserPropertySetUnacknowledged,
  GenericUserPropertyStatus,
  type GenericPropertyStatusValues,
} from "./messages.js";
import type { GenericProperty } from "./property.js";
import { ordered, PropertyServer } from "./property-server.js";

/** What a GenericUserPropertyServer is made with. */
export interface GenericUserPropertyServerOptions {
  /** Properties that only users have: what they may do with them does not change. Default: none. */
  readonly properties?: readonly GenericProperty[];
}

const noProperties: readonly GenericProperty[] = frozen([]);
const noOctets = frozen(new Uint8Array(0));

/**
 * The Generic User Property Server model: shows the properties of its own, and those of the Admin and
 * the Manufacturer Property Server of its element to which users have access. Mesh Model 1.1 §3.3.11.
 */
export class GenericUserPropertyServer extends PropertyServer {
  /** Properties of the other servers of the element, with their servers. */
  readonly #owners = new Map<GenericProperty, PropertyServer>();
  #all: readonly GenericProperty[];

  /** Throws TypeError or RangeError naming the option that is wrong; RangeError where two have one property; Error for one that belongs to another server. */
  constructor(options: GenericUserPropertyServerOptions = {}) {
    development.options?.("GenericUserPropertyServer", options);
    const { properties = noProperties } = options;
    for (const { access } of properties)
      checkAccess("userAccess of a user's property", access, 1, 3);
    super(genericUserPropertyServerId, handlers, messages, properties, settable);
    this.#all = this.own;
  }

  /** The properties that users have access to, ascending by Property ID. */
  override get properties(): readonly GenericProperty[] {
    return this.#all.filter(({ access }) => access !== "none");
  }

  /** Called by the other servers of the element. Throws RangeError where two have one property. */
  add(properties: readonly GenericProperty[], owner: PropertyServer): void {
    this.#all = ordered([...this.#all, ...properties]);
    for (const property of properties) this.#owners.set(property, owner);
  }

  /** A property of another server has changed: publishes it where users have access to it. */
  changed(property: GenericProperty): void {
    if (property.access !== "none") this.publishStatus(property);
  }

  /** Handles a User Property Set message; the answer, or undefined where the value is prohibited. */
  receiveValue(propertyId: number, raw: Uint8Array): GenericPropertyStatusValues | undefined {
    const property = this.find(propertyId);
    if (property?.access === "read")
      return { propertyId, state: { access: property.access, raw: noOctets } };
    if (property && !(this.#owners.get(property) ?? this).set(property, undefined, raw))
      return undefined;
    return this.statusOf(propertyId);
  }

  protected override publishChange(property: GenericProperty): void {
    this.publishStatus(property);
  }

  /** Without a value that users cannot read. */
  protected override statusOf(propertyId: number): GenericPropertyStatusValues {
    if (this.find(propertyId)?.access === "write")
      return { propertyId, state: { access: "write", raw: noOctets } };
    return super.statusOf(propertyId);
  }
}

/** Users set values; what they may do does not change. */
const settable = frozen({ values: true, access: -1 });
const messages = frozen({ ids: GenericUserPropertiesStatus, status: GenericUserPropertyStatus });

const handlers = frozen(
  new HandlerTable<GenericUserPropertyServer>()
    .on(GenericUserPropertiesGet, (server, _, context) => server.answerIds(context))
    .on(GenericUserPropertyGet, (server, { propertyId }, context) =>
      server.answerProperty(propertyId, context),
    )
    .on(GenericUserPropertySet, (server, { propertyId, raw }, context) => {
      const answer = server.receiveValue(propertyId, raw);
      if (answer) server.reply(context, GenericUserPropertyStatus, answer);
    })
    .on(GenericUserPropertySetUnacknowledged, (server, { propertyId, raw }) => {
      server.receiveValue(propertyId, raw);
    }),
);
