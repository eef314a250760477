import { addressNumber } from "../air/packet.js";
import type { Answer, CommandTable } from "./command.js";
import { Opcode, Status } from "./opcodes.js";

/** Most devices in the list. */
const most = 8;
/** Address type of anonymous advertisements, which this air does not have. */
const anonymous = 0xff;

/** The filter accept list of a controller (Core 5.4, Vol 4 Part E §7.8.14-7.8.17). */
export class FilterAcceptList {
  readonly #addresses = new Set<number>();
  readonly #inUse: () => boolean;

  /** `inUse`: whether a scan or a connection attempt uses the list, which is not changed then. */
  constructor(inUse: () => boolean) {
    this.#inUse = inUse;
  }

  readonly commands: CommandTable = [
    [Opcode.leReadFilterAcceptListSize, [0, () => Uint8Array.of(most)]],
    [Opcode.leClearFilterAcceptList, [0, () => this.#change(() => this.#addresses.clear())]],
    [Opcode.leAddToFilterAcceptList, [7, (octets) => this.#add(octets)]],
    [Opcode.leRemoveFromFilterAcceptList, [7, (octets) => this.#remove(octets)]],
  ];

  /** Whether a device is in the list. On this air addresses are unique without their types. */
  has(address: number): boolean {
    return this.#addresses.has(address);
  }

  /** Restores the state after power on. */
  reset(): void {
    this.#addresses.clear();
  }

  #change(work: () => void): Answer {
    if (this.#inUse()) return Status.commandDisallowed;
    work();
    return Status.success;
  }

  #add(octets: Uint8Array): Answer {
    if (octets[0]! > 1 && octets[0] !== anonymous) return Status.invalidParameters;
    const address = addressOf(octets);
    if (this.#addresses.size >= most && !this.#addresses.has(address))
      return Status.memoryCapacityExceeded;
    return this.#change(() => this.#addresses.add(address));
  }

  #remove(octets: Uint8Array): Answer {
    if (octets[0]! > 1 && octets[0] !== anonymous) return Status.invalidParameters;
    return this.#change(() => this.#addresses.delete(addressOf(octets)));
  }
}

function addressOf(octets: Uint8Array): number {
  return addressNumber(octets.slice(1).reverse());
}
