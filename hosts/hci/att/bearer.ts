import { GattError } from "../../../modules/base/gatt-errors.js";
import type { Clock } from "../../../modules/host/clock.js";
import { Att, leastMtu, mostMtu, pdu, word } from "./att.js";
import { AttClient } from "./att-client.js";
import { agreedMtu, type AttAccess, AttServer } from "./att-server.js";
import type { AttChannel, AttReceiver } from "./channel.js";

/** PDUs of a server, which are for our client: responses, notifications, indications. */
const forClient: ReadonlySet<number> = new Set([
  Att.error,
  Att.exchangeMtuResponse,
  Att.findInformationResponse,
  Att.findByTypeValueResponse,
  Att.readByTypeResponse,
  Att.readResponse,
  Att.readBlobResponse,
  Att.readByGroupTypeResponse,
  Att.writeResponse,
  Att.prepareWriteResponse,
  Att.executeWriteResponse,
  Att.notification,
  Att.indication,
]);

export interface AttBearerOptions {
  readonly clock: Clock;
  readonly channel: AttChannel;
  /** The ATT_MTU that we offer, 23..517. Default 517. */
  readonly mtu?: number;
  /** What our server gives access to. */
  readonly access: AttAccess;
  /** PDUs have left. */
  readonly onRoom?: () => void;
  /** The connection has ended. `reason`: HCI error code. */
  readonly onClosed?: (reason: number) => void;
}

/**
 * ATT on one connection, both roles: the other side's requests are for our server, its responses
 * for our client (Core Specification 5.4, Vol 3 Part F §3.2.11).
 */
export class AttBearer implements AttReceiver {
  readonly client: AttClient;
  readonly #options: AttBearerOptions;
  readonly #own: number;
  readonly #server: AttServer;
  #mtu = leastMtu;
  /** Each side exchanges the MTU once: what it offers a second time is not used. */
  #offered = false;
  #reason: number | undefined;

  constructor(options: AttBearerOptions) {
    const { access, channel, clock, mtu: own = mostMtu } = options;
    this.#options = options;
    this.#own = own;
    const mtu = () => this.#mtu;
    const exchangeMtu = (offered: number) => this.#exchanged(offered);
    this.#server = new AttServer({ access, channel, mtu, exchangeMtu });
    this.client = new AttClient({ clock, channel, mtu });
  }

  get mtu(): number {
    return this.#mtu;
  }

  /** HCI error code of the end; undefined while connected. */
  get reason(): number | undefined {
    return this.#reason;
  }

  get channel(): AttChannel {
    return this.#options.channel;
  }

  /** Offers our ATT_MTU. A server without the request leaves it at 23. */
  async exchangeMtu(): Promise<void> {
    try {
      const response = await this.client.request(pdu(Att.exchangeMtu, [this.#own]), 3);
      this.#mtu = agreedMtu(this.#own, word(response, 1));
    } catch (error) {
      if (!(error instanceof GattError)) throw error;
    }
  }

  receive(received: Uint8Array): void {
    const opcode = received[0];
    if (opcode === undefined || this.#reason !== undefined) return;
    if (forClient.has(opcode)) this.client.receive(received);
    else this.#server.receive(received);
  }

  room(): void {
    if (this.#reason !== undefined) return;
    this.#server.next();
    this.#options.onRoom?.();
  }

  closed(reason: number): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#server.close();
    this.client.closed(reason);
    this.#options.onClosed?.(reason);
  }

  #exchanged(offered: number): number {
    if (!this.#offered) this.#mtu = agreedMtu(this.#own, offered);
    this.#offered = true;
    return this.#own;
  }
}
