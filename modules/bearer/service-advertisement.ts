import { AdType } from "./ad-type.js";

/** LE General Discoverable Mode, BR/EDR not supported (Core Specification Supplement, Part A §1.3). */
const flags = 0x06;

/** Where the service data begins behind its UUID. */
export const serviceDataAt = 11;

/**
 * AD structures of a connectable device with a GATT service: flags, the list of the UUID, and
 * service data of `octets` zeros, to be filled in from `serviceDataAt` on. Phones look for the
 * list and for the data.
 */
export function serviceAdvertisement(uuid: number, octets: number): Uint8Array {
  const [low, high] = [uuid & 0xff, uuid >> 8];
  const data = new Uint8Array(serviceDataAt + octets);
  data.set([2, AdType.flags, flags, 3, AdType.uuids16, low, high]);
  data.set([3 + octets, AdType.serviceData16, low, high], 7);
  return data;
}
