import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { Chip } from "./chip.js";
import { procedures } from "./procedures.js";

/** A procedure to be started. */
export interface ProcedureRequest {
  readonly procedure: string;
  /** UUID of the procedure's device, 16 octets. */
  readonly uuid: readonly number[];
  /** Number of requests at a time. */
  readonly burst: number;
}

/** The result of the latest procedure. */
export interface ProcedureResult {
  readonly done: boolean;
  readonly value?: unknown;
  readonly error?: string;
}

/** A provisioner with all clients; "begin" starts a procedure, "result" returns its result. */
export function start(host: Host): Firmware {
  const chip = new Chip(host);
  return carryOut(chip, procedures);
}

/** What a firmware of procedures needs of its chip. */
interface ProcedureChip {
  readonly provisioner: { close(): void };
  burst: number;
  uuid: Uint8Array;
}

/** A firmware that carries out procedures. */
export function carryOut<C extends ProcedureChip>(
  chip: C,
  all: Readonly<Record<string, (chip: C) => Promise<unknown>>>,
): Firmware {
  let result: ProcedureResult = { done: true };
  return {
    close: () => chip.provisioner.close(),
    call(name, argument) {
      if (name === "result") return result;
      const { burst, procedure, uuid } = argument as ProcedureRequest;
      chip.burst = burst;
      chip.uuid = Uint8Array.from(uuid);
      result = { done: false };
      all[procedure]!(chip).then(
        (value) => (result = { done: true, value }),
        (error: Error) => (result = { done: true, error: `${error.name}: ${error.message}` }),
      );
      return null;
    },
  };
}
