import test, { type ExecutionContext } from "ava";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../../../tools/moddable/run-program.js";
import { SdkError } from "../../../tools/moddable/sdk.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Milliseconds that no program of these tests runs for. */
const never = 3_600_000;

/** The path of a shell script with these lines. */
function script(t: ExecutionContext, ...lines: readonly string[]): string {
  const path = join(temporaryFolder(t), "program");
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
  return path;
}

test("a program's output is returned", (t) => {
  t.is(runProgram("tests-1", script(t, "echo 3 passed"), never), "3 passed\n");
});

test("a program that fails is named with its exit code and what it printed", (t) => {
  const program = script(t, "echo relay: not on the air >&2", "echo 2 passed, 1 failed", "exit 3");
  t.throws(() => runProgram("tests-1", program, never), {
    instanceOf: SdkError,
    message: "tests-1: exit code 3\nrelay: not on the air\n2 passed, 1 failed",
  });
});

test("a program that a fault ends is named with the signal, though it printed nothing", (t) => {
  t.throws(() => runProgram("tests-1", script(t, "kill -SEGV $$"), never), {
    instanceOf: SdkError,
    message: "tests-1: ended by SIGSEGV",
  });
});

test("a program that cannot be started is named with the reason", (t) => {
  const missing = join(temporaryFolder(t), "missing");
  const error = t.throws(() => runProgram("tests-1", missing, never), { instanceOf: SdkError });
  t.true(error.message.startsWith(`tests-1: ${missing} did not start: `), error.message);
  t.regex(error.message, /ENOENT/);
});
