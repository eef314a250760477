import { type Model } from "../../access/model.js";
import type { State, TransitionTimes } from "./state.js";

/**
 * A model with states that scenes keep: those of which Mesh Model 1.1 says "Stored with Scene". A Scene Server finds it
 * on the elements that it rules by `sceneStates`; there is nothing else to declare. A scene keeps the values of these
 * states, of a state in a transition the target. Where a model extends another one and has all of its states, it keeps them for both.
 */
export interface SceneKeeper extends Model {
  /** Whose values a scene keeps. When one of them is set, a recalled scene is no longer the present one. */
  readonly sceneStates: readonly State[];
  /** What a scene keeps in place of the values, up to 255 octets, for a model with more than these. */
  storeScene?(): Uint8Array;
  /** Sets the model to what `storeScene` returned. `transition`: undefined, at once. */
  recallScene?(stored: Uint8Array, transition: TransitionTimes | undefined): void;
}
