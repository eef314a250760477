import { getUint16BE, putUint16BE } from "../base/bytes.js";
import { frozen } from "../base/frozen.js";
import { type ProxyFilter, ProxyFilterType } from "../network/proxy-filter.js";

/**
 * Opcodes of proxy configuration messages, Mesh Protocol 1.1 §6.6, table 6.5. Those of directed
 * forwarding (4, 5) are not supported.
 */
export const ProxyOpcode = frozen({
  setFilterType: 0,
  addAddresses: 1,
  removeAddresses: 2,
  filterStatus: 3,
});

/** Addresses of one message: those of a transport PDU of 12 octets. */
export const mostAddresses = 5;

/** What the server does after a message. */
export const ConfigurationResult = frozen({
  /** It answers with a Filter Status. */
  answer: 0,
  /** It answers; some address had no room in the list. */
  full: 1,
  /** The message is ignored: its opcode is not one that a client sends, or not known. */
  opcode: 2,
  /** The message is ignored: its length is not that of its opcode, or its value is prohibited. */
  length: 3,
});

/**
 * Applies the message `bytes[start..end)`, an opcode with parameters, to the filter of the client
 * that sent it. Mesh Protocol 1.1 §6.6.
 */
export function configureFilter(
  filter: ProxyFilter,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const octets = end - start - 1;
  switch (bytes[start]) {
    case ProxyOpcode.setFilterType: {
      const type = bytes[start + 1]!;
      if (octets !== 1 || type > ProxyFilterType.rejectList) return ConfigurationResult.length;
      filter.setType(type);
      return ConfigurationResult.answer;
    }
    case ProxyOpcode.addAddresses:
      return changeAddresses(filter, bytes, start + 1, octets, true);
    case ProxyOpcode.removeAddresses:
      return changeAddresses(filter, bytes, start + 1, octets, false);
    default:
      return ConfigurationResult.opcode;
  }
}

function changeAddresses(
  filter: ProxyFilter,
  bytes: Uint8Array,
  start: number,
  octets: number,
  add: boolean,
): number {
  if (octets < 0 || octets % 2 !== 0) return ConfigurationResult.length;
  let result: number = ConfigurationResult.answer;
  for (let at = start; at < start + octets; at += 2) {
    const address = getUint16BE(bytes, at);
    if (!add) filter.remove(address);
    else if (!filter.add(address)) result = ConfigurationResult.full;
  }
  return result;
}

/** The Filter Status that the server answers with: 4 octets. */
export function encodeFilterStatus({ size, type }: ProxyFilter): Uint8Array {
  return Uint8Array.of(ProxyOpcode.filterStatus, type, size >> 8, size & 0xff);
}

/** Set Filter Type: the list is cleared. */
export function encodeSetFilterType(type: number): Uint8Array {
  return Uint8Array.of(ProxyOpcode.setFilterType, type);
}

/** Add or Remove Addresses: 1..`mostAddresses` of them. Throws RangeError. */
export function encodeAddresses(
  opcode: typeof ProxyOpcode.addAddresses | typeof ProxyOpcode.removeAddresses,
  addresses: readonly number[],
): Uint8Array {
  const { length } = addresses;
  if (length < 1 || length > mostAddresses)
    throw new RangeError(`addresses: ${length} where 1..${mostAddresses} fit into a message`);
  const message = new Uint8Array(1 + 2 * length);
  message[0] = opcode;
  for (let i = 0; i < length; i++) putUint16BE(message, 1 + 2 * i, addresses[i]!);
  return message;
}

/** What a server reported of its filter. */
export interface FilterStatus {
  /** ProxyFilterType. */
  readonly type: number;
  readonly size: number;
}

/** The Filter Status in `bytes[start..end)`; undefined if it is another message or damaged. */
export function decodeFilterStatus(
  bytes: Uint8Array,
  start: number,
  end: number,
): FilterStatus | undefined {
  const type = bytes[start + 1]!;
  if (end - start !== 4 || bytes[start] !== ProxyOpcode.filterStatus) return undefined;
  if (type > ProxyFilterType.rejectList) return undefined;
  return { type, size: getUint16BE(bytes, start + 2) };
}
