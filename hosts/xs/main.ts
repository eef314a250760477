// The main module of the bundle: makes the host and starts the firmware on it. The top level of
// the bundle runs once, in the root; `boot` runs in each machine.
import { modulesLoaded, openConsole } from "./console.js";
import { start as firmwareStart } from "firmware";
import { checkFirmware, type Firmware, type Start } from "../../modules/firmware/start.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import { BoardCall, callBoard } from "../../modules/firmware/board-call.js";
import { readConfig } from "./config.js";
import { BootFlag } from "./port.js";
import { XsHost } from "./host.js";
import { trace } from "./trace.js";

/** The firmware's function, typed with all arguments: it may declare fewer. */
const start: Start = firmwareStart;

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

// In three functions, so that the call of the firmware finds as much of the stack as on a chip:
// each variable takes a slot of it, and those that a closure uses take two.

function hostOf(sets: number, flags: number, ecdhMilliseconds: number): XsHost {
  return new XsHost({
    sets,
    traced: (flags & BootFlag.traced) !== 0,
    random: (flags & BootFlag.random) !== 0,
    ecdhMilliseconds,
    hostFilters: (flags & BootFlag.filter) !== 0,
  });
}

function boardOf(flags: number): VirtualBoard {
  if ((flags & (BootFlag.traced | BootFlag.firmwareTraced)) === 0) return new VirtualBoard();
  openConsole(trace);
  return new VirtualBoard(trace);
}

function mainOf(host: XsHost, board: VirtualBoard, firmware: Firmware): Main {
  checkFirmware(firmware);
  return {
    timer: (timer) => host.clock.fire(timer),
    sent: (handle) => host.radio.sent(handle),
    call(name, argument) {
      try {
        const given: unknown = JSON.parse(argument);
        const answer = name.startsWith(BoardCall.prefix)
          ? callBoard(board, name, given)
          : firmware.call?.(name, given);
        return JSON.stringify({ value: answer });
      } catch (error) {
        return JSON.stringify({ error: thrown(error) });
      }
    },
    close: () => firmware.close(),
  };
}

function boot(sets: number, flags: number, ecdhMilliseconds: number): Main {
  const host = hostOf(sets, flags, ecdhMilliseconds);
  const board = boardOf(flags);
  const firmware =
    (flags & BootFlag.config) === 0 ? start(host, board) : start(host, board, readConfig());
  return mainOf(host, board, firmware);
}

(globalThis as unknown as { boot: typeof boot }).boot = boot;
modulesLoaded();
