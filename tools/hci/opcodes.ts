export { Opcode, Status } from "../../hosts/hci/opcodes.js";

/**
 * Commands that have a bit in Supported_Commands (Core 5.4, Vol 4 Part E §6.27): octet and bit.
 */
const supported: readonly (readonly [octet: number, bit: number])[] = [
  [0, 5], // Disconnect
  [2, 7], // Read Remote Version Information
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
  [26, 4], // LE Create Connection
  [26, 5], // LE Create Connection Cancel
  [26, 6], // LE Read Filter Accept List Size
  [26, 7], // LE Clear Filter Accept List
  [27, 0], // LE Add Device To Filter Accept List
  [27, 1], // LE Remove Device From Filter Accept List
  [27, 2], // LE Connection Update
  [27, 5], // LE Read Remote Features
  [27, 7], // LE Rand
  [33, 4], // LE Remote Connection Parameter Request Reply
  [33, 5], // LE Remote Connection Parameter Request Negative Reply
  [33, 6], // LE Set Data Length
  [33, 7], // LE Read Suggested Default Data Length
  [34, 0], // LE Write Suggested Default Data Length
  [35, 3], // LE Read Maximum Data Length
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
  [37, 7], // LE Extended Create Connection
];

/** Supported_Commands, 64 octets. `sets`: includes extended advertising and scanning. */
export function supportedCommands(sets: boolean): Uint8Array {
  const octets = new Uint8Array(64);
  const all = sets ? [...supported, ...supportedWithSets] : supported;
  for (const [octet, bit] of all) octets[octet]! |= 1 << bit;
  return octets;
}
