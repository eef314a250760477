import { frozen } from "../../modules/base/frozen.js";
import type { DropCounts } from "../../modules/host/drop-counts.js";
import type { DropReason } from "../../modules/host/drop-reason.js";
import type {
  NetworkCipher,
  NetworkCipherKey,
  NonceType,
  OutgoingMessage,
} from "../../modules/host/network-cipher.js";
import {
  type ForwardingStates,
  type NetworkReceiver,
  type NetworkReceiverOptions,
  type OpenedMessages,
  type OpeningKey,
  type ReceivedFields,
  verdictReasons,
} from "../../modules/host/network-receiver.js";
import type { ReplayTable } from "../../modules/host/replay-table.js";
import type { SegmentFollower, SegmentStates } from "../../modules/host/segment-follower.js";
import type { KeyHandle, NativeAesKey } from "./aes-key.js";
import type { CipherHandle } from "./cipher-handle.js";
import { NativeReplayTable, type TableHandle } from "./replay-table.js";
import { NativeSegmentFollower } from "./segment-follower.js";

/** The native functions of network-cipher.c. */
class Native {
  static cipher(): CipherHandle {
    return native("xs_network_cipher").call(this);
  }

  /** Replaces the keys. `keys` has NID, encryption key and privacy key of each. */
  static setKeys(cipher: CipherHandle, keys: readonly (number | KeyHandle)[], count: number): void {
    return native("xs_network_cipher_keys").call(this, cipher, keys, count);
  }

  static open(
    cipher: CipherHandle,
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number {
    return native("xs_network_cipher_open").call(
      this,
      cipher,
      nonceType,
      ivIndex,
      pdu,
      start,
      end,
      clear,
    );
  }

  static seal(
    cipher: CipherHandle,
    nonceType: NonceType,
    key: number,
    ivIndex: number,
    clear: Uint8Array,
    length: number,
    pdu: Uint8Array,
  ): number {
    return native("xs_network_cipher_seal").call(
      this,
      cipher,
      nonceType,
      key,
      ivIndex,
      clear,
      length,
      pdu,
    );
  }

  static sealMessage(
    cipher: CipherHandle,
    networkKey: number,
    ivIndex: number,
    key: KeyHandle,
    aid: number,
    ttl: number,
    seq: number,
    src: number,
    dst: number,
    payload: Uint8Array,
    label: Uint8Array | undefined,
    pdu: Uint8Array,
  ): number {
    return native("xs_network_cipher_seal_message").call(
      this,
      cipher,
      networkKey,
      ivIndex,
      key,
      aid,
      ttl,
      seq,
      src,
      dst,
      payload,
      label,
      pdu,
    );
  }

  static receiver(
    cipher: CipherHandle,
    address: number,
    elements: number,
    cacheSize: number,
    settings: ForwardingStates,
  ): void {
    return native("xs_network_receiver").call(this, cipher, address, elements, cacheSize, settings);
  }

  static setIvIndex(cipher: CipherHandle, ivIndex: number): void {
    return native("xs_network_receiver_iv_index").call(this, cipher, ivIndex);
  }

  static setBearers(cipher: CipherHandle, count: number): void {
    return native("xs_network_receiver_bearers").call(this, cipher, count);
  }

  static setSubnets(
    cipher: CipherHandle,
    transmit: readonly number[],
    netKeyIndexes: readonly number[],
    count: number,
  ): void {
    return native("xs_network_receiver_subnets").call(this, cipher, transmit, netKeyIndexes, count);
  }

  static openMessages(cipher: CipherHandle, user: OpenedMessages, replay: TableHandle): void {
    return native("xs_access_receiver").call(this, cipher, user, replay);
  }

  /** `keys` has key, AID, index and NetKey Index of each. */
  static setOpeningKeys(
    cipher: CipherHandle,
    keys: readonly (number | KeyHandle)[],
    count: number,
  ): void {
    return native("xs_access_receiver_keys").call(this, cipher, keys, count);
  }

  static setGroups(cipher: CipherHandle, groups: readonly number[], count: number): void {
    return native("xs_access_receiver_groups").call(this, cipher, groups, count);
  }

  /** PDUs with this verdict that a radio has dropped. */
  static dropped(cipher: CipherHandle, verdict: number): number {
    return native("xs_network_receiver_dropped").call(this, cipher, verdict);
  }

  static receive(
    cipher: CipherHandle,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
    fields: ReceivedFields,
  ): number {
    return native("xs_network_receive").call(this, cipher, pdu, start, end, clear, fields);
  }

  static close(cipher: CipherHandle): void {
    return native("xs_network_cipher_close").call(this, cipher);
  }
}

/** AID of a device key, for native functions. */
const noAid = -1;

/** Encryption of network PDUs in C. It copies the keys, which may be closed before it. */
export class NativeNetworkCipher implements NetworkCipher {
  readonly #cipher = Native.cipher();

  setKeys(keys: readonly NetworkCipherKey[]): void {
    const handles: (number | KeyHandle)[] = [];
    for (const { nid, encryptionKey, privacyKey } of keys)
      handles.push(
        nid,
        (encryptionKey as NativeAesKey).handle,
        (privacyKey as NativeAesKey).handle,
      );
    Native.setKeys(this.#cipher, handles, keys.length);
  }

  open(
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number {
    return Native.open(this.#cipher, nonceType, ivIndex, pdu, start, end, clear);
  }

  seal(
    nonceType: NonceType,
    key: number,
    ivIndex: number,
    clear: Uint8Array,
    length: number,
    pdu: Uint8Array,
  ): number {
    return Native.seal(this.#cipher, nonceType, key, ivIndex, clear, length, pdu);
  }

  sealMessage(
    networkKey: number,
    message: OutgoingMessage,
    seq: number,
    ivIndex: number,
    pdu: Uint8Array,
  ): number {
    const { aid = noAid } = message;
    return Native.sealMessage(
      this.#cipher,
      networkKey,
      ivIndex,
      (message.key.aes as NativeAesKey).handle,
      aid,
      message.ttl,
      seq,
      message.src,
      message.dst,
      message.payload,
      message.label,
      pdu,
    );
  }

  receiver(options: NetworkReceiverOptions): NetworkReceiver {
    return new NativeNetworkReceiver(this.#cipher, options);
  }

  close(): void {
    Native.close(this.#cipher);
  }
}

/** What a radio drops by the receiver, by -1 - verdict: the verdicts of network-receiver.h. */
const reasons: readonly DropReason[] = frozen([
  ...verdictReasons,
  "network.not-for-us",
  "network.replay",
  "transport.address",
  "transport.no-key",
  "transport.decrypt",
  "transport.segment-header",
  "transport.segment-mismatch",
  "transport.old-sequence",
]);

/** The receive path in network-receiver.c, which a radio can use before JavaScript runs. */
export class NativeNetworkReceiver implements NetworkReceiver, DropCounts {
  /** The cipher, for the native functions of radios. */
  readonly handle: CipherHandle;
  // C reads these when a PDU comes; the fields keep them from the garbage collector.
  private readonly settings: ForwardingStates;
  protected user: OpenedMessages | undefined;
  protected replay: ReplayTable | undefined;

  constructor(cipher: CipherHandle, options: NetworkReceiverOptions) {
    const { address, cacheSize, elements, settings } = options;
    this.handle = cipher;
    this.settings = settings;
    Native.receiver(cipher, address, elements, cacheSize, this.settings);
  }

  setIvIndex(ivIndex: number): void {
    Native.setIvIndex(this.handle, ivIndex);
  }

  setBearers(count: number): void {
    Native.setBearers(this.handle, count);
  }

  setSubnets(transmit: readonly number[], netKeyIndexes: readonly number[]): void {
    Native.setSubnets(this.handle, transmit, netKeyIndexes, transmit.length);
  }

  openMessages(user: OpenedMessages, replay: ReplayTable): boolean {
    if (!(replay instanceof NativeReplayTable)) return false;
    this.user = user;
    this.replay = replay;
    Native.openMessages(this.handle, user, replay.handle);
    return true;
  }

  setOpeningKeys(keys: readonly OpeningKey[]): void {
    const list: (number | KeyHandle)[] = [];
    for (const { aes, aid = noAid, index, netKeyIndex } of keys)
      list.push((aes as NativeAesKey).handle, aid, index, netKeyIndex);
    Native.setOpeningKeys(this.handle, list, keys.length);
  }

  setGroups(groups: readonly number[]): void {
    Native.setGroups(this.handle, groups, groups.length);
  }

  followSegments(states: SegmentStates, messages: number): SegmentFollower {
    return new NativeSegmentFollower(this.handle, states, messages);
  }

  receive(
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
    fields: ReceivedFields,
  ): number {
    return Native.receive(this.handle, pdu, start, end, clear, fields);
  }

  get counts(): DropCounts {
    return this;
  }

  get reasons(): readonly DropReason[] {
    return reasons;
  }

  dropped(reason: DropReason): number {
    return Native.dropped(this.handle, -1 - reasons.indexOf(reason));
  }
}
