import type { CompositionPage0 } from "../../../modules/access/composition.js";
import { decodeCompositionPage0 } from "../../../modules/access/composition.js";
import { CompositionDataGet } from "../../../modules/foundation/configuration/state-messages.js";
import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";
import type { NetworkBook } from "../book/network-book.js";
import { afterStep } from "../configuration/after-step.js";
import type { PlanContext } from "../configuration/plan.js";
import type { Step } from "../configuration/step.js";
import { type ModelStateValue, stateKey } from "../desired/known-network.js";
import { stepText } from "../configuration/texts.js";
import type { NodePlan } from "../plan/network-plan.js";
import { refusalOf } from "./answers.js";
import { isAborted, isAway, type NetworkClient } from "./network-client.js";
import { StepError, stepRequest } from "./requests.js";

/** Steps of a node that were confirmed. */
export interface StepDone {
  readonly node: DatabaseNode;
  readonly steps: readonly Step[];
  /** Steps of the node that are done by now, and all of them. */
  readonly done: number;
  readonly of: number;
}

/**
 * "done": as planned. "away": it does not answer. "failed": it refused a step. "other": its composition is not what the
 * network's database has, so that nothing was changed. "stopped": the work ended before.
 */
export type Outcome = "done" | "away" | "failed" | "other" | "stopped";

/** What became of the plan of a node. */
export interface NodeResult {
  readonly plan: NodePlan;
  readonly outcome: Outcome;
  /** Steps that were confirmed. */
  readonly done: number;
  /** Why it ended before, in words. */
  readonly why: string | undefined;
}

export interface NodeRunOptions {
  readonly book: NetworkBook;
  readonly client: NetworkClient;
  readonly appKeys: PlanContext["appKeys"];
  /** Whether nothing is to be sent any longer. */
  readonly isOver: () => boolean;
  readonly onStep?: (done: StepDone) => void;
}

/** A step that a node did not take. */
class RefusedError extends Error {}

/** Carries out the plan of one node. */
export class NodeRun {
  readonly #plan: NodePlan;
  readonly #options: NodeRunOptions;
  #done = 0;

  constructor(plan: NodePlan, options: NodeRunOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  /** Rejects with AbortError. */
  async run(): Promise<NodeResult> {
    const { after } = this.#plan.target;
    const { book, isOver } = this.#options;
    try {
      if (this.#plan.unread && this.#plan.messages.length > 0 && !(await this.#isAsKnown()))
        return this.result(
          "other",
          "its elements or models are not those that the network's database has: read it, then plan again",
        );
      for (const steps of this.#messages()) {
        if (isOver()) return this.result("stopped");
        await this.#carryOut(steps);
      }
      const now = this.#now();
      if (after.name !== undefined && now.name !== after.name)
        book.keep({ ...now, name: after.name });
      return this.result("done");
    } catch (error) {
      if (isAborted(error)) throw error;
      if (isAway(error)) return this.result("away", "it does not answer");
      if (error instanceof RefusedError || error instanceof StepError)
        return this.result("failed", error.message);
      throw error;
    }
  }

  result(outcome: Outcome, why?: string): NodeResult {
    return { plan: this.#plan, outcome, done: this.#done, why };
  }

  /** The messages that are left: of a node that was away at first some may be done. */
  #messages(): readonly (readonly Step[])[] {
    let skip = this.#done;
    return this.#plan.messages.flatMap((steps) => {
      const left = steps.slice(Math.min(skip, steps.length));
      skip -= steps.length - left.length;
      return left.length > 0 ? [left] : [];
    });
  }

  /** What the book has of the node now. */
  #now(): DatabaseNode {
    const { node } = this.#plan.known;
    return this.#options.book.nodeAt(node.unicastAddress) ?? node;
  }

  async #carryOut(steps: readonly Step[]): Promise<void> {
    const { client } = this.#options;
    const { node } = this.#plan.known;
    let left = steps;
    while (left.length > 0) {
      // By the keys that it has by now: those of the plan's beginning may be deleted.
      const now = this.#now();
      const requests = left.map((step) => stepRequest(now, step, client.keys));
      if (requests.length === 1) {
        this.#confirm(left, [await client.ask(requests[0]!)]);
        return;
      }
      const { answers, refusal } = await client.sequence(requests);
      this.#confirm(left, answers);
      left = left.slice(answers.length);
      if (refusal !== undefined && left.length > 0)
        throw new RefusedError(`${stepText(node, left[0]!)}: ${refusal}`);
      if (answers.length === 0)
        throw new RefusedError(`${stepText(node, left[0]!)}: the node does not carry it out`);
    }
  }

  /** Keeps the steps that answers confirm. Throws RefusedError at the first that is not. */
  #confirm(steps: readonly Step[], answers: readonly unknown[]): void {
    const confirmed: Step[] = [];
    let refused: string | undefined;
    for (const [i, answer] of answers.entries()) {
      const step = steps[i]!;
      const refusal = answer === undefined ? "its answer is malformed" : refusalOf(step, answer);
      if (refusal !== undefined) {
        refused = `${stepText(this.#plan.known.node, step)}: ${refusal}`;
        break;
      }
      confirmed.push(step);
    }
    if (confirmed.length > 0) this.#keep(confirmed);
    if (refused !== undefined) throw new RefusedError(refused);
  }

  #keep(steps: readonly Step[]): void {
    const { appKeys, book, onStep } = this.#options;
    const { rootOf } = this.#plan.known;
    const node = steps.reduce(
      (before, step) => afterStep(before, step, { appKeys, rootOf }),
      this.#now(),
    );
    const states = new Map(
      (book.knowledge(node).states ?? []).map((state) => [stateKey(state), state]),
    );
    for (const step of steps)
      if (step.step === "model-state") {
        const { element, modelId, part, state, value } = step;
        const kept: ModelStateValue = { element, modelId, state, part, value };
        states.set(stateKey(kept), kept);
      }
    book.keep({ ...node, configComplete: true }, { states: [...states.values()] });
    this.#done += steps.length;
    onStep?.({ node, steps, done: this.#done, of: this.#plan.steps.length });
  }

  /** Reads the composition; whether it is what the book has. Then it is known to be. */
  async #isAsKnown(): Promise<boolean> {
    const { book, client } = this.#options;
    const now = this.#now();
    const { data } = (await client.ask({
      message: CompositionDataGet,
      values: { page: 0 },
      dst: now.unicastAddress,
      appKeyIndex: undefined,
    })) as { readonly data: Uint8Array };
    const page = decodeCompositionPage0(data);
    if (!page || !hasModels(now, page)) return false;
    book.keep(now, { confirmed: true });
    return true;
  }
}

/** Whether the elements of a node have these models. */
export function hasModels(
  { elements }: DatabaseNode,
  page: Pick<CompositionPage0, "elements">,
): boolean {
  const text = (models: readonly number[]) => [...models].sort((a, b) => a - b).join();
  return (
    elements.length === page.elements.length &&
    elements.every(
      ({ models }, i) =>
        text(models.map(({ modelId }) => modelId)) === text(page.elements[i]!.models),
    )
  );
}
