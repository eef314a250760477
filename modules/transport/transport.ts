import type { AbortSignalLike } from "../base/abort.js";
import type { Diagnostics } from "../base/diagnostics.js";
import type { DeviceKey } from "../crypto/application-key.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import { isUnicast, isVirtual } from "../network/address.js";
import type { Network, TransportReceiver } from "../network/network.js";
import type { NetworkFields } from "../network/network-fields.js";
import type { ReplayList } from "../network/replay-list.js";
import type { Sequence } from "../network/sequence.js";
import type { NetworkSettings } from "../network/settings.js";
import type { Subnet } from "../network/subnets.js";
import { Incoming } from "./incoming.js";
import {
  decodeAcknowledgment,
  maximumUnsegmentedAccess,
  segmentAcknowledgmentOpcode,
} from "./lower-transport-pdu.js";
import { Outgoing, type OutgoingTransfer } from "./outgoing.js";
import { TransportError } from "./outgoing-message.js";
import { RelayDistances } from "./relay-distance.js";
import type { SarStates } from "./sar-configuration.js";
import type { TransportKeys } from "./transport-keys.js";
import { UpperTransportCodec } from "./upper-transport.js";

/** An access message as it came; `payload[0..length)` is only good during the call. */
export interface ReceivedAccess {
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly netKeyIndex: number;
  /** The AppKey's index, or undefined where a device key was used. */
  readonly appKeyIndex: number | undefined;
  /** The device key that fitted, where one was used. */
  readonly deviceKey: DeviceKey | undefined;
  readonly payload: Uint8Array;
  readonly length: number;
  /** The Label UUID that it was sent to, where `dst` is virtual. */
  readonly label: Uint8Array | undefined;
  readonly rssi: number;
}

export interface TransportOptions {
  /** Segmented messages that are put together, or remembered to acknowledge their repeats, at once. */
  readonly incomingMessages: number;
  readonly network: Network;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly sequence: Sequence;
  readonly replay: ReplayList;
  readonly keys: TransportKeys;
  readonly settings: NetworkSettings;
  readonly sar: SarStates;
  readonly onAccess: (message: ReceivedAccess) => void;
}

/** An access message on its way out. */
export interface AccessTransfer {
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly subnet: Subnet;
  readonly key: DeviceKey;
  /** AID of the key, or undefined for a device key. */
  readonly aid: number | undefined;
  /** Access payload, 1..380 octets (376 with the long TransMIC). */
  readonly payload: Uint8Array;
  /** The Label UUID where `dst` is virtual. */
  readonly label?: Uint8Array;
  /** TransMIC of 64 bits; makes the message segmented. */
  readonly longMic?: boolean;
  /** Segmented though it would fit into one PDU: acknowledged by the transport layer. */
  readonly segmented?: boolean;
  /** Ends the sending of its segments; `onEnd` is not told. */
  readonly signal?: AbortSignalLike;
  /** Told once, when its first PDU was handed to the bearer: later than the call. */
  readonly onStart?: () => void;
  /** Told once: undefined when delivered (or sent, where nobody acknowledges), else why not. */
  readonly onEnd?: (error: Error | undefined) => void;
}

/** An upper transport access PDU that is complete. */
interface UpperAccessPdu {
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly seq: number;
  readonly ivIndex: number;
  readonly subnet: Subnet;
  /** AKF and AID. */
  readonly type: number;
  readonly longMic: boolean;
  readonly bytes: Uint8Array;
  readonly rssi: number;
}

const accessKeyFlag = 0x40;
/** Octets of the TransMIC of an unsegmented message. */
const shortMic = 4;

/** The lower and upper transport layers of a provisioned node. Mesh Protocol 1.1 §3.5, §3.6. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #codec = new UpperTransportCodec();
  readonly #distances = new RelayDistances();
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  /** What is done as soon as the radio's call is over. */
  readonly #deferred = new Set<TimerHandle>();

  constructor(options: TransportOptions) {
    this.#options = options;
    const distances = this.#distances;
    this.#outgoing = new Outgoing({ ...options, distances });
    this.#incoming = new Incoming({
      ...options,
      sendControl: (subnet, src, dst, ttl, pdu) =>
        this.#soon(() => {
          this.#outgoing.sendPdu({ subnet, src, dst, ttl, control: true, bytes: pdu });
        }),
      onComplete: (
        { src, dst, ttl, subnet, control, type, longMic, seq, ivIndex },
        bytes,
        rssi,
      ) => {
        if (control) return options.diagnostics.drop("transport.unknown-control", bytes.length);
        this.#receiveAccessSoon({
          src,
          dst,
          ttl,
          seq,
          ivIndex,
          subnet,
          type,
          longMic,
          bytes,
          rssi,
        });
      },
    });
  }

  /** Whether segmented messages are under way: the transmit IV Index must not change. */
  get busy(): boolean {
    return this.#outgoing.busy;
  }

  /**
   * Sends an access message. Throws SequenceError where no sequence number can be
   * had, TransportError "no-room" where too many segmented messages wait.
   */
  send(transfer: AccessTransfer): void {
    const {
      payload,
      longMic = false,
      key,
      src,
      dst,
      aid,
      label,
      onEnd,
      onStart,
      signal,
    } = transfer;
    const device = aid === undefined;
    const out: OutgoingTransfer = {
      subnet: transfer.subnet,
      src,
      dst,
      ttl: transfer.ttl,
      longMic,
      type: device ? 0 : accessKeyFlag | aid,
      seal: (seq, ivIndex) => {
        // The message may have waited until its AppKey was deleted.
        if (!device && !this.#holds(key))
          throw new TransportError("cancelled", "the message's AppKey was deleted");
        return this.#codec.seal(key, { ivIndex, seq, src, dst, longMic, device }, payload, label);
      },
      signal,
      onStart: onStart && (() => this.#soon(onStart)),
      onEnd,
    };
    const fits = payload.length + shortMic <= maximumUnsegmentedAccess;
    if (transfer.segmented || longMic || !fits) this.#outgoing.sendSegmented(out);
    else this.#outgoing.sendUnsegmented(out);
  }

  /** Takes what the network layer delivers. */
  readonly receive: TransportReceiver = (fields, subnet, bytes, start, end, rssi) => {
    const { diagnostics, replay } = this.#options;
    const octets = end - start;
    const check = replay.check(fields.src, fields.ivIndex, fields.seq);
    if (check === "replay") return diagnostics.drop("network.replay", octets);
    if (check === "full") return diagnostics.drop("network.replay-list-full", octets);
    this.#distances.heard(fields.src, fields.ttl, this.#options.settings.defaultTtl);
    if ((bytes[start]! & 0x80) !== 0)
      return this.#incoming.receive(fields, subnet, bytes, start, end, rssi);
    replay.store(fields.src, fields.ivIndex, fields.seq);
    if (fields.control) return this.#receiveControl(subnet, fields, bytes, start, end);
    this.#receiveAccessSoon({
      src: fields.src,
      dst: fields.dst,
      ttl: fields.ttl,
      seq: fields.seq,
      ivIndex: fields.ivIndex,
      subnet,
      type: bytes[start]!,
      longMic: false,
      bytes: bytes.slice(start + 1, end),
      rssi,
    });
  };

  /** Gives up what is being sent; `onEnd` gets a TransportError "cancelled". */
  cancel(): void {
    this.#outgoing.cancel();
  }

  /** Ends; transfers are given up as by `cancel`. */
  close(): void {
    this.#outgoing.cancel();
    this.#incoming.close();
    for (const timer of this.#deferred) this.#options.clock.cancel(timer);
    this.#deferred.clear();
  }

  #holds(key: DeviceKey): boolean {
    return this.#options.keys.applicationKeys.some(
      (entry) => entry.key === key || entry.nextKey === key,
    );
  }

  #receiveControl(
    subnet: Subnet,
    { src, dst }: Readonly<NetworkFields>,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { diagnostics } = this.#options;
    if ((bytes[start]! & 0x7f) !== segmentAcknowledgmentOpcode)
      return diagnostics.drop("transport.unknown-control", end - start);
    const ack = decodeAcknowledgment(bytes, start, end);
    if (!ack) return diagnostics.drop("transport.length", end - start);
    if (!this.#outgoing.acknowledge(subnet, src, dst, ack))
      diagnostics.drop("transport.unknown-ack", end - start);
  }

  /** From a timer of its own: a chip's stack holds some twenty nested calls, not the way from radio to model. */
  #soon(work: () => void): void {
    const timer = this.#options.clock.schedule(() => {
      this.#deferred.delete(timer);
      work();
    }, 0);
    this.#deferred.add(timer);
  }

  #receiveAccessSoon(pdu: UpperAccessPdu): void {
    this.#soon(() => this.#receiveAccess(pdu));
  }

  #receiveAccess(pdu: UpperAccessPdu): void {
    const { diagnostics, keys, onAccess } = this.#options;
    const { type, subnet, bytes, longMic, rssi, src, dst, seq, ivIndex, ttl } = pdu;
    const device = (type & accessKeyFlag) === 0;
    const end = bytes.length;
    if (device && ((type & 0x3f) !== 0 || !isUnicast(dst)))
      return diagnostics.drop("transport.address", end);
    const upper = { ivIndex, seq, src, dst, longMic, device };
    const { netKeyIndex } = subnet;
    let tried = false;
    const deliver = (
      key: DeviceKey,
      appKeyIndex: number | undefined,
      label: Uint8Array | undefined,
    ): boolean => {
      tried = true;
      const length = this.#codec.open(key, upper, bytes, 0, end, label);
      if (length < 0) return false;
      const payload = this.#codec.clear;
      const deviceKey = device ? key : undefined;
      onAccess({
        src,
        dst,
        ttl,
        netKeyIndex,
        appKeyIndex,
        deviceKey,
        payload,
        length,
        label,
        rssi,
      });
      return true;
    };
    if (device) {
      for (const key of keys.deviceKeys(src, dst)) if (deliver(key, undefined, undefined)) return;
    } else {
      const labels = isVirtual(dst) ? keys.labels(dst) : [undefined];
      for (const { appKeyIndex, netKeyIndex: bound, key, nextKey } of keys.applicationKeys) {
        if (bound !== netKeyIndex) continue;
        for (const candidate of nextKey ? [key, nextKey] : [key]) {
          if (candidate.aid !== (type & 0x3f)) continue;
          for (const label of labels) if (deliver(candidate, appKeyIndex, label)) return;
        }
      }
    }
    diagnostics.drop(tried ? "transport.decrypt" : "transport.no-key", end);
  }
}
