import type { DeviceKey } from "../crypto/application-key.js";
import { isUnicast, isVirtual, unassignedAddress } from "../network/address.js";
import type { Subnet } from "../network/subnets.js";
import { AccessError } from "./access-error.js";
import { maximumPayload, maximumPayloadLongMic } from "./limits.js";
import type { SendOptions } from "./model.js";

/** A message on its way to the transport layer. */
export interface OutgoingAccess {
  readonly options: SendOptions;
  readonly src: number;
  readonly key: DeviceKey;
  readonly aid: number | undefined;
  readonly subnet: Subnet;
  /** Undefined: `key` is a device key. */
  readonly appKeyIndex: number | undefined;
  readonly payload: Uint8Array;
}

/** Throws AccessError for a payload or options that make no sense, whatever keys the node has. */
export function checkSending(payload: Uint8Array, options: SendOptions): void {
  const { dst, label, ttl, longMic = false } = options;
  const most = longMic ? maximumPayloadLongMic : maximumPayload;
  if (payload.length > most)
    throw new AccessError(`payload of ${payload.length} octets: ${most} are possible`);
  if (!Number.isInteger(dst) || dst <= unassignedAddress || dst > 0xffff)
    throw new AccessError(`dst ${dst}: an address from 0001 to ffff is needed`);
  if (isVirtual(dst) && !label)
    throw new AccessError("label: a virtual address needs its Label UUID");
  if (ttl !== undefined && (!Number.isInteger(ttl) || ttl < 0 || ttl > 127 || ttl === 1))
    throw new AccessError(`ttl ${ttl}: 0 or 2..127`);
  if (options.device && !isUnicast(dst))
    throw new AccessError(`dst ${dst}: a device key needs a unicast address`);
}
