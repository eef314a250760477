import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { Chip } from "./chip.js";
import { procedures } from "./procedures.js";

/** A procedure to begin. */
export interface ProcedureRequest {
  readonly procedure: string;
  /** The device that it is about, 16 octets. */
  readonly uuid: readonly number[];
  /** Requests at a time. */
  readonly burst: number;
}

/** What became of the procedure that was begun last. */
export interface ProcedureResult {
  readonly done: boolean;
  readonly value?: unknown;
  readonly error?: string;
}

/** A provisioner with every client; "begin" starts a procedure, "result" tells what became of it. */
export function start(host: Host): Firmware {
  const chip = new Chip(host);
  let result: ProcedureResult = { done: true };
  return {
    close: () => chip.provisioner.close(),
    call(name, argument) {
      if (name === "result") return result;
      const { burst, procedure, uuid } = argument as ProcedureRequest;
      chip.burst = burst;
      chip.uuid = Uint8Array.from(uuid);
      result = { done: false };
      procedures[procedure]!(chip).then(
        (value) => (result = { done: true, value }),
        (error: Error) => (result = { done: true, error: `${error.name}: ${error.message}` }),
      );
      return null;
    },
  };
}
