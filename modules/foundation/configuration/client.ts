import { answerTable } from "../../access/client-model.js";
import { frozen } from "../../base/frozen.js";
import { isVendorModel } from "../../access/model-id.js";
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
import {
  publicationAnswer,
  publicationRequest,
  type PublicationSettings,
} from "./publication-settings.js";
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
  async addNetKey(
    node: number,
    netKeyIndex: number,
    netKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(NetKeyAdd, { netKeyIndex, netKey }, node, options);
  }

  /** Gives the node the new NetKey (16 octets) of a key refresh. §3.11.4 */
  async updateNetKey(
    node: number,
    netKeyIndex: number,
    netKey: Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(NetKeyUpdate, { netKeyIndex, netKey }, node, options);
  }

  /** Deletes a NetKey of the node, with the AppKeys that are bound to it. */
  async deleteNetKey(
    node: number,
    netKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    await this.do(NetKeyDelete, { netKeyIndex }, node, options);
  }

  /** The indexes of the NetKeys that the node has. */
  async getNetKeys(node: number, options?: ConfigurationOptions): Promise<number[]> {
    return (await this.ask(NetKeyGet, {}, node, options)).netKeyIndexes;
  }

  /** The phase of the key refresh, 0..2; 0: there is none. */
  async getKeyRefreshPhase(
    node: number,
    netKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<number> {
    return (await this.do(KeyRefreshPhaseGet, { netKeyIndex }, node, options)).phase;
  }

  /** Moves the key refresh on to phase 2 (`transition` 2), or ends it (3); the phase after that. */
  async setKeyRefreshPhase(
    node: number,
    netKeyIndex: number,
    transition: 2 | 3,
    options?: ConfigurationOptions,
  ): Promise<number> {
    const values = { netKeyIndex, transition };
    return (await this.do(KeyRefreshPhaseSet, values, node, options, came(transition))).phase;
  }

  /** Gives the node an AppKey of 16 octets, bound to the NetKey. */
  async addAppKey(
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
  async updateAppKey(
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
  async deleteAppKey(
    node: number,
    netKeyIndex: number,
    appKeyIndex: number,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const keyIndexes = { netKeyIndex, appKeyIndex };
    await this.do(AppKeyDelete, { keyIndexes }, node, options);
  }

  /** The indexes of the AppKeys that are bound to the NetKey. */
  async getAppKeys(
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
  async getBindings(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    const get = isVendorModel(model.modelId) ? VendorModelAppGet : SigModelAppGet;
    return (await this.do(get, model, node, options)).appKeyIndexes;
  }

  /**
   * Sets the publication of a model; undefined ends it. Rejects with RangeError for a period or
   * interval that a message cannot carry, and names the nearest ones.
   */
  async setPublication(
    node: number,
    model: ModelAddress,
    publication: PublicationSettings | undefined,
    options?: ConfigurationOptions,
  ): Promise<void> {
    const { address, values } = publicationRequest(publication);
    await (typeof address === "number"
      ? this.do(PublicationSet, { ...model, ...values, address }, node, options)
      : this.do(
          PublicationVirtualAddressSet,
          { ...model, ...values, label: address },
          node,
          options,
        ));
  }

  /** The publication of a model as its node reports it; of a virtual address the hash, not the Label UUID. */
  async getPublication(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<PublicationSettings | undefined> {
    return publicationAnswer(await this.do(PublicationGet, model, node, options));
  }

  /** Adds a group address, or a virtual one by its Label UUID (16 octets). */
  subscribe(
    node: number,
    model: ModelAddress,
    to: number | Uint8Array,
    options?: ConfigurationOptions,
  ): Promise<void> {
    return this.change(SubscriptionAdd, SubscriptionVirtualAddressAdd, node, model, to, options);
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
    return this.change(plain, virtual, node, model, from, options);
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
    return this.change(plain, virtual, node, model, by, options);
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
  async getSubscriptions(
    node: number,
    model: ModelAddress,
    options?: ConfigurationOptions,
  ): Promise<number[]> {
    const get = isVendorModel(model.modelId) ? VendorModelSubscriptionGet : SigModelSubscriptionGet;
    return (await this.do(get, model, node, options)).addresses;
  }

  private change(
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
