import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import { PacketKind } from "../../modules/host/radio.js";
import type { AdvertisedPacket } from "../air/packet.js";
import type { Station } from "../air/station.js";
import type { Answer, CommandTable } from "./command.js";
import { encodeAdvertisingReport, LeEvent } from "./events.js";
import { encodeExtendedReport, encodeScanTimeout } from "./extended-events.js";
import {
  decodeExtendedScanEnable,
  decodeExtendedScanParameters,
  Duplicates,
  type ScanEnabling,
} from "./extended-parameters.js";
import { Opcode, Status } from "./opcodes.js";
import { decodeScanParameters, defaultScan, type OwnAddress } from "./parameters.js";
import { ReportedPackets } from "./reported-packets.js";

export interface ScannerOptions {
  readonly clock: Clock;
  readonly station: Station;
  /**
   * Whether an address is the public one of a controller on this air; others are random
   * addresses.
   */
  readonly isPublic: (address: number) => boolean;
  /** Whether a device is in the filter accept list. */
  readonly isAccepted: (address: number) => boolean;
  /** An address of the controller, 48 bits; undefined if the host has not set it. */
  readonly address: (own: OwnAddress) => number | undefined;
  /** Called with LE Meta events. */
  readonly emit: (event: number, packet: Uint8Array) => void;
}

/** The current scan. */
interface Scan extends Omit<ScanEnabling, "enable"> {
  readonly since: number;
  /** Whether packets are reported as LE Extended Advertising Reports. */
  readonly extended: boolean;
}

/**
 * A controller's scanner for legacy and extended commands (Core 5.4, Vol 4 Part E §7.8.10,
 * 7.8.11, 7.8.64, 7.8.65).
 */
export class Scanner {
  readonly #options: ScannerOptions;
  readonly #reported = new ReportedPackets();
  #parameters = defaultScan;
  #scan: Scan | undefined;
  /** Number of the scan's periods that have started. */
  #periods = 0;
  #timer: TimerHandle | undefined;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  readonly commands: CommandTable = [
    [Opcode.leSetScanParameters, [7, (octets) => this.#setParameters(octets)]],
    [Opcode.leSetScanEnable, [2, ([enable, filter]) => this.#enable(enable!, filter!)]],
  ];

  readonly extendedCommands: CommandTable = [
    [
      Opcode.leSetExtendedScanParameters,
      [undefined, (octets) => this.#setExtendedParameters(octets)],
    ],
    [Opcode.leSetExtendedScanEnable, [6, (octets) => this.#enableExtended(octets)]],
  ];

  get isOn(): boolean {
    return this.#scan !== undefined;
  }

  /** Whether the filter accept list decides on what is reported. */
  get usesAcceptList(): boolean {
    return this.isOn && this.#parameters.filtered;
  }

  /** Restores the state after power on. */
  reset(): void {
    this.stop();
    this.#parameters = defaultScan;
  }

  stop(): void {
    this.#options.station.scan(undefined);
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
    this.#scan = undefined;
    this.#reported.clear();
  }

  #setParameters(octets: Uint8Array): Answer {
    if (this.isOn) return Status.commandDisallowed;
    const parameters = decodeScanParameters(octets);
    if (!parameters) return Status.invalidParameters;
    this.#parameters = parameters;
    return Status.success;
  }

  #setExtendedParameters(octets: Uint8Array): Answer {
    if (this.isOn) return Status.commandDisallowed;
    const parameters = decodeExtendedScanParameters(octets);
    if (typeof parameters === "number") return parameters;
    this.#parameters = parameters;
    return Status.success;
  }

  #enable(enable: number, filter: number): Answer {
    // Filter_Duplicates is ignored when scanning is disabled. A random address that has not been
    // set is accepted, unlike in §7.8.11, because bluetooth-meshd starts to scan without one.
    if (enable > 1 || (enable === 1 && filter > 1)) return Status.invalidParameters;
    this.stop();
    if (enable === 1) this.#start({ duplicates: filter, duration: 0, period: 0 }, false);
    return Status.success;
  }

  #enableExtended(octets: Uint8Array): Answer {
    const enabling = decodeExtendedScanEnable(octets);
    if (!enabling) return Status.invalidParameters;
    if (enabling.enable && this.#options.address(this.#parameters.address) === undefined)
      return Status.invalidParameters;
    this.stop();
    if (enabling.enable) this.#start(enabling, true);
    return Status.success;
  }

  #start(enabling: Omit<ScanEnabling, "enable">, extended: boolean): void {
    const { clock, emit, station } = this.#options;
    const { duplicates, duration, period } = enabling;
    const scan: Scan = { duplicates, duration, period, since: clock.now(), extended };
    this.#scan = scan;
    this.#periods = 0;
    station.scan(
      (data, rssi, kind, address, packet) => this.#heard(scan, data, rssi, kind, address, packet),
      { active: this.#parameters.active, extended },
    );
    if (duration === 0 || period > 0) return;
    this.#timer = clock.schedule(() => {
      this.stop();
      emit(LeEvent.scanTimeout, encodeScanTimeout());
    }, duration);
  }

  #heard(
    scan: Scan,
    data: Uint8Array,
    rssi: number,
    kind: number,
    address: number,
    packet: AdvertisedPacket,
  ): void {
    if (!this.#listens(scan)) return;
    if (this.#parameters.filtered && !this.#options.isAccepted(address)) return;
    if (scan.duplicates !== Duplicates.reported && !this.#reported.add(kind, packet)) return;
    const random = !this.#options.isPublic(address);
    if (!scan.extended) {
      const report = encodeAdvertisingReport({ kind, random, address, data, rssi });
      this.#options.emit(LeEvent.advertisingReport, report);
      return;
    }
    const isScanResponse = kind === PacketKind.scanResponse;
    const report = { isScanResponse, random, address, data, rssi };
    this.#options.emit(
      LeEvent.extendedAdvertisingReport,
      encodeExtendedReport({ ...report, kind: packet.kind, sid: packet.extended?.sid }),
    );
  }

  /** Whether the current time is in a scan window, and in the scan of a period. */
  #listens({ duplicates, duration, period, since }: Scan): boolean {
    const { interval, window } = this.#parameters;
    let elapsed = this.#options.clock.now() - since;
    if (period > 0) {
      const periods = Math.floor(elapsed / period);
      elapsed -= periods * period;
      if (elapsed > duration) return false;
      if (periods !== this.#periods && duplicates === Duplicates.filteredInPeriod)
        this.#reported.clear();
      this.#periods = periods;
    }
    return elapsed % interval <= window;
  }
}
