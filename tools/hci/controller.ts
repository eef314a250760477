import type { Clock } from "../../modules/host/clock.js";
import type { AdvertisingHandle } from "../../modules/host/radio.js";
import type { Random } from "../../modules/host/random.js";
import { addressNumber, addressOctets } from "../air/packet.js";
import type { Station } from "../air/station.js";
import { commandComplete, encodeAdvertisingReport } from "./events.js";
import type { HciCommand } from "./h4.js";
import { Opcode, Status, supportedCommands } from "./opcodes.js";
import {
  decodeAdvertisingData,
  decodeAdvertisingParameters,
  decodeScanParameters,
  defaultAdvertising,
  defaultScan,
} from "./parameters.js";

/** Bluetooth Core 5.0: below it hosts advertise non-connectable at 100 ms and more. */
const HCI_VERSION = 0x09;
/** No company (Assigned Numbers). */
const COMPANY = 0xffff;
/** LE Supported (Controller), BR/EDR Not Supported: bits 38 and 37. */
const FEATURES = Uint8Array.of(0, 0, 0, 0, 0x60, 0, 0, 0);
/** Size and number of packets of data that a host with connections reserves. */
const DATA_LENGTH = 27;
const DATA_PACKETS = 4;
/** Events after a reset: without LE Meta. LE events: the first five. */
const DEFAULT_EVENTS = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0, 0);
const DEFAULT_LE_EVENTS = Uint8Array.of(0x1f, 0, 0, 0, 0, 0, 0, 0);
/** Senders that the filter of duplicates remembers. */
const DUPLICATES = 1024;

/** What a command is answered: a status alone, or success with return parameters. */
type Answer = number | Uint8Array;
type Command = readonly [octets: number, run: (parameters: Uint8Array) => Answer];

export interface ControllerOptions {
  readonly clock: Clock;
  /** Its radio, which is closed with it. */
  readonly station: Station;
  /** What LE Rand gives away. */
  readonly random: Random;
  /** The public address, 48 bits. */
  readonly publicAddress: number;
  /** Whether an address is the public one of some controller; others count as random. */
  readonly isPublic: (address: number) => boolean;
  /** Takes events, as H4 packets. */
  readonly onEvent: (packet: Uint8Array) => void;
}

/**
 * A Bluetooth LE controller (Core 5.4, Vol 4 Part E) that advertises and scans on a
 * virtual air: what a mesh host needs. It has no connections; commands that it does
 * not know are answered with Unknown HCI Command.
 */
export class HciController {
  readonly #options: ControllerOptions;
  readonly #commands: ReadonlyMap<number, Command>;
  #events: Uint8Array = DEFAULT_EVENTS;
  #leEvents: Uint8Array = DEFAULT_LE_EVENTS;
  #randomAddress: number | undefined;
  #advertising = defaultAdvertising;
  #data: Uint8Array = new Uint8Array(0);
  #scanResponse: Uint8Array = new Uint8Array(0);
  #handle: AdvertisingHandle | undefined;
  #scan = defaultScan;
  #scanningSince: number | undefined;
  /** Address and kind of what was reported, while duplicates are filtered. */
  #reported: Set<number> | undefined;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#commands = this.#commandTable();
  }

  /** Takes a command; the answer goes to `onEvent` during the call. */
  command({ opcode, parameters }: HciCommand): void {
    const command = this.#commands.get(opcode);
    let answer: Answer;
    if (!command) answer = Status.unknownCommand;
    else if (command[0] !== parameters.length) answer = Status.invalidParameters;
    else answer = command[1](parameters);
    this.#options.onEvent(
      typeof answer === "number"
        ? commandComplete(opcode, answer)
        : commandComplete(opcode, Status.success, answer),
    );
  }

  /** Takes its radio off the air. */
  close(): void {
    this.#options.station.close();
  }

  #commandTable(): Map<number, Command> {
    const { station, random, publicAddress } = this.#options;
    const ok = () => Status.success;
    const zeros = (octets: number) => new Uint8Array(octets);
    return new Map<number, Command>([
      [Opcode.reset, [0, () => this.#reset()]],
      [Opcode.setEventMask, [8, (mask) => this.#setEvents(mask)]],
      [Opcode.setEventMaskPage2, [8, ok]],
      [Opcode.leSetEventMask, [8, (mask) => this.#setLeEvents(mask)]],
      [Opcode.writeLeHostSupport, [2, ok]],
      [Opcode.readLocalVersion, [0, localVersion]],
      [Opcode.readLocalCommands, [0, supportedCommands]],
      [Opcode.readLocalFeatures, [0, () => FEATURES]],
      [Opcode.readBufferSize, [0, () => Uint8Array.of(DATA_LENGTH, 0, 0, DATA_PACKETS, 0, 0, 0)]],
      [Opcode.readBdAddr, [0, () => addressOctets(publicAddress).reverse()]],
      [Opcode.leReadBufferSize, [0, () => Uint8Array.of(DATA_LENGTH, 0, DATA_PACKETS)]],
      [Opcode.leReadLocalFeatures, [0, () => zeros(8)]],
      [Opcode.leReadSupportedStates, [0, () => zeros(8)]],
      [Opcode.leReadFilterAcceptListSize, [0, () => zeros(1)]],
      [Opcode.leClearFilterAcceptList, [0, ok]],
      [Opcode.leReadAdvertisingTxPower, [0, () => Uint8Array.of(station.txPower)]],
      [Opcode.leRand, [0, () => randomOctets(random)]],
      [Opcode.leSetRandomAddress, [6, (address) => this.#setRandomAddress(address)]],
      [Opcode.leSetAdvertisingParameters, [15, (p) => this.#setAdvertising(p)]],
      [Opcode.leSetAdvertisingData, [32, (data) => this.#setData(data)]],
      [Opcode.leSetScanResponseData, [32, (data) => this.#setScanResponse(data)]],
      [Opcode.leSetAdvertisingEnable, [1, ([enable]) => this.#enableAdvertising(enable!)]],
      [Opcode.leSetScanParameters, [7, (p) => this.#setScan(p)]],
      [Opcode.leSetScanEnable, [2, ([enable, filter]) => this.#enableScan(enable!, filter!)]],
    ]);
  }

  #reset(): Answer {
    this.#stopAdvertising();
    this.#stopScan();
    this.#events = DEFAULT_EVENTS;
    this.#leEvents = DEFAULT_LE_EVENTS;
    this.#randomAddress = undefined;
    this.#advertising = defaultAdvertising;
    this.#data = new Uint8Array(0);
    this.#scanResponse = new Uint8Array(0);
    this.#scan = defaultScan;
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

  #setRandomAddress(octets: Uint8Array): Answer {
    if (this.#handle !== undefined || this.#scanningSince !== undefined)
      return Status.commandDisallowed;
    this.#randomAddress = addressNumber(octets.slice().reverse());
    return Status.success;
  }

  #setAdvertising(octets: Uint8Array): Answer {
    if (this.#handle !== undefined) return Status.commandDisallowed;
    const parameters = decodeAdvertisingParameters(octets);
    if (!parameters) return Status.invalidParameters;
    if (parameters.kind === undefined) return Status.unsupportedParameter;
    this.#advertising = parameters;
    return Status.success;
  }

  #setData(octets: Uint8Array): Answer {
    const data = decodeAdvertisingData(octets);
    if (!data) return Status.invalidParameters;
    this.#data = data;
    return this.#readvertise();
  }

  #setScanResponse(octets: Uint8Array): Answer {
    const data = decodeAdvertisingData(octets);
    if (!data) return Status.invalidParameters;
    this.#scanResponse = data;
    return this.#readvertise();
  }

  #enableAdvertising(enable: number): Answer {
    if (enable > 1) return Status.invalidParameters;
    this.#stopAdvertising();
    return enable === 1 ? this.#startAdvertising() : Status.success;
  }

  /** New data are sent from the next event on. */
  #readvertise(): Answer {
    if (this.#handle === undefined) return Status.success;
    this.#stopAdvertising();
    return this.#startAdvertising();
  }

  #startAdvertising(): Answer {
    const { station, publicAddress } = this.#options;
    const { interval, kind, address: own } = this.#advertising;
    const address = own === "public" ? publicAddress : this.#randomAddress;
    if (address === undefined || kind === undefined) return Status.invalidParameters;
    const packet = { data: this.#data, kind, address, scanResponse: this.#scanResponse };
    // Until the host ends it.
    this.#handle = station.send(packet, Number.MAX_SAFE_INTEGER, interval, () => undefined);
    return Status.success;
  }

  #stopAdvertising(): void {
    if (this.#handle !== undefined) this.#options.station.stop(this.#handle);
    this.#handle = undefined;
  }

  #setScan(octets: Uint8Array): Answer {
    if (this.#scanningSince !== undefined) return Status.commandDisallowed;
    const parameters = decodeScanParameters(octets);
    if (!parameters) return Status.invalidParameters;
    if (parameters.filtered) return Status.unsupportedParameter;
    this.#scan = parameters;
    return Status.success;
  }

  #enableScan(enable: number, filter: number): Answer {
    if (enable > 1 || filter > 1) return Status.invalidParameters;
    this.#stopScan();
    if (enable === 0) return Status.success;
    this.#scanningSince = this.#options.clock.now();
    this.#reported = filter === 1 ? new Set() : undefined;
    this.#options.station.scan(
      (data, rssi, kind = 0, address = 0) => this.#report(data, rssi, kind, address),
      { active: this.#scan.active },
    );
    return Status.success;
  }

  #stopScan(): void {
    this.#options.station.scan(undefined);
    this.#scanningSince = undefined;
    this.#reported = undefined;
  }

  #report(data: Uint8Array, rssi: number, kind: number, address: number): void {
    const { clock, isPublic, onEvent } = this.#options;
    const { interval, window } = this.#scan;
    if ((clock.now() - this.#scanningSince!) % interval > window) return;
    if (this.#isDuplicate(kind, address)) return;
    // LE Meta event; LE Advertising Report
    if ((this.#events[7]! & 0x20) === 0 || (this.#leEvents[0]! & 0x02) === 0) return;
    onEvent(encodeAdvertisingReport({ kind, random: !isPublic(address), address, data, rssi }));
  }

  #isDuplicate(kind: number, address: number): boolean {
    const reported = this.#reported;
    if (!reported) return false;
    const key = address * 8 + kind;
    if (reported.has(key)) return true;
    if (reported.size >= DUPLICATES) reported.clear();
    reported.add(key);
    return false;
  }
}

function localVersion(): Uint8Array {
  return Uint8Array.of(HCI_VERSION, 0, 0, HCI_VERSION, COMPANY & 0xff, COMPANY >> 8, 0, 0);
}

function randomOctets(random: Random): Uint8Array {
  const octets = new Uint8Array(8);
  random.fill(octets);
  return octets;
}
