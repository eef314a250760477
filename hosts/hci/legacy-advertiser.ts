import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { ConnectableAdvertisement } from "../../modules/host/gatt.js";
import { type Advertiser, type Burst, burstTime } from "./advertiser.js";
import {
  addressOctets,
  advertisingData,
  advertisingParameters,
  AdvertisingType,
} from "./commands.js";
import type { ControllerPort } from "./controller-port.js";
import { HciCommandError, HciError } from "./errors.js";
import { Opcode, Status } from "./opcodes.js";
import type { Scanner } from "./scanner.js";

/** Milliseconds in which an event is sent after advertising was enabled. */
const firstEvent = 12;
/** Least interval of non-connectable advertising before Bluetooth 5.0 (Vol 4 Part E §7.8.5). */
const oldInterval = 100;
/** Version from which on non-connectable advertising has intervals from 20 ms on. */
const bluetooth5 = 9;

export interface LegacyAdvertiserOptions {
  readonly port: ControllerPort;
  readonly clock: Clock;
  /** HCI version. */
  readonly version: number;
  /** The controller's random address, where an advertisement has no private one. */
  readonly address: number;
  /** Suspended for a change of the address. */
  readonly scanner: Scanner;
  /** The controller refuses to advertise. */
  readonly onRefusal: (error: HciError) => void;
}

/**
 * The one advertising set of legacy commands, for bursts and connectable advertising in turn: the
 * latter is on whenever there is no burst, and at its interval between two of them.
 */
export class LegacyAdvertiser implements Advertiser {
  readonly sets = 1;
  readonly #options: LegacyAdvertiserOptions;
  #burst: Burst | undefined;
  #wanted: ConnectableAdvertisement | undefined;
  /** Connectable advertising that is on. */
  #active: ConnectableAdvertisement | undefined;
  /** The controller refused it: not tried again until the next call of `connectable`. */
  #blocked = false;
  /** Time of the latest connectable advertising. */
  #latest = -Infinity;
  #isWorking = false;
  /** The controller's random address. */
  #address: number;
  /** Connectable advertising has ended, with a private address that the controller still has. */
  #restores = false;
  #parameters = "";
  #oldIntervals: boolean;
  #sleep: { readonly timer: TimerHandle; readonly resolve: () => void } | undefined;

  constructor(options: LegacyAdvertiserOptions) {
    this.#options = options;
    this.#oldIntervals = options.version < bluetooth5;
    this.#address = options.address;
  }

  start(_slot: number, burst: Burst): void {
    this.#burst = burst;
    this.#work();
  }

  stop(): void {
    this.#burst = undefined;
    this.#wake();
  }

  connectable(advertisement: ConnectableAdvertisement | undefined): void {
    this.#wanted = advertisement;
    this.#blocked = false;
    this.#restores = !advertisement;
    this.#work();
  }

  connected(): void {
    this.#active = undefined;
  }

  terminated(): void {
    // Legacy commands have no such event.
  }

  #work(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    // The port has reported an error, and a new start makes another advertiser.
    this.#run().catch(() => undefined);
  }

  /** Works until there is neither a burst nor a change of connectable advertising. */
  async #run(): Promise<void> {
    for (;;) {
      const isChanged = this.#active !== (this.#blocked ? undefined : this.#wanted);
      if (this.#active && (this.#burst || isChanged)) await this.#disable();
      if (this.#restores) await this.#restoreAddress();
      if (this.#burst) {
        if (this.#isDue) await this.#between();
        const burst = this.#burst as Burst | undefined;
        if (burst) await this.#send(burst);
      } else if (this.#wanted && isChanged) await this.#enableConnectable(this.#wanted);
      else {
        // In the same step as the decision: a burst that starts now begins the work again.
        this.#isWorking = false;
        return;
      }
    }
  }

  get #isDue(): boolean {
    const { clock } = this.#options;
    if (!this.#wanted || this.#blocked) return false;
    return clock.now() - this.#latest >= this.#wanted.interval;
  }

  /** One event of connectable advertising between two bursts. */
  async #between(): Promise<void> {
    await this.#enableConnectable(this.#wanted!);
    if (!this.#active) return;
    await this.#wait(firstEvent);
    if (this.#active) await this.#disable();
  }

  async #enableConnectable(advertisement: ConnectableAdvertisement): Promise<void> {
    const { data, interval, privateAddress, scanResponse = new Uint8Array(0) } = advertisement;
    const { address, port } = this.#options;
    try {
      await this.#setAddress(privateAddress ?? address);
      await this.#setParameters(interval, AdvertisingType.connectable);
      await port.command(Opcode.leSetAdvertisingData, advertisingData(data));
      await port.command(Opcode.leSetScanResponseData, advertisingData(scanResponse));
      this.#active = advertisement;
      await this.#enable(true);
    } catch (error) {
      this.#active = undefined;
      this.#blocked = true;
      this.#refused(error, "connectable");
    }
  }

  /**
   * Changes the controller's one random address, that of packets and scan requests as well. It takes
   * none while it advertises or scans (§7.8.4).
   */
  async #setAddress(address: number): Promise<void> {
    if (this.#address === address) return;
    const { port, scanner } = this.#options;
    const octets = addressOctets(address);
    await scanner.suspended(() => port.command(Opcode.leSetRandomAddress, octets));
    this.#address = address;
  }

  /** Where the controller refuses that, the next connectable advertising sets it. */
  async #restoreAddress(): Promise<void> {
    this.#restores = false;
    try {
      await this.#setAddress(this.#options.address);
    } catch (error) {
      if (!(error instanceof HciCommandError)) throw error;
    }
  }

  async #disable(): Promise<void> {
    this.#active = undefined;
    this.#latest = this.#options.clock.now();
    await this.#enable(false);
  }

  /** Enables or disables; that it is so already is no error (§7.8.9). */
  async #enable(on: boolean): Promise<void> {
    const { port } = this.#options;
    try {
      await port.command(Opcode.leSetAdvertisingEnable, Uint8Array.of(on ? 1 : 0));
    } catch (error) {
      const isDisallowed =
        error instanceof HciCommandError && error.status === Status.commandDisallowed;
      if (on || !isDisallowed) throw error;
    }
  }

  async #setParameters(interval: number, type: number): Promise<void> {
    const key = `${type} ${interval}`;
    if (this.#parameters === key) return;
    this.#parameters = "";
    const { port } = this.#options;
    await port.command(Opcode.leSetAdvertisingParameters, advertisingParameters(interval, type));
    this.#parameters = key;
  }

  async #send(burst: Burst): Promise<void> {
    const { port } = this.#options;
    try {
      await this.#setParameters(this.#allowed(burst.interval), AdvertisingType.nonConnectable);
      await port.command(Opcode.leSetAdvertisingData, advertisingData(burst.data));
      if (this.#burst === burst) await this.#transmit(burst);
    } catch (error) {
      if (this.#isTooShort(error)) return;
      this.#refused(error, "non-connectable");
    }
    if (this.#burst !== burst) return;
    this.#burst = undefined;
    burst.sent();
  }

  #allowed(interval: number): number {
    return this.#oldIntervals ? Math.max(oldInterval, interval) : interval;
  }

  /**
   * Where the controller has longer intervals each event is one of its own: advertising is enabled
   * for it, which sends one at once.
   */
  async #transmit(burst: Burst): Promise<void> {
    const { clock } = this.#options;
    if (burst.interval >= this.#allowed(burst.interval)) {
      await this.#enable(true);
      await this.#wait(burstTime(burst));
      await this.#enable(false);
      return;
    }
    let next = clock.now();
    for (let event = 0; event < burst.events && this.#burst === burst; event++) {
      await this.#wait(next - clock.now());
      next += burst.interval;
      await this.#enable(true);
      await this.#wait(firstEvent);
      await this.#enable(false);
    }
  }

  /** Whether a controller of 5.0 refuses a short interval all the same; the burst is tried again. */
  #isTooShort(error: unknown): boolean {
    if (this.#oldIntervals || !(error instanceof HciCommandError)) return false;
    const { invalidParameters, unsupportedParameter } = Status;
    if (error.opcode !== Opcode.leSetAdvertisingParameters) return false;
    if (error.status !== invalidParameters && error.status !== unsupportedParameter) return false;
    this.#oldIntervals = true;
    return true;
  }

  /** Reports that the controller refuses; throws any other error. */
  #refused(error: unknown, what: string): void {
    if (!(error instanceof HciCommandError)) throw error;
    this.#options.onRefusal(new HciError(`no ${what} advertising: ${error.message}`));
  }

  #wait(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.schedule(() => this.#wake(), Math.max(0, delay));
      this.#sleep = { timer, resolve };
    });
  }

  #wake(): void {
    const sleep = this.#sleep;
    this.#sleep = undefined;
    if (!sleep) return;
    this.#options.clock.cancel(sleep.timer);
    sleep.resolve();
  }
}
