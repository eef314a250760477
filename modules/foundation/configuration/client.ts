import { answerTable } from "../../access/client-model.js";
import { frozen } from "../../base/frozen.js";
import type { Publication } from "../../access/model-configuration.js";
import { isVendorModel } from "../../access/model-id.js";
import { unassignedAddress } from "../../network/address.js";
import { heartbeatAnswers } from "./heartbeat-messages.js";
import {
  AppKeyAdd,
  AppKeyDelete,
  AppKeyGet,
  AppKeyUpdate,
  keyAnswers,
  KeyRefreshPhaseGet,
  KeyRefreshPhaseSet,
  NetKeyAdd,
  NetKeyDelete,
  NetKeyGet,
  NetKeyUpdate,
} from "./key-messages.js";
import {
  AppBind,
  AppUnbind,
  modelAnswers,
  PublicationGet,
  PublicationSet,
  PublicationVirtualAddressSet,
  SigModelAppGet,
  SigModelSubscriptionGet,
  SubscriptionAdd,
  SubscriptionDelete,
  SubscriptionDeleteAll,
  SubscriptionOverwrite,
  SubscriptionVirtualAddressAdd,
  SubscriptionVirtualAddressDelete,
  SubscriptionVirtualAddressOverwrite,
  VendorModelAppGet,
  VendorModelSubscriptionGet,
} from "./model-messages.js";
import { stateAnswers } from "./state-messages.js";
import { disabledPublication, publicationTo, publicationValues } from "./publication-values.js";
import { came, type ConfigurationOptions, type ModelAddress } from "./request.js";
import { ConfigurationStates } from "./configuration-states.js";

/** Identifier of the Configuration Client model. */
export const configurationClientId = 0x0001;

/**
 * The Configuration Client model. Each method asks the node with primary element `node`, with its device
 * key, and resolves with its answer; ConfigurationError for another status than success. §4.4.2
 */
export class ConfigurationClient extends ConfigurationStates {
  constructor() {
    super(configurationClientId, "device", handlers);
  }

  // Keys

  /** Gives the node a NetKey of 16 octets. */
  async netKeyAdd(
    node: number,
    netKeyIndex: number,
    netKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(NetKeyAdd, { netKeyIndex, netKey }, node, options);
  }

  /** Gives the node the new NetKey (16 octets) of a key refresh. §3.11.4 */
  async netKeyUpdate(
    node: number,
    netKeyIndex: number,
    netKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(NetKeyUpdate, { netKeyIndex, netKey }, node, options);
  }

  /** Deletes a NetKey of the node, with the AppKeys that are bound to it. */
  async netKeyDelete(
    node: number,
    netKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(NetKeyDelete, { netKeyIndex }, node, options);
  }

  /** The indexes of the NetKeys that the node has. */
  async netKeys(node: number, options?: ConfigurationOptions): Promise<number[]> {
    return (await this.ask(NetKeyGet, {}, node, options)).netKeyIndexes;
  }

  /** The phase, 0..2; with `transition`, after moving it on (2) or ending the key refresh (3). */
  async keyRefreshPhase(
    node: number,
    netKeyIndex: number,
    transition?: 2 | 3,
    options?: ConfigurationOptions,
  ): Promise<number> {
    const { phase } = await (transition
      ? this.do(KeyRefreshPhaseSet, { netKeyIndex, transition }, node, options, came(transition))
      : this.do(KeyRefreshPhaseGet, { netKeyIndex }, node, options));
    return phase;
  }

  /** Gives the node an AppKey of 16 octets, bound to the NetKey. */
  async appKeyAdd(
    node: number,
    netKeyIndex: number,
    appKeyIndex: number,
    appKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const keyIndexes = { netKeyIndex, appKeyIndex };
    await this.do(AppKeyAdd, { keyIndexes, appKey }, node, options);
  }

  /** Gives the node the new AppKey (16 octets) of a key refresh. §3.11.4 */
  async appKeyUpdate(
    node: number,
    netKeyIndex: number,
    appKeyIndex: number,
    appKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const keyIndexes = { netKeyIndex, appKeyIndex };
    await this.do(AppKeyUpdate, { keyIndexes, appKey }, node, options);
  }

  /** Deletes an AppKey of the node. */
  async appKeyDelete(
    node: number,
    netKeyIndex: number,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const keyIndexes = { netKeyIndex, appKeyIndex };
    await this.do(AppKeyDelete, { keyIndexes }, node, options);
  }

  /** The indexes of the AppKeys that are bound to the NetKey. */
  async appKeys(
    node: number,
    netKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    return (await this.do(AppKeyGet, { netKeyIndex }, node, options)).appKeyIndexes;
  }

  /** Binds an AppKey to a model. */
  async bind(
    node: number,
    model: ModelAddress,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(AppBind, { ...model, appKeyIndex }, node, options);
  }

  /** Undoes the binding of an AppKey to a model. */
  async unbind(
    node: number,
    model: ModelAddress,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(AppUnbind, { ...model, appKeyIndex }, node, options);
  }

  /** The indexes of the AppKeys that are bound to a model. */
  async bindings(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    const get = isVendorModel(model.modelId) ? VendorModelAppGet : SigModelAppGet;
    return (await this.do(get, model, node, options)).appKeyIndexes;
  }

  /** Sets the publication of a model; undefined ends it. */
  async publication(
    node: number,
    model: ModelAddress,
    set: Publication | undefined,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const { address, label } = set ?? disabledPublication;
    const values = { ...model, ...publicationValues(set) };
    await (label
      ? this.do(PublicationVirtualAddressSet, { ...values, label }, node, options)
      : this.do(PublicationSet, { ...values, address }, node, options));
  }

  /** The publication of a model as its node reports it: a virtual address has no label. */
  async publicationOf(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<Publication | undefined> {
    const answer = await this.do(PublicationGet, model, node, options);
    if (answer.address === unassignedAddress) return undefined;
    return publicationTo({ address: answer.address, label: undefined }, answer);
  }

  /** Adds a group address, or a virtual one by its Label UUID (16 octets). */
  subscribe(
    node: number,
    model: ModelAddress,
    to: number | Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    return this.#change(SubscriptionAdd, SubscriptionVirtualAddressAdd, node, model, to, options);
  }

  /** Removes a group address, or a virtual one by its Label UUID (16 octets). */
  unsubscribe(
    node: number,
    model: ModelAddress,
    from: number | Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const plain = SubscriptionDelete;
    const virtual = SubscriptionVirtualAddressDelete;
    return this.#change(plain, virtual, node, model, from, options);
  }

  /** Replaces the whole list by one address. */
  overwriteSubscriptions(
    node: number,
    model: ModelAddress,
    by: number | Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const plain = SubscriptionOverwrite;
    const virtual = SubscriptionVirtualAddressOverwrite;
    return this.#change(plain, virtual, node, model, by, options);
  }

  /** Removes all addresses. */
  async unsubscribeAll(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(SubscriptionDeleteAll, model, node, options);
  }

  /** The addresses that a model subscribes to. */
  async subscriptions(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    const get = isVendorModel(model.modelId) ? VendorModelSubscriptionGet : SigModelSubscriptionGet;
    return (await this.do(get, model, node, options)).addresses;
  }

  #change(
    plain: typeof SubscriptionAdd,
    virtual: typeof SubscriptionVirtualAddressAdd,
    node: number,
    model: ModelAddress,
    target: number | Uint8Array,
    options: ConfigurationOptions | undefined,
  ): Promise<void> {
    if (typeof target !== "number")
      return this.do(virtual, { ...model, label: target }, node, options).then(() => undefined);
    // The answer repeats the address, also where it refuses it.
    const sameAddress = ({ address }: { address: number }) => address === target;
    const values = { ...model, address: target };
    return this.do(plain, values, node, options, sameAddress).then(() => undefined);
  }
}

const handlers = frozen(
  answerTable<ConfigurationClient>([
    ...keyAnswers,
    ...stateAnswers,
    ...modelAnswers,
    ...heartbeatAnswers,
  ]),
);
