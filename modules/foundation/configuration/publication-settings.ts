import { checkWhole } from "../../base/check.js";
import { development } from "../../base/development.js";
import { publishPeriod } from "../../access/model-configuration.js";
import { unassignedAddress } from "../../network/address.js";
import {
  disabledPublication,
  type PublicationValues,
  publicationValues,
} from "./publication-values.js";

/** The publication of a model. Mesh Protocol 1.1 §4.2.3. */
export interface PublicationSettings {
  /** Unicast or group address, or the Label UUID (16 octets) of a virtual address. */
  readonly address: number | Uint8Array;
  /** Index of the AppKey that messages are encrypted with, 0..4095; the model must be bound to it. */
  readonly appKeyIndex: number;
  /** TTL of the messages, 0..127. Default: the Default TTL of the node. */
  readonly ttl?: number;
  /**
   * Milliseconds between two publications: 1 to 63 times 100 ms, 1 s, 10 s or 10 min. Default 0:
   * the model publishes only when its state changes.
   */
  readonly period?: number;
  /** Number of times that each message is sent again, 0..7. Default 0. */
  readonly retransmitCount?: number;
  /** Milliseconds between these, 50..1600 in steps of 50. Default 50. */
  readonly retransmitInterval?: number;
  /** Whether the messages use friendship security credentials. Default false. */
  readonly credentialFlag?: boolean;
}

/** Value of the TTL field for the Default TTL. §4.2.3.4 */
const useDefaultTtl = 0xff;
const intervalStep = 50;
const mostSteps = 63;

/**
 * The address and the fields of Publication Set; undefined ends the publication. Throws TypeError
 * or RangeError naming the setting that is wrong, for a period the nearest ones.
 */
export function publicationRequest(publication: PublicationSettings | undefined): {
  readonly address: number | Uint8Array;
  readonly values: PublicationValues & { readonly key: { readonly reserved: number } };
} {
  if (publication === undefined)
    return { address: unassignedAddress, values: publicationValues(disabledPublication) };
  development.options?.("a publication", publication);
  const { address, appKeyIndex, credentialFlag = false, period = 0, ttl } = publication;
  const { retransmitCount = 0, retransmitInterval = intervalStep } = publication;
  if (ttl !== undefined) checkWhole("ttl", ttl, 0, 127);
  checkWhole("retransmitCount", retransmitCount, 0, 7);
  if (!(address instanceof Uint8Array)) checkWhole("address", address, 0, 0xffff);
  checkWhole("appKeyIndex", appKeyIndex, 0, 0xfff);
  const steps = retransmitInterval / intervalStep - 1;
  if (!Number.isInteger(steps) || steps < 0 || steps > 31)
    throw new RangeError(
      `retransmitInterval: ${retransmitInterval} is not 50 to 1600 ms in steps of 50`,
    );
  const values = publicationValues({
    ...disabledPublication,
    appKeyIndex,
    credentialFlag,
    ttl: ttl ?? useDefaultTtl,
    period: periodOctet(period),
    retransmitCount,
    retransmitSteps: steps,
  });
  return { address, values };
}

/** What a Publication Status says; undefined: the model does not publish. */
export function publicationAnswer({
  address,
  key,
  period,
  retransmit,
  ttl,
}: PublicationValues & { readonly address: number }): PublicationSettings | undefined {
  if (address === unassignedAddress) return undefined;
  return {
    address,
    appKeyIndex: key.appKeyIndex,
    ...(ttl !== useDefaultTtl && { ttl }),
    period: publishPeriod(period),
    retransmitCount: retransmit.count,
    retransmitInterval: (retransmit.steps + 1) * intervalStep,
    credentialFlag: key.credentialFlag === 1,
  };
}

/** The octet of a publish period in milliseconds. Throws RangeError naming the nearest periods. §4.2.3.5 */
function periodOctet(period: number): number {
  if (!(period >= 0)) throw new RangeError(`period: ${period} is not a number of ms from 0 up`);
  let below = 0;
  let above = Infinity;
  for (let resolution = 0; resolution < 4; resolution++) {
    const unit = publishPeriod((resolution << 6) | 1);
    const steps = Math.floor(period / unit);
    if (steps <= mostSteps && steps * unit === period) return (resolution << 6) | steps;
    below = Math.max(below, Math.min(steps, mostSteps) * unit);
    if (steps < mostSteps) above = Math.min(above, (steps + 1) * unit);
  }
  const nearest =
    above === Infinity ? `the longest is ${below}` : `the nearest are ${below} and ${above}`;
  throw new RangeError(`period: ${period} ms is not possible; ${nearest}`);
}
