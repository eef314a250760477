// Stands in for ava inside XS.
import type { Assertions } from "./assertions.js";

export type Implementation = (t: Assertions) => void | PromiseLike<void>;

export interface InnerTest {
  readonly title: string;
  readonly implementation: Implementation;
}

const registered: { tests: InnerTest[] } = { tests: [] };

/** The tests of the suite, once it is loaded. */
export function tests(): readonly InnerTest[] {
  return registered.tests;
}

function test(title: string, implementation: Implementation): void {
  registered.tests.push({ title, implementation });
}

test.serial = test;

export default test;
