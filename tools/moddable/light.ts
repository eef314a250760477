import { fileURLToPath } from "node:url";
import { provisionSimulators } from "../simulators/provisioning.js";
import type { SimulatorKind } from "../simulators/sdk.js";
import { SdkError } from "./sdk.js";

const halfHeap = fileURLToPath(new URL("half-heap/main.ts", import.meta.url));

async function run(name: string, kind: SimulatorKind, firmware?: string): Promise<void> {
  const nothing = () => undefined;
  const progress = {
    phase: nothing,
    step: nothing,
    log: nothing,
    warn: console.warn,
    end: nothing,
  };
  const { passed, text } = await provisionSimulators({
    kind,
    progress,
    ...(firmware && { firmware }),
  });
  if (!passed) throw new SdkError(`${name}: ${text}`);
  console.log(`${name}: two lights were provisioned, configured, switched and restarted`);
}

/**
 * Provisions lights that mcconfig built, each a process, on one virtual air with this project's
 * provisioner: as executables, with half of the heap, and in mcsim. Throws SdkError.
 */
export async function runLights(): Promise<void> {
  await run("x-cli-lin", "x-cli-lin");
  await run("x-cli-lin, half of an ESP32's heap", "x-cli-lin", halfHeap);
  await run("mcsim", "mcsim");
}
