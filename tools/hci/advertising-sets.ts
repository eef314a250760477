import type { Clock } from "../../modules/host/clock.js";
import type { ConnectionRequest } from "../air/gatt/connectable.js";
import { addressNumber } from "../air/packet.js";
import { MAX_AD_LENGTH } from "../air/parameters.js";
import type { Station } from "../air/station.js";
import { AdvertisingSet, type SetEnded } from "./advertising-set.js";
import type { Answer, CommandTable } from "./command.js";
import { decodeEnable, decodeSetParameters, MOST_HANDLE } from "./extended-parameters.js";
import { Opcode, Status } from "./opcodes.js";
import { type DataCommand, decodeDataCommand } from "./set-data.js";

export interface AdvertisingSetsOptions {
  readonly clock: Clock;
  readonly station: Station;
  readonly publicAddress: number;
  /** Most sets at a time. */
  readonly most: number;
  readonly ended: SetEnded;
  /** An initiator connects: the handle of the connection; undefined if there is no room. */
  readonly accept: (request: ConnectionRequest) => number | undefined;
}

/**
 * A controller's extended advertising (Core 5.4, Vol 4 Part E §7.8.52-7.8.60): several sets that
 * can be enabled at the same time.
 */
export class AdvertisingSets {
  readonly #options: AdvertisingSetsOptions;
  readonly #sets = new Map<number, AdvertisingSet>();

  constructor(options: AdvertisingSetsOptions) {
    this.#options = options;
  }

  readonly commands: CommandTable = [
    [Opcode.leSetAdvertisingSetRandomAddress, [7, (octets) => this.#setAddress(octets)]],
    [Opcode.leSetExtendedAdvertisingParameters, [25, (octets) => this.#configure(octets)]],
    [
      Opcode.leSetExtendedAdvertisingData,
      [undefined, (octets) => this.#setData(octets, (set, command) => set.setData(command))],
    ],
    [
      Opcode.leSetExtendedScanResponseData,
      [
        undefined,
        (octets) => this.#setData(octets, (set, command) => set.setScanResponse(command)),
      ],
    ],
    [Opcode.leSetExtendedAdvertisingEnable, [undefined, (octets) => this.#enable(octets)]],
    [Opcode.leReadMaximumAdvertisingDataLength, [0, () => Uint8Array.of(MAX_AD_LENGTH, 0)]],
    [Opcode.leReadNumberOfSupportedAdvertisingSets, [0, () => Uint8Array.of(this.#options.most)]],
    [Opcode.leRemoveAdvertisingSet, [1, ([handle]) => this.#remove(handle!)]],
    [Opcode.leClearAdvertisingSets, [0, () => this.#clear()]],
  ];

  /** Restores the state after power on: no sets. */
  reset(): void {
    for (const set of this.#sets.values()) set.stop();
    this.#sets.clear();
  }

  #setAddress(octets: Uint8Array): Answer {
    const set = this.#sets.get(octets[0]!);
    if (!set) return unknown(octets[0]!);
    return set.setAddress(addressNumber(octets.slice(1).reverse()));
  }

  /** Sets the parameters of a set. The first such command for a handle creates the set. */
  #configure(octets: Uint8Array): Answer {
    const { accept, clock, ended, most, publicAddress, station } = this.#options;
    const parameters = decodeSetParameters(octets);
    if (typeof parameters === "number") return parameters;
    const { handle } = parameters;
    const set = this.#sets.get(handle);
    if (set) {
      const status = set.configure(parameters);
      if (status !== Status.success) return status;
    } else {
      if (this.#sets.size >= most) return Status.memoryCapacityExceeded;
      const options = { accept, clock, station, publicAddress, parameters, ended };
      this.#sets.set(handle, new AdvertisingSet(options));
    }
    return Uint8Array.of(station.txPower);
  }

  #setData(octets: Uint8Array, put: (set: AdvertisingSet, command: DataCommand) => number): Answer {
    const command = decodeDataCommand(octets);
    if (!command) return Status.invalidParameters;
    const set = this.#sets.get(command.handle);
    return set ? put(set, command) : unknown(command.handle);
  }

  /** Enables or disables all sets of the command, or none of them if one fails. */
  #enable(octets: Uint8Array): Answer {
    const command = decodeEnable(octets);
    if (!command) return Status.invalidParameters;
    const { enable, sets } = command;
    if (sets.length === 0) for (const set of this.#sets.values()) set.stop();
    for (const { handle } of sets) {
      const set = this.#sets.get(handle);
      const status = !set ? Status.unknownAdvertisingIdentifier : enable ? set.check() : 0;
      if (status !== Status.success) return status;
    }
    for (const enabling of sets) {
      const set = this.#sets.get(enabling.handle)!;
      if (enable) set.start(enabling);
      else set.stop();
    }
    return Status.success;
  }

  #remove(handle: number): Answer {
    const set = this.#sets.get(handle);
    if (!set) return unknown(handle);
    if (set.isOn) return Status.commandDisallowed;
    this.#sets.delete(handle);
    return Status.success;
  }

  #clear(): Answer {
    for (const set of this.#sets.values()) if (set.isOn) return Status.commandDisallowed;
    this.#sets.clear();
    return Status.success;
  }
}

/**
 * The Status for a handle without a set: Unknown Advertising Identifier, or Invalid HCI Command
 * Parameters for a handle out of range.
 */
function unknown(handle: number): number {
  return handle > MOST_HANDLE ? Status.invalidParameters : Status.unknownAdvertisingIdentifier;
}
