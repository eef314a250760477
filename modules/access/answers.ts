import { frozen } from "../base/frozen.js";
import { isVirtual } from "../network/address.js";

/** What a message is about. */
const subjects: readonly string[] = frozen([
  "elementAddress",
  "modelId",
  "netKeyIndex",
  "appKeyIndex",
]);

/**
 * Whether a status answers a request, as far as it repeats what was asked: what it is about
 * always; the state that was to be set, until the message was sent again. One with another
 * state may answer an earlier request, or be the answer of a server that does not follow,
 * which then says the same again. With an error status the state says nothing.
 */
export function answersTo(asked: unknown, answered: unknown, sent: number): boolean {
  const request = flat(asked);
  const answer = flat(answered);
  const lenient = sent > 1 || Number(answer.status ?? 0) > 0;
  // A Label UUID is answered with its virtual address, which only those who compute it know.
  if (!lenient && request.label !== undefined && !isVirtual(Number(answer.address))) return false;
  return Object.keys(request).every(
    (name) =>
      (lenient && !subjects.includes(name)) ||
      request[name] === undefined ||
      answer[name] === undefined ||
      isSame(request[name], answer[name]),
  );
}

function flat(values: unknown): Record<string, unknown> {
  const { keyIndexes, ...others } = values as Record<string, unknown>;
  return { ...others, ...(keyIndexes as Record<string, unknown> | undefined) };
}

/** Of states, each field; a boolean is the same as the number that it is sent as. */
function isSame(asked: unknown, answered: unknown): boolean {
  if (typeof asked !== "object") return Number(asked) === Number(answered);
  const [fields, others] = [asked, answered] as Record<string, unknown>[];
  return Object.keys(fields!).every((name) => isSame(fields![name], others![name]));
}
