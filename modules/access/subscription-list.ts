import { equalBytes } from "../base/bytes.js";
import { frozen } from "../base/frozen.js";
import type { Subscription } from "./model-configuration.js";

/** Addresses that a Vendor Model Subscription List carries in 380 octets. Mesh Protocol 1.1 §4.3.2.30. */
export const mostSubscriptions = 185;

const none: readonly Subscription[] = frozen([]);

/**
 * The subscriptions of a model, or of all models on an element that extend each
 * other, which share them; `M` is the class of models. Mesh Protocol 1.1 §4.2.4.
 */
export class SubscriptionList<M> {
  /** The model whose record keeps the list: the first of those that share it. */
  readonly owner: M;
  /** Models that share it: each adds its room. */
  sharers = 1;
  /** Replaced, never changed. */
  entries: readonly Subscription[] = none;

  constructor(owner: M) {
    this.owner = owner;
  }

  /** Addresses that it takes where each model has room for so many: never more than can be listed. */
  room(each: number): number {
    return Math.min(each * this.sharers, mostSubscriptions);
  }

  clear(): void {
    this.entries = none;
  }
}

/** Whether a message to `dst`, with this Label UUID where that is virtual, is for who subscribed so. */
export function isSubscribed(
  subscription: { readonly address: number; readonly label: Uint8Array | undefined },
  dst: number,
  label: Uint8Array | undefined,
): boolean {
  // Two Label UUIDs may share an address: the one that the message was made with counts.
  return (
    subscription.address === dst &&
    (!label || !subscription.label || equalBytes(subscription.label, label))
  );
}

/** Whether one of the subscriptions is to `dst`, with this Label UUID where that is virtual. */
export function hasSubscribed(
  entries: readonly Subscription[],
  dst: number,
  label: Uint8Array | undefined,
): boolean {
  for (let i = 0, end = entries.length; i < end; i++) {
    const entry = entries[i]!;
    // Most are to other addresses, or to no virtual one: these need no call.
    if (entry.address === dst && (label === undefined || isSubscribed(entry, dst, label)))
      return true;
  }
  return false;
}
