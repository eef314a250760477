import type { SharedHandlers } from "../../access/handler-table.js";
import { maximumPayload } from "../../access/limits.js";
import type { Message } from "../../access/message.js";
import { type MessageContext, Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import type { PropertyAccess } from "./access.js";
import type { GenericPropertyStatusValues } from "./messages.js";
import type { GenericProperty, PropertyOwner } from "./property.js";
import { encodeProperties, restoreProperties } from "./record.js";

/** Octets of parameters of the longest message with an opcode of one octet. */
const mostParameters = maximumPayload - 1;
/** Property IDs of a status message at most. */
export const mostProperties = Math.floor(mostParameters / 2);
/** Octets of Property ID and access before a value. */
const beforeValue = 3;

/** What a kind of server answers with. */
interface PropertyMessages {
  readonly ids: Message<{ propertyIds: number[] }>;
  readonly status: Message<GenericPropertyStatusValues>;
}

/** What clients can change of the properties of a server. */
interface Settable {
  readonly values: boolean;
  /** The highest code of an access; -1: accesses stay as they are. */
  readonly access: number;
}

/** Properties ascending by Property ID. Throws RangeError where two have one property, and for more than a message carries. */
export function ordered(properties: readonly GenericProperty[]): readonly GenericProperty[] {
  const sorted = [...properties].sort((a, b) => a.property.id - b.property.id);
  if (sorted.length > mostProperties)
    throw new RangeError(
      `properties: ${sorted.length} are too many for a message, which carries ${mostProperties}: use several elements`,
    );
  sorted.forEach(({ property, raw }, i) => {
    if (i > 0 && sorted[i - 1]!.property.id === property.id)
      throw new RangeError(
        `properties: ${property.name} is there twice; an element has it once, in one of its property servers`,
      );
    if (Math.max(raw.length, property.octets) > mostParameters - beforeValue)
      throw new RangeError(
        `properties: a value of ${property.name} is longer than the ${mostParameters - beforeValue} octets of a message`,
      );
  });
  return sorted;
}

/** A server of properties, which stores what clients have set. Mesh Model 1.1 §3.3.11 to §3.3.13. */
export abstract class PropertyServer extends Model implements PropertyOwner {
  /** The properties that belong to it, ascending by Property ID. */
  readonly own: readonly GenericProperty[];
  readonly #messages: PropertyMessages;
  readonly #settable: Settable;
  /** Which property is published next, by the period. */
  #next = 0;

  protected constructor(
    id: ModelId,
    table: SharedHandlers,
    messages: PropertyMessages,
    properties: readonly GenericProperty[],
    settable: Settable,
  ) {
    super(id, "application", table);
    this.#messages = messages;
    this.own = ordered(properties);
    this.#settable = settable;
    for (const property of this.own) property.attach(this);
  }

  /** The properties that it tells of, ascending by Property ID. */
  get properties(): readonly GenericProperty[] {
    return this.own;
  }

  /** The property of a Property ID. */
  find(propertyId: number): GenericProperty | undefined {
    return this.properties.find(({ property }) => property.id === propertyId);
  }

  /** Publishes a property of this server, here and by the server for users. */
  protected abstract publishChange(property: GenericProperty): void;

  /** The properties, one each period. */
  override publicationPayload(): Uint8Array | undefined {
    const { properties } = this;
    const property = properties[this.#next % properties.length];
    if (!property) return undefined;
    this.#next = (this.#next + 1) % properties.length;
    this.sample(property);
    return this.#messages.status.encode(this.statusOf(property.property.id));
  }

  /** Answers with the Property IDs. */
  answerIds(context: MessageContext): void {
    const propertyIds = this.properties.map(({ property }) => property.id);
    this.reply(context, this.#messages.ids, { propertyIds });
  }

  /** Answers with a property. */
  answerProperty(propertyId: number, context: MessageContext): void {
    const property = this.find(propertyId);
    if (property) this.sample(property);
    this.reply(context, this.#messages.status, this.statusOf(propertyId));
  }

  /** Handles a Set message with access, value or both; the answer, or undefined where the value is prohibited. */
  receive(
    propertyId: number,
    access: PropertyAccess | undefined,
    raw: Uint8Array | undefined,
  ): GenericPropertyStatusValues | undefined {
    const property = this.find(propertyId);
    if (property && !this.set(property, access, raw)) return undefined;
    return this.statusOf(propertyId);
  }

  updated(property: GenericProperty): void {
    if (this.#settable.values && !property.isRead) this.#store();
    this.publishChange(property);
  }

  /**
   * Sets access and value of a property of this server, of which either may be undefined; false where
   * the value is prohibited. What is another one than before is stored and published.
   */
  set(
    property: GenericProperty,
    access: PropertyAccess | undefined,
    raw: Uint8Array | undefined,
  ): boolean {
    const decoded = raw && property.property.decode(raw);
    if (raw && !decoded) return this.#refuse(raw.length);
    this.sample(property);
    const call = decoded && property.take(decoded.value);
    const another = access !== undefined && access !== property.access;
    if (another) property.access = access;
    if (!call && !another) return true;
    if (another || !property.isRead) this.#store();
    if (call) this.notify(call, undefined);
    this.publishChange(property);
    return true;
  }

  /** A property as it is sent, with the value that was set or read last; without a state where there is none. */
  protected statusOf(propertyId: number): GenericPropertyStatusValues {
    const property = this.find(propertyId);
    if (!property || property.raw.length === 0) return { propertyId, state: undefined };
    return { propertyId, state: { access: property.access, raw: property.raw } };
  }

  /** Reads a property that is read. */
  protected sample(property: GenericProperty): void {
    if (!property.sample()) this.#refuse(0);
  }

  /** Publishes a status message of a property, where a publish address is configured. */
  protected publishStatus({ property }: GenericProperty): void {
    if (!this.configuration.publication) return;
    this.services?.publish(this, this.#messages.status.encode(this.statusOf(property.id)));
  }

  protected override onLoad(data: Uint8Array): void {
    const { access, values } = this.#settable;
    for (const changed of restoreProperties(data, this.own, access, values))
      this.notify(changed, undefined);
  }

  protected override onReset(): void {
    this.#next = 0;
    for (const property of this.own) this.notify(property.restore(), undefined);
  }

  /** Counts a value that the property prohibits: of a message, or of the application's `read`. */
  #refuse(octets: number): false {
    this.services?.diagnostics.drop("model.value", octets);
    return false;
  }

  #store(): void {
    this.services?.store(this, encodeProperties(this.own, this.#settable.values));
  }
}
