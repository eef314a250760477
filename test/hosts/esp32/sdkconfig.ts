import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { type Chip, header, settings } from "../../../tools/esp32/sdkconfig.js";

/** The folder with a chip's sdkconfig.h, made of hosts/esp32/sdkconfig.defaults. */
export function sdkconfigFolder(chip: Chip): string {
  const folder = join(projectFolder, "build/test/sdkconfig", chip);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "sdkconfig.h"), header(settings(chip)));
  return folder;
}
