import { AbortError, MeshError } from "../base/errors.js";

/** HCI error code: the peer ended the connection (Core Specification 5.4, Vol 1 Part F §2). */
export const remoteUser = 0x13;
/** HCI error code: this side ended it. */
export const localHost = 0x16;
/** Milliseconds for which proxies are compared by their strength, from the first one on. */
export const compareTime = 2500;
/** Milliseconds within which the first beacon comes. */
export const beaconTime = 2000;
/**
 * Milliseconds before another attempt: after the first one, and at most, as the time doubles. A
 * connection that is lost sooner than the latter counts as an attempt that failed.
 */
export const firstDelay = 1000;
export const lastDelay = 30_000;
/** Milliseconds that the establishment of a connection may take at most, as for every GattClient. */
export const dialTime = 10_000;
/** Milliseconds from the choice of a proxy until it is left: it answers too slowly, or not at all. */
export const attemptTime = 30_000;

/** Whether another attempt may succeed after this error. */
export function isTransient(error: unknown): boolean {
  return error instanceof MeshError && !(error instanceof AbortError);
}
