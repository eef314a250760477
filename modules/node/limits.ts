import { frozen } from "../base/frozen.js";

/** Sizes of a node's tables. Larger tables take more memory. */
export interface NodeLimits {
  /** Sources in the replay protection list (CRPL), 1..32767. */
  readonly replayList: number;
  /** NetKeys, 1..252: as many as a NetKey List carries. */
  readonly subnets: number;
  /** AppKeys, 1..250: as many as an AppKey List carries. */
  readonly appKeys: number;
  /** AppKeys that one model may be bound to, 1..32. */
  readonly bindings: number;
  /** Addresses that one model may subscribe to, 1..32; models that share a list have 185 together at most, as many as a Subscription List carries; more are refused. */
  readonly subscriptions: number;
  /** Sequence numbers reserved with one write to the store, 1..65536. */
  readonly sequenceBlock: number;
  /** Segmented messages at once that are being reassembled, or kept to acknowledge repeated segments; 1..255. */
  readonly incomingMessages: number;
  /** Entries of the network message cache, a power of two from 4 to 4096. */
  readonly messageCache: number;
}

export const defaultLimits: NodeLimits = frozen({
  replayList: 32,
  subnets: 4,
  appKeys: 4,
  bindings: 4,
  subscriptions: 8,
  sequenceBlock: 128,
  incomingMessages: 6,
  messageCache: 64,
});

const ranges: Readonly<Record<keyof NodeLimits, readonly [number, number]>> = frozen({
  replayList: [1, 0x7fff],
  subnets: [1, 252],
  appKeys: [1, 250],
  bindings: [1, 32],
  subscriptions: [1, 32],
  sequenceBlock: [1, 65536],
  incomingMessages: [1, 255],
  messageCache: [4, 4096],
});

/** The defaults, replaced by those of `given`. Throws RangeError naming the limit and its range. */
export function nodeLimits(given: Partial<NodeLimits> | undefined): NodeLimits {
  const limits = { ...defaultLimits, ...given };
  for (const name of Object.keys(ranges) as (keyof NodeLimits)[]) {
    const [low, high] = ranges[name];
    const value = limits[name];
    if (!Number.isInteger(value) || value < low || value > high)
      throw new RangeError(`limits.${name}: ${value} is not a whole number from ${low} to ${high}`);
  }
  const { messageCache } = limits;
  if ((messageCache & (messageCache - 1)) !== 0)
    throw new RangeError(
      `limits.messageCache: ${messageCache} is not a power of two from 4 to 4096`,
    );
  return limits;
}
