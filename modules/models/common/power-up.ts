import type { ModelServices } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";

/** Values of the Generic OnPowerUp state. Mesh Model 1.1 §3.1.4. */
export const OnPowerUp = frozen({
  /** Off. */
  off: 0,
  /** On, with the default value of what is bound to it; if there is none, with the last one that was not 0. */
  default: 1,
  /** As before the power cut; at the target of a transition that was under way. */
  restore: 2,
});

/** A server of a stored state. */
export interface PoweredState {
  /** Sets the state as a value of `OnPowerUp` says. */
  powerUp(onPowerUp: number): void;
}

/**
 * The Generic OnPowerUp state of the models that are bound to each other, and what it does after a
 * power cut. That is done once, when all of them have loaded what they stored; not where the node only starts
 * again, as with another address, or where it is new on its network.
 */
export class PowerUp {
  /** A value of `OnPowerUp`. */
  onPowerUp: number;
  readonly #states: PoweredState[] = [];
  #isLoaded = false;
  #isPosted = false;

  /** Throws RangeError for what is no value of `OnPowerUp`. */
  constructor(onPowerUp: number) {
    development.args?.("PowerUp", [onPowerUp]);
    this.onPowerUp = onPowerUp;
  }

  /** Adds a server; they are called in this order. */
  add(state: PoweredState): void {
    this.#states.push(state);
  }

  /** One of the models has loaded what it stored. */
  loaded(): void {
    this.#isLoaded = true;
  }

  /** One of the models is on a network; others are still to load. */
  started({ queue }: ModelServices): void {
    if (this.#isPosted) return;
    this.#isPosted = true;
    queue.post(PowerUp.#run, this, undefined);
  }

  static #run(powerUp: PowerUp): void {
    if (!powerUp.#isLoaded) return;
    for (const state of powerUp.#states) state.powerUp(powerUp.onPowerUp);
  }
}
