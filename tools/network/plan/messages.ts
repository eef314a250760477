import { itemSize } from "../../../modules/foundation/opcodes-aggregator/messages.js";
import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";
import { type KeyValues, stepRequest } from "../apply/requests.js";
import type { Step } from "../configuration/step.js";

/** Model identifier of the Opcodes Aggregator Server. */
const aggregatorServer = 0x0010;
/**
 * Octets of a sequence of requests, or of its answer, at most: sixteen segments. 380 would be possible; on a lossy air
 * a message of half as many segments arrives sooner.
 */
const mostOctets = 180;
/** Of a sequence before its items: opcode and address; its answer has a status, too. */
const sequenceStart = 4;
const answerStart = 5;

const noKey = new Uint8Array(16);
const anyKeys: KeyValues = {
  netKey: () => noKey,
  appKey: () => ({ key: noKey, netKeyIndex: 0 }),
};

/**
 * The messages in which the steps of a node are sent: one each, or several in a sequence where its primary element has an
 * Opcodes Aggregator Server (Mesh Protocol 1.1 §4.4.19). Steps with an AppKey, or with a certain NetKey, are sent alone.
 */
export function messagesOf(
  node: DatabaseNode,
  steps: readonly Step[],
): readonly (readonly Step[])[] {
  const models = node.elements[0]?.models ?? [];
  if (!models.some(({ modelId }) => modelId === aggregatorServer))
    return steps.map((step) => [step]);
  const messages: Step[][] = [];
  let open: { readonly steps: Step[]; asked: number; answered: number } | undefined;
  for (const step of steps) {
    if (isAlone(step)) {
      messages.push([step]);
      open = undefined;
      continue;
    }
    const { message, values } = stepRequest(node, step, anyKeys);
    const { length } = message.encode(values);
    const asked = itemSize(length);
    // An answer repeats its request at most, with a status code.
    const answered = itemSize(length + 1);
    if (open && open.asked + asked <= mostOctets && open.answered + answered <= mostOctets) {
      open.steps.push(step);
      open.asked += asked;
      open.answered += answered;
    } else {
      open = { steps: [step], asked: sequenceStart + asked, answered: answerStart + answered };
      messages.push(open.steps);
    }
  }
  return messages;
}

/** Whether a step is sent with an AppKey, or with a certain NetKey of those that the node has by then. */
function isAlone(step: Step): boolean {
  if (step.step === "delete-net-key") return true;
  return step.step === "model-state" && step.appKeyIndex !== undefined;
}
