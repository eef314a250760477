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

/** Octets before the data: handle, Operation, Fragment_Preference and length. */
const HEADER = 4;

/** The parameters of LE Set Extended Advertising Data and LE Set Extended Scan Response Data. */
export interface DataCommand {
  readonly handle: number;
  /** 0..255; valid values are those of DataOperation. */
  readonly operation: number;
  readonly fragment: Uint8Array;
}

/** Decodes the parameters; undefined if the length field does not match. */
export function decodeDataCommand(octets: Uint8Array): DataCommand | undefined {
  if (octets.length < HEADER || octets.length !== HEADER + octets[3]!) return undefined;
  return { handle: octets[0]!, operation: octets[1]!, fragment: octets.slice(HEADER) };
}

/** State of the advertising set to which data belongs. */
export interface DataContext {
  /** Whether it uses legacy PDUs, for which data must be set in one piece. */
  readonly legacy: boolean;
  /** Whether the set is enabled, so that data cannot be fragmented. */
  readonly enabled: boolean;
}

/** Data that a host sets, possibly in fragments; 0..31 octets in total. */
export class SetData {
  #octets: Uint8Array = new Uint8Array(0);
  #complete = true;

  /** The octets received until now. */
  get octets(): Uint8Array {
    return this.#octets;
  }

  /** Whether the last fragment was received, or none at all. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /**
   * Adds a fragment; returns a Status (§7.8.54, 7.8.55). The operation "unchanged data" must be
   * handled by the caller, since it sets no data.
   */
  put(operation: number, fragment: Uint8Array, { enabled, legacy }: DataContext): number {
    const whole = operation === DataOperation.complete;
    if (operation > DataOperation.complete) return Status.invalidParameters;
    if (legacy && (!whole || fragment.length > MAX_AD_LENGTH)) return Status.invalidParameters;
    if (!whole && fragment.length === 0) return Status.invalidParameters;
    if (!whole && enabled) return Status.commandDisallowed;
    const begins = whole || operation === DataOperation.first;
    // A further fragment without a first one, or after the last one.
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
