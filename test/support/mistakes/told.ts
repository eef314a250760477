import type { ExecutionContext } from "ava";

/** What an engine itself says of a value that it cannot use, on Node.js and on XS. */
const engineTexts =
  /cannot read|is not a function|is not iterable|not an object|cannot coerce|of undefined|undefined variable|read properties|get \w+: /i;

/** An error whose text names the option, and is not the engine's. */
export function isTold(
  t: ExecutionContext,
  make: () => unknown,
  name: string,
  title: string,
): void {
  let error: unknown;
  try {
    make();
  } catch (thrown) {
    error = thrown;
  }
  t.true(error instanceof Error, `${title}: no error`);
  const { message } = error as Error;
  t.true(message.includes(name), `${title}: the text names the option: ${message}`);
  t.notRegex(message, engineTexts, title);
}
