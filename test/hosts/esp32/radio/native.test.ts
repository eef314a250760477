import { join } from "node:path";
import { projectFolder } from "../../../../hosts/xs/build/folders.js";
import { type CProgram, scenarioTests } from "../../../support/c-program.js";
import { type Chip, sdkconfigFolder } from "../sdkconfig.js";
import { radioSources } from "../sources.js";

const folders = ["test/hosts/esp32/declarations", "hosts/esp32/radio"].map(
  (folder) => `-I${join(projectFolder, folder)}`,
);
const standIn = ["stand-in", "air", "buffers", "server", "xs"].map(
  (name) => `test/hosts/esp32/radio/stand-in/${name}.c`,
);

/** The files that call NimBLE, on the stand-in for it; `shared`: files that `name` has in common with others. */
function onStandIn(chip: Chip, name: string, ...shared: string[]): CProgram {
  return {
    name: `${name}-${chip}`,
    sources: [
      ...[name, ...shared].map((file) => `test/hosts/esp32/radio/${file}.c`),
      ...standIn,
      ...radioSources,
      "hosts/native/packet-filter.c",
    ],
    flags: [`-I${sdkconfigFolder(chip)}`, ...folders],
    sanitizer: "address,undefined",
  };
}

/** The scheduler's host, which calls XS: `stand-in/xsmc.h` has what it needs of that. */
function scheduler(chip: Chip): CProgram {
  const { flags = [], sources, ...program } = onStandIn(chip, "scheduler", "scheduler-rig");
  const xs = ["test/hosts/esp32/radio/stand-in", "test/hosts/esp32/declarations/moddable"];
  return {
    ...program,
    sources: [
      ...sources,
      "hosts/esp32/radio/radio-scheduler.c",
      "hosts/native/advertising-queue.c",
      "hosts/native/advertising-scheduler.c",
    ],
    flags: [...flags, ...xs.map((folder) => `-I${join(projectFolder, folder)}`)],
    libraries: ["-lm"],
  };
}

await scenarioTests([
  ...(["esp32", "esp32c3"] as const).flatMap((chip) => [
    onStandIn(chip, "advertising"),
    onStandIn(chip, "private-address"),
    ...["resets", "refusals", "port", "closing", "advertising-watch"].map((name) =>
      onStandIn(chip, name, "port-rig", "gatt-rig"),
    ),
    onStandIn(chip, "gatt-services", "gatt-rig"),
    onStandIn(chip, "gatt-connections", "gatt-rig"),
    scheduler(chip),
  ]),
  {
    name: "exchange-races",
    sources: ["test/hosts/esp32/radio/exchange-races.c", "hosts/esp32/radio/radio-exchange.c"],
    flags: folders.slice(1),
    sanitizer: "thread",
  },
]);
