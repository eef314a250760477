import { GattDisconnectedError } from "../../modules/base/gatt-errors.js";
import { defer, Timer } from "../../modules/base/timer.js";
import type { Clock } from "../../modules/host/clock.js";
import type { GattClient } from "../../modules/host/gatt-client.js";
import type { GattServer } from "../../modules/host/gatt.js";
import type {
  AdvertisingHandle,
  PacketReceiver,
  Radio,
  RadioWatcher,
  ScanOptions,
} from "../../modules/host/radio.js";
import type { Random } from "../../modules/host/random.js";
import type { Trace, TraceEvent } from "../../modules/host/trace.js";
import { type Burst, longestBurst } from "./advertiser.js";
import { AttGattClient } from "./att/gatt-client.js";
import { AttGattServer } from "./att/gatt-server.js";
import { HciError } from "./errors.js";
import type { AdvertisingPacket } from "./events.js";
import type { L2cap } from "./l2cap.js";
import { Status } from "./opcodes.js";
import { Session } from "./session.js";
import type { OpenTransport } from "./transport.js";

/** Most connections of clients, and most to servers. */
const usualConnections = 3;
const longestInterval = 10_240;
/** Waits between attempts to start the controller again, in ms: doubled up to the longest. */
const firstWait = 1000;
const longestWait = 64_000;
/** Milliseconds after the longest time of an advertisement at which it is given up. */
const patience = 4000;

/** Options of an HciRadio. */
export interface HciRadioOptions {
  /** Opens the controller's transport, also after it was lost. */
  readonly open: OpenTransport;
  readonly clock: Clock;
  /** Source of the random static address. */
  readonly random: Random;
  /** Device Name of the GAP service. Default "xs-mesh". */
  readonly name?: string;
  /** Most clients at a time, and most connections to servers. Default 3. */
  readonly connections?: number;
  /** The ATT_MTU that clients are offered, 23..517. Default 517. */
  readonly mtu?: number;
  /**
   * The node reaches its network through GATT proxies alone: the controller must establish
   * connections, and is never asked to advertise. Default false.
   */
  readonly gattOnly?: boolean;
  /** Gets the radio's faults while no node listens for them. */
  readonly trace?: Trace;
}

/** An advertisement in flight. */
interface InFlight {
  readonly handle: AdvertisingHandle;
  readonly burst: Burst;
  /** Time at which it is given up. */
  readonly deadline: Timer<() => void>;
}

/**
 * A radio on a Bluetooth controller that is reached by HCI (Core Specification 5.4, Vol 4). After
 * a fault of the controller it is started again, until that succeeds: connections have ended then,
 * and all that was asked for is repeated.
 */
export class HciRadio implements Radio {
  readonly sets: number;
  readonly gatt?: GattServer;
  readonly gattClient?: GattClient;
  /** The random static address, 48 bits. */
  readonly address: number;
  readonly #options: HciRadioOptions;
  readonly #inFlight: (InFlight | undefined)[] = [];
  readonly #server: AttGattServer;
  readonly #retry: Timer<HciRadio>;
  #session: Session | undefined;
  #watcher: RadioWatcher | undefined;
  #receiver: PacketReceiver | undefined;
  #scan: ScanOptions = {};
  #next: AdvertisingHandle = 1;
  #resets = 0;
  /** Attempts to start that failed in a row. */
  #attempts = 0;
  #unsent = 0;
  #closed = false;

  private constructor(options: HciRadioOptions, address: number) {
    const { clock, connections = usualConnections, mtu, name } = options;
    this.#options = options;
    this.address = address;
    this.sets = 1;
    this.#retry = new Timer(clock, HciRadio.#restart, this);
    this.#server = new AttGattServer({
      clock,
      connections,
      ...(name !== undefined && { name }),
      ...(mtu !== undefined && { mtu }),
      advertise: (advertisement) => this.#session?.advertiser.connectable(advertisement),
    });
  }

  /** Starts the controller. Rejects with HciError, whose message says what to do. */
  static async open(options: HciRadioOptions): Promise<HciRadio> {
    const radio = new HciRadio(options, staticAddress(options.random));
    const session = await radio.#open();
    const { central, peripheral } = session.capabilities;
    const { clock, connections = usualConnections, gattOnly = false } = options;
    const server = radio.#server;
    const client = new AttGattClient({
      clock,
      connections,
      server,
      establish: (address, timeout) => radio.#establish(address, timeout),
    });
    return Object.assign(radio, {
      sets: gattOnly ? 0 : session.advertiser.sets,
      ...(peripheral && !gattOnly && { gatt: server }),
      ...(central && { gattClient: client }),
    });
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (this.#closed) throw new RangeError("the radio is closed");
    if (data.length < 1 || data.length > 31)
      throw new RangeError(`data: 1..31 octets, not ${data.length}`);
    if (!(Number.isInteger(events) && events >= 1))
      throw new RangeError(`events: a whole number from 1, not ${events}`);
    if (!(interval >= 20 && interval <= longestInterval))
      throw new RangeError(`interval: 20..${longestInterval} ms, not ${interval}`);
    const slot = this.#freeSlot();
    if (slot < 0) throw new RangeError("no advertising set is free");
    const { clock } = this.#options;
    const handle = this.#next++;
    const sent = (): void => {
      const one = this.#inFlight[slot];
      if (one?.handle !== handle) return;
      one.deadline.stop();
      // The application is not called inside a promise, which would keep its exceptions. Until it is
      // called it can stop the advertisement, which then is not done.
      defer(clock, () => {
        if (this.#inFlight[slot]?.handle !== handle) return;
        this.#forget(slot);
        done();
      });
    };
    const burst = { data: data.slice(), events, interval, sent };
    const giveUp = (): void => this.#giveUp(slot);
    const deadline = new Timer(clock, HciRadio.#run, giveUp);
    deadline.start(longestBurst(burst) + patience);
    this.#inFlight[slot] = { handle, burst, deadline };
    this.#session?.advertiser.start(slot, burst);
    return handle;
  }

  stop(handle: AdvertisingHandle): void {
    const slot = this.#inFlight.findIndex((one) => one?.handle === handle);
    if (slot < 0) return;
    this.#forget(slot);
    this.#session?.advertiser.stop(slot);
  }

  scan(receiver: PacketReceiver | undefined, options: ScanOptions = {}): void {
    if (this.#closed) return;
    this.#receiver = receiver;
    this.#scan = options;
    this.#applyScan();
  }

  watch(watcher: RadioWatcher): void {
    this.#watcher = watcher;
  }

  unwatch(watcher: RadioWatcher): void {
    if (this.#watcher === watcher) this.#watcher = undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#retry.stop();
    this.#receiver = undefined;
    for (let slot = 0; slot < this.#inFlight.length; slot++) this.#forget(slot);
    this.#server.close();
    const session = this.#session;
    this.#session = undefined;
    session?.close();
  }

  #freeSlot(): number {
    for (let slot = 0; slot < this.sets; slot++) if (!this.#inFlight[slot]) return slot;
    return -1;
  }

  #forget(slot: number): void {
    this.#inFlight[slot]?.deadline.stop();
    this.#inFlight[slot] = undefined;
  }

  /** The controller did not send it in its time: the node goes on. */
  #giveUp(slot: number): void {
    const { burst } = this.#inFlight[slot]!;
    this.#session?.advertiser.stop(slot);
    const count = ++this.#unsent;
    this.#watcher?.drop("radio.unsent", burst.data.length);
    this.#tell("unsent", count, `a packet was given up after ${patience} ms: ${this.#state()}`);
    burst.sent();
  }

  #state(): string {
    return this.#session ? "the controller did not send it" : "there is no controller";
  }

  #applyScan(): void {
    const { active = false } = this.#scan;
    this.#session?.scanner.scan(this.#receiver ? (active ? "active" : "passive") : undefined);
  }

  #heard({ address, data, kind, rssi }: AdvertisingPacket): void {
    if (data.length > 0) this.#receiver?.(data, rssi, kind, address);
  }

  async #establish(address: number, timeout: number): Promise<L2cap> {
    const session = this.#session;
    if (!session) throw new GattDisconnectedError(Status.connectionTimeout);
    return session.initiator.connect(address, timeout);
  }

  #accepted(l2cap: L2cap): void {
    if (this.gatt && this.#server.hasPlace) l2cap.attach(this.#server.accept(l2cap));
    else l2cap.close();
  }

  async #open(): Promise<Session> {
    const { clock, gattOnly = false, open } = this.#options;
    const transport = await open();
    let isLost = false;
    const session = await Session.open({
      transport,
      clock,
      address: this.address,
      gattOnly,
      events: {
        heard: (packet) => this.#heard(packet),
        accepted: (l2cap) => this.#accepted(l2cap),
        refused: (error) => this.#tell("unsent", this.#unsent, error.message),
        failed: (error) => {
          isLost = true;
          this.#lost(error);
        },
      },
    });
    if (this.#closed || isLost) {
      session.close();
      throw new HciError("the radio is closed");
    }
    this.#session = session;
    return session;
  }

  /** The controller failed, or is gone: it is started again at once. */
  #lost(error: HciError): void {
    this.#session = undefined;
    if (this.#closed) return;
    const count = ++this.#resets;
    this.#tell("reset", count, `${error.message}; it is started again`);
    this.#retry.start(0);
  }

  static #restart(this: void, radio: HciRadio): void {
    radio.#open().then(
      () => radio.#recovered(),
      (error: Error) => radio.#failedAgain(error),
    );
  }

  #failedAgain(error: Error): void {
    if (this.#closed) return;
    const count = ++this.#attempts;
    const wait = Math.min(firstWait * 2 ** (count - 1), longestWait);
    this.#retry.start(wait);
    this.#tell("failed", count, `${error.message}; next attempt in ${wait / 1000} s`);
  }

  /** Repeats all that was asked for. */
  #recovered(): void {
    this.#attempts = 0;
    this.#applyScan();
    this.#inFlight.forEach((one, slot) => {
      if (one) this.#session?.advertiser.start(slot, one.burst);
    });
    this.#server.restore();
    this.#tell("recovered", this.#resets, "the controller was started again");
  }

  #tell(
    state: (TraceEvent & { readonly type: "radio" })["state"],
    count: number,
    message: string,
  ): void {
    const event: TraceEvent = { type: "radio", state, count, message };
    if (this.#watcher) this.#watcher.emit(event);
    else this.#options.trace?.(event);
  }

  static #run(this: void, work: () => void): void {
    work();
  }
}

/** A random static address (Vol 6 Part B §1.3.2.1): the two highest bits are 1. */
function staticAddress(random: Random): number {
  const octets = new Uint8Array(6);
  random.fill(octets);
  octets[0]! |= 0xc0;
  return octets.reduce((address, octet) => address * 256 + octet, 0);
}
