import { development } from "../../../base/development.js";
import {
  ClientHandlerTable,
  ClientModel,
  type RequestOptions,
} from "../../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../../access/model.js";
import { frozen } from "../../../base/frozen.js";
import type { FastProvInfo } from "./info-set.js";
import type { FastProvInfoAnswer } from "./info-status.js";
import {
  FastProvInfoSet,
  FastProvInfoStatus,
  FastProvNetKeyAdd,
  FastProvNetKeyStatus,
  FastProvNodeAddr,
  FastProvNodeAddrAck,
  FastProvNodeAddrGet,
  FastProvNodeAddrStatus,
  FastProvNodeGroupAdd,
  FastProvNodeGroupDelete,
  fastProvisioningClientId,
} from "./messages.js";

/** Options of a request: how it is sent and repeated, and how long the answer is awaited. */
export type FastRequestOptions = Omit<RequestOptions, "dst" | "device" | "label">;

/** What a FastProvisioningClient is made with. */
export interface FastProvisioningClientOptions {
  /** Called for each Node Addr Status: a Primary Provisioner of many nodes sends several. */
  readonly onAddresses?: (addresses: readonly number[], context: MessageContext) => void;
}

/** Milliseconds until an answer counts as lost, as in ESP-IDF's example. */
export const answerTimeout = 4000;

/** Espressif's Fast Provisioning Client, 02E5:0000. ESP-IDF, fast_prov example. */
export class FastProvisioningClient extends ClientModel {
  readonly #onAddresses: FastProvisioningClientOptions["onAddresses"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: FastProvisioningClientOptions = {}) {
    development.options?.("FastProvisioningClient", options);
    super(fastProvisioningClientId, "application", handlers);
    this.#onAddresses = options.onAddresses;
  }

  /** Addresses came, asked for or not. */
  receiveAddresses(addresses: readonly number[], context: MessageContext): void {
    const onAddresses = this.#onAddresses;
    if (onAddresses) this.notify(() => onAddresses(addresses, context), undefined);
  }

  /** Sends Info Set and resolves with the answer. Rejects as `ClientModel.request` does. */
  async infoSet(
    node: number,
    info: FastProvInfo,
    options: FastRequestOptions,
  ): Promise<FastProvInfoAnswer> {
    return (await this.request(FastProvInfoSet, { info }, withDefaults(node, options))).answer;
  }

  /** Sends Info Set without waiting for the answer: resolves when the node's transport layer acknowledged it. */
  async infoSend(node: number, info: FastProvInfo, options: FastRequestOptions): Promise<void> {
    await this.transfer(FastProvInfoSet, { info }, { ...options, dst: node });
  }

  /** Sends the NetKey, 16 octets, to a node that is pending without it. Resolves with both statuses; 0 is success. */
  netKeyAdd(
    node: number,
    netKey: Uint8Array,
    options: FastRequestOptions,
  ): Promise<{ netKey: number; action: number }> {
    return this.request(FastProvNetKeyAdd, { netKey }, withDefaults(node, options));
  }

  /** Sends Node Addr with the addresses of nodes to the Primary Provisioner; resolves when it is acknowledged. */
  async nodeAddr(
    primary: number,
    addresses: readonly number[],
    options: FastRequestOptions,
  ): Promise<void> {
    const values = { addresses: [...addresses] };
    await this.request(FastProvNodeAddr, values, withDefaults(primary, options));
  }

  /** Sends Node Addr Get; resolves with the addresses of the first answer. `onAddresses` is called for each answer. */
  async nodeAddrGet(primary: number, options: FastRequestOptions): Promise<readonly number[]> {
    const answer = await this.request(FastProvNodeAddrGet, {}, withDefaults(primary, options));
    return answer.addresses;
  }

  /** Sends Node Group Add: the nodes subscribe to the group and do not answer. Throws AccessError, NotProvisionedError. */
  groupAdd(group: number, addresses: readonly number[], options: SendOptions): void {
    this.sendMessage(FastProvNodeGroupAdd, { group, addresses: [...addresses] }, options);
  }

  /** Sends Node Group Delete: the nodes delete the subscription and do not answer. Throws AccessError, NotProvisionedError. */
  groupDelete(group: number, addresses: readonly number[], options: SendOptions): void {
    this.sendMessage(FastProvNodeGroupDelete, { group, addresses: [...addresses] }, options);
  }
}

function withDefaults(dst: number, options: FastRequestOptions): RequestOptions {
  return { timeout: answerTimeout, ...options, dst };
}

const handlers = frozen(
  new ClientHandlerTable<FastProvisioningClient>()
    .onStatus(FastProvInfoStatus)
    .onStatus(FastProvNetKeyStatus)
    .onStatus(FastProvNodeAddrAck)
    .onStatus(FastProvNodeAddrStatus, (client, { addresses }, context) =>
      client.receiveAddresses(addresses, context),
    ),
);
