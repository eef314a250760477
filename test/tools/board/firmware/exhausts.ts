// A light that answers a while, then takes memory until there is none.
import { start as startLight } from "../../../../modules/firmware/light/main.js";
import type { Board } from "../../../../modules/host/board.js";
import type { Host } from "../../../../modules/host/host.js";

export function start(host: Host, board: Board) {
  const kept: object[] = [];
  host.clock.schedule(() => {
    for (;;) kept.push({ a: 1 });
  }, 500);
  return startLight(host, board);
}
