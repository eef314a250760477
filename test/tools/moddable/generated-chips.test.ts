// What mcconfig of Moddable's SDK makes of the manifests for chips; neither ESP-IDF nor a compiler is needed.
import type { ExecutionContext } from "ava";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { chipSources } from "../../hosts/esp32/sources.js";
import { chipFaults, projectFaults, sdkFlags } from "../../../tools/moddable/chip-faults.js";
import { GeneratedProject, includeFolders } from "../../../tools/moddable/generated.js";
import { chipSettings } from "../../../tools/moddable/manifests.js";
import { Sdk } from "../../../tools/moddable/sdk.js";
import {
  chipPlatforms,
  copyProject,
  manifestFaults,
  withoutSdkFlags,
} from "../../support/manifest-faults.js";
import { moddable, moddableFolder } from "../../support/moddable.js";
import { peerTest } from "../../support/peer.js";

// an empty repository stands in for ESP-IDF: which version is installed here does not matter
delete process.env.IDF_PATH;

const light = "modules/firmware/light/manifest.json";
const builds = join(projectFolder, "build/test/generated");

/** A folder inside the project: only the project's own C files are looked at. */
function folderFor(t: ExecutionContext): string {
  mkdirSync(builds, { recursive: true });
  const folder = mkdtempSync(join(builds, "run-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

function sdkFor(t: ExecutionContext, output: string): Sdk {
  const sdk = new Sdk({ folder: moddableFolder, output: join(output, "output") });
  t.teardown(() => sdk.close());
  return sdk;
}

function generate(sdk: Sdk, folder: string, platform: string): GeneratedProject {
  const build = sdk.generateChip(platform, join(folder, light), platform.replace("/", "-"));
  return new GeneratedProject(sdk, build);
}

for (const platform of chipPlatforms)
  peerTest([moddable], `mcconfig makes a project for ${platform} that can be built`, (t) => {
    const sdk = sdkFor(t, folderFor(t));
    const project = generate(sdk, projectFolder, platform);
    t.deepEqual(projectFaults(project, moddableFolder), []);
    const compiler =
      platform === "esp32" || platform === "esp32/esp32s3"
        ? `xtensa-${basename(platform)}-elf-gcc`
        : "riscv32-esp-elf-gcc";
    const commands = project.compileCommands();
    const sources = commands.map(({ source }) => relative(projectFolder, source));
    // those of Wi-Fi's firmwares are not in this one
    const expected = chipSources.filter(
      (name) => !/wifi|session-crypto|modular|octet-text/.test(name),
    );
    t.deepEqual(sources.sort(), [...expected].sort());
    for (const { command } of commands) {
      t.is(command[0], compiler);
      t.true(includeFolders(command).some((name) => name.endsWith("/nvs_flash/include")));
    }
    t.is(project.partitions, join(projectFolder, "hosts/esp32/partitions.csv"));
    // what the manifests say by the reading without an SDK is what mcconfig read
    const { flags, dependencies } = chipSettings(join(projectFolder, light), platform);
    t.is(project.flags, flags);
    t.deepEqual(
      dependencies.filter((name) => !project.dependencies.includes(name)),
      [],
    );
    t.deepEqual(chipFaults(project.flags!, project.dependencies), []);
  });

for (const platform of chipPlatforms)
  peerTest([moddable], `engine-run.h is given to xsRun.c alone, ${platform}`, (t) => {
    const project = generate(sdkFor(t, folderFor(t)), projectFolder, platform);
    const included = (command: readonly string[]) =>
      command.filter((_, index) => command[index - 1] === "-include");
    const command = project.engineCommand("xsRun.c");
    t.deepEqual(included(command), ["engine-run.h"]);
    const folder = includeFolders(command).find((name) => existsSync(join(name, "engine-run.h")));
    t.is(folder && relative(projectFolder, folder), "hosts/native");
    t.deepEqual(included(project.engineCommand("xsAPI.c")), []);
    for (const { source, command } of project.compileCommands())
      t.deepEqual(included(command), [], source);
  });

peerTest([moddable], "the settings of sdkconfig.defaults are in the generated project", (t) => {
  const folder = folderFor(t);
  const sdk = sdkFor(t, folder);
  const build = sdk.generateChip("esp32/esp32c6", join(projectFolder, light), "settings");
  const text = readFileSync(join(build.folder, "xsProj-esp32c6/sdkconfig.mc"), "utf8");
  for (const line of ["CONFIG_BT_NIMBLE_ENABLED=y", "CONFIG_BT_NIMBLE_MAX_EXT_ADV_INSTANCES=4"])
    t.true(text.split("\n").includes(line), line);
});

for (const { title, putBack, message, platforms = chipPlatforms } of manifestFaults)
  peerTest([moddable], `named in what mcconfig makes: ${title}`, (t) => {
    const folder = folderFor(t);
    copyProject(folder, true);
    putBack(folder);
    const sdk = sdkFor(t, folder);
    for (const platform of chipPlatforms) {
      const faults = projectFaults(generate(sdk, folder, platform), moddableFolder);
      const has = platforms.includes(platform);
      t.is(faults.length, has ? 1 : 0, `${platform}: ${faults.join("\n")}`);
      if (has) t.regex(faults[0]!, message, platform);
    }
  });

peerTest([moddable], "named in what mcconfig makes: flags without the SDK's", (t) => {
  const folder = folderFor(t);
  copyProject(folder, true);
  withoutSdkFlags(folder);
  const faults = projectFaults(generate(sdkFor(t, folder), folder, "esp32"), moddableFolder);
  t.deepEqual(faults, [
    `C_FLAGS of hosts/esp32/manifest-idf.json must begin with the SDK's: ${sdkFlags(moddableFolder)}`,
  ]);
});
