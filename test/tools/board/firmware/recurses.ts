// A light that answers a while, then calls itself without end.
import { start as startLight } from "../../../../modules/firmware/light/main.js";
import type { Board } from "../../../../modules/host/board.js";
import type { Host } from "../../../../modules/host/host.js";

function recurse(depth: number): number {
  return 1 + recurse(depth + 1);
}

export function start(host: Host, board: Board) {
  host.clock.schedule(() => void recurse(0), 500);
  return startLight(host, board);
}
