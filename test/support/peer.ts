import test, { type ExecutionContext } from "ava";

/** What a test needs and not every machine has: in most cases a program by others that it talks to. */
export interface Peer {
  readonly name: string;
  /** Why it cannot be used here, or undefined. */
  readonly missing: string | undefined;
  /** The command that installs it. */
  readonly hint: string;
  /** Whether even CI goes without it: it is too large to fetch each time. Default false. */
  readonly optional?: boolean;
}

/**
 * Declares a test that needs `peers`. Where one is missing the test is skipped
 * under a title that says how to get it; in CI (`CI=true`) it fails instead, unless all that is missing is optional.
 * `declare`: `test.serial`, for one. Default: `test`.
 */
export function peerTest(
  peers: readonly Peer[],
  title: string,
  implementation: (t: ExecutionContext) => void | Promise<void>,
  declare: (
    title: string,
    implementation: (t: ExecutionContext) => void | Promise<void>,
  ) => void = test,
): void {
  const absent = peers.filter(({ missing }) => missing !== undefined);
  if (absent.length === 0) {
    declare(title, implementation);
    return;
  }
  const needs = absent.map(({ name, missing, hint }) => `${name}: ${missing}; ${hint}`).join(", ");
  const told = `${title} (needs ${needs})`;
  const required = absent.some(({ optional = false }) => !optional);
  if (required && process.env["CI"] === "true") test(told, (t) => t.fail("missing in CI"));
  else test.skip(told, implementation);
}
