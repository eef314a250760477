import { concatBytes } from "../../../modules/base/bytes.js";
import type { GattCharacteristic, GattService } from "../../../modules/host/gatt.js";
import { AttributeType, Property, uuidOctets } from "./att.js";

/** One attribute of a server. */
export interface Attribute {
  readonly handle: number;
  /** The attribute type's UUID as sent over the air. */
  readonly type: Uint8Array;
  /** The value, of an attribute whose value is constant. */
  readonly value?: Uint8Array;
  /** The characteristic, of its value and of its configuration descriptor. */
  readonly characteristic?: GattCharacteristic;
  /** Whether it is a Client Characteristic Configuration descriptor. */
  readonly configuration?: boolean;
  /** The last handle of the service, of a service declaration. */
  readonly end?: number;
}

function properties(characteristic: GattCharacteristic): number {
  const { read, write, writeWithoutResponse, notify, indicate } = characteristic;
  return (
    (read ? Property.read : 0) |
    (write ? Property.write : 0) |
    (writeWithoutResponse ? Property.writeWithoutResponse : 0) |
    (notify ? Property.notify : 0) |
    (indicate ? Property.indicate : 0)
  );
}

/** The attributes of a service, with handles from `first` on. */
export function attributesOf(service: GattService, first: number): Attribute[] {
  const attributes: Attribute[] = [];
  let handle = first;
  for (const characteristic of service.characteristics) {
    const type = uuidOctets(characteristic.uuid);
    const valueHandle = handle + 2;
    const declaration = concatBytes(
      Uint8Array.of(properties(characteristic), valueHandle, valueHandle >> 8),
      type,
    );
    attributes.push(
      { handle: ++handle, type: uuidOctets(AttributeType.characteristic), value: declaration },
      { handle: ++handle, type, characteristic },
    );
    if (characteristic.notify || characteristic.indicate)
      attributes.push({
        handle: ++handle,
        type: uuidOctets(AttributeType.configuration),
        characteristic,
        configuration: true,
      });
    for (const { uuid, value } of characteristic.descriptors ?? [])
      attributes.push({ handle: ++handle, type: uuidOctets(uuid), value });
  }
  const value = uuidOctets(service.uuid);
  const type = uuidOctets(AttributeType.primaryService);
  return [{ handle: first, type, value, end: handle }, ...attributes];
}

/** Number of attributes of a service. */
export function attributeCount({ characteristics }: GattService): number {
  return characteristics.reduce(
    (sum, { notify, indicate, descriptors = [] }) =>
      sum + 2 + (notify || indicate ? 1 : 0) + descriptors.length,
    1,
  );
}
