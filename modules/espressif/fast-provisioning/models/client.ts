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

/** How a request to a node is sent, and how long its answer is awaited. */
export type FastRequestOptions = Omit<RequestOptions, "dst" | "device" | "label">;

export interface FastProvisioningClientOptions {
  /** Told every list of addresses that comes: a Primary Provisioner of many nodes sends several. */
  readonly onAddresses?: (addresses: readonly number[], context: MessageContext) => void;
}

/** Of Espressif's example: milliseconds until an answer counts as lost. */
export const answerTimeout = 4000;

/** Espressif's Fast Provisioning Client, 02E5:0000. ESP-IDF, fast_prov example. */
export class FastProvisioningClient extends ClientModel {
  readonly #onAddresses: FastProvisioningClientOptions["onAddresses"];

  constructor({ onAddresses }: FastProvisioningClientOptions = {}) {
    super(fastProvisioningClientId, "application", handlers);
    this.#onAddresses = onAddresses;
  }

  receiveAddresses(addresses: readonly number[], context: MessageContext): void {
    const onAddresses = this.#onAddresses;
    if (onAddresses) this.notify(() => onAddresses(addresses, context), undefined);
  }

  /** Tells a node how to provision others; resolves with what it answers. Rejects as `ClientModel.request` does. */
  async infoSet(
    node: number,
    info: FastProvInfo,
    options: FastRequestOptions,
  ): Promise<FastProvInfoAnswer> {
    return (await this.request(FastProvInfoSet, { info }, withDefaults(node, options))).answer;
  }

  /** The same without waiting for the answer; resolves when it is delivered to the node's transport layer. */
  async infoSend(node: number, info: FastProvInfo, options: FastRequestOptions): Promise<void> {
    await this.transfer(FastProvInfoSet, { info }, { ...options, dst: node });
  }

  /** Gives a node that waits for it the NetKey (16 octets). Both statuses: 0 is success. */
  netKeyAdd(
    node: number,
    netKey: Uint8Array,
    options: FastRequestOptions,
  ): Promise<{ netKey: number; action: number }> {
    return this.request(FastProvNetKeyAdd, { netKey }, withDefaults(node, options));
  }

  /** Tells the Primary Provisioner of nodes; four addresses still fit into an unsegmented message. */
  async nodeAddr(
    primary: number,
    addresses: readonly number[],
    options: FastRequestOptions,
  ): Promise<void> {
    const values = { addresses: [...addresses] };
    await this.request(FastProvNodeAddr, values, withDefaults(primary, options));
  }

  /** The addresses that a Primary Provisioner knows, of its first answer; `onAddresses` is told of all. */
  async nodeAddrGet(primary: number, options: FastRequestOptions): Promise<readonly number[]> {
    const answer = await this.request(FastProvNodeAddrGet, {}, withDefaults(primary, options));
    return answer.addresses;
  }

  /** Lets nodes subscribe to a group; nobody answers. Throws AccessError, NotProvisionedError. */
  groupAdd(group: number, addresses: readonly number[], options: SendOptions): void {
    this.sendMessage(FastProvNodeGroupAdd, { group, addresses: [...addresses] }, options);
  }

  /** Ends that. Throws AccessError, NotProvisionedError. */
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
