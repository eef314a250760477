// The main module of the bundle: makes the host and starts the firmware on it. The top level of
// the bundle runs once, in the root; `boot` runs in each machine.
import { start } from "firmware";
import { BootFlag } from "./port.js";
import { XsHost } from "./host.js";

/** The functions that C calls. */
interface Main {
  timer(timer: number): void;
  sent(handle: number): void;
  call(name: string, argument: string): string;
  close(): void;
}

function thrown(error: unknown): object {
  if (error instanceof Error)
    return { name: error.name, message: error.message, stack: error.stack };
  return { name: "Error", message: String(error), stack: "" };
}

function boot(sets: number, flags: number, ecdhMilliseconds: number): Main {
  const host = new XsHost({
    sets,
    traced: (flags & BootFlag.traced) !== 0,
    random: (flags & BootFlag.random) !== 0,
    ecdhMilliseconds,
  });
  const firmware = start(host);
  return {
    timer: (timer) => host.clock.fire(timer),
    sent: (handle) => host.radio.sent(handle),
    call(name, argument) {
      try {
        return JSON.stringify({ value: firmware.call?.(name, JSON.parse(argument)) });
      } catch (error) {
        return JSON.stringify({ error: thrown(error) });
      }
    },
    close: () => firmware.close(),
  };
}

(globalThis as unknown as { boot: typeof boot }).boot = boot;
