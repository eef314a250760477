/** What the next segment of a message means. */
export const FollowedPhase = Object.freeze({
  /** It may be missing: the message is being received. */
  receiving: 0,
  /** Nothing: the message was discarded, or is complete and was acknowledged a short while ago. */
  ignored: 1,
  /** The message, which is complete, is acknowledged again. */
  answered: 2,
});

/** What changes of a message that is being reassembled. Times are those of the node's clock, milliseconds. */
export interface SegmentProgress {
  /** A FollowedPhase. */
  phase: number;
  /** Acknowledgments that are to be repeated. */
  repeats: number;
  /** Octets of the whole message; of all segments before the last one has come. */
  length: number;
  /** Bit n: segment n was received. */
  received: number;
  highestSeq: number;
  /** The time at which the receiver reads or writes it. */
  now: number;
  /** When the timers will run that the node has started; Infinity: one is not running. */
  acknowledgmentArmed: number;
  discardArmed: number;
  /** When they are due: never earlier. NaN where the receiver does not know the time. */
  acknowledgmentDue: number;
  discardDue: number;
  /** The greater, the later the message had its latest segment. */
  used: number;
}

/** Identifies a message that a SegmentFollower follows. Mesh Protocol 1.1 §3.5.2.2, §3.5.3.1. */
export interface FollowedMessage {
  readonly src: number;
  readonly dst: number;
  readonly ivIndex: number;
  /** SEQ of its first segment. */
  readonly seq: number;
  /** Of a segment's header: AKF and AID, or the opcode. */
  readonly type: number;
  readonly longMic: boolean;
  readonly control: boolean;
  readonly segN: number;
}

/**
 * Takes segments of the messages that a node is reassembling, where one neither begins nor
 * completes a message, and no timer has to be started: the octets, and what SegmentProgress has.
 * The node has a timer run at the time that it is armed for, and starts it again until it is due.
 */
export interface SegmentFollower {
  /**
   * Follows a message, for which there must be room; segments of an access message are written to
   * `octets`, 12 for each, in the phase `receiving`. The number by which the other methods know it.
   */
  beginMessage(
    message: FollowedMessage,
    octets: Uint8Array | undefined,
    progress: SegmentProgress,
  ): number;
  /** Follows it no longer. */
  endMessage(place: number): void;
  /** To be called when the node has changed the message. */
  writeMessage(place: number, progress: Readonly<SegmentProgress>): void;
  /**
   * What has become of a message, except for its phase and what its timers are armed for. `use`: it had a
   * segment just now.
   */
  readMessage(place: number, progress: SegmentProgress, use: boolean): void;
}

/** The node's SAR Receiver state; the object is read when a segment comes. Mesh Protocol 1.1 §4.2.48. */
export interface SegmentStates {
  readonly sarReceiver: {
    readonly segmentsThreshold: number;
    readonly acknowledgmentDelayIncrement: number;
    readonly discardTimeout: number;
    readonly receiverSegmentIntervalStep: number;
    readonly acknowledgmentRetransmissionsCount: number;
  };
}
