import { getUint32BE } from "../base/bytes.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { AdType } from "../bearer/ad-type.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { Priority } from "../bearer/send-request.js";
import type { NetworkReceiver } from "../host/network-receiver.js";
import { MessageCache } from "./message-cache.js";
import type { InterfaceUser, NetworkInterface, OutboundPdu } from "./network-interface.js";
import type { NetworkSettings } from "./settings.js";

/** Milliseconds; Network Transmit may ask for less than legacy advertising can do. */
const shortestAdvertisingInterval = 20;

/** Transmissions of an acknowledgment by a node with one advertising set to a neighbour, at most. */
const acknowledgmentsOfOneSet = 2;

/** Packets that are stored to drop their repeats, where the radio does not. */
const repeatsRemembered = 32;

export interface AdvertisingInterfaceOptions {
  readonly bearer: AdvertisingBearer;
  readonly diagnostics: Diagnostics;
  readonly settings: NetworkSettings;
}

/**
 * The network interface of the advertising bearer: Network Transmit and Relay Retransmit,
 * and an input filter that drops exact repeats of a packet and what has another NID.
 * Mesh Protocol 1.1 §3.4.5, §4.2.19, §4.2.20.
 */
export class AdvertisingInterface implements NetworkInterface {
  readonly bearer = "advertising";
  private readonly advertiser: AdvertisingBearer;
  private readonly settings: NetworkSettings;
  private readonly diagnostics: Diagnostics;
  /** Packets that were received, to drop the retransmissions with the same octets. Undefined where the radio drops those. */
  private readonly repeats: MessageCache | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor({ bearer, diagnostics, settings }: AdvertisingInterfaceOptions) {
    this.advertiser = bearer;
    this.settings = settings;
    this.diagnostics = diagnostics;
    this.repeats = bearer.dropsRepeats ? undefined : new MessageCache(repeatsRemembered);
  }

  open(network: InterfaceUser): void {
    this.unsubscribe = this.advertiser.onNetworkPdu((data, start, end, rssi) => {
      const repeats = this.repeats;
      if (repeats === undefined) network.receive(this, data, start, end, rssi);
      else if (isRepeat(repeats, data, start, end, false))
        this.diagnostics.drop("network.cached", end - start);
      // Only authentic packets are stored: a forged one must not cause the authentic one to be dropped.
      else if (network.receive(this, data, start, end, rssi))
        isRepeat(repeats, data, start, end, true);
    });
  }

  get backlog(): number {
    return this.advertiser.backlog;
  }

  send(pdu: OutboundPdu): void {
    const { relayed, repeatAfter } = pdu;
    const { relayRetransmit, networkTransmit } = this.settings;
    const { transmissions, interval } = relayed ? relayRetransmit : networkTransmit;
    // Comparisons instead of calls: every message passes here.
    let longest = interval < shortestAdvertisingInterval ? shortestAdvertisingInterval : interval;
    if (repeatAfter > longest && !relayed) longest = repeatAfter;
    const few = pdu.toNeighbour && this.saves(pdu) && transmissions > acknowledgmentsOfOneSet;
    this.advertiser.enqueue(
      pdu,
      AdType.networkPdu,
      relayed ? Priority.relay : Priority.network,
      few ? acknowledgmentsOfOneSet : transmissions,
      longest,
    );
  }

  /**
   * Whether a PDU to a neighbour is an acknowledgment for which fewer transmissions do: those of a node
   * with one advertising set hold up what it acknowledged the message for, and a neighbour sends again soon.
   */
  private saves({ relayed, segment }: OutboundPdu): boolean {
    return segment < 0 && !relayed && this.advertiser.sets === 1;
  }

  setNids(nids: Uint8Array): void {
    this.advertiser.setNids(nids);
  }

  setReceiver(receiver: NetworkReceiver | undefined): void {
    this.advertiser.setReceiver(receiver);
  }

  acknowledged(source: number, seqZero: number, bits: number): void {
    this.advertiser.acknowledged(source, seqZero, bits);
  }

  close(): void {
    this.advertiser.setReceiver(undefined);
    this.unsubscribe?.();
  }
}

/** Compares NetMIC and obfuscated header, which costs less than a decryption. */
function isRepeat(
  cache: MessageCache,
  data: Uint8Array,
  start: number,
  end: number,
  remember: boolean,
): boolean {
  const mic = getUint32BE(data, end - 4);
  const header = getUint32BE(data, start + 1);
  return remember ? cache.seen(mic, header) : cache.has(mic, header);
}
