import { Board } from "../../hosts/board/board.js";
import { bootLight, type LightHost, xsLights } from "./light.js";

/** One light on a board, all others as `xsLights`. Rejects as `Board.load` does. */
export async function boardLights(entry: string): Promise<LightHost> {
  const [others, program] = await Promise.all([xsLights(entry), Board.load({ entry })]);
  let first: string | undefined;
  return {
    boot(options) {
      first ??= options.name;
      return options.name === first ? bootLight(program, options) : others.boot(options);
    },
    close() {
      program.close();
      others.close();
    },
  };
}
