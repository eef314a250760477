import type { ConnectionRange } from "./l2cap-signalling.js";

/** Units of connection intervals, in milliseconds. */
const unit = 1.25;

/**
 * What a peripheral asks for whose radio also advertises and scans: connection events interrupt
 * both, and at short intervals, which phones begin with, few packets of the mesh are heard between
 * them. 45 to 60 ms are multiples of 15 ms and 15 ms apart, as Apple's devices want it.
 */
export const sharedRadioRange: ConnectionRange = { least: 36, most: 48, latency: 0, timeout: 500 };

/**
 * Milliseconds after a connection began before a peripheral asks for other parameters, so that
 * discovery and provisioning have the short interval (T_GAP(conn_pause_peripheral), Core
 * Specification 5.4, Vol 3 Part C Appendix A).
 */
export const settleTime = 5000;

/** Whether a connection interval in milliseconds takes too much of a radio that is shared. */
export function isTooShort(interval: number): boolean {
  return interval < sharedRadioRange.least * unit;
}
