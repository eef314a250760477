import type { Message } from "../../../modules/access/message.js";
import { itemSize } from "../../../modules/foundation/opcodes-aggregator/messages.js";
import type { NetworkClient } from "../apply/network-client.js";
import type { StepRequest } from "../apply/requests.js";

/** Octets of questions that are sent together, and their number: answers are longer than questions. */
const mostOctets = 80;
const mostQuestions = 8;

/** A question with the device key, and what takes the values of its answer. */
export interface Question<A = never> {
  readonly message: Message;
  readonly values: unknown;
  readonly take: (answer: A) => void;
}

/** Checks that the values and the answer are those of the message. */
export function question<T, A>(
  message: Message<T, A>,
  values: T,
  take: (answer: A) => void,
): Question {
  return { message: message, values, take: take };
}

/** Asks a node: several questions at a time where it has an Opcodes Aggregator Server. Rejects as NetworkClient does. */
export async function askAll(
  client: NetworkClient,
  dst: number,
  questions: readonly Question[],
  aggregates: boolean,
): Promise<void> {
  const requests = questions.map(({ message, values }): StepRequest => {
    return { message, values, dst, appKeyIndex: undefined };
  });
  for (let at = 0; at < questions.length;) {
    const count = aggregates ? together(requests, at) : 1;
    if (count === 1) {
      questions[at]!.take((await client.ask(requests[at]!)) as never);
      at++;
      continue;
    }
    const { answers } = await client.sequence(requests.slice(at, at + count));
    const known = answers.filter((answer) => answer !== undefined);
    known.forEach((answer, i) => questions[at + i]!.take(answer as never));
    // One whose answer alone is too long, or that the server does not carry out, is asked by itself.
    if (known.length === 0) questions[at]!.take((await client.ask(requests[at]!)) as never);
    at += Math.max(1, known.length);
  }
}

function together(requests: readonly StepRequest[], from: number): number {
  let octets = 0;
  let count = 0;
  while (from + count < requests.length && count < mostQuestions) {
    const { message, values } = requests[from + count]!;
    octets += itemSize(message.encode(values).length);
    if (octets > mostOctets) break;
    count++;
  }
  return Math.max(1, count);
}
