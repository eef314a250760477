import type { Rig } from "./rig.js";

/** Advertising_Event_Properties. */
export const CONNECTABLE = "1300";
export const SCANNABLE = "1200";
export const NON_CONNECTABLE = "1000";
export const EXTENDED = "0000";

/** LE Set Extended Advertising Parameters: from the public address, on all channels, LE 1M. */
export function parameters(
  handle: string,
  properties: string,
  { interval = "200000", own = "00", sid = "00" } = {},
): string {
  return `${handle}${properties}${interval}${interval}07${own}00000000000000007f010001${sid}00`;
}

/** The data of a command, with their length before them. */
function counted(hex: string): string {
  return (hex.length / 2).toString(16).padStart(2, "0") + hex;
}

export type Command = readonly [opcode: string, parameters: string];

export const configure = (properties: string, handle = "00"): Command => [
  "2036",
  parameters(handle, properties),
];
export const data = (operation: string, hex: string, handle = "00"): Command => [
  "2037",
  `${handle}${operation}00${counted(hex)}`,
];
export const response = (operation: string, hex: string, handle = "00"): Command => [
  "2038",
  `${handle}${operation}00${counted(hex)}`,
];
export const enable = (...sets: readonly string[]): Command => [
  "2039",
  `01${sets.length.toString(16).padStart(2, "0")}${sets.join("")}`,
];
export const ON = enable("00000000");
export const OFF: Command = ["2039", "000100000000"];

export function perform(rig: Rig, commands: readonly Command[]): number[] {
  return commands.map(([opcode, hex]) => rig.send(parseInt(opcode, 16), hex));
}
