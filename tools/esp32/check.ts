// `npm run check:esp32 [-- chip or firmware ...]`: with Moddable's SDK, ESP-IDF and an installed
// compiler for a chip, builds and links the whole image of each firmware as mcconfig does, prints
// its sizes, compiles the project's C with all warnings and the flags of the generated makefile,
// and compares the tests' declarations of ESP-IDF with the real ones. Nothing is run on a chip.
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { Sdk, SdkError } from "../moddable/sdk.js";
import { CheckFailed } from "./check-failed.js";
import { type Firmware, type LinkedImage, firmwares, linkFirmware } from "./firmware.js";
import { hasWifi, verifyChip, verifyIdf } from "./idf.js";
import { measuredImage, readMeasured, withImage, writeMeasured } from "./measured.js";
import { OwnC } from "./own-c.js";
import { comparePsa } from "./psa-sizes.js";
import { type Chip, type Toolchain, chips, toolchainFor } from "./toolchain.js";

const output = join(projectFolder, "build/esp32");

const usage = `npm run check:esp32 [-- <chip or firmware> ...]
  chips      ${chips.join(", ")}
  firmwares  ${firmwares.map(({ name }) => name).join(", ")}
Checks those that are named; every chip, and every firmware, where none is named.
  --update   stores the sizes in hosts/esp32/measured.json
ESP_IDF (or IDF_PATH) names the folder of ESP-IDF 6.0, MODDABLE that of Moddable's SDK 8.2.`;

const skipped = `Not checked: %. Needed are
  ESP_IDF   the folder of ESP-IDF 6.0 with its submodules (or IDF_PATH)
  MODDABLE  the folder of Moddable's SDK 8.2, with its tools built
and a compiler for a chip: Espressif's, or for C3, C6 and H2 the distribution's. Without them the C
files are compiled against declarations of the project's own (test/hosts/esp32/compile.test.ts).`;

function show(name: string, { size, partition, account }: LinkedImage): void {
  const { places, parts, ramLeft } = account;
  console.log(
    `${name}: image ${size} octets, ${partition - size} left of its partition; IRAM ${places.IRAM}, ` +
      `DRAM ${places["DRAM data"] + places["DRAM bss"]} (bss ${places["DRAM bss"]}), ` +
      `RAM left for heaps ${ramLeft}`,
  );
  for (const { name: part, flash, ram } of parts)
    console.log(
      `  ${part.padEnd(22)} ${String(flash).padStart(9)} flash ${String(ram).padStart(7)} RAM`,
    );
}

/**
 * Compiles the project's C in an image, with the chip's settings and with those of a chip with
 * only the legacy advertising set.
 */
function checkOwnC(image: LinkedImage, toolchain: Toolchain): void {
  const own = new OwnC(image, toolchain);
  try {
    const failed: string[] = [];
    let compared = 0;
    for (const legacy of [false, true]) {
      failed.push(...own.complaints(legacy));
      const differences = own.differences(legacy);
      failed.push(...differences.complaints);
      compared += differences.compared;
    }
    if (failed.length > 0) throw new CheckFailed(failed.join("\n"));
    const structures = comparePsa(own, image.folder, toolchain);
    console.log(
      `  ${image.commands.length} C files of the project without a warning, with advertising sets and with the ` +
        `legacy one; ${compared} declarations and ${structures} structures of PSA as in ESP-IDF`,
    );
  } finally {
    own.close();
  }
}

async function checkChip(
  chip: Chip,
  wanted: readonly Firmware[],
  options: { readonly idf: string; readonly moddable: string; readonly update: boolean },
): Promise<void> {
  const { idf, moddable, update } = options;
  const toolchain = toolchainFor(chip, idf, output);
  if (typeof toolchain === "string") {
    console.log(`${chip}: not linked: ${toolchain}`);
    return;
  }
  verifyChip(idf, chip);
  console.log(`${chip}: ${toolchain.description}`);
  const { environment } = toolchain;
  const sdk = new Sdk({ folder: moddable, output, idf, environment });
  for (const firmware of wanted) {
    if (firmware.needsWifi && !hasWifi(chip)) {
      console.log(`${firmware.name} for ${chip}: not linked: the chip has no Wi-Fi`);
      continue;
    }
    await told(async () => {
      const image = linkFirmware(sdk, firmware, chip, toolchain, output);
      show(`${firmware.name} for ${chip}`, image);
      checkOwnC(image, toolchain);
      if (update)
        await writeMeasured(withImage(readMeasured(), firmware.name, chip, measuredImage(image)));
    });
  }
}

/** Prints the message of a failed check, so that further checks can run. */
async function told(check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof CheckFailed || error instanceof SdkError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * The chips and firmwares named on the command line; all chips if it names none, and likewise all
 * firmwares.
 */
function selection(args: readonly string[]): [readonly Chip[], readonly Firmware[]] {
  const chosen = chips.filter((chip) => args.includes(chip));
  const wanted = firmwares.filter(({ name }) => args.includes(name));
  const unknown = args.filter(
    (arg) => ![...chips, ...firmwares.map(({ name }) => name)].includes(arg),
  );
  if (unknown.length > 0)
    throw new CheckFailed(`no chip or firmware: ${unknown.join(", ")}. Usage: ${usage}`);
  return [chosen.length > 0 ? chosen : chips, wanted.length > 0 ? wanted : firmwares];
}

async function main(given: readonly string[]): Promise<void> {
  const update = given.includes("--update");
  const args = given.filter((arg) => arg !== "--update");
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    return;
  }
  const [chosen, wanted] = selection(args);
  const idf = process.env.ESP_IDF || process.env.IDF_PATH;
  if (!idf) {
    console.log(skipped.replace("%", "ESP_IDF is not set"));
    return;
  }
  const version = verifyIdf(idf);
  const moddable = process.env.MODDABLE;
  if (!moddable) {
    console.log(skipped.replace("%", "MODDABLE is not set"));
    return;
  }
  console.log(`ESP-IDF ${version}`);
  for (const chip of chosen) await told(() => checkChip(chip, wanted, { idf, moddable, update }));
}

await told(() => main(process.argv.slice(2)));
