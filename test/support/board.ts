import { missingTools } from "../../hosts/board/build/build.js";
import type { Peer } from "./peer.js";

/** What a test on the board needs. */
export const board: Peer = {
  name: "the board",
  missing: missingTools(),
  hint: "node tools/setup/prerequisites.mjs --all",
};
