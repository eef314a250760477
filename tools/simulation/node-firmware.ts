import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { checkFirmware, type Start } from "../../modules/firmware/start.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { Host } from "../../modules/host/host.js";
import { DeviceContext } from "./device-context.js";
import type { BootRequest, FirmwareProgram, RunningFirmware } from "./firmware-program.js";
import { CryptoMemory } from "./shared-crypto/crypto-memory.js";
import { SharedCrypto } from "./shared-crypto/shared-crypto.js";

/**
 * A firmware of which all devices run in this process. `early`: the lines that its modules wrote
 * when they were loaded, which each device writes when it boots, as on a chip.
 */
export function nodeFirmware(start: Start, early: readonly TraceEvent[] = []): FirmwareProgram {
  return { boot: (request) => bootInProcess(start, early, request), close: () => undefined };
}

function bootInProcess(
  start: Start,
  early: readonly TraceEvent[],
  request: BootRequest,
): RunningFirmware {
  const {
    config,
    cryptoMemory: memory = new CryptoMemory(),
    ecdhMilliseconds,
    http,
    onFailure,
    random,
    station,
    store,
    wifi,
  } = request;
  const context = new DeviceContext(request.trace, onFailure);
  const { trace } = context;
  for (const event of early) trace?.(event);
  const traced = trace !== undefined && request.firmwareEventsOnly !== true;
  const clock = context.clock(request.clock);
  const host: Host = {
    clock,
    crypto: new SharedCrypto({ clock, ecdhMilliseconds, memory }),
    sessionCrypto: new NodeSessionCrypto({ clock }),
    radio: context.radio(station, clock, traced),
    random,
    store,
    ...(traced && { trace }),
    ...(wifi && { wifi }),
    ...(http && { http }),
  };
  const board = new VirtualBoard(trace);
  try {
    const firmware = context.run(() => {
      const started = start(host, board, config);
      checkFirmware(started);
      return started;
    });
    return {
      call: (name, argument = null) => context.run(() => firmware.call?.(name, argument)),
      press: (button, press) => context.run(() => board.press(button, press)),
      setSensor: (name, value) => board.setSensor(name, value),
      get board() {
        return board.state;
      },
      heap: () => undefined,
      close: () => {
        context.run(() => firmware.close());
        context.close();
      },
    };
  } catch (error) {
    context.close();
    throw error;
  }
}
