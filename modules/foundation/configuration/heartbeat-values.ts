import { unassignedAddress } from "../../network/address.js";
import {
  indefinite,
  periodOf,
  publicationCount,
  publicationCountLog,
  subscriptionCount,
} from "../../transport/heartbeat.js";

/** The Heartbeat Publication state of a node. Mesh Protocol 1.1 §4.2.17. */
export interface HeartbeatPublicationValues {
  /** Unicast or group address; 0x0000: nothing is published. */
  readonly destination: number;
  /** Messages that are sent with the period: 0, a power of two up to 32768, 65534, or 65535 for no end. */
  readonly count: number;
  /** Seconds: 0, or a power of two up to 65536. */
  readonly period: number;
  /** 0..127 */
  readonly ttl: number;
  /** Features whose change sends a message: bit 0 relay, 1 proxy, 2 friend, 3 low power. */
  readonly features: number;
  /** NetKey index of the subnet, 0..4095. */
  readonly netKeyIndex: number;
}

/** The Heartbeat Subscription state: which Heartbeat messages a node counts. §4.2.18 */
export interface HeartbeatSubscriptionValues {
  /** Unicast address; 0x0000: nothing is counted. */
  readonly source: number;
  /** The primary element of the node, or a group address; 0x0000: nothing is counted. */
  readonly destination: number;
  /** Seconds: 0, or a power of two up to 65536. */
  readonly period: number;
}

/**
 * Heartbeat messages that a node has counted. `period`: the largest power of two not above the
 * remaining seconds.
 */
export interface HeartbeatSubscriptionResult extends HeartbeatSubscriptionValues {
  /** The largest power of two not above the number of messages; 65535: as many or more. */
  readonly count: number;
  /** 0x7F if no message was received. */
  readonly minHops: number;
  /** 0 if no message was received. */
  readonly maxHops: number;
}

interface PublicationFields {
  readonly destination: number;
  readonly countLog: number;
  readonly periodLog: number;
  readonly ttl: number;
  readonly features: number;
  readonly netKeyIndex: number;
}

/** The fields of Heartbeat Publication Set. Throws RangeError for a count or period that has no logarithm. */
export function publicationRequest(set: HeartbeatPublicationValues): PublicationFields {
  const { count, destination, features, netKeyIndex, period, ttl } = set;
  if (destination === unassignedAddress)
    return { destination, countLog: 0, periodLog: 0, ttl: 0, features: 0, netKeyIndex };
  const countLog = publicationCountLog(count);
  if (publicationCount(countLog) !== count)
    throw new RangeError(
      `count ${count}: 0, a power of two up to 32768, 65534 or ${indefinite} is needed`,
    );
  return { destination, countLog, periodLog: logOf(period), ttl, features, netKeyIndex };
}

export function publicationAnswer(answer: PublicationFields): HeartbeatPublicationValues {
  const { countLog, destination, features, netKeyIndex, periodLog, ttl } = answer;
  const count = publicationCount(countLog);
  return { destination, count, period: periodOf(periodLog), ttl, features, netKeyIndex };
}

/** The fields of Heartbeat Subscription Set. Throws RangeError for a period that has no logarithm. */
export function subscriptionRequest({ destination, period, source }: HeartbeatSubscriptionValues) {
  return { source, destination, periodLog: logOf(period) };
}

export function subscriptionAnswer(answer: {
  readonly source: number;
  readonly destination: number;
  readonly periodLog: number;
  readonly countLog: number;
  readonly minHops: number;
  readonly maxHops: number;
}): HeartbeatSubscriptionResult {
  const { countLog, destination, maxHops, minHops, periodLog, source } = answer;
  const counted = { count: subscriptionCount(countLog), minHops, maxHops };
  return { source, destination, period: periodOf(periodLog), ...counted };
}

function logOf(period: number): number {
  const log = period === 0 ? 0 : 1 + Math.log2(period);
  if (!Number.isInteger(log) || log < 0 || log > 0x11)
    throw new RangeError(`period ${period}: 0 or a power of two up to 65536 s is needed`);
  return log;
}
