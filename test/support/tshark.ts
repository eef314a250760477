import { TSHARK_HINT } from "../../tools/capture/tshark.js";
import { findProgram } from "../../tools/find-program.js";
import type { Peer } from "./peer.js";

export const tshark: Peer = {
  name: "tshark",
  missing: findProgram("tshark") === undefined ? "not on PATH" : undefined,
  hint: TSHARK_HINT,
};
