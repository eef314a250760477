import { MAX_AD_LENGTH } from "../air/parameters.js";
import { Status } from "./opcodes.js";

/** Operation of the commands that set data (Core 5.4, Vol 4 Part E §7.8.54). */
export const DataOperation = {
  intermediate: 0,
  first: 1,
  last: 2,
  complete: 3,
  unchanged: 4,
} as const;

/** Operation, Fragment_Preference and length stand before the data, the handle before them. */
const HEADER = 4;

/** What LE Set Extended Advertising Data and LE Set Extended Scan Response Data set. */
export interface DataCommand {
  readonly handle: number;
  /** 0..255; those that there are: a DataOperation. */
  readonly operation: number;
  readonly fragment: Uint8Array;
}

/** Undefined where the octets are not as many as the length says. */
export function decodeDataCommand(octets: Uint8Array): DataCommand | undefined {
  if (octets.length < HEADER || octets.length !== HEADER + octets[3]!) return undefined;
  return { handle: octets[0]!, operation: octets[1]!, fragment: octets.slice(HEADER) };
}

/** What an advertising set's data are part of. */
export interface DataContext {
  /** Legacy PDUs: the data come in one piece. */
  readonly legacy: boolean;
  /** The set is on the air: its data are not taken apart. */
  readonly enabled: boolean;
}

/** Data that a host may hand over in fragments, 0..31 octets in all. */
export class SetData {
  #octets: Uint8Array = new Uint8Array(0);
  #complete = true;

  /** What there is of them. */
  get octets(): Uint8Array {
    return this.#octets;
  }

  /** Whether the last fragment is there, or no fragment at all. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /**
   * Takes a fragment; answers a Status (§7.8.54, 7.8.55). "Unchanged" is not for this to
   * judge: it sets no data.
   */
  put(operation: number, fragment: Uint8Array, { enabled, legacy }: DataContext): number {
    const whole = operation === DataOperation.complete;
    if (operation > DataOperation.complete) return Status.invalidParameters;
    if (legacy && (!whole || fragment.length > MAX_AD_LENGTH)) return Status.invalidParameters;
    if (!whole && fragment.length === 0) return Status.invalidParameters;
    if (!whole && enabled) return Status.commandDisallowed;
    const begins = whole || operation === DataOperation.first;
    // A later fragment of data that were never begun, or have ended.
    if (!begins && this.#complete) return Status.invalidParameters;
    const before = begins ? 0 : this.#octets.length;
    if (before + fragment.length > MAX_AD_LENGTH) {
      this.#octets = new Uint8Array(0);
      this.#complete = true;
      return Status.memoryCapacityExceeded;
    }
    const octets = new Uint8Array(before + fragment.length);
    octets.set(this.#octets.subarray(0, before));
    octets.set(fragment, before);
    this.#octets = octets;
    this.#complete = whole || operation === DataOperation.last;
    return Status.success;
  }
}
