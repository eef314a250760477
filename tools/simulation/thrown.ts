import { logText } from "../../modules/base/log-text.js";

/** What was thrown as an error: a program can throw anything. Never throws. */
export function errorOf(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const text = logText([thrown]);
  return new Error(`${text} was thrown, which is no Error`, { cause: thrown });
}
