/**
 * Commands of a host (Core 5.4, Vol 4 Part E §7): OGF in the upper 6 bits, OCF in the lower 10.
 */
export const Opcode = {
  setEventMask: 0x0c01,
  reset: 0x0c03,
  setEventMaskPage2: 0x0c63,
  writeLeHostSupport: 0x0c6d,
  readLocalVersion: 0x1001,
  readLocalCommands: 0x1002,
  readLocalFeatures: 0x1003,
  readBufferSize: 0x1005,
  readBdAddr: 0x1009,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leReadLocalFeatures: 0x2003,
  leSetRandomAddress: 0x2005,
  leSetAdvertisingParameters: 0x2006,
  leReadAdvertisingTxPower: 0x2007,
  leSetAdvertisingData: 0x2008,
  leSetScanResponseData: 0x2009,
  leSetAdvertisingEnable: 0x200a,
  leSetScanParameters: 0x200b,
  leSetScanEnable: 0x200c,
  leReadFilterAcceptListSize: 0x200f,
  leClearFilterAcceptList: 0x2010,
  leRand: 0x2018,
  leReadSupportedStates: 0x201c,
  leSetAdvertisingSetRandomAddress: 0x2035,
  leSetExtendedAdvertisingParameters: 0x2036,
  leSetExtendedAdvertisingData: 0x2037,
  leSetExtendedScanResponseData: 0x2038,
  leSetExtendedAdvertisingEnable: 0x2039,
  leReadMaximumAdvertisingDataLength: 0x203a,
  leReadNumberOfSupportedAdvertisingSets: 0x203b,
  leRemoveAdvertisingSet: 0x203c,
  leClearAdvertisingSets: 0x203d,
  leSetExtendedScanParameters: 0x2041,
  leSetExtendedScanEnable: 0x2042,
} as const;

/** Error codes (Core 5.4, Vol 1 Part F). */
export const Status = {
  success: 0x00,
  unknownCommand: 0x01,
  memoryCapacityExceeded: 0x07,
  commandDisallowed: 0x0c,
  unsupportedParameter: 0x11,
  invalidParameters: 0x12,
  advertisingTimeout: 0x3c,
  unknownAdvertisingIdentifier: 0x42,
  limitReached: 0x43,
} as const;

/**
 * Commands that have a bit in Supported_Commands (Core 5.4, Vol 4 Part E §6.27): octet and bit.
 */
const supported: readonly (readonly [octet: number, bit: number])[] = [
  [5, 6], // Set Event Mask
  [5, 7], // Reset
  [14, 3], // Read Local Version Information
  [14, 5], // Read Local Supported Features
  [14, 7], // Read Buffer Size
  [15, 1], // Read BD_ADDR
  [22, 2], // Set Event Mask Page 2
  [24, 6], // Write LE Host Support
  [25, 0], // LE Set Event Mask
  [25, 1], // LE Read Buffer Size
  [25, 2], // LE Read Local Supported Features
  [25, 4], // LE Set Random Address
  [25, 5], // LE Set Advertising Parameters
  [25, 6], // LE Read Advertising Physical Channel Tx Power
  [25, 7], // LE Set Advertising Data
  [26, 0], // LE Set Scan Response Data
  [26, 1], // LE Set Advertising Enable
  [26, 2], // LE Set Scan Parameters
  [26, 3], // LE Set Scan Enable
  [26, 6], // LE Read Filter Accept List Size
  [26, 7], // LE Clear Filter Accept List
  [27, 7], // LE Rand
  // LE Read Supported States (28.3) is answered, but its bit is not set, so that hosts do not
  // send it.
];

/** The same for a controller with advertising sets: octet and bit of each further command. */
const supportedWithSets: typeof supported = [
  [36, 1], // LE Set Advertising Set Random Address
  [36, 2], // LE Set Extended Advertising Parameters
  [36, 3], // LE Set Extended Advertising Data
  [36, 4], // LE Set Extended Scan Response Data
  [36, 5], // LE Set Extended Advertising Enable
  [36, 6], // LE Read Maximum Advertising Data Length
  [36, 7], // LE Read Number of Supported Advertising Sets
  [37, 0], // LE Remove Advertising Set
  [37, 1], // LE Clear Advertising Sets
  [37, 5], // LE Set Extended Scan Parameters
  [37, 6], // LE Set Extended Scan Enable
];

/** Supported_Commands, 64 octets. `sets`: includes extended advertising and scanning. */
export function supportedCommands(sets: boolean): Uint8Array {
  const octets = new Uint8Array(64);
  const all = sets ? [...supported, ...supportedWithSets] : supported;
  for (const [octet, bit] of all) octets[octet]! |= 1 << bit;
  return octets;
}
