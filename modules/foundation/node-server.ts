import type { Element } from "../access/element.js";
import { Model } from "../access/model.js";
import { type ModelId, modelIdText } from "../access/model-id.js";

/** Identifier of the Configuration Server model. */
export const configurationServerId = 0x0000;

/**
 * A server whose states are those of its node, on the primary element. `T` is
 * what it needs of the node; `configure` sets it before the model starts.
 */
export abstract class NodeServer<T> extends Model {
  #target: T | undefined;

  /** The node that it is part of. Throws Error while that is on no network. */
  get target(): T {
    if (!this.#target) throw new Error(`model ${modelIdText(this.id)} is asked before its node is`);
    return this.#target;
  }

  /** Called by the node; undefined where it left its network. */
  configure(target: T | undefined): void {
    this.#target = target;
  }

  /** Throws Error for another element than the primary one. */
  override attach(element: Element): void {
    if (element.index !== 0)
      throw new Error(
        `element ${element.index}: model ${modelIdText(this.id)} belongs on the primary element`,
      );
    super.attach(element);
  }

  /** Extends the model `id` of the element. Throws Error where that is not there. */
  protected extendServer(element: Element, id: ModelId): void {
    const base = element.find(id);
    if (!base)
      throw new Error(`model ${modelIdText(this.id)} extends model ${modelIdText(id)}: add that`);
    if (!this.bases.includes(base)) this.extend(base);
  }

  /** Corresponds to the model `id` of the element. Throws Error where that is not there. */
  protected correspondToServer(element: Element, id: ModelId): void {
    const other = element.find(id);
    if (!other)
      throw new Error(
        `model ${modelIdText(this.id)} corresponds to model ${modelIdText(id)}: add that`,
      );
    if (!this.counterparts.includes(other)) this.correspond(other);
  }

  /** Called when the node was given an AppKey, before that is answered. */
  appKeyAdded?(netKeyIndex: number, appKeyIndex: number): void;

  /** Called when the node lost a subnet: what others began on it ends. */
  subnetDeleted?(netKeyIndex: number): void;
}
