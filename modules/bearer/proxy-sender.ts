import { maximumProxyMessage, proxySegmentHeader, proxySegmentLength } from "./proxy-pdu.js";

/** One direction of a GATT connection, to the peer. */
export interface ProxyChannel {
  /** Octets that one write or notification carries: ATT_MTU - 3. */
  readonly room: number;
  /** Writes or notifies; `value` is copied. False where there is no room: `ProxySender.proceed` follows when there is. */
  write(value: Uint8Array): boolean;
  /** The last segment of a message was taken; called once for each message, in order. */
  sent?(): void;
}

/**
 * Makes proxy PDUs in one buffer, for all connections of a server. Views of the buffer are kept by
 * their lengths, so that a segment allocates nothing once its length has occurred.
 */
export class ProxySegmenter {
  /** Room for a segment, and behind it for the whole message that it is copied from. */
  private readonly buffer = new Uint8Array(1 + 2 * maximumProxyMessage);
  private readonly views: Uint8Array[] = [];

  /** The segment at `offset` of a message of 1..66 octets, valid until the next call. */
  segment(type: number, message: Uint8Array, offset: number, room: number): Uint8Array {
    const { buffer } = this;
    const { length } = message;
    const octets = proxySegmentLength(length, offset, room);
    buffer[0] = proxySegmentHeader(type, length, offset, room);
    const store = 1 + maximumProxyMessage;
    buffer.set(message, store);
    buffer.copyWithin(1, store + offset, store + offset + octets);
    return this.viewOf(1 + octets);
  }

  /** They are in the order in which their lengths occurred: XS may crash with an array that has holes. */
  private viewOf(size: number): Uint8Array {
    const views = this.views;
    for (let i = 0, end = views.length; i < end; i++)
      if (views[i]!.length === size) return views[i]!;
    const view = this.buffer.subarray(0, size);
    views.push(view);
    return view;
  }
}

/**
 * Sends messages over one connection as proxy PDUs, one message after the other, so that segments
 * of two are never mixed (Mesh Protocol 1.1 §6.3.2.1). Segments have the size that fits when their
 * message begins.
 */
export class ProxySender {
  private readonly segmenter: ProxySegmenter;
  private readonly channel: ProxyChannel;
  private readonly messages: Uint8Array[] = [];
  private readonly types: number[] = [];
  /** Octets of the first message that were sent, and the room that its segments use. */
  private offset = 0;
  private room = 0;

  constructor(segmenter: ProxySegmenter, channel: ProxyChannel) {
    this.segmenter = segmenter;
    this.channel = channel;
  }

  /** Messages that were not sent completely. */
  get waiting(): number {
    return this.messages.length;
  }

  /** Sends a message of 1..66 octets after those before it. The array is kept until it is sent. Throws RangeError. */
  send(type: number, message: Uint8Array): void {
    const { length } = message;
    if (length < 1 || length > maximumProxyMessage)
      throw new RangeError(
        `message: ${length} octets where 1..${maximumProxyMessage} are possible`,
      );
    this.messages.push(message);
    this.types.push(type);
    if (this.messages.length === 1) this.proceed();
  }

  /** Goes on: there is room again. Whether anything was sent. */
  proceed(): boolean {
    const { channel, messages, segmenter, types } = this;
    let progress = false;
    while (messages.length > 0) {
      const message = messages[0]!;
      if (this.offset === 0) this.room = channel.room;
      // The connection has ended.
      if (this.room < 2) break;
      const { offset, room } = this;
      if (!channel.write(segmenter.segment(types[0]!, message, offset, room))) break;
      progress = true;
      this.offset += proxySegmentLength(message.length, offset, room);
      if (this.offset < message.length) continue;
      this.offset = 0;
      messages.shift();
      types.shift();
      channel.sent?.();
    }
    return progress;
  }

  /** Drops what was not sent. */
  clear(): void {
    this.messages.length = this.types.length = 0;
    this.offset = 0;
  }
}
