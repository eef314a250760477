import { concatBytes } from "../../../modules/base/bytes.js";
import { AttError, AttErrorCode, longestValue } from "./att.js";
import type { Attribute } from "./attributes.js";

/** Most prepared writes in the queue. */
const queueLength = 64;

interface Prepared {
  readonly attribute: Attribute;
  readonly offset: number;
  readonly part: Uint8Array;
}

/** The queue of prepared writes of one connection (Core Specification 5.4, Vol 3 Part F §3.4.6). */
export class PreparedWrites {
  #queue: Prepared[] = [];

  /** Throws AttError if the queue is full. */
  add(attribute: Attribute, offset: number, part: Uint8Array): void {
    if (this.#queue.length >= queueLength) throw new AttError(AttErrorCode.prepareQueueFull);
    this.#queue.push({ attribute, offset, part });
  }

  clear(): void {
    this.#queue = [];
  }

  /**
   * Empties the queue and returns the values that it results in. Throws AttError for an offset
   * beyond the octets before it, and for a value that is too long.
   */
  take(): Map<Attribute, Uint8Array> {
    const queue = this.#queue;
    this.#queue = [];
    const values = new Map<Attribute, Uint8Array>();
    for (const { attribute, offset, part } of queue) {
      const before = values.get(attribute) ?? new Uint8Array(0);
      if (offset > before.length) throw new AttError(AttErrorCode.invalidOffset);
      if (offset + part.length > longestValue) throw new AttError(AttErrorCode.invalidLength);
      values.set(attribute, concatBytes(before.subarray(0, offset), part));
    }
    return values;
  }
}
