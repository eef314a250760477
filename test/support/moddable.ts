import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Peer } from "./peer.js";

const folder = process.env.MODDABLE;

/** The folder of Moddable's SDK; empty where `moddable` is missing. */
export const moddableFolder = folder ?? "";

export const moddable: Peer = {
  name: "Moddable's SDK",
  missing: !folder
    ? "MODDABLE is not set"
    : existsSync(join(folder, "build/bin/lin/release/mcconfig"))
      ? undefined
      : `${folder} has no mcconfig`,
  hint: "git clone https://github.com/Moddable-OpenSource/moddable, make in build/makefiles/lin, and set MODDABLE to it",
  optional: true,
};
