import { isUnicast } from "../network/address.js";

/** What a device gets when it is provisioned. Mesh Protocol 1.1 §5.4.2.5. */
export interface ProvisionedData {
  /** NetKey and device key, 16 octets each. */
  readonly netKey: Uint8Array;
  readonly deviceKey: Uint8Array;
  readonly netKeyIndex: number;
  readonly ivIndex: number;
  readonly ivUpdate?: boolean;
  /** Unicast address of the primary element. */
  readonly address: number;
}

/** Throws RangeError naming what is out of range for a node with so many elements. */
export function checkProvisionedData(
  { address, deviceKey, ivIndex, netKey, netKeyIndex }: ProvisionedData,
  elements: number,
): void {
  const last = address + elements - 1;
  if (!isUnicast(address) || !isUnicast(last))
    throw new RangeError(`address ${address}: every element needs one from 0001 to 7fff`);
  if (netKey.length !== 16) throw new RangeError(`netKey: ${netKey.length} octets, not 16`);
  if (deviceKey.length !== 16)
    throw new RangeError(`deviceKey: ${deviceKey.length} octets, not 16`);
  if (!Number.isInteger(netKeyIndex) || netKeyIndex < 0 || netKeyIndex > 0xfff)
    throw new RangeError(`netKeyIndex: ${netKeyIndex} is not a whole number from 0 to 4095`);
  if (!Number.isInteger(ivIndex) || ivIndex < 0 || ivIndex > 0xffff_ffff)
    throw new RangeError(`ivIndex: ${ivIndex} is not a whole number of 32 bits`);
}
