import { getUint16BE, putUint16BE } from "../base/bytes.js";
import { frozen } from "../base/frozen.js";

/** Type octet of the unprovisioned device beacon. */
export const unprovisionedBeaconType = 0x00;

/** Bits of the OOB Information, Mesh Protocol 1.1 §3.10.2. */
export const OobInformation = frozen({
  other: 1 << 0,
  uri: 1 << 1,
  code2d: 1 << 2,
  barCode: 1 << 3,
  nfc: 1 << 4,
  number: 1 << 5,
  string: 1 << 6,
  certificate: 1 << 7,
  records: 1 << 8,
  onBox: 1 << 11,
  insideBox: 1 << 12,
  onPaper: 1 << 13,
  inManual: 1 << 14,
  onDevice: 1 << 15,
});

/** An unprovisioned device beacon, §3.10.2. */
export interface UnprovisionedBeacon {
  /** 16 octets. */
  readonly uuid: Uint8Array;
  /** 16 bits of `OobInformation`. */
  readonly oobInformation: number;
  /** The first 4 octets of s1(URI data). */
  readonly uriHash?: Uint8Array;
}

/** The payload of the AD structure, the beacon's type first: 19 or 23 octets. Throws RangeError, naming the field. */
export function encodeUnprovisionedBeacon(beacon: UnprovisionedBeacon): Uint8Array {
  const { uuid, oobInformation, uriHash } = beacon;
  if (uuid.length !== 16) throw new RangeError(`uuid must be 16 octets, not ${uuid.length}`);
  if (!Number.isInteger(oobInformation) || oobInformation < 0 || oobInformation > 0xffff)
    throw new RangeError(`oobInformation must be 0..65535, not ${oobInformation}`);
  if (uriHash !== undefined && uriHash.length !== 4)
    throw new RangeError(`uriHash must be 4 octets, not ${uriHash.length}`);
  const payload = new Uint8Array(uriHash === undefined ? 19 : 23);
  payload[0] = unprovisionedBeaconType;
  payload.set(uuid, 1);
  putUint16BE(payload, 17, oobInformation);
  if (uriHash !== undefined) payload.set(uriHash, 19);
  return payload;
}

/** Whether `data[start..end)` has the format of an unprovisioned device beacon. */
export function isUnprovisionedBeacon(data: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  return (length === 19 || length === 23) && data[start] === unprovisionedBeaconType;
}

/** The beacon in `data[start..end)` (copied), or undefined where it has another format. */
export function decodeUnprovisionedBeacon(
  data: Uint8Array,
  start: number,
  end: number,
): UnprovisionedBeacon | undefined {
  if (!isUnprovisionedBeacon(data, start, end)) return undefined;
  const beacon = {
    uuid: data.slice(start + 1, start + 17),
    oobInformation: getUint16BE(data, start + 17),
  };
  return end - start === 19 ? beacon : { ...beacon, uriHash: data.slice(start + 19, end) };
}
