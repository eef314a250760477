import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { ConnectableAdvertisement } from "../../modules/host/gatt.js";
import { type Advertiser, type Burst, longestBurst } from "./advertiser.js";
import { addressOctets, enableSet, EventProperties, setData, setParameters } from "./commands.js";
import { concatBytes } from "../../modules/base/bytes.js";
import type { ControllerPort } from "./controller-port.js";
import { HciCommandError, HciError } from "./errors.js";
import { Opcode } from "./opcodes.js";

/** Most sets that bursts use; another one is for connectable advertising. */
const mostSets = 4;
/** Most events of one LE Set Extended Advertising Enable. */
const mostEvents = 255;
/** Milliseconds after the longest time of a burst at which it is ended without its event. */
const patience = 50;

export interface SetAdvertiserOptions {
  readonly port: ControllerPort;
  readonly clock: Clock;
  /** Advertising sets of the controller, at least 1. */
  readonly sets: number;
  /** The random address of every set, where its advertisement has no private one. */
  readonly address: number;
  /** The controller refuses to advertise. */
  readonly onRefusal: (error: HciError) => void;
}

/** One advertising set, whose commands come one after the other. */
interface AdvertisingSet {
  readonly handle: number;
  chain: Promise<unknown>;
  /** Parameters that it has. */
  parameters: string;
  /** Random address that it has; undefined: none yet. */
  address: number | undefined;
  burst: Burst | undefined;
  /** Events of the burst that were not sent. */
  remaining: number;
  timer: TimerHandle;
}

/** Advertising with the sets of extended advertising, in legacy PDUs: the controller counts events. */
export class SetAdvertiser implements Advertiser {
  readonly sets: number;
  readonly #options: SetAdvertiserOptions;
  readonly #all: readonly AdvertisingSet[];
  readonly #connectable: AdvertisingSet;

  constructor(options: SetAdvertiserOptions) {
    this.#options = options;
    this.sets = Math.max(1, Math.min(mostSets, options.sets - 1));
    const make = (_: unknown, handle: number): AdvertisingSet => ({
      handle,
      chain: Promise.resolve(),
      parameters: "",
      address: undefined,
      burst: undefined,
      remaining: 0,
      timer: 0,
    });
    this.#all = Array.from({ length: this.sets }, make);
    this.#connectable = make(undefined, this.sets);
  }

  start(slot: number, burst: Burst): void {
    const set = this.#all[slot]!;
    set.burst = burst;
    set.remaining = burst.events;
    this.#then(set, async () => {
      if (set.burst !== burst) return;
      const { port } = this.#options;
      await this.#configure(set, EventProperties.nonConnectable, burst.interval);
      await port.command(Opcode.leSetExtendedAdvertisingData, setData(set.handle, burst.data));
      if (set.burst === burst) await this.#enable(set, burst);
    });
  }

  stop(slot: number): void {
    const set = this.#all[slot]!;
    if (!set.burst) return;
    this.#forget(set);
    this.#then(set, () => this.#disable(set));
  }

  connectable(advertisement: ConnectableAdvertisement | undefined): void {
    const set = this.#connectable;
    this.#then(set, async () => {
      await this.#disable(set);
      if (!advertisement) return;
      const { data, interval, privateAddress, scanResponse = new Uint8Array(0) } = advertisement;
      const { port } = this.#options;
      await this.#configure(set, EventProperties.connectable, interval, privateAddress);
      await port.command(Opcode.leSetExtendedAdvertisingData, setData(set.handle, data));
      const response = setData(set.handle, scanResponse);
      await port.command(Opcode.leSetExtendedScanResponseData, response);
      await port.command(Opcode.leSetExtendedAdvertisingEnable, enableSet(set.handle, true));
    });
  }

  connected(): void {
    // The controller has ended the set.
  }

  terminated(handle: number): void {
    const set = this.#all[handle];
    if (set?.burst) this.#sent(set, set.burst);
  }

  /** All events of one enabling were sent: the rest follows, or the burst has ended. */
  #sent(set: AdvertisingSet, burst: Burst): void {
    this.#options.clock.cancel(set.timer);
    set.remaining -= Math.min(mostEvents, set.remaining);
    if (set.remaining > 0) {
      this.#then(set, async () => {
        if (set.burst === burst) await this.#enable(set, burst);
      });
      return;
    }
    this.#forget(set);
    burst.sent();
  }

  /** Sends up to 255 events. A controller that does not report their end is stopped in time. */
  async #enable(set: AdvertisingSet, burst: Burst): Promise<void> {
    const { clock, port } = this.#options;
    const events = Math.min(mostEvents, set.remaining);
    const longest = longestBurst({ ...burst, events }) + patience;
    clock.cancel(set.timer);
    set.timer = clock.schedule(() => {
      if (set.burst === burst)
        this.#then(set, async () => {
          await this.#disable(set);
          if (set.burst === burst) this.#sent(set, burst);
        });
    }, longest);
    const parameters = enableSet(set.handle, true, events);
    await port.command(Opcode.leSetExtendedAdvertisingEnable, parameters);
  }

  /** A set that is not on, or was not made yet, is no error. */
  async #disable(set: AdvertisingSet): Promise<void> {
    if (set.parameters === "") return;
    const { port } = this.#options;
    try {
      await port.command(Opcode.leSetExtendedAdvertisingEnable, enableSet(set.handle, false));
    } catch (error) {
      if (!(error instanceof HciCommandError)) throw error;
    }
  }

  /** Parameters and address of a set that is off: one that is on and connectable takes no address (§7.8.52). */
  async #configure(
    set: AdvertisingSet,
    properties: number,
    interval: number,
    address = this.#options.address,
  ): Promise<void> {
    const { port } = this.#options;
    const key = `${properties} ${interval}`;
    if (set.parameters !== key) {
      const parameters = setParameters(set.handle, properties, interval);
      await port.command(Opcode.leSetExtendedAdvertisingParameters, parameters);
      set.parameters = key;
    }
    if (set.address === address) return;
    const octets = concatBytes(Uint8Array.of(set.handle), addressOctets(address));
    await port.command(Opcode.leSetAdvertisingSetRandomAddress, octets);
    set.address = address;
  }

  #forget(set: AdvertisingSet): void {
    this.#options.clock.cancel(set.timer);
    set.burst = undefined;
  }

  #then(set: AdvertisingSet, work: () => Promise<void>): void {
    set.chain = set.chain.then(work).catch((error: unknown) => this.#failed(set, error));
  }

  /** A refused burst has ended, so that the next one can come; other errors were reported. */
  #failed(set: AdvertisingSet, error: unknown): void {
    if (!(error instanceof HciCommandError)) return;
    const what = set === this.#connectable ? "connectable" : "non-connectable";
    this.#options.onRefusal(new HciError(`no ${what} advertising: ${error.message}`));
    const { burst } = set;
    this.#forget(set);
    burst?.sent();
  }
}
