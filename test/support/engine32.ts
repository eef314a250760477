import { missingFor } from "../../hosts/xs/build/build.js";
import type { Peer } from "./peer.js";

/** What the engine with words of 32 bits is built with. */
export const engine32: Peer = {
  name: "the 32-bit engine",
  missing: missingFor("runner32"),
  hint: "node tools/setup/prerequisites.mjs --all",
};
