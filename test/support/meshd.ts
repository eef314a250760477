import { MESHD_HINT, missingForMeshd } from "../../tools/meshd/processes.js";
import type { Peer } from "./peer.js";

export const meshd: Peer = {
  name: "bluetooth-meshd",
  missing: missingForMeshd(),
  hint: MESHD_HINT,
};
