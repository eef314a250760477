import { MeshError } from "../base/errors.js";
import type { DeviceKey } from "../crypto/application-key.js";
import { isUnicast, isVirtual, unassignedAddress } from "../network/address.js";
import type { Subnet } from "../network/subnets.js";
import { maximumPayload, maximumPayloadLongMic } from "./limits.js";
import type { AccessLayerOptions } from "./access-options.js";
import type { Model, SendOptions } from "./model.js";

/** A message cannot be sent with these options; the text of the error says what to do. */
export class AccessError extends MeshError {
  override get name(): string {
    return "AccessError";
  }
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
  if (ttl !== undefined && (!Number.isInteger(ttl) || ttl < 0 || ttl > 127))
    throw new AccessError(`ttl ${ttl}: a whole number from 0 to 127 is needed`);
  if (options.device && !isUnicast(dst))
    throw new AccessError(`dst ${dst}: a device key needs a unicast address`);
}

/** What a message is made with; `aid` is undefined for a device key. */
interface SendingKey {
  readonly key: DeviceKey;
  readonly aid: number | undefined;
  readonly subnet: Subnet;
}

/**
 * The key that the options ask for. `own` is the node's device key where a message with a
 * device key is made with that: a server answers with its own, a client asks with that of
 * the node it asks. Throws AccessError where the node or the model has no such key.
 */
export function sendingKey(
  { applicationKeys, remoteDeviceKeys, subnets }: AccessLayerOptions,
  model: Model,
  { appKeyIndex = model.configuration.bindings[0], device, dst, netKeyIndex }: SendOptions,
  own: DeviceKey | undefined,
): SendingKey {
  if (device) {
    const subnet = netKeyIndex === undefined ? subnets.list[0] : subnets.get(netKeyIndex);
    if (!subnet) throw new AccessError(`netKeyIndex ${netKeyIndex}: the node has no such NetKey`);
    const key = own ?? remoteDeviceKeys?.deviceKey(dst);
    if (key) return { key, aid: undefined, subnet };
    const address = dst.toString(16).padStart(4, "0");
    throw new AccessError(`dst ${address}: the device key of that node is not known`);
  }
  if (appKeyIndex === undefined)
    throw new AccessError("appKeyIndex: the model is bound to no AppKey; bind one first");
  if (!model.configuration.bindings.includes(appKeyIndex))
    throw new AccessError(`appKeyIndex ${appKeyIndex}: the model is not bound to it`);
  const entry = applicationKeys.get(appKeyIndex);
  const subnet = entry && subnets.get(entry.netKeyIndex);
  if (!subnet) throw new AccessError(`appKeyIndex ${appKeyIndex}: the node has no such AppKey`);
  const key = applicationKeys.transmitKey(entry, subnet);
  return { key, aid: key.aid, subnet };
}
