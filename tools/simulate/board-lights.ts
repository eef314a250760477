import { Board } from "../../hosts/board/board.js";
import type { FirmwareProgram } from "../simulation/firmware-program.js";
import { bootOnXs, xsFirmware } from "../simulation/xs-firmware.js";

/** One light on a board, all others as `xsFirmware`. Rejects as `Board.load` does. */
export async function boardLights(entry: string): Promise<FirmwareProgram> {
  const [others, program] = await Promise.all([xsFirmware(entry), Board.load({ entry })]);
  let first: string | undefined;
  return {
    boot(request) {
      first ??= request.name;
      return request.name === first ? bootOnXs(program, request) : others.boot(request);
    },
    close() {
      program.close();
      others.close();
    },
  };
}
