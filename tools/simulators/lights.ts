import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BoardCall } from "../../modules/firmware/board-call.js";
import type { VirtualBoardState } from "../../modules/firmware/virtual-board.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { Station } from "../air/station.js";
import type {
  BootRequest,
  FirmwareProgram,
  RunningFirmware,
} from "../simulation/firmware-program.js";
import { SimulatorBridge } from "./bridge.js";
import { Display } from "./display.js";
import { launchExecutable, launchMcsim, window, type LaunchOptions } from "./launch.js";
import { buildFirmware, findSdk, mcsim, type SimulatorKind } from "./sdk.js";

/**
 * Most real milliseconds for the start of a simulator, and for its answers; if it ends before,
 * that is detected at once.
 */
const START = 120_000;
const ANSWER = 60_000;
/** Number of mcsim windows in a row. */
const COLUMNS = 3;
/** Number of rows of windows for which a virtual display has space. */
const ROWS = 3;

/**
 * Lights that each run in their own simulator, on Moddable's runtime. Builds the firmware.
 * Rejects if it cannot start.
 */
export async function simulatorLights(
  kind: SimulatorKind,
  entry: string,
): Promise<FirmwareProgram> {
  const sdk = findSdk(kind);
  const stations = new Map<string, Station>();
  /** What receives the events of each simulator. */
  const listeners = new Map<string, (event: TraceEvent) => void>();
  const prepared = async () => ({
    program: buildFirmware(sdk, kind, entry),
    bridge: await SimulatorBridge.open({
      port: 0,
      station: (name) => stations.get(name),
      onEvent: (name, event) => listeners.get(name)?.(event),
    }),
  });
  const size = { width: COLUMNS * window.width, height: ROWS * window.height };
  const display = kind === "mcsim" ? await Display.open(size) : undefined;
  const { program, bridge } = await prepared().catch((error: unknown) => {
    display?.close();
    throw error;
  });
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-simulators-"));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", forget);

  const launch = (options: LaunchOptions) => {
    if (!display) return launchExecutable(program, options);
    const index = [...stations.keys()].indexOf(options.name);
    const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS) % ROWS];
    const position = { x: column * window.width, y: row * window.height };
    const place = { display: display.name, position };
    return launchMcsim(program, { ...options, mcsim: mcsim(sdk), ...place });
  };

  async function boot({ name, station, trace, onFailure }: BootRequest): Promise<RunningFirmware> {
    stations.set(name, station);
    let end!: (error: Error) => void;
    const ended = new Promise<never>((_, reject) => (end = reject));
    ended.catch(() => undefined);
    const running = launch({
      name,
      folder: join(folder, name),
      airPort: bridge.port,
      onEnd: (error) => {
        end(error);
        onFailure(error);
      },
    });
    const ask = (question: string, timeout: number, argument?: unknown): Promise<unknown> =>
      Promise.race([bridge.ask(name, question, timeout, argument), ended]);
    let board: VirtualBoardState = { lamps: {}, buttons: [], sensors: [] };
    listeners.set(name, (event) => {
      if (event.type === "board.lamp")
        board = { ...board, lamps: { ...board.lamps, [event.name]: event.on } };
      trace?.(event);
    });
    try {
      await ask("state", START);
      board = (await ask(BoardCall.state, ANSWER, null)) as VirtualBoardState;
    } catch (error) {
      running.close();
      throw error;
    }
    return {
      call: (question, argument) => ask(question, ANSWER, argument),
      press: (button, press) => ask(BoardCall.press, ANSWER, { name: button, press }),
      setSensor: (sensor, value) => ask(BoardCall.sensor, ANSWER, { name: sensor, value }),
      get board() {
        return board;
      },
      heap: () => undefined,
      close() {
        running.close();
        bridge.forget(name);
      },
    };
  }
  return {
    realTime: true,
    // The simulator itself determines the time between its events.
    spacing: [3, 7],
    boot,
    close() {
      bridge.close();
      display?.close();
      process.off("exit", forget);
      forget();
    },
  };
}
