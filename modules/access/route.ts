import type { Element } from "./element.js";
import type { Handler } from "./handler-table.js";
import type { Model } from "./model.js";
import type { SubscriptionList } from "./subscription-list.js";

/**
 * The model of an element that handles an opcode, and those of the elements after it: which they are
 * never changes. An element has one at most.
 */
export class Route {
  constructor(
    readonly opcode: number,
    /** Which element of the node it is, from 0. */
    readonly index: number,
    readonly model: Model,
    /** Those of the model. */
    readonly subscriptions: SubscriptionList<Model>,
    readonly handler: Handler<Model>,
    readonly next: Route | undefined,
  ) {}
}

/** The route of an opcode, from the first element that has a model for it; undefined where none has. */
export function routeOf(elements: readonly Element[], opcode: number): Route | undefined {
  let route: Route | undefined;
  for (let index = elements.length - 1; index >= 0; index--) {
    const { models } = elements[index]!;
    for (let i = 0, end = models.length; i < end; i++) {
      const model = models[i]!;
      const handler = model.handlerOf(opcode);
      if (handler === undefined) continue;
      route = new Route(opcode, index, model, model.subscriptionList, handler, route);
      break;
    }
  }
  return route;
}
