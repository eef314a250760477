import type {
  FollowedMessage,
  SegmentFollower,
  SegmentProgress,
  SegmentStates,
} from "../../modules/host/segment-follower.js";
import type { CipherHandle } from "./cipher-handle.js";

/** The native functions of segment-receiver-xs.c. */
class Native {
  static follow(cipher: CipherHandle, states: SegmentStates, messages: number): void {
    return native("xs_segment_receiver").call(this, cipher, states, messages);
  }

  static beginMessage(
    cipher: CipherHandle,
    src: number,
    dst: number,
    ivIndex: number,
    seq: number,
    header: number,
    octets: Uint8Array | undefined,
    progress: SegmentProgress,
  ): number {
    return native("xs_segment_receiver_begin").call(
      this,
      cipher,
      src,
      dst,
      ivIndex,
      seq,
      header,
      octets,
      progress,
    );
  }

  static endMessage(cipher: CipherHandle, place: number): void {
    return native("xs_segment_receiver_end").call(this, cipher, place);
  }

  static writeMessage(
    cipher: CipherHandle,
    place: number,
    progress: Readonly<SegmentProgress>,
  ): void {
    return native("xs_segment_receiver_write").call(this, cipher, place, progress);
  }

  static readMessage(
    cipher: CipherHandle,
    place: number,
    progress: SegmentProgress,
    use: boolean,
  ): void {
    return native("xs_segment_receiver_read").call(this, cipher, place, progress, use);
  }
}

/** The messages of which segments are taken in segment-receiver.c, in a receiver that opens messages. */
export class NativeSegmentFollower implements SegmentFollower {
  private readonly cipher: CipherHandle;
  // C reads it when a segment comes; the field keeps it from the garbage collector.
  protected readonly states: SegmentStates;

  constructor(cipher: CipherHandle, states: SegmentStates, messages: number) {
    this.cipher = cipher;
    this.states = states;
    Native.follow(cipher, states, messages);
  }

  beginMessage(
    message: FollowedMessage,
    octets: Uint8Array | undefined,
    progress: SegmentProgress,
  ): number {
    const { control, dst, ivIndex, longMic, segN, seq, src, type } = message;
    // SEGMENT_HEADER in segment-receiver.h
    const header = type | (longMic ? 0x80 : 0) | (control ? 0x100 : 0) | (segN << 9);
    return Native.beginMessage(this.cipher, src, dst, ivIndex, seq, header, octets, progress);
  }

  endMessage(place: number): void {
    Native.endMessage(this.cipher, place);
  }

  writeMessage(place: number, progress: Readonly<SegmentProgress>): void {
    Native.writeMessage(this.cipher, place, progress);
  }

  readMessage(place: number, progress: SegmentProgress, use: boolean): void {
    Native.readMessage(this.cipher, place, progress, use);
  }
}
