// `npm run check:moddable [-- --update]`: builds the project with mcconfig of Moddable's SDK, and
// checks the result. `--update` stores the sizes of the light in hosts/esp32/measured.json.
// `--needs` only looks for what the check needs.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readMeasured, writeMeasured } from "../esp32/measured.js";
import { projectFaults } from "./chip-faults.js";
import { GeneratedProject } from "./generated.js";
import { besideBoard, heapUse } from "./heap.js";
import type { Image } from "./image.js";
import { runLights } from "./light.js";
import { missingNeeds, needs } from "./needs.js";
import { buildWithPackage } from "./package.js";
import { products } from "./products.js";
import { type Build, Sdk, SdkError } from "./sdk.js";
import { runTests } from "./run-tests.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const light = join(project, "manifest.json");
const wifiLights = ["", "beside-mesh", "softap"].map((folder) =>
  join(project, "modules/firmware/wifi-light", folder, "manifest.json"),
);
const fastLights = ["", "espressif", "gatt"].map((folder) =>
  join(project, "modules/firmware/fast-light", folder, "manifest.json"),
);
const everything = join(project, "tools/moddable/everything/manifest.json");

/** The chips that the SDK knows and that have Bluetooth. */
const chips = ["esp32", "esp32/esp32c3", "esp32/esp32c6", "esp32/esp32s3", "esp32/esp32h2"];

const skipped = `Not checked: MODDABLE is not set. Set it to the folder of Moddable's SDK, with its
tools built. Without it nothing is built with mcconfig, xsl or xsc: the manifests are only
read by the tests, and the stack runs on XS 13 but not on the SDK's newer one.`;

function show(name: string, image: Image): void {
  const { modules, notPreloaded, byteCode, objects, aliases } = image;
  console.log(
    `${name}: ${modules} modules, ${byteCode} octets of byte code, ${objects} of preloaded objects, ${aliases} of memory for aliases`,
  );
  const unexpected = notPreloaded.filter((module) => module.startsWith("xs-mesh/hosts"));
  if (unexpected.length > 0) throw new Error(`${name}: not preloaded: ${unexpected.join(", ")}`);
}

/**
 * Throws SdkError if a chip's project that mcconfig generated could not be compiled and linked.
 */
function verifyProject(sdk: Sdk, build: Build, platform: string): void {
  const faults = projectFaults(new GeneratedProject(sdk, build), sdk.folder);
  if (faults.length > 0) throw new SdkError([`${platform}:`, ...faults].join("\n"));
}

/** Stores what xsl linked for the chip whose sizes hosts/esp32/README.md has. */
async function store({ aliases, byteCode, objects }: Image): Promise<void> {
  await writeMeasured({ ...readMeasured(), linked: { aliases, byteCode, objects } });
}

async function check(folder: string, update: boolean): Promise<void> {
  const sdk = new Sdk({ folder, output: join(project, "build/moddable") });
  try {
    for (const platform of chips) {
      const build = sdk.linkChip(platform, light, platform.replace("/", "-"));
      verifyProject(sdk, build, platform);
      const image = sdk.image(build);
      show(platform, image);
      console.log(`${platform}: ${heapUse(platform, image)}`);
      if (platform === "esp32") console.log(besideBoard(image));
      if (update && platform === "esp32/esp32c3") await store(image);
    }
    for (const [index, manifest] of fastLights.entries()) {
      const name = ["fast-light", "fast-light-espressif", "fast-light-gatt"][index]!;
      show(name, sdk.image(sdk.linkChip("esp32/esp32c3", manifest, name)));
    }
    for (const [index, manifest] of wifiLights.entries()) {
      const name = ["wifi-light", "wifi-light-beside-mesh", "wifi-light-softap"][index]!;
      show(name, sdk.image(sdk.linkChip("esp32", manifest, name)));
    }
    for (const name of products) {
      const manifest = join(project, "modules/firmware", name, "manifest.json");
      show(name, sdk.image(sdk.linkChip("esp32/esp32c3", manifest, name)));
    }
    show("everything", sdk.image(sdk.linkChip("esp32", everything, "everything")));
    await buildWithPackage(sdk, ["lin", "esp32/esp32c3"]);
    await runLights();
    await runTests(sdk);
  } finally {
    sdk.close();
  }
}

async function main(args: readonly string[]): Promise<void> {
  const folder = process.env.MODDABLE;
  if (!folder) return console.log(skipped);
  // All of it before the first build: one that fails after minutes says one thing at a time.
  const missing = missingNeeds(needs(folder));
  if (missing !== undefined) {
    console.error(missing);
    process.exitCode = 1;
    return;
  }
  if (args.includes("--needs")) return console.log("All that the check needs is there.");
  await check(folder, args.includes("--update"));
  console.log("All of it builds, links without a warning and runs.");
}

await main(process.argv.slice(2));
