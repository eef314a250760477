import {
  collectedLength,
  collectedType,
  endsProxyMessage,
  maximumProxyMessage,
  noMessage,
  ProxyOutcome,
  reduceProxyPdu,
  type ProxyAssembly,
} from "./proxy-pdu.js";

/**
 * Reassembles the messages that come in proxy PDUs over one connection (Mesh Protocol 1.1
 * §6.3.2.2). The timer of `proxySarTimeout` is its user's: it runs while `collecting`.
 *
 * 1 + 66 octets of buffer, allocated at the first segment and kept, and one number. Nothing is
 * allocated for a further PDU.
 */
export class ProxyReceiver {
  private state: ProxyAssembly = noMessage;
  /** The message from octet 1 on: octet 0 takes the header of a PDU that is copied as a whole. */
  private buffer: Uint8Array | undefined = undefined;
  /** The message that `receive` has delivered: `octets[start..end)`, valid until the next call, and its type. */
  octets: Uint8Array | undefined = undefined;
  start = 0;
  end = 0;
  type = 0;

  /** Whether segments of a message have come and its last has not. */
  get collecting(): boolean {
    return this.state !== noMessage;
  }

  /**
   * Takes what was written or notified. `deliver`: the message is in `octets`. Above
   * `noMessage`: more segments are to come. After `violation` the connection has to be ended.
   */
  receive(value: Uint8Array): number {
    const header = value[0] ?? 0;
    const octets = value.length - 1;
    const before = this.state;
    const next = reduceProxyPdu(before, header, octets);
    if (next > noMessage) {
      this.store(value, collectedLength(before), collectedLength(next));
      this.state = next;
      return next;
    }
    if (next === ProxyOutcome.type || octets < 0) return next;
    if (next === ProxyOutcome.deliver) this.deliver(value, before);
    if (next !== ProxyOutcome.length || endsProxyMessage(header)) this.state = noMessage;
    return next;
  }

  /** Drops what was collected. */
  reset(): void {
    this.state = noMessage;
    this.octets = undefined;
  }

  private deliver(value: Uint8Array, before: ProxyAssembly): void {
    this.start = 1;
    if (before === noMessage) {
      this.type = value[0]! & 0x3f;
      this.octets = value;
      this.end = value.length;
      return;
    }
    this.type = collectedType(before);
    const length = collectedLength(before) + value.length - 1;
    this.store(value, collectedLength(before), length);
    this.octets = this.buffer;
    this.end = 1 + length;
  }

  /** Appends the payload of a PDU to `from` octets. A message that is too long is not stored. */
  private store(value: Uint8Array, from: number, to: number): void {
    if (to > maximumProxyMessage) return;
    const buffer = (this.buffer ??= new Uint8Array(1 + maximumProxyMessage));
    // The header comes to stand on the last octet before the payload, which is put back: a copy
    // of the payload alone would need a view, an allocation for each segment.
    const covered = buffer[from]!;
    buffer.set(value, from);
    buffer[from] = covered;
  }
}
