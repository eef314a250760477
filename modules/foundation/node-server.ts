import { Model } from "../access/model.js";
import { modelIdText } from "../access/model-id.js";

/**
 * A server whose states are those of its node: `T` is what it needs of the node,
 * which every server of this kind on every element is told of before it starts.
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

  /** Called when the node lost a subnet: what others began on it ends. */
  subnetDeleted?(netKeyIndex: number): void;
}
