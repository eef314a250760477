// The tests of modules/ on the SDK's XS, one after the other: bundled by tools/moddable/run-tests.ts.
import { ModdableClock } from "../../hosts/moddable/clock.js";
import { NativeCrypto } from "../../hosts/native/crypto.js";
import { NativeRandom } from "../../hosts/native/random.js";
import type { Host } from "../../modules/host/host.js";
import { Assertions } from "../xs/assertions.js";
import { tests } from "../xs/ava.js";
import { setTestHost } from "../xs/host.js";
import { provideTimers } from "../xs/timers.js";

declare function require(path: string): unknown;

class Native {
  static report(text: string): void {
    return native("xs_test_report").call(this, text);
  }

  static end(failed: number): void {
    return native("xs_test_end").call(this, failed);
  }
}

function testHost(): Host {
  const clock = new ModdableClock();
  const none = () => {
    throw new Error("there is none in a test of modules/");
  };
  return {
    clock,
    crypto: new NativeCrypto({ clock }),
    random: new NativeRandom(),
    radio: { sets: 1, advertise: none, stop: none, scan: none, close: none },
    store: { read: none, write: none, delete: none, keys: none },
  };
}

/** What went wrong, undefined where it passed. */
async function run(test: (t: Assertions) => void | PromiseLike<void>): Promise<string | undefined> {
  const assertions = new Assertions();
  try {
    await test(assertions);
    return assertions.count > 0 ? undefined : "no assertion was made";
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function runAll(): Promise<void> {
  let failed = 0;
  for (const { title, implementation } of tests()) {
    const error = await run(implementation);
    if (error === undefined) continue;
    failed++;
    Native.report(`${title}: ${error}`);
  }
  Native.report(`${tests().length - failed} passed, ${failed} failed`);
  Native.end(failed);
}

export default function main(): void {
  setTestHost(testHost());
  provideTimers();
  require("suites");
  runAll().catch((error: unknown) => {
    Native.report(String(error));
    Native.end(1);
  });
}
