import { GattDisconnectedError } from "../../../modules/base/gatt-errors.js";
import type { Clock } from "../../../modules/host/clock.js";
import type { ConnectOptions, GattClient } from "../../../modules/host/gatt-client.js";
import { leastMtu, mostMtu } from "./att.js";
import type { AttBearer } from "./bearer.js";
import type { AttChannel, AttReceiver } from "./channel.js";
import type { AttGattServer } from "./gatt-server.js";
import { AttGattPeer } from "./peer.js";

/** Milliseconds after which an attempt to connect ends. */
const usualTimeout = 10_000;
/** HCI error code: Connection Timeout. */
const timedOut = 0x08;
/** HCI error code: Connection Failed to be Established. */
const notEstablished = 0x3e;

/** A connection that was established. */
export interface EstablishedChannel extends AttChannel {
  /** Sets what gets its PDUs; none comes before. */
  attach(receiver: AttReceiver): void;
}

export interface AttGattClientOptions {
  readonly clock: Clock;
  /** Most connections at a time. */
  readonly connections: number;
  /** Has the services that the other side sees. */
  readonly server: AttGattServer;
  /**
   * Connects within `timeout` milliseconds. Called for one attempt at a time. Rejects with
   * GattDisconnectedError.
   */
  readonly establish: (address: number, timeout: number) => Promise<EstablishedChannel>;
}

/** A GATT client on ATT bearers. */
export class AttGattClient implements GattClient {
  readonly connections: number;
  readonly #options: AttGattClientOptions;
  /** Settles after the latest attempt; the next one begins then. */
  #attempts: Promise<unknown> = Promise.resolve();
  #open = 0;

  constructor(options: AttGattClientOptions) {
    this.#options = options;
    this.connections = options.connections;
  }

  async connect(address: number, options: ConnectOptions = {}): Promise<AttGattPeer> {
    const { mtu = mostMtu, mtuExchange = "first", timeout = usualTimeout } = options;
    if (!(Number.isInteger(mtu) && mtu >= leastMtu && mtu <= mostMtu))
      throw new RangeError(`mtu: ${leastMtu}..${mostMtu}, not ${mtu}`);
    if (mtuExchange !== "first" && mtuExchange !== "late")
      throw new RangeError(`mtuExchange: "first" or "late", not ${String(mtuExchange)}`);
    if (!(timeout > 0 && timeout < Infinity))
      throw new RangeError(`timeout: more than 0 ms, not ${timeout}`);
    if (!(address >= 0 && address < 2 ** 49 && Number.isInteger(address)))
      throw new RangeError(`address: one that a packet came from, not ${address}`);
    this.#check();
    const attempt = this.#attempts.then(() => this.#attempt(address, mtu, timeout, options));
    this.#attempts = attempt.catch(() => undefined);
    return attempt;
  }

  #check(): void {
    if (this.#open >= this.connections)
      throw new RangeError(
        `connections: ${this.connections} are open, and no more are possible; disconnect one`,
      );
  }

  /** Connects, again where the connection was not established (Vol 6 Part B §4.5). */
  async #attempt(
    address: number,
    mtu: number,
    timeout: number,
    options: ConnectOptions,
  ): Promise<AttGattPeer> {
    const { clock } = this.#options;
    const end = clock.now() + timeout;
    for (;;) {
      this.#check();
      try {
        return await this.#connect(address, mtu, end, options);
      } catch (error) {
        const isRetried = error instanceof GattDisconnectedError && error.reason === notEstablished;
        if (!isRetried || clock.now() >= end) throw error;
      }
    }
  }

  async #connect(
    address: number,
    mtu: number,
    end: number,
    { mtuExchange, onDisconnect }: ConnectOptions,
  ): Promise<AttGattPeer> {
    const { clock, establish, server } = this.#options;
    const channel = await establish(address, end - clock.now());
    this.#open++;
    let isReady = false;
    const bearer: AttBearer = server.join(channel, {
      mtu,
      onRoom: () => peer.room(),
      onClosed: (reason) => {
        this.#open--;
        if (isReady) onDisconnect?.(reason);
      },
    });
    const isLate = mtuExchange === "late" && mtu > leastMtu;
    const peer = new AttGattPeer(bearer, isLate);
    channel.attach(bearer);
    if (!isLate) await this.#exchange(bearer, mtu, end);
    isReady = true;
    return peer;
  }

  /** A server that does not answer in the time of the attempt is disconnected from. */
  async #exchange(bearer: AttBearer, mtu: number, end: number): Promise<void> {
    const { clock } = this.#options;
    if (mtu > leastMtu) {
      const timer = clock.schedule(() => bearer.channel.close(), Math.max(0, end - clock.now()));
      try {
        await bearer.exchangeMtu();
      } finally {
        clock.cancel(timer);
      }
    }
    if (bearer.reason !== undefined) throw new GattDisconnectedError(bearer.reason);
  }
}

/** What an attempt is rejected with whose time ran out. */
export function attemptTimedOut(): GattDisconnectedError {
  return new GattDisconnectedError(timedOut);
}
