import type { Diagnostics } from "../../base/diagnostics.js";
import type { Records } from "../../base/records.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { DropReason } from "../../host/drop-reason.js";
import { ClearPdu } from "../../host/network-cipher.js";
import { type Subnet, transmitKeys } from "../../network/subnets.js";
import type { ProxyStates, Solicitations } from "../proxy-states.js";
import { SolicitationReplayList } from "./replay-list.js";
import {
  openSolicitation,
  type SolicitationKeys,
  SolicitationResult,
  solicitationSequence,
  solicitationSource,
} from "./solicitation-pdu.js";
import { WriteBudget } from "./write-budget.js";

export interface SolicitationReceiverOptions {
  readonly bearer: AdvertisingBearer;
  readonly network: SolicitationKeys;
  readonly records: Records;
  readonly diagnostics: Diagnostics;
  readonly states: ProxyStates;
  /** Sources in the SolicitationReplayList, 1..65534. */
  readonly sources: number;
}

function reasonOf(result: number): DropReason {
  switch (result) {
    // As if nobody received service data: what other devices advertise.
    case SolicitationResult.otherService:
      return "bearer.unknown-type";
    case SolicitationResult.length:
      return "solicitation.length";
    case SolicitationResult.unknownNid:
      return "solicitation.unknown-nid";
    case SolicitationResult.decrypt:
      return "solicitation.decrypt";
    default:
      return "solicitation.address";
  }
}

/**
 * Receives Solicitation PDUs, by which a proxy client asks private proxies to advertise. It takes
 * service data from the bearer only while the node reacts: many devices advertise service data,
 * and the radio's filter drops it otherwise without waking the node. Mesh Protocol 1.1 §6.9.
 */
export class SolicitationReceiver implements Solicitations {
  readonly replayList: SolicitationReplayList;
  private readonly options: SolicitationReceiverOptions;
  private readonly opened = new Uint8Array(ClearPdu.size);
  /** Ends the reception; undefined while there is none. */
  private unsubscribe: (() => void) | undefined = undefined;

  /** Receives from now on, where the states say so. */
  constructor(options: SolicitationReceiverOptions) {
    this.options = options;
    const budget = new WriteBudget(options.bearer.queue.plainClock);
    this.replayList = new SolicitationReplayList(options.records, options.sources, budget);
    options.states.solicitations = this;
    this.update();
  }

  update(): void {
    const { bearer, states } = this.options;
    if (states.solicitable === (this.unsubscribe !== undefined)) return;
    if (states.solicitable) {
      const receive = (data: Uint8Array, start: number, end: number) =>
        this.receive(data, start, end);
      this.unsubscribe = bearer.onAdType(AdType.serviceData16, receive);
    } else this.stop();
  }

  clear(first: number, count: number): void {
    this.replayList.clear(first, count);
  }

  close(): void {
    this.options.states.solicitations = undefined;
    this.stop();
  }

  private stop(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  /** Takes the service data `data[start..end)`. */
  private receive(data: Uint8Array, start: number, end: number): void {
    const { bearer, diagnostics, network } = this.options;
    const clear = this.opened;
    const key = openSolicitation(network, data, start, end, clear);
    if (key < 0) return diagnostics.drop(reasonOf(key), end - start);
    const refusal = this.replayList.admit(solicitationSource(clear), solicitationSequence(clear));
    if (refusal) return diagnostics.drop(refusal, end - start);
    bearer.queue.post(SolicitationReceiver.#react, this, network.credentials[key]!.subnet);
  }

  /** The identity key is derived before, where the stack is short: the advertiser needs it. */
  static #react(receiver: SolicitationReceiver, subnet: Subnet): void {
    const { identityKey } = transmitKeys(subnet);
    if (identityKey) receiver.options.states.solicited(subnet.netKeyIndex);
  }
}
