import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  const prepared = async () => ({
    program: buildFirmware(sdk, kind, entry),
    bridge: await SimulatorBridge.open({ port: 0, station: (name) => stations.get(name) }),
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

  async function boot({ name, station, onFailure }: BootRequest): Promise<RunningFirmware> {
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
    const ask = (question: string, timeout: number): Promise<unknown> =>
      Promise.race([bridge.ask(name, question, timeout), ended]);
    const noBoard = (): never => {
      throw new Error(`${name}: the buttons of a simulator are on its screen`);
    };
    try {
      await ask("state", START);
    } catch (error) {
      running.close();
      throw error;
    }
    return {
      call: (question) => ask(question, ANSWER),
      press: noBoard,
      setSensor: noBoard,
      board: { lamps: {}, buttons: [], sensors: [] },
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
