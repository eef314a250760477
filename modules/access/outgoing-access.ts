import { MeshError } from "../base/errors.js";
import type { DeviceKey } from "../crypto/application-key.js";
import { isUnicast, isVirtual, unassignedAddress } from "../network/address.js";
import type { Subnet } from "../network/subnets.js";
import { maximumPayload, maximumPayloadLongMic } from "./limits.js";
import type { AccessTransfer } from "../transport/transport.js";
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

/**
 * A message with the key to send it with. `own`: the node's device key where a message with a device
 * key is made with that: a server answers with its own, a client asks with that of the node it asks.
 * Throws AccessError where the node or the model has no such key.
 */
export function outgoingMessage(
  { address, applicationKeys, remoteDeviceKeys, settings, subnets }: AccessLayerOptions,
  model: Model,
  payload: Uint8Array,
  options: SendOptions,
  own: DeviceKey | undefined,
): AccessTransfer {
  const { dst, netKeyIndex } = options;
  let key: DeviceKey | undefined;
  let aid: number | undefined;
  let subnet: Subnet | undefined;
  if (options.device) {
    subnet = netKeyIndex === undefined ? subnets.list[0] : subnets.get(netKeyIndex);
    if (!subnet) throw new AccessError(`netKeyIndex ${netKeyIndex}: the node has no such NetKey`);
    key = own ?? remoteDeviceKeys?.deviceKey(dst);
    if (!key) {
      const text = dst.toString(16).padStart(4, "0");
      throw new AccessError(`dst ${text}: the device key of that node is not known`);
    }
  } else {
    const bindings = model.configuration.bindings;
    const { appKeyIndex = bindings[0] } = options;
    if (appKeyIndex === undefined)
      throw new AccessError("appKeyIndex: the model is bound to no AppKey; bind one first");
    // The first by itself: most models have no other.
    if (appKeyIndex !== bindings[0] && !bindings.includes(appKeyIndex))
      throw new AccessError(`appKeyIndex ${appKeyIndex}: the model is not bound to it`);
    const entry = applicationKeys.get(appKeyIndex);
    subnet = entry && subnets.get(entry.netKeyIndex);
    if (!subnet) throw new AccessError(`appKeyIndex ${appKeyIndex}: the node has no such AppKey`);
    const applicationKey = applicationKeys.transmitKey(entry!, subnet);
    key = applicationKey;
    aid = applicationKey.aid;
  }
  return {
    src: address + model.element.index,
    dst,
    ttl: options.ttl ?? settings.defaultTtl,
    subnet,
    key,
    aid,
    payload,
    longMic: options.longMic ?? false,
    segmented: options.segmented ?? false,
    label: options.label,
    signal: options.signal,
    onStart: options.onStart,
    onEnd: options.onEnd,
  };
}
