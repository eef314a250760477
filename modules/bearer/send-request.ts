import { frozen } from "../base/frozen.js";
import type { Advertisement, Transmission } from "../host/advertising-scheduler.js";
import { maximumAdPayload } from "./ad-type.js";

/** Priority classes of transmissions; a smaller number goes first. */
export const Priority = frozen({
  provisioning: 0,
  /** Network PDUs that this node originates. */
  network: 1,
  /** Network PDUs of others. */
  relay: 2,
  beacon: 3,
});
export type Priority = (typeof Priority)[keyof typeof Priority];

export type { Advertisement, Transmission };

/** An advertisement, and how it is sent. */
export interface SendRequest extends Advertisement {
  /** AD type, one octet (`AdType`). */
  readonly type: number;
  readonly priority: Priority;
  /** Advertising events, 1..8: the Network Transmit or Relay Retransmit Count plus one. */
  readonly transmissions: number;
  /** Milliseconds between the events, 20 or more; 0-10 ms are added at random. */
  readonly interval: number;
}

/** Throws RangeError naming the option that is out of range. */
export function checkSendRequest(request: SendRequest): void {
  const { interval, payload, transmissions, type } = request;
  const length = request.length ?? payload.length;
  if (!Number.isInteger(type) || type < 1 || type > 255)
    throw new RangeError(`type must be 1..255, not ${type}`);
  if (payload.length < 1 || payload.length > maximumAdPayload)
    throw new RangeError(`payload must be 1..${maximumAdPayload} octets, not ${payload.length}`);
  if (!Number.isInteger(length) || length < 1 || length > payload.length)
    throw new RangeError(`length must be 1..${payload.length} octets, not ${length}`);
  if (!Number.isInteger(transmissions) || transmissions < 1 || transmissions > 8)
    throw new RangeError(`transmissions must be 1..8, not ${transmissions}`);
  if (!(interval >= 20 && interval < Infinity))
    throw new RangeError(`interval must be 20 ms or more, not ${interval}`);
}
