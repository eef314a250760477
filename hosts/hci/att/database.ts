import type { GattCharacteristic, GattService } from "../../../modules/host/gatt.js";
import { checkUuid, longestValue } from "./att.js";
import { type Attribute, attributeCount, attributesOf } from "./attributes.js";

const mostHandle = 0xffff;

interface Entry {
  readonly service: GattService;
  readonly attributes: readonly Attribute[];
  /** Its first and last handle. */
  readonly first: number;
  readonly last: number;
}

/** Handles of a service: those that a Service Changed indication is about. */
export interface HandleRange {
  readonly first: number;
  readonly last: number;
}

/** The services of a GATT server with their attributes, in the order of the handles. */
export class AttributeDatabase {
  readonly #entries: Entry[] = [];
  readonly #handles = new Map<GattCharacteristic, number>();
  #attributes: readonly Attribute[] = [];
  /** The last handle that was given away: a client may still know those of a removed service. */
  #last = 0;

  /** All attributes, sorted by handle. */
  get attributes(): readonly Attribute[] {
    return this.#attributes;
  }

  get services(): readonly GattService[] {
    return this.#entries.map(({ service }) => service);
  }

  /** The handle of a characteristic's value; 0 if it is not there. */
  handle(characteristic: GattCharacteristic): number {
    return this.#handles.get(characteristic) ?? 0;
  }

  /** Whether a service is there. */
  has(service: GattService): boolean {
    return this.#entries.some((entry) => entry.service === service);
  }

  /** The service of a characteristic. */
  serviceOf(characteristic: GattCharacteristic): GattService | undefined {
    return this.#entries.find(({ service }) => service.characteristics.includes(characteristic))
      ?.service;
  }

  /** Throws RangeError for what GattServer's `addService` names. */
  add(service: GattService): HandleRange {
    this.#check(service);
    const first = this.#place(attributeCount(service));
    const attributes = attributesOf(service, first);
    const last = attributes[0]!.end!;
    this.#last = last;
    this.#entries.push({ service, attributes, first, last });
    this.#entries.sort((a, b) => a.first - b.first);
    this.#list();
    return { first, last };
  }

  /** The handles that it had; undefined if it is not there. */
  remove(service: GattService): HandleRange | undefined {
    const at = this.#entries.findIndex((entry) => entry.service === service);
    if (at < 0) return undefined;
    const [entry] = this.#entries.splice(at, 1);
    this.#list();
    return { first: entry!.first, last: entry!.last };
  }

  #check(service: GattService): void {
    if (this.has(service)) throw new RangeError("service: it is there already");
    checkUuid(service.uuid);
    for (const characteristic of service.characteristics) {
      checkUuid(characteristic.uuid);
      if (this.#handles.has(characteristic))
        throw new RangeError("characteristics: one of them is there already");
      for (const { uuid, value } of characteristic.descriptors ?? []) {
        checkUuid(uuid);
        if (value.length > longestValue)
          throw new RangeError(`descriptors: 0..${longestValue} octets, not ${value.length}`);
      }
    }
  }

  /** The first of `count` free handles in a row: after the last that was given away, or lower. */
  #place(count: number): number {
    for (const from of [this.#last + 1, 1]) {
      let first = from;
      for (const entry of this.#entries) {
        if (entry.last < first) continue;
        if (entry.first - first >= count) break;
        first = entry.last + 1;
      }
      if (first + count - 1 <= mostHandle) return first;
    }
    throw new RangeError("service: no handles are left; remove a service");
  }

  #list(): void {
    const attributes: Attribute[] = [];
    this.#handles.clear();
    for (const entry of this.#entries)
      for (const attribute of entry.attributes) {
        attributes.push(attribute);
        const { characteristic, configuration, handle } = attribute;
        if (characteristic && !configuration) this.#handles.set(characteristic, handle);
      }
    this.#attributes = attributes;
  }
}
