import { foundationStates } from "./foundation-states.js";
import { genericStates } from "./generic-states.js";
import { lightStates } from "./light-states.js";
import type { ModelState } from "./model-state.js";
import { propertyStates } from "./property-states.js";

/** The states of server models that a document can have a value for. */
export const modelStates: readonly ModelState[] = [
  ...foundationStates,
  ...genericStates,
  ...propertyStates,
  ...lightStates,
];

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The state of a name, in which case and spaces do not count. */
export function stateNamed(name: string): ModelState | undefined {
  return modelStates.find((state) => plain(state.name) === plain(name));
}
