import { existsSync } from "node:fs";
import type { Peer } from "./peer.js";

const needed = ["/usr/bin/python3", "/usr/include/newlib/c++"];

/** What tools/esp32/stand-in is run with; the compiler that it calls is made up in tests. */
export const standIn: Peer = {
  name: "what stands in for Espressif's compiler",
  missing: needed.find((path) => !existsSync(path)),
  hint: "apt-get install python3 libstdc++-arm-none-eabi-dev",
  optional: true,
};
