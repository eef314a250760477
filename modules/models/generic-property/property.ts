import { FieldError } from "../../access/field.js";
import { equalBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import { checkAccess, type PropertyAccess } from "./access.js";

/** Written as a method, so that properties of all types can be in one list. */
type Callback<T> = { call(value: T): void }["call"];

/** What a GenericProperty is made with. */
export interface GenericPropertyOptions<T> {
  /** The value of a new device, in the unit of the property. Needed unless it is read, or the property has an unknown value. */
  readonly value?: T;
  /**
   * Gives the value now, in the unit of the property. Called before each message that has it. A value
   * that is read is not stored: `onChange` gets what a client sets, and the application keeps it.
   */
  readonly read?: () => T;
  /** What users of a new device may do with it: "none", where there is an administrator, "read", "write" or "read-write". Default "read". */
  readonly userAccess?: PropertyAccess;
  /** Called when a client has set another value, when a stored one is loaded, and when Node Reset restores the first. */
  readonly onChange?: (value: T) => void;
}

/** Whom a property belongs to: its server. */
export interface PropertyOwner {
  /** The application has set another value. */
  updated(property: GenericProperty): void;
}

const noOctets = frozen(new Uint8Array(0));

/** A property of a device, which a property server shows. Mesh Model 1.1 §3.1.8. */
export class GenericProperty<T = unknown> {
  /** What a user may do with it. For its server. */
  access: PropertyAccess;
  /** What a user of a new device may do with it. */
  readonly firstAccess: PropertyAccess;
  readonly #first: T;
  readonly #read: (() => T) | undefined;
  readonly #onChange: Callback<T> | undefined;
  #value: T;
  #raw: Uint8Array = noOctets;
  #owner: PropertyOwner | undefined;

  /** Throws FieldError for a value that the property cannot represent, TypeError or RangeError naming the option that is wrong. */
  constructor(
    /** What it is, and how its value is encoded. */
    readonly property: DeviceProperty<T>,
    options: GenericPropertyOptions<T> = {},
  ) {
    development.args?.("GenericProperty", [property]);
    development.options?.("GenericProperty", options);
    const { onChange, read, userAccess = "read", value } = options;
    checkAccess("userAccess", userAccess, 0, 3);
    this.access = userAccess;
    this.firstAccess = userAccess;
    this.#first = value as T;
    this.#read = read;
    this.#onChange = onChange;
    this.#value = value as T;
    this.#raw = this.#firstRaw;
  }

  /** Its value, in the unit of the property. */
  get value(): T {
    return this.#value;
  }

  /** The encoded value; no octets where none was read yet. */
  get raw(): Uint8Array {
    return this.#raw;
  }

  /** Whether its value is read. */
  get isRead(): boolean {
    return this.#read !== undefined;
  }

  /** Whether it has another value than that of a new device. */
  get valueChanged(): boolean {
    return !this.isRead && !equalBytes(this.#raw, this.#firstRaw);
  }

  /**
   * Sets the value, as the device does by itself. Another one than before is published, and stored where
   * clients can set it. Throws FieldError for one that the property cannot represent.
   */
  update(value: T): void {
    if (this.#take(value)) this.#owner?.updated(this);
  }

  /** Reads the value, where it is read; false where that cannot be represented: it keeps the one before. */
  sample(): boolean {
    if (!this.#read) return true;
    try {
      this.#take(this.#read());
      return true;
    } catch (error) {
      if (error instanceof FieldError) return false;
      throw error;
    }
  }

  /** Takes a value, of a client or a record. Undefined: it is the one that there is; else it is to be called. */
  take(value: T): (() => void) | undefined {
    if (!this.#take(value)) return undefined;
    const onChange = this.#onChange;
    return () => onChange?.(value);
  }

  /** Takes value and access of a new device; what is to be called then, where it was another value. */
  restore(): (() => void) | undefined {
    this.access = this.firstAccess;
    return this.isRead ? undefined : this.take(this.#first);
  }

  /** Called by the server that it belongs to. Throws Error where it belongs to one. */
  attach(owner: PropertyOwner): void {
    if (this.#owner)
      throw new Error(
        `properties: ${this.property.name} belongs to a property server already; create one of its own for each`,
      );
    this.#owner = owner;
  }

  /** The encoded value of a new device. */
  get #firstRaw(): Uint8Array {
    if (this.#first === undefined && this.#read) return noOctets;
    return this.property.encode(this.#first, "value");
  }

  #take(value: T): boolean {
    const raw = this.property.encode(value);
    const changed = !equalBytes(raw, this.#raw);
    this.#raw = raw;
    this.#value = value;
    return changed;
  }
}
