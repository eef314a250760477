// Parameters of the commands for connections (Core 5.4, Vol 4 Part E §7.8).
import { isValidRange } from "../../hosts/hci/l2cap-signalling.js";
import { addressNumber } from "../air/packet.js";
import type { LinkParameters } from "../air/gatt/link-side.js";
import { intervalUnit, timeoutUnit } from "./connection-events.js";
import { Status } from "./opcodes.js";
import { type OwnAddress, ownAddress, word } from "./parameters.js";

/** The parameters of LE Create Connection. */
export interface CreateConnection {
  /** The peer's address, 48 bits; undefined: each of the filter accept list. */
  readonly address: number | undefined;
  readonly own: OwnAddress;
  readonly parameters: LinkParameters;
}

/** Least and most interval, latency and timeout at `at`; undefined if they are out of range. */
export function decodeLinkParameters(octets: Uint8Array, at: number): LinkParameters | undefined {
  const [least, most] = [word(octets, at), word(octets, at + 2)];
  const [latency, timeout] = [word(octets, at + 4), word(octets, at + 6)];
  if (!isValidRange({ least, most, latency, timeout })) return undefined;
  return { interval: least * intervalUnit, latency, supervision: timeout * timeoutUnit };
}

/** Decodes LE Create Connection (§7.8.12), 25 octets; a Status if it is rejected. */
export function decodeCreateConnection(octets: Uint8Array): CreateConnection | number {
  const [interval, window] = [word(octets, 0), word(octets, 2)];
  const [policy, type, own] = [octets[4]!, octets[5]!, octets[12]!];
  if (window < 4 || window > interval || interval > 0x4000) return Status.invalidParameters;
  return decoded({ policy, type, own, address: octets.subarray(6, 12) }, octets, 13);
}

/** LE 1M in Initiating_PHYs. */
const phy1M = 1;

/** Decodes LE Extended Create Connection (§7.8.66); a Status if it is rejected. */
export function decodeExtendedCreateConnection(octets: Uint8Array): CreateConnection | number {
  if (octets.length < 10) return Status.invalidParameters;
  const [policy, own, type, phys] = [octets[0]!, octets[1]!, octets[2]!, octets[9]!];
  if (phys !== phy1M) return Status.unsupportedParameter;
  if (octets.length !== 26) return Status.invalidParameters;
  return decoded({ policy, type, own, address: octets.subarray(3, 9) }, octets, 14);
}

function decoded(
  fields: {
    readonly policy: number;
    readonly type: number;
    readonly own: number;
    readonly address: Uint8Array;
  },
  octets: Uint8Array,
  at: number,
): CreateConnection | number {
  const { policy, type, own } = fields;
  const parameters = decodeLinkParameters(octets, at);
  if (!parameters || policy > 1 || type > 3 || own > 3) return Status.invalidParameters;
  const address = policy === 1 ? undefined : addressNumber(fields.address.slice().reverse());
  return { address, own: ownAddress(own), parameters };
}
