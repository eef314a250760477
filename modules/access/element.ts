import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Model } from "./model.js";
import { isVendorModel, type ModelId, modelIdText } from "./model-id.js";

/** An addressable part of a node, with its models. Mesh Protocol 1.1 §2.3.4. */
export class Element {
  /** Location descriptor (Bluetooth GATT namespace), 16 bits. */
  readonly location: number;
  /** Its models, in the order of the options. */
  readonly models: readonly Model[];
  /** Which element of the node it is, from 0. */
  readonly index: number;
  /** The run queue of the node. */
  readonly queue: RunQueue | undefined;
  /** Counters and trace of the node. */
  readonly diagnostics: Diagnostics | undefined;

  /** Throws Error where two models have one id or handle one opcode. */
  constructor(options: {
    readonly index: number;
    readonly location?: number;
    readonly models: readonly Model[];
    readonly queue?: RunQueue;
    readonly diagnostics?: Diagnostics;
  }) {
    this.index = options.index;
    this.queue = options.queue;
    this.diagnostics = options.diagnostics;
    this.location = options.location ?? 0;
    this.models = [
      ...options.models.filter(({ id }) => !isVendorModel(id)),
      ...options.models.filter(({ id }) => isVendorModel(id)),
    ];
    this.check();
    for (const model of this.models) model.attach(this);
  }

  /** The model with this identifier, or undefined. */
  find(id: ModelId): Model | undefined {
    return this.models.find((model) => model.id === id);
  }

  private check(): void {
    const owners = new Map<number, Model>();
    const ids = new Set<ModelId>();
    for (const model of this.models) {
      const name = modelIdText(model.id);
      if (ids.has(model.id)) throw new Error(`element ${this.index}: model ${name} is there twice`);
      ids.add(model.id);
      for (const opcode of model.opcodes) {
        const other = owners.get(opcode);
        if (other)
          throw new Error(
            `element ${this.index}: models ${modelIdText(other.id)} and ${name} both handle opcode ${opcode.toString(16)}`,
          );
        owners.set(opcode, model);
      }
    }
  }
}
