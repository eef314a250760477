// What manifests ask for XS on an ESP32-C3, against what the chip has left beside the controller.
import test from "ava";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { products } from "../../../tools/moddable/products.js";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { platformSection } from "../../../tools/moddable/manifests.js";

interface Creation {
  readonly static?: number;
  readonly chunk?: { readonly initial?: number };
  readonly heap?: { readonly initial?: number };
  readonly stack?: number;
}

interface Manifest {
  readonly include?: string | readonly string[];
  readonly creation?: Creation;
  readonly platforms?: Readonly<Record<string, Manifest>>;
}

/** Octets of a slot. */
const slot = 16;
/**
 * The chip's heap has several regions, and what is asked for at once must fit into one. The
 * largest has 177,152 octets with the controller linked, of which tasks and drivers take 16,000
 * before XS begins.
 */
const largest = 160_000;
/** All regions have 303,000; the controller, NimBLE, the tasks and P-256 take 130,000 at the most. */
const all = 173_000;

/** A manifest's "creation" for a platform, with those of what it includes, as mcconfig merges them. */
function creationOf(file: string, platform: string): Creation {
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const own = platformSection(manifest, platform) as Manifest | undefined;
  const includes = [manifest.include ?? [], own?.include ?? []].flat();
  const included = includes
    .filter((name) => !name.startsWith("$("))
    .map((name) => creationOf(join(dirname(file), name), platform));
  return [...included, manifest.creation ?? {}, own?.creation ?? {}].reduce(merged, {});
}

function merged(under: Creation, over: Creation): Creation {
  return {
    ...under,
    ...over,
    chunk: { ...under.chunk, ...over.chunk },
    heap: { ...under.heap, ...over.heap },
  };
}

const firmwares = [
  "light",
  "fast-light",
  "fast-light/espressif",
  "fast-light/gatt",
  "wifi-light",
  "wifi-light/beside-mesh",
  "wifi-light/softap",
  ...products,
];

for (const name of firmwares)
  test(`XS of ${name} fits into the memory of an ESP32-C3`, (t) => {
    const file = join(projectFolder, "modules/firmware", name, "manifest.json");
    const { chunk, heap, stack = 0, static: block = 0 } = creationOf(file, "esp32/esp32c3");
    const blocks =
      block > 0 ? [block] : [chunk?.initial ?? 0, (heap?.initial ?? 0) * slot, stack * slot];
    t.true(Math.max(...blocks) > 0);
    for (const octets of blocks) t.true(octets <= largest, `${octets} octets at once`);
    t.true(blocks.reduce((sum, octets) => sum + octets) <= all);
  });
