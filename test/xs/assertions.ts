import { deepEqual, like } from "./deep-equal.js";

/** What an error is expected to be; as in ava. */
export interface Expectation {
  readonly instanceOf?: new (...args: never[]) => unknown;
  readonly is?: unknown;
  readonly message?: string | RegExp | ((message: string) => boolean);
  readonly name?: string;
  readonly code?: unknown;
}

/** An assertion did not hold. */
export class AssertionError extends Error {
  override get name(): string {
    return "AssertionError";
  }
}

function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (ArrayBuffer.isView(value))
    return `[${Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).join(", ")}]`;
  if (value instanceof Map || value instanceof Set) return show([...value]);
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${show(item)}`);
  return `{ ${entries.join(", ")} }`;
}

function check(holds: boolean, what: string, message: string | undefined): void {
  if (!holds) throw new AssertionError(message ? `${message}: ${what}` : what);
}

function checkError(error: unknown, expected: Expectation | undefined, message?: string): void {
  check(error instanceof Error, `${show(error)} is no error`, message);
  const { name, message: text, code } = error as Error & { code?: unknown };
  const wanted = expected?.message;
  const right =
    wanted === undefined
      ? true
      : typeof wanted === "string"
        ? text === wanted
        : typeof wanted === "function"
          ? wanted(text)
          : wanted.test(text);
  check(right, `${show(error)} has another message than ${show(wanted)}`, message);
  if (!expected) return;
  if (expected.instanceOf)
    check(
      error instanceof expected.instanceOf,
      `${show(error)} is no ${expected.instanceOf.name}`,
      message,
    );
  if ("is" in expected) check(error === expected.is, `${show(error)} is another error`, message);
  if (expected.name !== undefined)
    check(name === expected.name, `${show(error)} is no ${expected.name}`, message);
  if (expected.code !== undefined)
    check(code === expected.code, `${show(code)} is not the code ${show(expected.code)}`, message);
}

/** The part of ava's assertions that tests of modules/ use; each throws AssertionError. */
export class Assertions {
  /** How many were made. */
  count = 0;

  pass(): void {
    this.count++;
  }

  fail(message?: string): void {
    this.count++;
    check(false, "failed", message);
  }

  is(actual: unknown, expected: unknown, message?: string): void {
    this.count++;
    // What is the same is not shown: it may be a circle of objects.
    if (Object.is(actual, expected)) return;
    check(false, `${show(actual)} is not ${show(expected)}`, message);
  }

  not(actual: unknown, expected: unknown, message?: string): void {
    this.count++;
    check(!Object.is(actual, expected), `is ${show(expected)}`, message);
  }

  deepEqual(actual: unknown, expected: unknown, message?: string): void {
    this.count++;
    check(deepEqual(actual, expected), `${show(actual)} does not equal ${show(expected)}`, message);
  }

  notDeepEqual(actual: unknown, expected: unknown, message?: string): void {
    this.count++;
    check(!deepEqual(actual, expected), `equals ${show(expected)}`, message);
  }

  like(actual: unknown, selector: unknown, message?: string): void {
    this.count++;
    check(like(actual, selector), `${show(actual)} is not like ${show(selector)}`, message);
  }

  true(actual: unknown, message?: string): void {
    this.is(actual, true, message);
  }

  false(actual: unknown, message?: string): void {
    this.is(actual, false, message);
  }

  truthy(actual: unknown, message?: string): void {
    this.count++;
    check(Boolean(actual), `${show(actual)} is not truthy`, message);
  }

  falsy(actual: unknown, message?: string): void {
    this.count++;
    check(!actual, `${show(actual)} is not falsy`, message);
  }

  regex(text: string, pattern: RegExp, message?: string): void {
    this.count++;
    check(pattern.test(text), `${show(text)} does not match ${String(pattern)}`, message);
  }

  notRegex(text: string, pattern: RegExp, message?: string): void {
    this.count++;
    check(!pattern.test(text), `${show(text)} matches ${String(pattern)}`, message);
  }

  throws(work: () => unknown, expected?: Expectation, message?: string): unknown {
    this.count++;
    try {
      work();
    } catch (error) {
      checkError(error, expected, message);
      return error;
    }
    throw new AssertionError(message ? `${message}: nothing was thrown` : "nothing was thrown");
  }

  notThrows(work: () => unknown, message?: string): void {
    this.count++;
    try {
      work();
    } catch (error) {
      check(false, `${show(error)} was thrown`, message);
    }
  }

  async throwsAsync(
    work: Promise<unknown> | (() => Promise<unknown>),
    expected?: Expectation,
    message?: string,
  ): Promise<unknown> {
    this.count++;
    try {
      await (typeof work === "function" ? work() : work);
    } catch (error) {
      checkError(error, expected, message);
      return error;
    }
    throw new AssertionError(message ? `${message}: nothing was thrown` : "nothing was thrown");
  }

  async notThrowsAsync(
    work: Promise<unknown> | (() => Promise<unknown>),
    message?: string,
  ): Promise<void> {
    this.count++;
    try {
      await (typeof work === "function" ? work() : work);
    } catch (error) {
      check(false, `${show(error)} was thrown`, message);
    }
  }

  log(): void {
    // there is nowhere to write to in here
  }

  timeout(): void {
    // time is virtual: a test that does not end is recognized by its timers running out
  }
}
