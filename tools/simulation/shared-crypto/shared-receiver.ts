import type { DropCounts } from "../../../modules/host/drop-counts.js";
import type { DropReason } from "../../../modules/host/drop-reason.js";
import { ClearPdu, type NetworkCipher } from "../../../modules/host/network-cipher.js";
import {
  type NetworkReceiver,
  type NetworkReceiverOptions,
  type ReceivedFields,
  verdictReasons,
} from "../../../modules/host/network-receiver.js";
import { isUnicast } from "../../../modules/network/address.js";
import { PduReceiver } from "../../../modules/network/pdu-receiver.js";
import type { PduJudge } from "../../air/filter-table.js";
import { sameOctets } from "./remembered.js";

const notForUs = verdictReasons.length;
const reasons: readonly DropReason[] = [...verdictReasons, "network.not-for-us"];

/**
 * The receiver of a simulated node, which a radio uses as it uses the one in
 * `hosts/native/network-receiver.c`: a PDU that goes no further does not call the node.
 */
export class SharedReceiver implements NetworkReceiver, DropCounts, PduJudge {
  readonly #receiver: PduReceiver;
  readonly #options: NetworkReceiverOptions;
  readonly #dropped = new Uint32Array(reasons.length);
  readonly #clear = new Uint8Array(ClearPdu.size);
  readonly #fields: ReceivedFields = {
    ivIndex: 0,
    control: false,
    ttl: 0,
    seq: 0,
    src: 0,
    dst: 0,
    end: 0,
    relayed: false,
  };
  // What `drops` has let pass, for the call of `receive` that follows.
  readonly #passed = new Uint8Array(32);
  #passedLength = 0;
  #passedKey = 0;

  constructor(cipher: NetworkCipher, options: NetworkReceiverOptions) {
    this.#receiver = new PduReceiver(cipher, options);
    this.#options = options;
  }

  setIvIndex(ivIndex: number): void {
    this.#receiver.setIvIndex(ivIndex);
  }

  receive(
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
    fields: ReceivedFields,
  ): number {
    const length = this.#passedLength;
    this.#passedLength = 0;
    if (length !== end - start || !sameOctets(this.#passed, 0, pdu, start, length))
      return this.#receiver.receive(pdu, start, end, clear, fields);
    clear.set(this.#clear);
    const { control, dst, end: clearEnd, ivIndex, seq, src, ttl } = this.#fields;
    fields.ivIndex = ivIndex;
    fields.control = control;
    fields.ttl = ttl;
    fields.seq = seq;
    fields.src = src;
    fields.dst = dst;
    fields.end = clearEnd;
    return this.#passedKey;
  }

  drops(data: Uint8Array, start: number, end: number): boolean {
    const key = this.#receiver.receive(data, start, end, this.#clear, this.#fields);
    const verdict = key < 0 ? -1 - key : this.#isForOthers ? notForUs : -1;
    if (verdict >= 0) {
      this.#dropped[verdict]!++;
      this.#passedLength = 0;
      return true;
    }
    this.#passedKey = key;
    this.#passedLength = end - start;
    for (let i = start; i < end; i++) this.#passed[i - start] = data[i]!;
    return false;
  }

  /**
   * Whether the PDU is an access message for another node, and is not retransmitted. An
   * acknowledgment for another node may end the sending of segments.
   */
  get #isForOthers(): boolean {
    const { address, elements, settings } = this.#options;
    const { control, dst } = this.#fields;
    if (control || !isUnicast(dst) || (dst >= address && dst < address + elements)) return false;
    return !(settings.relay === true || settings.proxy === true || settings.privateProxy === true);
  }

  get counts(): DropCounts {
    return this;
  }

  get reasons(): readonly DropReason[] {
    return reasons;
  }

  dropped(reason: DropReason): number {
    return this.#dropped[reasons.indexOf(reason)] ?? 0;
  }
}
