import { PacketKind } from "../../modules/host/radio.js";
import { MAX_AD_LENGTH } from "./parameters.js";

/** Contents of an advertising event. */
export interface AdvertisedPacket {
  /** AD structures, 0..31 octets. */
  readonly data: Uint8Array;
  /** A PacketKind, but not that of a scan response. */
  readonly kind: number;
  /** The advertiser's address, 48 bits. */
  readonly address: number;
  /** AD structures of the scan response, 1..31 octets. */
  readonly scanResponse?: Uint8Array;
  /**
   * Set for extended instead of legacy PDUs, which only extended scanners receive. On this air
   * they have the duration and the channels of a legacy packet with the same data.
   */
  readonly extended?: AdvertisingDataInfo;
}

/** The ADI field of extended PDUs (Core 5.4, Vol 6 Part B §2.3.4.4). */
export interface AdvertisingDataInfo {
  /** Advertising Set ID, 4 bits. */
  readonly sid: number;
  /** Advertising Data ID, 12 bits. */
  readonly did: number;
}

/** Throws RangeError for a packet with more data than a legacy PDU has. */
export function checkLength({ data: { length } }: AdvertisedPacket): void {
  if (length > MAX_AD_LENGTH)
    throw new RangeError(`data: 1..${MAX_AD_LENGTH} octets, not ${length}`);
}

/** The scan response of `packet`; undefined if its kind is not scannable. */
export function scanResponseOf(packet: AdvertisedPacket): Uint8Array | undefined {
  const { kind, scanResponse } = packet;
  const scannable = kind === PacketKind.connectable || kind === PacketKind.scannable;
  return scannable && scanResponse && scanResponse.length > 0 ? scanResponse : undefined;
}

/** An address of 6 octets, most significant first, as a number. */
export function addressNumber(octets: Uint8Array): number {
  let address = 0;
  for (const octet of octets) address = address * 256 + octet;
  return address;
}

/** An address of 48 bits as 6 octets, most significant first. */
export function addressOctets(address: number): Uint8Array {
  const octets = new Uint8Array(6);
  let rest = address;
  for (let i = 5; i >= 0; i--) {
    octets[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return octets;
}
