import type { AesKey } from "./aes-key.js";
import type { DropCounts } from "./drop-counts.js";
import type { DropReason } from "./drop-reason.js";
import type { ReplayTable } from "./replay-table.js";
import type { SegmentFollower, SegmentStates } from "./segment-follower.js";

/** The fields that a NetworkReceiver reads from a PDU; see NetworkFields. */
export interface ReceivedFields {
  /** IV Index that the PDU's nonce was made with. */
  ivIndex: number;
  /** CTL: a control message. */
  control: boolean;
  ttl: number;
  seq: number;
  src: number;
  dst: number;
  /** Where the transport PDU ends in the clear PDU. */
  end: number;
  /** The radio has retransmitted it already, as it does for a receiver that it uses. */
  relayed: boolean;
}

/**
 * What `receive` answers for a PDU that goes no further. From `address` down the PDU is
 * authentic, and its fields are set.
 */
export const ReceiverVerdict = Object.freeze({
  unknownNid: -1,
  wrong: -2,
  length: -3,
  address: -4,
  own: -5,
  cached: -6,
});

/** Why a PDU with each verdict is dropped, by -1 - verdict. */
export const verdictReasons: readonly DropReason[] = Object.freeze<DropReason[]>([
  "network.unknown-nid",
  "network.decrypt",
  "network.length",
  "network.address",
  "network.own",
  "network.cached",
]);

/** The states of a node that a NetworkReceiver follows; see NetworkSettings. */
export interface ForwardingStates {
  relay: boolean | undefined;
  proxy?: boolean;
  privateProxy?: boolean;
  /** Relay Retransmit state: events of each PDU, 1..8, and milliseconds between them. */
  relayRetransmit: { readonly transmissions: number; readonly interval: number };
}

/** The node that a NetworkReceiver receives for. */
export interface NetworkReceiverOptions {
  /** Unicast address of the primary element, and the number of elements. */
  readonly address: number;
  readonly elements: number;
  /** Entries of the message cache, a power of two from 4 to 4096. */
  readonly cacheSize: number;
  /** The node's states; the object is read when a PDU comes. */
  readonly settings: ForwardingStates;
}

/** A key for access messages, as a NetworkReceiver tries it. Mesh Protocol 1.1 §3.6.4.2. */
export interface OpeningKey {
  readonly aes: AesKey;
  /** AID, 6 bits; undefined for a device key. */
  readonly aid: number | undefined;
  /** AppKey Index, or the number of a device key, 0..4095. */
  readonly index: number;
  /** NetKey Index that an AppKey is bound to, 0..4095. */
  readonly netKeyIndex: number;
}

/** Set in the `keys` of `receiveOpened` where a device key opened the message. */
export const openedByDeviceKey = 0x100_0000;

/** Who gets the access messages that a NetworkReceiver opened for a radio. */
export interface OpenedMessages {
  /** Where the access payload of a message is written: 11 octets at least. */
  readonly opened: Uint8Array;
  /**
   * Takes an unsegmented access message, whose payload is at the start of `opened` during the call.
   * `octets`: how many those are in 4 bits, above them the opcode, below 0 where there is none. `keys`: the
   * `index` of the key that opened it in 12 bits, above it the NetKey Index in 12 bits, and
   * `openedByDeviceKey`. False where it cannot be taken now: then its packet comes.
   */
  receiveOpened(
    src: number,
    dst: number,
    ttl: number,
    seq: number,
    ivIndex: number,
    keys: number,
    octets: number,
    rssi: number,
  ): boolean;
}

/**
 * What the network layer does with each network PDU that comes in, up to the message cache
 * (Mesh Protocol 1.1 §3.4.5, §3.4.6.2): IV Index, NID, obfuscation, NetMIC, addresses, and
 * whether another relay has brought it already.
 */
export interface NetworkReceiver {
  /** The node's IV Index: PDUs of this and of the previous one are received. §3.11.5 */
  setIvIndex(ivIndex: number): void;
  /**
   * Takes `pdu[start..end)`. The index of the cipher's key that it was secured with, with the
   * clear PDU in `clear` (ClearPdu) and its fields in `fields`; below 0 a ReceiverVerdict. `fields`
   * is the same object in each call, or one whose `control` and `relayed` are false.
   */
  receive(
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
    fields: ReceivedFields,
  ): number;
  /**
   * PDUs that a radio has dropped by this receiver before it called the node. Absent where no
   * radio can use it.
   */
  readonly counts?: DropCounts;
  /** How many interfaces there are beside the local one; a radio that uses the receiver asks. */
  setBearers?(count: number): void;
  /**
   * For each key of the cipher, the number of the one that PDUs are retransmitted with: the key of the
   * same subnet that every PDU is sent with (Mesh Protocol 1.1 §3.11.4); and the NetKey Index.
   */
  setSubnets?(transmit: readonly number[], netKeyIndexes: readonly number[]): void;
  /**
   * Opens unsegmented access messages for this node from now on, in a radio that uses the receiver,
   * once their keys are set: those in `replay`, and those that no key opens, are dropped and counted.
   * Absent where no radio can. Virtual addresses are not opened, nor is what the radio cannot judge.
   * False where the table is not of the same host.
   */
  openMessages?(user: OpenedMessages, replay: ReplayTable): boolean;
  /** The keys to open with, device keys first, in the order in which they are tried; without a device key none of those messages is judged. */
  setOpeningKeys?(keys: readonly OpeningKey[]): void;
  /** The group addresses that the node is subscribed to, without virtual ones. */
  setGroups?(groups: readonly number[]): void;
  /**
   * Takes segments from now on, too: those that are not of a message that it follows, and those that
   * do not fit theirs, are dropped and counted where the node would. `messages`: how many there are at
   * once, 1..255. Called after `openMessages`, once.
   */
  followSegments?(states: SegmentStates, messages: number): SegmentFollower;
}
