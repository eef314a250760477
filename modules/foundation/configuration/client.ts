import { ClientModel, type RequestOptions } from "../../access/client-model.js";
import { MeshError } from "../../base/errors.js";
import { type CompositionPage0, decodeCompositionPage0 } from "../../access/composition.js";
import type { Message } from "../../access/message.js";
import type { Publication } from "../../access/model-configuration.js";
import { isVendorModel, type ModelId } from "../../access/model-id.js";
import { unassignedAddress } from "../../network/address.js";
import type { Retransmission } from "../../network/settings.js";
import { Status, statusText } from "../status.js";
import * as keys from "./key-messages.js";
import * as models from "./model-messages.js";
import * as states from "./state-messages.js";

export const configurationClientId = 0x0001;

/** A configuration server refused; `status` is its code (Mesh Protocol 1.1 §4.3.5). */
export class ConfigurationError extends MeshError {
  constructor(
    readonly status: number,
    request: string,
  ) {
    super(`${request} was refused: ${statusText(status)}`);
  }

  override get name(): string {
    return "ConfigurationError";
  }
}

/** How a request of this client is sent: all but the address and the key, which are given. */
export type ConfigurationOptions = Omit<
  RequestOptions,
  "dst" | "label" | "appKeyIndex" | "device" | "longMic"
>;

/** A model on an element, as configuration messages name it. */
export interface ModelAddress {
  /** Unicast address of the element. */
  readonly elementAddress: number;
  readonly modelId: ModelId;
}

const disabledPublication: Publication = {
  address: unassignedAddress,
  label: undefined,
  appKeyIndex: 0,
  credentialFlag: false,
  ttl: 0,
  period: 0,
  retransmitCount: 0,
  retransmitSteps: 0,
};

/** What an answer repeats of its request: it tells it from a late answer to an earlier one. */
const echoed = ["elementAddress", "modelId", "netKeyIndex", "appKeyIndex"] as const;

function echoes(request: unknown, answer: unknown): boolean {
  const asked = flat(request);
  const answered = flat(answer);
  return echoed.every(
    (name) =>
      asked[name] === undefined || answered[name] === undefined || asked[name] === answered[name],
  );
}

function flat(values: unknown): Record<string, unknown> {
  const { keyIndexes, ...others } = values as Record<string, unknown>;
  return { ...others, ...(keyIndexes as Record<string, unknown> | undefined) };
}

/**
 * The Configuration Client model. Each method asks the node whose primary
 * element is `node`, with its device key, and resolves with its answer; a status
 * other than success rejects with ConfigurationError. Mesh Protocol 1.1 §4.4.2.
 */
export class ConfigurationClient extends ClientModel {
  constructor() {
    super(configurationClientId, "device");
    for (const module of [keys, models, states])
      for (const declared of Object.values(module)) {
        const response = (declared as Partial<Message>).response;
        if (response && !this.handles(response.opcode)) this.onStatus(response);
      }
  }

  // States of the node

  async beacon(node: number, set?: boolean, options?: ConfigurationOptions): Promise<boolean> {
    const { beacon } = await (set === undefined
      ? this.#ask(states.BeaconGet, {}, node, options)
      : this.#ask(states.BeaconSet, { beacon: set }, node, options));
    return beacon;
  }

  /** The raw page that the node answers with: the largest it has up to `page`. */
  compositionData(
    node: number,
    page: number,
    options?: ConfigurationOptions,
  ): Promise<{ page: number; data: Uint8Array }> {
    return this.#ask(states.CompositionDataGet, { page }, node, options);
  }

  /** Composition Data page 0. Rejects with MeshError where it makes no sense. */
  async composition(node: number, options?: ConfigurationOptions): Promise<CompositionPage0> {
    const { data } = await this.compositionData(node, 0, options);
    const page = decodeCompositionPage0(data);
    if (!page) throw new MeshError("the node's composition data is malformed");
    return page;
  }

  async defaultTtl(node: number, set?: number, options?: ConfigurationOptions): Promise<number> {
    const { ttl } = await (set === undefined
      ? this.#ask(states.DefaultTtlGet, {}, node, options)
      : this.#ask(states.DefaultTtlSet, { ttl: set }, node, options));
    return ttl;
  }

  /** `relay`: 0 off, 1 on, 2 not supported. */
  relay(
    node: number,
    set?: { readonly relay: boolean; readonly retransmit: Retransmission },
    options?: ConfigurationOptions,
  ): Promise<{ relay: number; retransmit: Retransmission }> {
    return set
      ? this.#ask(states.RelaySet, set, node, options)
      : this.#ask(states.RelayGet, {}, node, options);
  }

  async networkTransmit(
    node: number,
    set?: Retransmission,
    options?: ConfigurationOptions,
  ): Promise<Retransmission> {
    const { transmit } = await (set
      ? this.#ask(states.NetworkTransmitSet, { transmit: set }, node, options)
      : this.#ask(states.NetworkTransmitGet, {}, node, options));
    return transmit;
  }

  /** The node leaves the network; resolves when it said so. */
  async nodeReset(node: number, options?: ConfigurationOptions): Promise<void> {
    await this.#ask(states.NodeReset, {}, node, options);
  }

  // Keys

  async netKeyAdd(
    node: number,
    netKeyIndex: number,
    netKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.#do(keys.NetKeyAdd, { netKeyIndex, netKey }, node, options);
  }

  async netKeyUpdate(
    node: number,
    netKeyIndex: number,
    netKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.#do(keys.NetKeyUpdate, { netKeyIndex, netKey }, node, options);
  }

  async netKeyDelete(
    node: number,
    netKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.#do(keys.NetKeyDelete, { netKeyIndex }, node, options);
  }

  async netKeys(node: number, options?: ConfigurationOptions): Promise<number[]> {
    return (await this.#ask(keys.NetKeyGet, {}, node, options)).netKeyIndexes;
  }

  /** The phase, 0..2; with `transition`, after moving it on (2) or ending the key refresh (3). */
  async keyRefreshPhase(
    node: number,
    netKeyIndex: number,
    transition?: 2 | 3,
    options?: ConfigurationOptions,
  ): Promise<number> {
    const { phase } = await (transition
      ? this.#do(keys.KeyRefreshPhaseSet, { netKeyIndex, transition }, node, options)
      : this.#do(keys.KeyRefreshPhaseGet, { netKeyIndex }, node, options));
    return phase;
  }

  async appKeyAdd(
    node: number,
    netKeyIndex: number,
    appKeyIndex: number,
    appKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const keyIndexes = { netKeyIndex, appKeyIndex };
    await this.#do(keys.AppKeyAdd, { keyIndexes, appKey }, node, options);
  }

  async appKeyUpdate(
    node: number,
    netKeyIndex: number,
    appKeyIndex: number,
    appKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const keyIndexes = { netKeyIndex, appKeyIndex };
    await this.#do(keys.AppKeyUpdate, { keyIndexes, appKey }, node, options);
  }

  async appKeyDelete(
    node: number,
    netKeyIndex: number,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const keyIndexes = { netKeyIndex, appKeyIndex };
    await this.#do(keys.AppKeyDelete, { keyIndexes }, node, options);
  }

  async appKeys(
    node: number,
    netKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    return (await this.#do(keys.AppKeyGet, { netKeyIndex }, node, options)).appKeyIndexes;
  }

  // Models

  async bind(
    node: number,
    model: ModelAddress,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.#do(models.AppBind, { ...model, appKeyIndex }, node, options);
  }

  async unbind(
    node: number,
    model: ModelAddress,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.#do(models.AppUnbind, { ...model, appKeyIndex }, node, options);
  }

  async bindings(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    const get = isVendorModel(model.modelId) ? models.VendorModelAppGet : models.SigModelAppGet;
    return (await this.#do(get, model, node, options)).appKeyIndexes;
  }

  /** Undefined publishes nothing any more. */
  async publication(
    node: number,
    model: ModelAddress,
    set: Publication | undefined,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const { address, label, appKeyIndex, credentialFlag, ttl, period, ...retransmit } =
      set ?? disabledPublication;
    const values = {
      ...model,
      key: { appKeyIndex, credentialFlag: Number(credentialFlag), reserved: 0 },
      ttl,
      period,
      retransmit: { count: retransmit.retransmitCount, steps: retransmit.retransmitSteps },
    };
    await (label
      ? this.#do(models.PublicationVirtualAddressSet, { ...values, label }, node, options)
      : this.#do(models.PublicationSet, { ...values, address }, node, options));
  }

  /** The publication of a model as its node tells it: a virtual address comes without its label. */
  async publicationOf(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<Publication | undefined> {
    const answer = await this.#do(models.PublicationGet, model, node, options);
    if (answer.address === unassignedAddress) return undefined;
    return {
      address: answer.address,
      label: undefined,
      appKeyIndex: answer.key.appKeyIndex,
      credentialFlag: answer.key.credentialFlag === 1,
      ttl: answer.ttl,
      period: answer.period,
      retransmitCount: answer.retransmit.count,
      retransmitSteps: answer.retransmit.steps,
    };
  }

  /** Adds a group address, or a virtual one by its Label UUID (16 octets). */
  subscribe(
    node: number,
    model: ModelAddress,
    to: number | Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const { SubscriptionAdd, SubscriptionVirtualAddressAdd } = models;
    return this.#change(SubscriptionAdd, SubscriptionVirtualAddressAdd, node, model, to, options);
  }

  unsubscribe(
    node: number,
    model: ModelAddress,
    from: number | Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const { SubscriptionDelete: plain, SubscriptionVirtualAddressDelete: virtual } = models;
    return this.#change(plain, virtual, node, model, from, options);
  }

  /** Replaces the whole list by one address. */
  overwriteSubscriptions(
    node: number,
    model: ModelAddress,
    by: number | Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const { SubscriptionOverwrite: plain, SubscriptionVirtualAddressOverwrite: virtual } = models;
    return this.#change(plain, virtual, node, model, by, options);
  }

  async unsubscribeAll(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.#do(models.SubscriptionDeleteAll, model, node, options);
  }

  async subscriptions(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    const get = isVendorModel(model.modelId)
      ? models.VendorModelSubscriptionGet
      : models.SigModelSubscriptionGet;
    return (await this.#do(get, model, node, options)).addresses;
  }

  async #change(
    plain: typeof models.SubscriptionAdd,
    virtual: typeof models.SubscriptionVirtualAddressAdd,
    node: number,
    model: ModelAddress,
    target: number | Uint8Array,
    options: ConfigurationOptions | undefined,
  ): Promise<void> {
    if (typeof target !== "number") {
      await this.#do(virtual, { ...model, label: target }, node, options);
      return;
    }
    // The answer repeats the address, also where it refuses it.
    const sameAddress = ({ address }: { address: number }) => address === target;
    await this.#do(plain, { ...model, address: target }, node, options, sameAddress);
  }

  #ask<T, R>(
    request: Message<T, R>,
    values: T,
    node: number,
    options: ConfigurationOptions | undefined,
    fits: (answer: R) => boolean = () => true,
  ): Promise<R> {
    const accepts = (answer: R) => echoes(values, answer) && fits(answer);
    return this.request(request, values, { ...options, dst: node, device: true }, accepts);
  }

  async #do<T, R extends { readonly status: number }>(
    request: Message<T, R>,
    values: T,
    node: number,
    options: ConfigurationOptions | undefined,
    fits?: (answer: R) => boolean,
  ): Promise<R> {
    const answer = await this.#ask(request, values, node, options, fits);
    if (answer.status !== Status.success) throw new ConfigurationError(answer.status, request.name);
    return answer;
  }
}
