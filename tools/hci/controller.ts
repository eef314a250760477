import type { Clock } from "../../modules/host/clock.js";
import type { Random } from "../../modules/host/random.js";
import { addressNumber, addressOctets } from "../air/packet.js";
import type { Station } from "../air/station.js";
import { AdvertisingMode } from "./advertising-mode.js";
import { AdvertisingSets } from "./advertising-sets.js";
import { type Answer, type Command, type CommandTable, runCommand } from "./command.js";
import { commandComplete, LeEvent } from "./events.js";
import { encodeSetTerminated } from "./extended-events.js";
import type { HciCommand } from "./h4.js";
import { LegacyAdvertising } from "./legacy-advertising.js";
import { Opcode, Status, supportedCommands } from "./opcodes.js";
import type { OwnAddress } from "./parameters.js";
import { Scanner } from "./scanner.js";

/**
 * Bluetooth Core 5.0: with a lower version hosts advertise non-connectably at intervals of 100 ms
 * or more.
 */
const HCI_VERSION = 0x09;
/** Company identifier that is not assigned to a company (Assigned Numbers). */
const COMPANY = 0xffff;
/** LE Supported (Controller), BR/EDR Not Supported: bits 38 and 37. */
const FEATURES = Uint8Array.of(0, 0, 0, 0, 0x60, 0, 0, 0);
/** Length of LE ACL data packets; hosts with connections reserve buffers for them. */
const DATA_LENGTH = 27;
/** Number of LE ACL data packets that the controller can buffer. */
const DATA_PACKETS = 4;
/**
 * Default event mask after a reset, without LE Meta; of the LE events the first five are enabled.
 */
const DEFAULT_EVENTS = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0, 0);
const DEFAULT_LE_EVENTS = Uint8Array.of(0x1f, 0, 0, 0, 0, 0, 0, 0);
/** LE Extended Advertising: bit 12 of the LE features. */
const EXTENDED_ADVERTISING = [1, 0x10] as const;
/** Octet and bit of LE Meta in the event mask. */
const LE_META = [7, 0x20] as const;

export interface ControllerOptions {
  readonly clock: Clock;
  /** Its radio, which is closed together with the controller. */
  readonly station: Station;
  /** Source of the random numbers of LE Rand. */
  readonly random: Random;
  /** The public address, 48 bits. */
  readonly publicAddress: number;
  /**
   * Whether an address is the public one of a controller on this air; others are random
   * addresses.
   */
  readonly isPublic: (address: number) => boolean;
  /** Number of advertising sets, up to the station's; 0: only legacy advertising and scanning. */
  readonly advertisingSets: number;
  /** Called with events as H4 packets. `isReport`: an advertising report, which may be lost. */
  readonly onEvent: (packet: Uint8Array, isReport: boolean) => void;
  /** Called for each unsupported command. */
  readonly onUnknown?: (opcode: number) => void;
}

/**
 * A Bluetooth LE controller (Core 5.4, Vol 4 Part E) on a virtual air, with the commands for
 * advertising and scanning that a mesh host needs. It can advertise connectably, but does not
 * accept connections. Unsupported commands are answered with Unknown HCI Command.
 */
export class HciController {
  readonly #options: ControllerOptions;
  readonly #commands: ReadonlyMap<number, Command>;
  readonly #mode = new AdvertisingMode();
  readonly #legacy: LegacyAdvertising;
  readonly #sets: AdvertisingSets;
  readonly #scanner: Scanner;
  #events: Uint8Array = DEFAULT_EVENTS;
  #leEvents: Uint8Array = DEFAULT_LE_EVENTS;
  #randomAddress: number | undefined;

  constructor(options: ControllerOptions) {
    const { advertisingSets, clock, isPublic, publicAddress, station } = options;
    this.#options = options;
    const address = (own: OwnAddress) => (own === "public" ? publicAddress : this.#randomAddress);
    this.#legacy = new LegacyAdvertising({ station, address });
    this.#sets = new AdvertisingSets({
      clock,
      station,
      publicAddress,
      most: advertisingSets,
      ended: (handle, status, events) =>
        this.#emit(LeEvent.advertisingSetTerminated, encodeSetTerminated(handle, status, events)),
    });
    this.#scanner = new Scanner({
      clock,
      station,
      isPublic,
      address,
      emit: (event, packet) => this.#emit(event, packet),
    });
    this.#commands = new Map([
      ...this.#general(),
      ...this.#legacy.commands,
      ...this.#scanner.commands,
      ...(advertisingSets > 0 ? [...this.#sets.commands, ...this.#scanner.extendedCommands] : []),
    ]);
  }

  /** Executes a command; the answer is passed to `onEvent` during the call. */
  command(command: HciCommand): void {
    const { opcode } = command;
    const answer = this.#answer(command);
    this.#options.onEvent(
      typeof answer === "number"
        ? commandComplete(opcode, answer)
        : commandComplete(opcode, Status.success, answer),
      false,
    );
  }

  /** Removes its radio from the air. */
  close(): void {
    this.#sets.reset();
    this.#scanner.stop();
    this.#options.station.close();
  }

  #answer(command: HciCommand): Answer {
    const { opcode } = command;
    const known = this.#commands.get(opcode);
    if (!known) {
      this.#options.onUnknown?.(opcode);
      return Status.unknownCommand;
    }
    return this.#mode.allows(opcode) ? runCommand(known, command) : Status.commandDisallowed;
  }

  #general(): CommandTable {
    const { random, publicAddress } = this.#options;
    const ok = () => Status.success;
    const zeros = (octets: number) => new Uint8Array(octets);
    const hasSets = this.#options.advertisingSets > 0;
    return [
      [Opcode.reset, [0, () => this.#reset()]],
      [Opcode.setEventMask, [8, (mask) => this.#setEvents(mask)]],
      [Opcode.setEventMaskPage2, [8, ok]],
      [Opcode.leSetEventMask, [8, (mask) => this.#setLeEvents(mask)]],
      [Opcode.writeLeHostSupport, [2, ok]],
      [Opcode.readLocalVersion, [0, localVersion]],
      [Opcode.readLocalCommands, [0, () => supportedCommands(hasSets)]],
      [Opcode.readLocalFeatures, [0, () => FEATURES]],
      [Opcode.readBufferSize, [0, () => Uint8Array.of(DATA_LENGTH, 0, 0, DATA_PACKETS, 0, 0, 0)]],
      [Opcode.readBdAddr, [0, () => addressOctets(publicAddress).reverse()]],
      [Opcode.leReadBufferSize, [0, () => Uint8Array.of(DATA_LENGTH, 0, DATA_PACKETS)]],
      [Opcode.leReadLocalFeatures, [0, () => leFeatures(hasSets)]],
      [Opcode.leReadSupportedStates, [0, () => zeros(8)]],
      [Opcode.leReadFilterAcceptListSize, [0, () => zeros(1)]],
      [Opcode.leClearFilterAcceptList, [0, ok]],
      [Opcode.leRand, [0, () => randomOctets(random)]],
      [Opcode.leSetRandomAddress, [6, (address) => this.#setRandomAddress(address)]],
    ];
  }

  #reset(): Answer {
    this.#legacy.reset();
    this.#sets.reset();
    this.#scanner.reset();
    this.#mode.reset();
    this.#events = DEFAULT_EVENTS;
    this.#leEvents = DEFAULT_LE_EVENTS;
    this.#randomAddress = undefined;
    return Status.success;
  }

  #setEvents(mask: Uint8Array): Answer {
    this.#events = mask;
    return Status.success;
  }

  #setLeEvents(mask: Uint8Array): Answer {
    this.#leEvents = mask;
    return Status.success;
  }

  /**
   * Sets the random address of scanning and legacy advertising; each advertising set has its own
   * address.
   */
  #setRandomAddress(octets: Uint8Array): Answer {
    if (this.#legacy.isOn || this.#scanner.isOn) return Status.commandDisallowed;
    this.#randomAddress = addressNumber(octets.slice().reverse());
    return Status.success;
  }

  /** Sends an LE event to the host, unless the event masks disable it. */
  #emit(event: number, packet: Uint8Array): void {
    const [octet, bit] = LE_META;
    const place = event - 1;
    if ((this.#events[octet]! & bit) === 0) return;
    if ((this.#leEvents[place >> 3]! & (1 << (place & 7))) === 0) return;
    const { advertisingReport, extendedAdvertisingReport } = LeEvent;
    const isReport = event === advertisingReport || event === extendedAdvertisingReport;
    this.#options.onEvent(packet, isReport);
  }
}

function leFeatures(hasSets: boolean): Uint8Array {
  const features = new Uint8Array(8);
  const [octet, bit] = EXTENDED_ADVERTISING;
  if (hasSets) features[octet]! |= bit;
  return features;
}

function localVersion(): Uint8Array {
  return Uint8Array.of(HCI_VERSION, 0, 0, HCI_VERSION, COMPANY & 0xff, COMPANY >> 8, 0, 0);
}

function randomOctets(random: Random): Uint8Array {
  const octets = new Uint8Array(8);
  random.fill(octets);
  return octets;
}
