import type { AbortSignalLike } from "../base/abort.js";
import { checkWhole } from "../base/check.js";
import type { KeyRefreshStep } from "./key-refresh-steps.js";
import type { Provisioner } from "./provisioner.js";

/** How a key refresh is carried out. */
export interface KeyRefreshOptions {
  /** Index of the NetKey; default: the primary one. */
  readonly netKey?: number;
  /** Primary addresses of nodes that get no new key, and are removed from the database at the end. */
  readonly exclude?: readonly number[];
  /** Indexes of AppKeys that get a new key as well; default: all that are bound to the NetKey. */
  readonly appKeys?: readonly number[];
  /** "without missing": it goes on though nodes do not answer, which are lost then unless they have the new key. */
  readonly finish?: "without missing";
  /** Nodes that are asked at the same time; default 4. */
  readonly parallel?: number;
  /** How often a node is asked that does not answer, and milliseconds between; default 3 and 60,000. */
  readonly tries?: number;
  readonly pause?: number;
  /** Milliseconds in which a node answers; default 10,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignalLike;
  /** Called for each node that has done a step, or does not answer. */
  readonly onProgress?: (progress: KeyRefreshProgress) => void;
}

/** A node that was asked in a key refresh. */
export interface KeyRefreshProgress {
  readonly step: KeyRefreshStep;
  readonly node: number;
  readonly answered: boolean;
}

/** A node that has not done a step. */
export interface MissingNode {
  readonly node: number;
  readonly step: KeyRefreshStep;
  readonly error: Error;
}

/** What a key refresh has done. */
export interface KeyRefreshReport {
  readonly netKey: number;
  readonly appKeys: readonly number[];
  /** Whether the old keys are revoked and all is over; else `resumeKeyRefresh` goes on. */
  readonly finished: boolean;
  /** Primary addresses of nodes that did all steps so far. */
  readonly nodes: readonly number[];
  readonly missing: readonly MissingNode[];
  readonly excluded: readonly number[];
}

/** Throws RangeError for an option that is out of its range. */
export function checkKeyRefresh(options: KeyRefreshOptions): void {
  const { parallel = 1, tries = 1, timeout = 1, pause = 0 } = options;
  checkWhole("parallel", parallel, 1, 32);
  checkWhole("tries", tries, 1, 10_000);
  checkWhole("timeout", timeout, 1, 0x7fff_ffff);
  checkWhole("pause", pause, 0, 0x7fff_ffff);
}

/**
 * Throws RangeError for an address that is not the primary one of a node, and for any where the nodes may have got the
 * new key by single messages before: `phase` of the subnet is not 0.
 */
export function checkExcluded(
  { database }: Provisioner,
  exclude: readonly number[],
  phase = 0,
): void {
  for (const address of exclude) {
    if (database.at(address)?.address !== address)
      throw new RangeError(`exclude: ${address} is the primary address of no node`);
    if (phase !== 0)
      throw new RangeError(
        `exclude: ${address} may have the new key, as a key refresh has begun by single messages; bring that to its end first`,
      );
  }
}
