import { Model } from "../../../modules/access/model.js";
import type { Message } from "../../../modules/access/message.js";
import type { ModelId } from "../../../modules/access/model-id.js";
import { OpcodesAggregatorServer } from "../../../modules/foundation/opcodes-aggregator/server.js";
import { placeKey } from "../configuration/values.js";
import { type KnownNode, type ModelStateValue, stateKey } from "../desired/known-network.js";
import type { ModelState } from "../states/model-state.js";
import { modelStates } from "../states/model-states.js";

/** The Configuration Server, which every node of ours has by itself. */
const configurationServer = 0x0000;
const aggregatorServer = 0x0010;

/** The values of states of a twin's models, by `stateKey`. */
export type TwinStates = Map<string, ModelStateValue>;

/**
 * A model of a node as a network's database knows it: it is bound, subscribed and published with, and takes the states that
 * it is configured with, whatever else a real one does.
 */
class TwinModel extends Model {
  constructor(id: ModelId, element: number, values: TwinStates) {
    super(id, "both");
    for (const state of modelStates) {
      if (state.getter === id) this.#answerGet(state, element, values);
      if (state.setter !== id) continue;
      const set = state.setMessage as Message<object, object>;
      this.on(set, (sent, context) => {
        const part = state.partOf(sent as never);
        const value = state.valueOf(sent as never, part);
        const place = { element, modelId: id, state: state.name, part };
        if (value !== undefined) values.set(stateKey(place), { ...place, value });
        this.reply(context, set.response!, state.statusOf(sent as never));
      });
    }
  }

  /** Of a state that was never set nobody knows here what a real one would have: no answer. */
  #answerGet(state: ModelState, element: number, values: TwinStates): void {
    const { getMessage, name, setter } = state;
    this.on(getMessage as Message<object, object>, (asked, context) => {
      const part = state.partOf(asked as never);
      const known = values.get(stateKey({ element, modelId: setter, state: name, part }));
      if (!known) return;
      const { message, values: set } = state.set(known.value, part);
      this.reply(context, message.response!, state.statusOf(set as never));
    });
  }
}

/** Models like those of a node, related as they are, for each of its elements. `values`: gets the states that they are given. */
export function twinModels(known: KnownNode, values: TwinStates): readonly (readonly Model[])[] {
  const models = new Map<string, Model>();
  for (const { element, modelId } of known.models) {
    if (modelId === configurationServer) continue;
    const isAggregator = modelId === aggregatorServer && element === 0;
    models.set(
      placeKey({ element, modelId }),
      isAggregator ? new OpcodesAggregatorServer() : new TwinModel(modelId, element, values),
    );
  }
  for (const description of known.models) {
    const model = models.get(placeKey(description));
    for (const base of description.extends) {
      const other = models.get(placeKey(base));
      if (model && other && !known.ownLists) model.extend(other);
    }
  }
  return known.node.elements.map((_, element) =>
    known.models.flatMap((each) =>
      each.element === element ? (models.get(placeKey(each)) ?? []) : [],
    ),
  );
}
