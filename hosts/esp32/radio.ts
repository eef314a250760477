import { frozen } from "../../modules/base/frozen.js";
import { Timer } from "../../modules/base/timer.js";
import type { Clock } from "../../modules/host/clock.js";
import type {
  AdvertisingScheduler,
  AdvertisingSchedulerUser,
} from "../../modules/host/advertising-scheduler.js";
import type { NetworkReceiver } from "../../modules/host/network-receiver.js";
import type {
  AdvertisingHandle,
  PacketFilter,
  PacketReceiver,
  PduTimes,
  Radio,
  RadioWatcher,
  ScanOptions,
  WantedPackets,
} from "../../modules/host/radio.js";
import { NativeScheduler, type SchedulerHandle } from "../native/advertising-scheduler.js";
import type { CipherHandle } from "../native/cipher-handle.js";
import type { NativeNetworkReceiver } from "../native/network-cipher.js";
import { NativePduTimes, type TimesHandle } from "../native/pdu-times.js";
import type { Trace, TraceEvent } from "../../modules/host/trace.js";
import { Esp32GattServer } from "./gatt.js";

/** The native functions of radio-xs.c for the radio. */
class Native {
  /** Opens the radio; copies each packet to `buffer`. Throws Error if open or it does not start. */
  static open(
    onPacket: (length: number, rssi: number, kind: number, address: number) => void,
    onEvent: (
      kind: number,
      connection: number,
      characteristic: number,
      value: number,
      octets: ArrayBuffer | undefined,
    ) => void,
    onSent: (slot: number, handle: number) => void,
    buffer: Uint8Array,
  ): void {
    return native("xs_radio_open").call(this, onPacket, onEvent, onSent, buffer);
  }

  static close(): void {
    return native("xs_radio_close").call(this);
  }

  /** Restarts NimBLE and the controller. Returns 0, or an error code of ESP-IDF. */
  static restart(): number {
    return native("xs_radio_restart").call(this);
  }

  static sets(): number {
    return native("xs_radio_sets").call(this);
  }

  static count(which: number): number {
    return native("xs_radio_count").call(this, which);
  }

  static advertise(
    slot: number,
    handle: AdvertisingHandle,
    data: Uint8Array,
    events: number,
    interval: number,
  ): void {
    return native("xs_radio_advertise").call(this, slot, handle, data, events, interval);
  }

  static scheduler(
    capacity: number,
    sets: number,
    onEnded: (transmission: number) => void,
  ): SchedulerHandle | undefined {
    return native("xs_radio_scheduler").call(this, capacity, sets, onEnded);
  }

  static stop(slot: number): void {
    return native("xs_radio_stop").call(this, slot);
  }

  /** Sets the scan mode: 0 off, 1 passive, 2 active. */
  static scan(mode: number): void {
    return native("xs_radio_scan").call(this, mode);
  }

  static filter(types: Uint8Array, beacons: Uint8Array, nids: Uint8Array): void {
    return native("xs_radio_filter").call(this, types, beacons, nids);
  }

  /** Counts beacons of these octets in beacon-counter.c; the number of those that were counted. */
  static countBeacons(beacon: Uint8Array | undefined): number {
    return native("xs_radio_count_beacons").call(this, beacon);
  }

  /** Lets the receiver of a cipher judge network PDUs. */
  static judge(cipher: CipherHandle | undefined): void {
    return native("xs_radio_receiver").call(this, cipher);
  }

  static filtered(verdict: number): number {
    return native("xs_radio_filtered").call(this, verdict);
  }

  /** Opens the times of network PDUs in pdu-times.c; undefined while others are open. */
  static pduTimes(count: number): TimesHandle | undefined {
    return native("xs_radio_pdu_times").call(this, count);
  }
}

/** The filter of packet-filter.c, in NimBLE's task, and the numbers of its verdicts. */
class NimbleFilter implements PacketFilter {
  set({ types, beacons, nids }: WantedPackets): void {
    Native.filter(types, beacons, nids);
  }

  get unknownTypes(): number {
    return Native.filtered(1);
  }

  get unknownNids(): number {
    return Native.filtered(2);
  }

  get repeats(): number {
    return Native.filtered(3);
  }

  judge(receiver: NetworkReceiver | undefined): void {
    Native.judge((receiver as NativeNetworkReceiver | undefined)?.handle);
  }

  countBeacons(beacon: Uint8Array | undefined): number {
    return Native.countBeacons(beacon);
  }

  pduTimes(count: number): PduTimes | undefined {
    return NativePduTimes.of(Native.pduTimes(count));
  }
}

/** Counts of packets and calls that the radio has lost, and of resets. */
export interface RadioLosses {
  /** Packets that were lost because 64 others waited for JavaScript. */
  readonly packets: number;
  /** Writes of clients that got an error because there was no room for the value. */
  readonly writes: number;
  /** Calls that NimBLE refused temporarily; they are repeated. */
  readonly refusals: number;
  /** Resets of the controller; after each all requests are repeated. */
  readonly resets: number;
  /** How often NimBLE and the controller were restarted. */
  readonly restarts: number;
  /** Advertisements that were stopped because their end was not reported. */
  readonly unsent: number;
}

/** Options of an Esp32Radio. */
export interface Esp32RadioOptions {
  readonly clock: Clock;
  /** Gets the radio's faults while no node listens for them. */
  readonly trace?: Trace;
}

const longestInterval = 10_240;

/** Those values of RadioEventKind in radio-exchange.h that are not for the GATT server. */
const EventKind = frozen({ reset: 6, recovered: 7, stuck: 8, portWanted: 9 });

/** Waits between attempts to restart NimBLE, in ms: doubled from the first up to the longest. */
const firstWait = 1000;
const longestWait = 64_000;

/** Describes the reason of a reset, an error code of NimBLE (host/ble_hs.h), in words. */
function resetReason(code: number): string {
  switch (code) {
    case 6:
      return "BLE_HS_ENOMEM, NimBLE has no memory left";
    case 12:
      return "BLE_HS_ECONTROLLER, the controller answers what was not asked";
    case 19:
      return "BLE_HS_ETIMEOUT_HCI, the controller does not answer";
    case 22:
      return "BLE_HS_ENOTSYNCED, the controller does not start";
  }
  if (code >= 0x200 && code < 0x300)
    return `BLE_HS_HCI_ERR(${code - 0x200}), the controller refuses what it is asked for`;
  if (code >= 0x600) return `BLE_HS_HW_ERR(${code - 0x600}), the controller's hardware failed`;
  return `error ${code} of NimBLE`;
}

/**
 * The chip's radio, on NimBLE. It can be opened once at a time, and has a new random static
 * address each time. After a reset of the controller all requests are repeated. If resets do not
 * help, NimBLE and the controller are restarted, until that succeeds.
 */
export class Esp32Radio implements Radio {
  readonly sets: number;
  readonly filter: PacketFilter = new NimbleFilter();
  readonly gatt: Esp32GattServer;
  /** Handles of the advertisements in flight by slot, 0 for a free slot. */
  readonly #handles: AdvertisingHandle[] = [];
  readonly #done: (() => void)[] = [];
  readonly #buffer = new Uint8Array(31);
  /** Views of the buffer by length, each made at its first use. */
  readonly #views: Uint8Array[] = [];
  readonly #trace: Trace | undefined;
  #watcher: RadioWatcher | undefined;
  #receiver: PacketReceiver | undefined;
  #next = 1;
  #restarts = 0;
  /** Number of attempts to restart NimBLE that failed. */
  #attempts = 0;
  readonly #retry: Timer<Esp32Radio>;

  /** Throws Error when the controller does not start. */
  constructor({ clock, trace }: Esp32RadioOptions) {
    this.#retry = new Timer(clock, Esp32Radio.#restart, this);
    this.#trace = trace;
    this.gatt = new Esp32GattServer();
    Native.open(
      (length, rssi, kind, address) => this.#heard(length, rssi, kind, address),
      (kind, connection, characteristic, value, octets) => {
        if (kind >= EventKind.reset) this.#trouble(kind, characteristic, value);
        else this.gatt.event(kind, connection, characteristic, value, octets);
      },
      (slot, handle) => this.#sent(slot, handle),
      this.#buffer,
    );
    this.sets = Native.sets();
    for (let slot = 0; slot < this.sets; slot++) this.#handles[slot] = 0;
  }

  get lost(): RadioLosses {
    return {
      packets: Native.count(0),
      writes: Native.count(1),
      refusals: Native.count(2),
      resets: Native.count(3),
      restarts: this.#restarts,
      unsent: Native.count(4),
    };
  }

  watch(watcher: RadioWatcher): void {
    this.#watcher = watcher;
  }

  unwatch(watcher: RadioWatcher): void {
    if (this.#watcher === watcher) this.#watcher = undefined;
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (data.length < 1 || data.length > 31) throw new RangeError("data: 1 to 31 octets");
    if (!(events >= 1 && events <= 0xffff)) throw new RangeError("events: 1 to 65535");
    if (!(interval >= 20 && interval <= longestInterval))
      throw new RangeError(`interval: 20 to ${longestInterval} ms`);
    const slot = this.#handles.indexOf(0);
    if (slot < 0) throw new RangeError("no advertising set is free");
    const handle = this.#next;
    this.#next = handle === 0xffff_ffff ? 1 : handle + 1;
    Native.advertise(slot, handle, data, Math.ceil(events), Math.round(interval));
    this.#handles[slot] = handle;
    this.#done[slot] = done;
    return handle;
  }

  scheduler(capacity: number, user: AdvertisingSchedulerUser): AdvertisingScheduler | undefined {
    return NativeScheduler.opened(
      (onEnded) => Native.scheduler(capacity, this.sets, onEnded),
      user,
    );
  }

  stop(handle: AdvertisingHandle): void {
    const slot = this.#handles.indexOf(handle);
    if (handle === 0 || slot < 0) return;
    this.#handles[slot] = 0;
    Native.stop(slot);
  }

  scan(receiver: PacketReceiver | undefined, { active = false }: ScanOptions = {}): void {
    this.#receiver = receiver;
    Native.scan(receiver ? (active ? 2 : 1) : 0);
  }

  close(): void {
    this.#retry.stop();
    this.#receiver = undefined;
    this.#handles.fill(0);
    Native.close();
  }

  #tell(event: TraceEvent): void {
    if (this.#watcher) this.#watcher.emit(event);
    else this.#trace?.(event);
  }

  #trouble(kind: number, which: number, value: number): void {
    const type = "radio";
    switch (kind) {
      case EventKind.reset: {
        const message = `reset ${which} in a row: ${resetReason(value)}`;
        this.#tell({ type, state: "reset", count: which, message });
        break;
      }
      case EventKind.recovered: {
        const message = `recovered, resets in a row: ${which}`;
        this.#tell({ type, state: "recovered", count: which, message });
        break;
      }
      case EventKind.stuck: {
        const message = `a packet was given up ${value} ms after its end: the controller never told of it`;
        this.#watcher?.drop("radio.unsent", 0);
        this.#tell({ type, state: "unsent", count: Native.count(4), message });
        break;
      }
      case EventKind.portWanted:
        if (!this.#retry.running) Esp32Radio.#restart(this);
        break;
    }
  }

  static #restart(radio: Esp32Radio): void {
    const type = "radio";
    const status = Native.restart();
    if (status === 0) {
      radio.#attempts = 0;
      const count = ++radio.#restarts;
      const message = "resets did not help: Bluetooth was started anew";
      radio.#tell({ type, state: "restarted", count, message });
      return;
    }
    const count = ++radio.#attempts;
    const wait = Math.min(firstWait * 2 ** (count - 1), longestWait);
    const message = `Bluetooth does not start: error ${status}, next attempt in ${wait / 1000} s`;
    radio.#retry.start(wait);
    radio.#tell({ type, state: "failed", count, message });
  }

  #heard(length: number, rssi: number, kind: number, address: number): void {
    this.#views[length] ??= this.#buffer.subarray(0, length);
    this.#receiver?.(this.#views[length], rssi, kind, address);
  }

  /** Called after the last event of an advertisement, which may have been stopped meanwhile. */
  #sent(slot: number, handle: AdvertisingHandle): void {
    if (this.#handles[slot] !== handle) return;
    this.#handles[slot] = 0;
    this.#done[slot]?.();
  }
}
