import { getUint16LE, putUint16LE, toHex } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import { utf8Bytes } from "../../base/utf8.js";
import { AdType } from "../../bearer/ad-type.js";
import { serviceAdvertisement, serviceDataAt } from "../../bearer/service-advertisement.js";

/** Mesh Provisioning Service and its characteristics, Mesh Protocol 1.1 §7.1. */
export const ProvisioningService = frozen({ uuid: 0x1827, dataIn: 0x2adb, dataOut: 0x2adc });

/** Octets of UTF-8 that a name can have: a hyphen and four digits follow it in a scan response. */
export const longestName = 24;

/** Octets of the service data behind its UUID: device UUID and OOB Information, and the URI Hash of some stacks. */
const dataLength = 18;
const dataWithHashLength = 22;

/**
 * Advertising data of an unprovisioned device, 29 octets: flags, the UUID of the service, and its
 * data, which are the device UUID and the OOB Information (little-endian, as all AD). Mesh
 * Protocol 1.1 §7.1.2.2.1.
 */
export function unprovisionedAdvertisingData(uuid: Uint8Array, oobInformation: number): Uint8Array {
  const data = serviceAdvertisement(ProvisioningService.uuid, dataLength);
  data.set(uuid, serviceDataAt);
  putUint16LE(data, serviceDataAt + 16, oobInformation);
  return data;
}

/** The name of a device: `base`, and the last four digits of its UUID, as a browser shows nothing else of it. */
export function advertisedName(base: string, uuid: Uint8Array): string {
  return `${base}-${toHex(uuid.subarray(14))}`;
}

/** Scan response with the complete name, of a base of up to `longestName` octets of UTF-8. */
export function nameScanResponse(base: string, uuid: Uint8Array): Uint8Array {
  const name = utf8Bytes(advertisedName(base, uuid));
  const response = new Uint8Array(2 + name.length);
  response.set([1 + name.length, AdType.completeName]);
  response.set(name, 2);
  return response;
}

/** Whether an AD structure of type `AdType.serviceData16` is that of an unprovisioned device: its UUID is at `start + 2`. */
export function isUnprovisionedServiceData(data: Uint8Array, start: number, end: number): boolean {
  const length = end - start - 2;
  return (
    (length === dataLength || length === dataWithHashLength) &&
    getUint16LE(data, start) === ProvisioningService.uuid
  );
}

/**
 * OOB Information of such a structure. Some stacks send it in big-endian: a device that also sends
 * beacons has the right one in these.
 */
export function serviceDataOob(data: Uint8Array, start: number): number {
  return getUint16LE(data, start + 18);
}
