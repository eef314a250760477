import { concatBytes, getUint16LE } from "../../modules/base/bytes.js";
import type { AttChannel, AttReceiver } from "./att/channel.js";
import {
  answerSignalling,
  type ConnectionRange,
  connectionUpdateRequest,
} from "./l2cap-signalling.js";

/** Channel identifiers of LE connections (Core Specification 5.4, Vol 3 Part A §2.1). */
const Channel = { att: 4, signalling: 5, security: 6 } as const;
/** Octets before the payload of an L2CAP PDU: its length and the channel. */
const header = 4;
/** Longest payload that is joined: an ATT PDU of the largest ATT_MTU. */
const longestPayload = 517;

/** ATT PDUs that are kept for a receiver: a server sends few before it gets a request. */
const mostEarly = 16;

/** Pairing Request and Security Request, which are answered with Pairing Failed (Vol 3 Part H §3.5). */
const Smp = { pairingRequest: 0x01, pairingFailed: 0x05, securityRequest: 0x0b } as const;
/** Reason of Pairing Failed: Pairing Not Supported. */
const pairingNotSupported = 0x05;

export interface L2capOptions {
  /** Most octets of a fragment that can be sent. */
  readonly fragment: () => number;
  /** Sends a fragment of an L2CAP PDU; the array is not used again. */
  readonly send: (fragment: Uint8Array, isFirst: boolean) => void;
  /** Ends the connection. */
  readonly disconnect: () => void;
  /**
   * The peripheral asks for other parameters; returns whether they are accepted. Absent at the
   * peripheral.
   */
  readonly onParameters?: (range: ConnectionRange) => boolean;
}

/**
 * L2CAP of one LE connection (Core Specification 5.4, Vol 3 Part A): ATT, signalling, and the
 * Security Manager's channel, on which pairing is refused.
 */
export class L2cap implements AttChannel {
  readonly #options: L2capOptions;
  #receiver: AttReceiver | undefined;
  /** ATT PDUs that came before there was a receiver. */
  readonly #early: Uint8Array[] = [];
  /** HCI error code of the end. */
  #reason = 0;
  /** The PDU that is being received, as far as it has come; undefined between two. */
  #pdu: Uint8Array | undefined;
  #received = 0;
  /** For each fragment that has not left: whether it is the last one of an ATT PDU. */
  readonly #leaving: boolean[] = [];
  #waiting = 0;
  #identifier = 0;
  #open = true;

  constructor(options: L2capOptions) {
    this.#options = options;
  }

  /** Sets what gets the ATT PDUs. */
  attach(receiver: AttReceiver): void {
    this.#receiver = receiver;
    for (const pdu of this.#early.splice(0)) receiver.receive(pdu);
    if (!this.#open) receiver.closed(this.#reason);
  }

  get waiting(): number {
    return this.#waiting;
  }

  send(pdu: Uint8Array): void {
    if (!this.#open) return;
    this.#waiting++;
    this.#send(Channel.att, pdu);
  }

  close(): void {
    if (this.#open) this.#options.disconnect();
  }

  /** As a peripheral: asks the central for other parameters. */
  requestParameters(range: ConnectionRange): void {
    if (!this.#open) return;
    this.#identifier = (this.#identifier % 255) + 1;
    this.#send(Channel.signalling, connectionUpdateRequest(this.#identifier, range));
  }

  /** Fragments have left, in the order of `send`. */
  completed(fragments: number): void {
    const before = this.#waiting;
    for (const isLast of this.#leaving.splice(0, fragments)) if (isLast) this.#waiting--;
    if (this.#open && this.#waiting < before) this.#receiver?.room();
  }

  /** The connection has ended. */
  closed(reason: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.#reason = reason;
    this.#receiver?.closed(reason);
  }

  /**
   * Gets a fragment. A continuation without a beginning, and what does not fit together, is
   * dropped (Vol 3 Part A §7.2.1).
   */
  receive(fragment: Uint8Array, isFirst: boolean): void {
    if (!this.#open) return;
    if (isFirst) {
      this.#pdu = undefined;
      if (fragment.length < header) return;
      const length = header + getUint16LE(fragment, 0);
      if (length > header + longestPayload || fragment.length > length) return;
      this.#pdu = new Uint8Array(length);
      this.#received = 0;
    }
    const pdu = this.#pdu;
    if (!pdu) return;
    if (this.#received + fragment.length > pdu.length) {
      this.#pdu = undefined;
      return;
    }
    pdu.set(fragment, this.#received);
    this.#received += fragment.length;
    if (this.#received < pdu.length) return;
    this.#pdu = undefined;
    this.#deliver(getUint16LE(pdu, 2), pdu.slice(header));
  }

  #deliver(channel: number, payload: Uint8Array): void {
    if (channel === Channel.att) this.#receiveAtt(payload);
    else if (channel === Channel.signalling) this.#signal(payload);
    else if (channel === Channel.security) this.#refusePairing(payload[0]);
  }

  #receiveAtt(pdu: Uint8Array): void {
    if (this.#receiver) this.#receiver.receive(pdu);
    else if (this.#early.length < mostEarly) this.#early.push(pdu);
  }

  #signal(command: Uint8Array): void {
    const answer = answerSignalling(command, this.#options.onParameters);
    if (answer) this.#send(Channel.signalling, answer);
  }

  #refusePairing(code: number | undefined): void {
    if (code === Smp.pairingRequest || code === Smp.securityRequest)
      this.#send(Channel.security, Uint8Array.of(Smp.pairingFailed, pairingNotSupported));
  }

  #send(channel: number, payload: Uint8Array): void {
    const { length } = payload;
    const pdu = concatBytes(Uint8Array.of(length, length >> 8, channel, channel >> 8), payload);
    const size = Math.max(this.#options.fragment(), 1);
    for (let at = 0; at < pdu.length; at += size) {
      const isLast = at + size >= pdu.length;
      this.#leaving.push(isLast && channel === Channel.att);
      this.#options.send(pdu.slice(at, at + size), at === 0);
    }
  }
}
