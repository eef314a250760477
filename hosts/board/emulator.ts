import { LockStepProcess } from "../xs/pipe.js";
import { emulator } from "./build/build.js";

/** Address of the image of a root (layout.h). */
const rootBase = "0x80800000";

/**
 * Starts the board's program with the image of a root in its read-only memory, or without one,
 * to make it. An instruction takes a nanosecond of the board's time, and the time does not
 * advance while the board waits for this process, so that every run is the same.
 */
export function startBoard(program: string, image?: string): LockStepProcess {
  return new LockStepProcess(emulator, [
    ...["-M", "virt", "-cpu", "rv32", "-m", "64M", "-bios", "none"],
    ...["-display", "none", "-serial", "none", "-monitor", "none"],
    ...["-icount", "shift=0", "-semihosting-config", "enable=on,target=native"],
    ...["-kernel", program],
    ...(image ? ["-device", `loader,file=${image},addr=${rootBase},force-raw=on`] : []),
  ]);
}
