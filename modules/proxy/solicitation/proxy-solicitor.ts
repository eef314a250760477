import { development } from "../../base/development.js";
import type { Records } from "../../base/records.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import { Priority } from "../../bearer/send-request.js";
import type { Network } from "../../network/network.js";
import { SequenceError } from "../../network/sequence.js";
import { type Copy, ReplayRecords } from "../../transport/replay-records.js";
import { sealSolicitation, solicitationFirst } from "./solicitation-pdu.js";

/** Numbers that one write to the store reserves. */
const block = 16;
/** The number at which a solicitor stops: SSEQ has 24 bits, and never starts again. */
const sequenceEnd = 0xff_ffff;
/** Times that a Solicitation PDU is sent, and milliseconds between them. */
const transmissions = 2;
const interval = 20;

/** The layers of a node that solicits proxies. */
export interface SolicitingNetwork {
  /** Unicast address of the primary element: the SSRC. */
  readonly address: number;
  readonly bearer: Pick<AdvertisingBearer, "send">;
  readonly networkLayer: Pick<Network, "cipher" | "credentials" | "transmitCredentials">;
  readonly records: Records;
}

/** What a ProxySolicitor is made with. */
export interface ProxySolicitorOptions {
  /** The node that sends. */
  readonly node: {
    /** Undefined while it is on no network. */
    readonly network: SolicitingNetwork | undefined;
  };
}

/**
 * Sends Solicitation PDUs, by which a proxy client asks the private proxies of a subnet to
 * advertise. The sequence numbers of its address, SSEQ, are reserved in blocks ahead of use, so that
 * a power cut causes none to be used twice. Mesh Protocol 1.1 §6.9.
 */
export class ProxySolicitor {
  readonly #node: ProxySolicitorOptions["node"];
  #numbers: SolicitationNumbers | undefined;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: ProxySolicitorOptions) {
    development.options?.("ProxySolicitor", options);
    this.#node = options.node;
  }

  /**
   * Asks the private proxies of a subnet to advertise: sends a Solicitation PDU, two copies of it.
   * Throws Error where the node is on no network, RangeError where it is not on the subnet, and
   * SequenceError where no SSEQ is left or can be reserved.
   */
  solicit(netKeyIndex = 0): void {
    const { network } = this.#node;
    if (!network) throw new Error("node: it is on no network; provision it first");
    const { address, bearer, networkLayer, records } = network;
    const credentials = networkLayer.transmitCredentials(netKeyIndex);
    if (!credentials) throw new RangeError(`netKeyIndex: the node is not on subnet ${netKeyIndex}`);
    if (this.#numbers?.network !== network)
      this.#numbers = new SolicitationNumbers(network, records);
    bearer.send({
      type: AdType.flags,
      first: solicitationFirst,
      payload: sealSolicitation(networkLayer, credentials, address, this.#numbers.next()),
      priority: Priority.network,
      transmissions,
      interval,
    });
  }
}

/** The SSEQ of a node while it is on its network. */
class SolicitationNumbers {
  readonly network: Pick<SolicitingNetwork, "address">;
  /** The bound of the numbers, in two records that are written alternately. */
  readonly #stored: ReplayRecords;
  #copy: Copy = 1;
  /** The next number, or -1 where the store has lost it. */
  #next = 0;
  #reserved = 0;

  constructor(network: Pick<SolicitingNetwork, "address">, records: Records) {
    this.network = network;
    this.#stored = new ReplayRecords(records, "q.");
  }

  /** Goes on from the bound that is stored: another solicitor of the node may have moved it. */
  #load(): void {
    for (const { copy, seq, src, uncertain } of this.#stored.load()) {
      if (src !== this.network.address) continue;
      this.#copy = copy;
      // Where the later record was damaged, the earlier one lacks one block.
      const bound = Math.min(uncertain ? seq + block : seq, sequenceEnd);
      this.#next = seq < 0 ? -1 : Math.max(this.#next, bound);
    }
    this.#reserved = this.#next;
  }

  /** Takes the next number. Throws SequenceError. */
  next(): number {
    if (this.#next >= this.#reserved) this.#load();
    const next = this.#next;
    if (next < 0)
      throw new SequenceError(
        "the store has lost the SSEQ of the node's solicitations: give the node another address",
      );
    if (next >= sequenceEnd)
      throw new SequenceError(
        "all SSEQ of the node's solicitations are used up: give the node another address",
      );
    if (next >= this.#reserved) this.#reserve(Math.min(next + block, sequenceEnd));
    return this.#next++;
  }

  #reserve(bound: number): void {
    const copy = this.#copy === 0 ? 1 : 0;
    if (!this.#stored.write(this.network.address, 0, bound, false, copy))
      throw new SequenceError("no SSEQ can be reserved: the store fails");
    this.#copy = copy;
    this.#reserved = bound;
  }
}
