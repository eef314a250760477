import { BoardCall } from "../../modules/firmware/board-call.js";
import type { BootOptions, Machine } from "../../hosts/xs/machine.js";
import type { VirtualBoardState } from "../../modules/firmware/virtual-board.js";
import type { BootRequest, FirmwareProgram, RunningFirmware } from "./firmware-program.js";

/** Boots a firmware on a machine of one of the XS engines. */
export function bootOnXs(
  program: { boot(options: BootOptions): Machine },
  request: BootRequest,
  creation?: BootOptions["creation"],
): RunningFirmware {
  const {
    clock,
    config,
    ecdhMilliseconds,
    http,
    name,
    onFailure,
    random,
    station,
    store,
    trace,
    wifi,
  } = request;
  const machine = program.boot({
    host: {
      clock,
      radio: station,
      random,
      store,
      ...(trace && { trace }),
      ...(wifi && { wifi }),
      ...(http && { http }),
    },
    name,
    random: "host",
    ecdhMilliseconds,
    ...(config && { config }),
    ...(creation && { creation }),
    ...(request.firmwareEventsOnly && { events: "firmware" }),
    onFailure: ({ kind, message, stack }) => onFailure(firmwareError(kind, message, stack)),
  });
  return {
    call: (call, argument) => machine.call(call, argument),
    press: (button, press) => machine.call(BoardCall.press, { name: button, press }),
    setSensor: (sensor, value) => machine.call(BoardCall.sensor, { name: sensor, value }),
    get board() {
      return machine.call(BoardCall.state) as VirtualBoardState;
    },
    heap: () => machine.heap({ collect: true }),
    close: () => machine.close(),
  };
}

/** The text of an exception begins with the name of its class; other ends of a machine have a kind. */
function firmwareError(kind: string, text: string, stack: string): Error {
  const [, name, message] = /^(\w*Error): (.*)$/s.exec(text) ?? [];
  const isError = name !== undefined && (kind === "exception" || kind === "rejection");
  const error = new Error(isError ? message : `${kind}: ${text}`);
  if (isError) error.name = name;
  const head = isError ? `${name}: ${message}` : error.message;
  error.stack = stack.startsWith(head) ? stack : `${head}\n${stack}`.trimEnd();
  return error;
}

export interface XsFirmwareOptions {
  /** Changes of the default heap. */
  readonly creation?: BootOptions["creation"];
  /** Whether the machines have GATT, where their stations do. Default false. */
  readonly gatt?: boolean;
}

/**
 * A firmware of which each device is an XS machine of its own. Builds the engine at the first
 * call. Rejects as `Engine.load` does.
 */
export async function xsFirmware(
  entry: string,
  { creation, gatt = false }: XsFirmwareOptions = {},
): Promise<FirmwareProgram> {
  const { Engine } = await import("../../hosts/xs/engine.js");
  const program = await Engine.load({ entry, checks: true, services: gatt });
  return {
    boot: (request) => bootOnXs(program, request, creation),
    close: () => program.close(),
  };
}
