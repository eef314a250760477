import type { Clock } from "../../modules/host/clock.js";
import type { Random } from "../../modules/host/random.js";
import { addressNumber, addressOctets } from "../air/packet.js";
import type { VirtualAir } from "../air/air.js";
import type { ConnectionRequest } from "../air/gatt/connectable.js";
import type { Station } from "../air/station.js";
import { AdvertisingMode } from "./advertising-mode.js";
import { AdvertisingSets } from "./advertising-sets.js";
import { type Answer, type Command, type CommandTable, runCommand } from "./command.js";
import { aclLength, aclPackets, ControllerConnections } from "./connections.js";
import { commandComplete, commandStatus, EventCode, LeEvent } from "./events.js";
import { encodeSetTerminated } from "./extended-events.js";
import { FilterAcceptList } from "./filter-accept-list.js";
import type { HciCommand, HciData } from "./h4.js";
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
/** LE features: Connection Parameters Request (bit 1), Data Packet Length Extension (bit 5). */
const LE_FEATURES = 0x22;
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
  readonly air: VirtualAir;
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
 * advertising, scanning and connections that a mesh host needs. Unsupported commands are answered
 * with Unknown HCI Command.
 */
export class HciController {
  readonly #options: ControllerOptions;
  readonly #commands: ReadonlyMap<number, Command>;
  readonly #mode = new AdvertisingMode();
  readonly #legacy: LegacyAdvertising;
  readonly #sets: AdvertisingSets;
  readonly #scanner: Scanner;
  readonly #connections: ControllerConnections;
  readonly #acceptList: FilterAcceptList;
  #events: Uint8Array = DEFAULT_EVENTS;
  #leEvents: Uint8Array = DEFAULT_LE_EVENTS;
  #randomAddress: number | undefined;

  constructor(options: ControllerOptions) {
    const { advertisingSets, air, clock, isPublic, publicAddress, station } = options;
    this.#options = options;
    const address = (own: OwnAddress) => (own === "public" ? publicAddress : this.#randomAddress);
    this.#acceptList = new FilterAcceptList(
      () => this.#scanner.usesAcceptList || this.#connections.usesAcceptList,
    );
    const isAccepted = (from: number) => this.#acceptList.has(from);
    this.#connections = new ControllerConnections({
      isAccepted,
      air,
      clock,
      station,
      isPublic,
      address,
      version: HCI_VERSION,
      company: COMPANY,
      features: leFeatures(advertisingSets > 0),
      leEvent: (event, packet) => this.#emit(event, packet),
      isEnabled: (event) => this.#isEnabled(event),
      event: (code, packet) => this.#emitEvent(code, packet),
    });
    const accept = (request: ConnectionRequest) => this.#connections.accepted(request);
    this.#legacy = new LegacyAdvertising({ station, address, accept });
    this.#sets = new AdvertisingSets({
      clock,
      station,
      publicAddress,
      most: advertisingSets,
      accept,
      ended: (handle, status, events, connection) =>
        this.#emit(
          LeEvent.advertisingSetTerminated,
          encodeSetTerminated(handle, status, events, connection),
        ),
    });
    this.#scanner = new Scanner({
      clock,
      station,
      isPublic,
      isAccepted,
      address,
      emit: (event, packet) => this.#emit(event, packet),
    });
    this.#commands = new Map([
      ...this.#general(),
      ...this.#legacy.commands,
      ...this.#scanner.commands,
      ...this.#connections.commands,
      ...this.#acceptList.commands,
      ...(advertisingSets > 0
        ? [
            ...this.#sets.commands,
            ...this.#scanner.extendedCommands,
            ...this.#connections.extendedCommands,
          ]
        : []),
    ]);
  }

  /** Executes a command; the answer is passed to `onEvent` during the call. */
  command(command: HciCommand): void {
    const { opcode } = command;
    this.#options.onEvent(encoded(opcode, this.#answer(command)), false);
  }

  /** ACL data of the host. */
  data(data: HciData): void {
    this.#connections.data(data);
  }

  /** Removes its radio from the air. */
  close(): void {
    this.#sets.reset();
    this.#scanner.stop();
    this.#connections.reset();
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
      [Opcode.readBufferSize, [0, () => Uint8Array.of(aclLength, 0, 0, aclPackets, 0, 0, 0)]],
      [Opcode.readBdAddr, [0, () => addressOctets(publicAddress).reverse()]],
      [Opcode.leReadBufferSize, [0, () => Uint8Array.of(aclLength, 0, aclPackets)]],
      [Opcode.leReadLocalFeatures, [0, () => leFeatures(hasSets)]],
      [Opcode.leReadSupportedStates, [0, () => zeros(8)]],
      [Opcode.leRand, [0, () => randomOctets(random)]],
      [Opcode.leSetRandomAddress, [6, (address) => this.#setRandomAddress(address)]],
    ];
  }

  #reset(): Answer {
    this.#legacy.reset();
    this.#sets.reset();
    this.#scanner.reset();
    this.#connections.reset();
    this.#acceptList.reset();
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

  /** Whether the event masks enable an LE event. */
  #isEnabled(event: number): boolean {
    const [octet, bit] = LE_META;
    const place = event - 1;
    if ((this.#events[octet]! & bit) === 0) return false;
    return (this.#leEvents[place >> 3]! & (1 << (place & 7))) !== 0;
  }

  /** Sends an LE event to the host, unless the event masks disable it. */
  #emit(event: number, packet: Uint8Array): void {
    if (!this.#isEnabled(event)) return;
    const { advertisingReport, extendedAdvertisingReport } = LeEvent;
    const isReport = event === advertisingReport || event === extendedAdvertisingReport;
    this.#options.onEvent(packet, isReport);
  }

  /** Sends another event, or ACL data. `code`: that of an event which the mask can disable. */
  #emitEvent(code: number | undefined, packet: Uint8Array): void {
    const bit = code === undefined ? undefined : maskBits[code];
    if (bit !== undefined && (this.#events[bit >> 3]! & (1 << (bit & 7))) === 0) return;
    this.#options.onEvent(packet, false);
  }
}

/** Bits of events in the event mask (§7.3.1). */
const maskBits: Readonly<Record<number, number>> = {
  [EventCode.disconnectionComplete]: 4,
  [EventCode.readRemoteVersionComplete]: 11,
};

/** The event that answers a command. */
function encoded(opcode: number, answer: Answer): Uint8Array {
  if (typeof answer === "number") return commandComplete(opcode, answer);
  if ("commandStatus" in answer) return commandStatus(opcode, answer.commandStatus);
  return commandComplete(opcode, Status.success, answer);
}

function leFeatures(hasSets: boolean): Uint8Array {
  const features = new Uint8Array(8);
  features[0] = LE_FEATURES;
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
