import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import { frozen } from "../base/frozen.js";
import type { DropReason } from "../host/drop-reason.js";
import type { NetworkInterface } from "../network/network-interface.js";
import type { SecurityCredentials } from "../network/security-credentials.js";
import { ControlMarks } from "./control-marks.js";
import type { RelayDistances } from "./relay-distance.js";

/** Opcodes of transport control messages. Mesh Protocol 1.1 §3.6.5. */
export const ControlOpcode = frozen({
  segmentAcknowledgment: 0x00,
  heartbeat: 0x0a,
});

/** Octets of parameters that an unsegmented control message has at most. §3.5.2.3 */
export const maximumControlParameters = 11;

/** Sources in the replay protection of control messages. */
const sources = 16;

/** A transport control message that was received. */
export interface ReceivedControl {
  readonly opcode: number;
  /** The octets after the opcode. */
  readonly parameters: Uint8Array;
  readonly credentials: SecurityCredentials;
  readonly interface: NetworkInterface;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly ivIndex: number;
  /** Its SEQ; that of its last segment where it has several. */
  readonly seq: number;
}

/** Processes the control messages of an opcode. */
export interface ControlHandler {
  /**
   * Called from the run queue. Returns undefined where the message had an effect: it is then
   * in the replay protection, and its TTL counts for the distance of its source; else why it is dropped.
   */
  receiveControl(message: ReceivedControl): DropReason | undefined;
}

/** A control message to be sent, which is not segmented. */
export interface ControlTransfer {
  /** Its opcode, and 0..11 octets of parameters. */
  readonly bytes: Uint8Array;
  readonly control: true;
  readonly netKeyIndex: number;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
}

/** Sends lower transport PDUs. */
export interface ControlSender {
  /** Sends one with a sequence number of its own; false where that cannot be done. */
  sendPdu(pdu: ControlTransfer): boolean;
}

export interface ControlMessagesOptions {
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly sender: ControlSender;
  readonly distances: RelayDistances;
  /** Its Default TTL is used. */
  readonly settings: { readonly defaultTtl: number };
}

/** The table of transport control messages: the handler of each opcode. Mesh Protocol 1.1 §3.6.5, §3.6.6. */
export class ControlMessages {
  private readonly options: ControlMessagesOptions;
  private readonly marks = new ControlMarks(sources);
  private readonly handlers = new Map<number, ControlHandler>();
  /** Whether any control message had an effect: on most nodes none has. A field: it is read for each access message. */
  used = false;
  private group = 0;
  private closed = false;

  constructor(options: ControlMessagesOptions) {
    this.options = options;
  }

  /** Passes messages of this opcode to `handler` from now on. Throws RangeError where there is a handler already. */
  on(opcode: number, handler: ControlHandler): void {
    if (this.handlers.has(opcode)) throw new RangeError(`control opcode ${opcode} has a handler`);
    this.handlers.set(opcode, handler);
  }

  /**
   * Sends a message with a sequence number of its own; false where none can be had or the
   * node is not on the subnet. Throws RangeError for parameters that are too long.
   */
  send(message: ControlTransfer): boolean {
    const octets = message.bytes.length - 1;
    if (octets < 0 || octets > maximumControlParameters)
      throw new RangeError(`parameters: ${octets} octets, not 0 to ${maximumControlParameters}`);
    return !this.closed && this.options.sender.sendPdu(message);
  }

  /** The same from the run queue: for callers deep in the stack. */
  sendSoon(transfer: ControlTransfer): void {
    this.options.queue.post(ControlMessages.#sendPosted, this, transfer);
  }

  /** Takes a message from the network or the reassembly; `octets`: of the PDU, for what is dropped. */
  receive(message: ReceivedControl, octets: number): void {
    const { diagnostics, queue } = this.options;
    const { ivIndex, seq, src } = message;
    if (!this.marks.isNew(src, ivIndex, seq)) return diagnostics.drop("network.replay", octets);
    if (!this.handlers.has(message.opcode))
      return diagnostics.drop("transport.unknown-control", octets);
    queue.post(ControlMessages.#handle, this, message);
  }

  /** An access message of the source was authentic: an earlier control message with a higher number was forged. */
  authentic(src: number, ivIndex: number, seq: number): void {
    this.marks.authentic(src, ivIndex, seq);
  }

  /** Also receives control messages to this group address, which no element is subscribed to; 0: to none. */
  listenTo(group: number): void {
    this.group = group;
  }

  /** Whether control messages to a group address are received. */
  listensTo(address: number): boolean {
    return address === this.group;
  }

  close(): void {
    this.closed = true;
  }

  // From the run queue: by then the layer may be closed.

  static #sendPosted(messages: ControlMessages, transfer: ControlTransfer): void {
    messages.send(transfer);
  }

  static #handle(messages: ControlMessages, message: ReceivedControl): void {
    if (messages.closed) return;
    const { diagnostics, distances, settings } = messages.options;
    const { ivIndex, opcode, parameters, seq, src, ttl } = message;
    const reason = messages.handlers.get(opcode)!.receiveControl(message);
    if (reason !== undefined) return diagnostics.drop(reason, 1 + parameters.length);
    messages.marks.enter(src, ivIndex, seq);
    messages.used = true;
    distances.heard(src, ttl, settings.defaultTtl);
  }
}
