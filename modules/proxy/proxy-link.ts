import { TimeoutError } from "../base/errors.js";
import { Timer } from "../base/timer.js";
import type { GattPeer, RemoteCharacteristic } from "../host/gatt-client.js";
import type { ConfigurationPdu } from "../network/configuration-pdu.js";
import { proxyFilterCapacity, ProxyFilterType } from "../network/proxy-filter.js";
import {
  decodeFilterStatus,
  encodeAddresses,
  encodeSetFilterType,
  type FilterStatus,
  mostAddresses,
  ProxyOpcode,
} from "./configuration-messages.js";
import { ProxyInterface, type ProxyLayers } from "./proxy-interface.js";

/** Milliseconds that a Filter Status may take. */
const statusTime = 2000;
/** How often a message is sent until its Filter Status comes. */
const attempts = 3;

interface Waiting {
  resolve(status: FilterStatus): void;
  reject(error: Error): void;
}

/** The connection of a proxy client to a server: a network interface that every PDU is sent by. Mesh Protocol 1.1 §6. */
export class ProxyLink extends ProxyInterface<ProxyLayers> {
  /** Index of the subnet whose keys the configuration messages are secured with. */
  readonly netKeyIndex: number;
  private readonly peer: GattPeer;
  private readonly dataIn: RemoteCharacteristic;
  private readonly statusTimer: Timer<ProxyLink>;
  private waiting: Waiting | undefined = undefined;
  /** ProxyFilterType that the server was asked for. */
  private type: number = ProxyFilterType.acceptList;
  private closed = false;
  /** Settles after the changes of the filter that were asked for: one follows the other. */
  private changes: Promise<unknown> = Promise.resolve();
  /** What the filter of the server has. */
  private filtered: readonly number[] = [];

  constructor(
    layers: ProxyLayers,
    peer: GattPeer,
    dataIn: RemoteCharacteristic,
    netKeyIndex: number,
  ) {
    super(layers);
    this.peer = peer;
    this.dataIn = dataIn;
    this.netKeyIndex = netKeyIndex;
    this.statusTimer = new Timer(layers.clock, ProxyLink.#statusMissing, this);
    peer.onRoom = () => this.proceed();
  }

  get room(): number {
    return this.peer.connected ? this.peer.mtu - 3 : 0;
  }

  write(value: Uint8Array): boolean {
    return this.peer.writeWithoutResponse(this.dataIn, value);
  }

  disconnect(): void {
    this.peer.disconnect();
  }

  override close(): void {
    this.closed = true;
    super.close();
    // Also where the node leaves its network.
    this.peer.disconnect();
    this.#answered()?.reject(new TimeoutError("the proxy connection ended"));
  }

  /** What passes to this client: messages to `addresses`; undefined: every message. */
  get addresses(): readonly number[] | undefined {
    return this.type === ProxyFilterType.rejectList ? undefined : this.filtered;
  }

  /** Lets every message pass to this client. Rejects with TimeoutError where the server does not answer. */
  acceptAll(): Promise<void> {
    return this.#inOrder(async () => {
      await this.#setType(ProxyFilterType.rejectList);
    });
  }

  /**
   * Sets the addresses whose messages pass to this client; those that the server has no room for
   * are returned. Rejects as `acceptAll` does.
   */
  setAddresses(addresses: readonly number[]): Promise<readonly number[]> {
    return this.#inOrder(() => this.#setAddresses(addresses));
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const change = this.changes.then(work);
    this.changes = change.catch(() => undefined);
    return change;
  }

  /** Sets the kind of the filter, which clears its list. */
  async #setType(type: number): Promise<void> {
    this.type = type;
    this.filtered = [];
    await this.#request(encodeSetFilterType(type));
  }

  async #setAddresses(addresses: readonly number[]): Promise<readonly number[]> {
    const removed = this.filtered.filter((address) => !addresses.includes(address));
    const added = addresses.filter((address) => !this.filtered.includes(address));
    if (this.filtered.length === 0) await this.#setType(ProxyFilterType.acceptList);
    await this.#change(ProxyOpcode.removeAddresses, removed);
    const kept = this.filtered.filter((address) => addresses.includes(address));
    this.filtered = [...kept, ...added];
    const { size } = (await this.#change(ProxyOpcode.addAddresses, added)) ?? {
      size: Math.min(this.filtered.length, proxyFilterCapacity),
    };
    // The server adds in order until its list is full.
    const refused = added.slice(Math.max(0, size - kept.length));
    this.filtered = this.filtered.filter((address) => !refused.includes(address));
    return refused;
  }

  protected passes(): boolean {
    return true;
  }

  protected configured({ bytes, end, start }: ConfigurationPdu): void {
    const status = decodeFilterStatus(bytes, start, end);
    // A status of another kind of list does not answer: the server has not done what it was asked for.
    if (status?.type === this.type) this.#answered()?.resolve(status);
    else this.layers.diagnostics.drop("proxy.configuration", end - start);
  }

  async #change(
    opcode: typeof ProxyOpcode.addAddresses | typeof ProxyOpcode.removeAddresses,
    addresses: readonly number[],
  ): Promise<FilterStatus | undefined> {
    let status: FilterStatus | undefined;
    for (let at = 0; at < addresses.length; at += mostAddresses)
      status = await this.#request(
        encodeAddresses(opcode, addresses.slice(at, at + mostAddresses)),
      );
    return status;
  }

  async #request(message: Uint8Array): Promise<FilterStatus> {
    for (let left = attempts; ; left--) {
      try {
        return await this.#ask(message);
      } catch (error) {
        if (left <= 1 || this.closed) throw error;
      }
    }
  }

  #ask(message: Uint8Array): Promise<FilterStatus> {
    if (this.closed) return Promise.reject(new TimeoutError("the proxy connection ended"));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.statusTimer.start(statusTime);
      const credentials = this.layers.network.transmitCredentials(this.netKeyIndex);
      if (!credentials || !this.sendConfiguration(credentials, message))
        this.#answered()?.reject(new TimeoutError("the proxy cannot be configured: no key"));
    });
  }

  #answered(): Waiting | undefined {
    const { waiting } = this;
    this.statusTimer.stop();
    this.waiting = undefined;
    return waiting;
  }

  static #statusMissing(link: ProxyLink): void {
    link.#answered()?.reject(new TimeoutError("the proxy did not answer with its filter status"));
  }
}
