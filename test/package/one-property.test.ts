// A program that uses one device property does not carry the others.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import test from "ava";
import { deviceProperties } from "../../modules/models/common/device-properties/device-properties.js";

const folder = fileURLToPath(new URL("../../modules/models", import.meta.url));

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0]!.text;
}

for (const file of ["./common/device-properties/light.js", "./index.js"])
  test(`one property of ${file}`, async (t) => {
    const use = "console.log(PresentAmbientLightLevel.encode(5));";
    const text = await bundled(`import { PresentAmbientLightLevel } from "${file}";\n${use}`);
    for (const { name } of deviceProperties)
      t.is(text.includes(`"${name}"`), name === "Present Ambient Light Level", name);
  });

test("the list of all properties has all of them", async (t) => {
  const use = "console.log(deviceProperties.length);";
  const text = await bundled(`import { deviceProperties } from "./index.js";\n${use}`);
  for (const { name } of deviceProperties) t.true(text.includes(`"${name}"`), name);
});
