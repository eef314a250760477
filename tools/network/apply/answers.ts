import { statusText } from "../../../modules/foundation/status.js";
import type { Step } from "../configuration/step.js";
import { sameValue } from "../configuration/values.js";
import { stateNamed } from "../states/model-states.js";

const rangeFaults = ["", "it cannot have this minimum", "it cannot have this maximum"];
/** Of a feature: the node has it not. */
const notSupported = 2;

/** Why an answer does not confirm a step; undefined where it does. */
export function refusalOf(step: Step, answer: unknown): string | undefined {
  const { status, ...values } = answer as Readonly<Record<string, unknown>> & { status?: number };
  if (step.step === "model-state") {
    if (status !== undefined && status !== 0)
      return rangeFaults[status] ?? `it answers with status ${status}`;
    const state = stateNamed(step.state)!;
    const value = state.valueOf(answer as never, step.part);
    if (value === undefined) return "it has no such state";
    return sameValue(value, step.value) ? undefined : `it has ${JSON.stringify(value)} instead`;
  }
  if (status !== undefined && status !== 0) return statusText(status);
  return step.step === "state" ? featureRefusal(step, values) : undefined;
}

function featureRefusal(
  step: Extract<Step, { step: "state" }>,
  answer: Readonly<Record<string, unknown>>,
): string | undefined {
  const member = { relay: "relay", proxy: "gattProxy", friend: "friend" }[step.state as string];
  if (member === undefined) return undefined;
  const wanted = step.state === "relay" ? step.value.on : step.value;
  const has = Number(answer[member]);
  if (has === Number(wanted) || (has === notSupported && wanted === false)) return undefined;
  return has === notSupported
    ? "the node does not support it"
    : `it is ${has === 1 ? "on" : "off"}`;
}
