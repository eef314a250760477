/** Names of the command groups by OGF (Core 5.4, Vol 4 Part E §5.4.1). */
const groups: Readonly<Record<number, string>> = {
  0x01: "Link Control",
  0x02: "Link Policy",
  0x03: "Controller & Baseband",
  0x04: "Informational Parameters",
  0x05: "Status Parameters",
  0x06: "Testing",
  0x08: "LE Controller",
  0x3f: "vendor-specific",
};

/**
 * Commands of the LE Controller group (§7.8) without their prefix "LE", in the order of the OCF
 * from 1 on; an empty string for an unassigned OCF.
 */
const leNames: readonly string[] = [
  ...["Set Event Mask", "Read Buffer Size", "Read Local Supported Features", ""],
  ...["Set Random Address", "Set Advertising Parameters"],
  ...["Read Advertising Physical Channel Tx Power", "Set Advertising Data"],
  ...["Set Scan Response Data", "Set Advertising Enable", "Set Scan Parameters"],
  ...["Set Scan Enable", "Create Connection", "Create Connection Cancel"],
  ...["Read Filter Accept List Size", "Clear Filter Accept List"],
  ...["Add Device To Filter Accept List", "Remove Device From Filter Accept List"],
  ...["Connection Update", "Set Host Channel Classification", "Read Channel Map"],
  ...["Read Remote Features", "Encrypt", "Rand", "Enable Encryption"],
  ...["Long Term Key Request Reply", "Long Term Key Request Negative Reply"],
  ...["Read Supported States", "Receiver Test", "Transmitter Test", "Test End"],
  "Remote Connection Parameter Request Reply",
  "Remote Connection Parameter Request Negative Reply",
  ...["Set Data Length", "Read Suggested Default Data Length"],
  ...["Write Suggested Default Data Length", "Read Local P-256 Public Key", "Generate DHKey"],
  ...["Add Device To Resolving List", "Remove Device From Resolving List"],
  ...["Clear Resolving List", "Read Resolving List Size", "Read Peer Resolvable Address"],
  ...["Read Local Resolvable Address", "Set Address Resolution Enable"],
  ...["Set Resolvable Private Address Timeout", "Read Maximum Data Length", "Read PHY"],
  ...["Set Default PHY", "Set PHY", "Receiver Test [v2]", "Transmitter Test [v2]"],
  ...["Set Advertising Set Random Address", "Set Extended Advertising Parameters"],
  ...["Set Extended Advertising Data", "Set Extended Scan Response Data"],
  ...["Set Extended Advertising Enable", "Read Maximum Advertising Data Length"],
  ...["Read Number of Supported Advertising Sets", "Remove Advertising Set"],
  ...["Clear Advertising Sets", "Set Periodic Advertising Parameters"],
  ...["Set Periodic Advertising Data", "Set Periodic Advertising Enable"],
  ...["Set Extended Scan Parameters", "Set Extended Scan Enable", "Extended Create Connection"],
  ...["Periodic Advertising Create Sync", "Periodic Advertising Create Sync Cancel"],
  ...["Periodic Advertising Terminate Sync", "Add Device To Periodic Advertiser List"],
  ...["Remove Device From Periodic Advertiser List", "Clear Periodic Advertiser List"],
  ...["Read Periodic Advertiser List Size", "Read Transmit Power", "Read RF Path Compensation"],
  ...["Write RF Path Compensation", "Set Privacy Mode", "Receiver Test [v3]"],
  ...["Transmitter Test [v3]", "Set Connectionless CTE Transmit Parameters"],
  ...["Set Connectionless CTE Transmit Enable", "Set Connectionless IQ Sampling Enable"],
  ...["Set Connection CTE Receive Parameters", "Set Connection CTE Transmit Parameters"],
  ...["Connection CTE Request Enable", "Connection CTE Response Enable"],
  ...["Read Antenna Information", "Set Periodic Advertising Receive Enable"],
  ...["Periodic Advertising Sync Transfer", "Periodic Advertising Set Info Transfer"],
  "Set Periodic Advertising Sync Transfer Parameters",
  "Set Default Periodic Advertising Sync Transfer Parameters",
  ...["Generate DHKey [v2]", "Modify Sleep Clock Accuracy", "Read Buffer Size [v2]"],
  ...["Read ISO TX Sync", "Set CIG Parameters", "Set CIG Parameters Test", "Create CIS"],
  ...["Remove CIG", "Accept CIS Request", "Reject CIS Request", "Create BIG"],
  ...["Create BIG Test", "Terminate BIG", "BIG Create Sync", "BIG Terminate Sync"],
  ...["Request Peer SCA", "Setup ISO Data Path", "Remove ISO Data Path", "ISO Transmit Test"],
  ...["ISO Receive Test", "ISO Read Test Counters", "ISO Test End", "Set Host Feature"],
  ...["Read ISO Link Quality", "Enhanced Read Transmit Power Level"],
  ...["Read Remote Transmit Power Level", "Set Path Loss Reporting Parameters"],
  ...["Set Path Loss Reporting Enable", "Set Transmit Power Reporting Enable"],
  ...["Transmitter Test [v4]", "Set Data Related Address Changes", "Set Default Subrate"],
  ...["Subrate Request", "Set Extended Advertising Parameters [v2]", "", ""],
  ...["Set Periodic Advertising Subevent Data", "Set Periodic Advertising Response Data"],
  ...["Set Periodic Sync Subevent", "Extended Create Connection [v2]"],
  "Set Periodic Advertising Parameters [v2]",
];

/** Commands of other groups that LE hosts send, by opcode. */
const otherNames: Readonly<Record<number, string>> = {
  0x0406: "Disconnect",
  0x041d: "Read Remote Version Information",
  0x080f: "Write Default Link Policy Settings",
  0x0c01: "Set Event Mask",
  0x0c03: "Reset",
  0x0c05: "Set Event Filter",
  0x0c0d: "Read Stored Link Key",
  0x0c12: "Delete Stored Link Key",
  0x0c13: "Write Local Name",
  0x0c14: "Read Local Name",
  0x0c16: "Write Connection Accept Timeout",
  0x0c18: "Write Page Timeout",
  0x0c1a: "Write Scan Enable",
  0x0c1b: "Read Page Scan Activity",
  0x0c23: "Read Class of Device",
  0x0c24: "Write Class of Device",
  0x0c25: "Read Voice Setting",
  0x0c2d: "Read Transmit Power Level",
  0x0c31: "Set Controller To Host Flow Control",
  0x0c33: "Host Buffer Size",
  0x0c35: "Host Number Of Completed Packets",
  0x0c38: "Read Number Of Supported IAC",
  0x0c39: "Read Current IAC LAP",
  0x0c45: "Write Inquiry Mode",
  0x0c46: "Read Page Scan Type",
  0x0c52: "Write Extended Inquiry Response",
  0x0c56: "Write Simple Pairing Mode",
  0x0c58: "Read Inquiry Response Transmit Power Level",
  0x0c63: "Set Event Mask Page 2",
  0x0c6c: "Read LE Host Support",
  0x0c6d: "Write LE Host Support",
  0x0c7a: "Write Secure Connections Host Support",
  0x0c7b: "Read Authenticated Payload Timeout",
  0x0c7c: "Write Authenticated Payload Timeout",
  0x1001: "Read Local Version Information",
  0x1002: "Read Local Supported Commands",
  0x1003: "Read Local Supported Features",
  0x1004: "Read Local Extended Features",
  0x1005: "Read Buffer Size",
  0x1009: "Read BD_ADDR",
  0x100a: "Read Data Block Size",
  0x100b: "Read Local Supported Codecs",
  0x1405: "Read RSSI",
};

const LE_GROUP = 0x08;

/** Group, field and name of an opcode. */
export interface CommandName {
  readonly opcode: number;
  /** OGF, 6 bits. */
  readonly group: number;
  /** OCF, 10 bits. */
  readonly field: number;
  /** The command's name; undefined if these tables do not contain it. */
  readonly command: string | undefined;
}

export function commandName(opcode: number): CommandName {
  const group = opcode >> 10;
  const field = opcode & 0x3ff;
  const le = group === LE_GROUP ? leNames[field - 1] : undefined;
  return { opcode, group, field, command: le ? `LE ${le}` : otherNames[opcode] };
}

/** An opcode as text: hexadecimal digits, group, command field, and the name if it is known. */
export function commandText(opcode: number): string {
  const { command, field, group } = commandName(opcode);
  const of = groups[group] ? ` (${groups[group]})` : "";
  const parts = `${hex(opcode, 4)}, group ${hex(group, 2)}${of}, command field ${hex(field, 3)}`;
  return command === undefined ? parts : `${command}: ${parts}`;
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}
