/**
 * The capture, the keys and the page of a `World` as files.
 * @module xs-mesh/simulation/files
 */
import { checkKind } from "../../modules/checks/kinds.js";
import type { VirtualAir } from "../air/air.js";
import { type Floor, floorOfWalls } from "../air/floor.js";
import { Capture } from "../capture/capture.js";

import { writeReport } from "../report/write-report.js";
import type { WorldCapture } from "./world-network.js";

export type { Floor, Room } from "../air/floor.js";

/** Options of `captureTo`. */
export interface CaptureToOptions {
  /** What is simulated, in a few words; the title of the page. Default: the name of the file. */
  readonly title?: string;
  /** The floor that is drawn. Default: the walls of the air. */
  readonly floor?: Floor;
  /** Path of the page, or false for none. Default: the path of the capture with `.html`. */
  readonly page?: string | false;
}

/**
 * For the option `capture` of a World: records what is on the air to a pcapng file. `World.close`
 * writes its keys to `<name>.keys.json`, settings for Wireshark to `<name>.wireshark`, and the page
 * of the run to `<name>.html`. Folders that are not there are created. Throws Error if a file
 * cannot be written.
 */
export function captureTo(
  path: string,
  { floor, page, title }: CaptureToOptions = {},
): (air: VirtualAir) => WorldCapture {
  checkKind("path", path, "string");
  return (air) => {
    const drawn = floor ?? (air.walls.length > 0 ? floorOfWalls(air.walls) : undefined);
    const capture = new Capture({
      air,
      path,
      ...(title !== undefined && { title }),
      ...(drawn && { floor: drawn }),
    });
    return {
      keys: capture.keys,
      event: (device, time, event) => capture.event(device, time, event),
      script: (time, event) => capture.scriptEvent(time, event),
      close() {
        capture.close();
        if (page !== false) writeReport(path, capture.keysPath, page ?? pagePath(path));
      },
    };
  };
}

/** Path of the page of a capture: `.html` instead of `.pcapng`. */
function pagePath(capturePath: string): string {
  return `${capturePath.replace(/\.pcapng$/, "")}.html`;
}
