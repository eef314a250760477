import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiler } from "../../../hosts/board/build/build.js";
import { mbedtlsSource } from "../../../hosts/board/build/mbedtls-source.js";
import { serviceFiles, warnings } from "../../../hosts/xs/build/build.js";
import { nativeFolder, xsFolder } from "../../../hosts/xs/build/folders.js";
import { xsSources } from "../../../hosts/xs/build/xs-sources.js";
import { Engine32 } from "../../../hosts/xs/engine32.js";
import { board } from "../../support/board.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { suitePasses } from "../../xs/run-suite.js";

const providers = fileURLToPath(
  new URL("../../modules/crypto/session-providers.test.ts", import.meta.url),
);

peerTest([engine32], "all providers, 32 bits", async (t) => {
  await suitePasses(t, providers, Engine32);
});

peerTest([board], "the C of it compiles for rv32imc, without a warning", (t) => {
  const xs = xsSources();
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-rv32-"));
  try {
    for (const name of serviceFiles.native) {
      const { status, stderr } = spawnSync(
        compiler,
        [
          ...["-march=rv32imc", "-mabi=ilp32", "--specs=picolibc.specs", "-Os", ...warnings],
          ...["-DINCLUDE_XSPLATFORM", '-DXSPLATFORM="platform.h"', "-Werror"],
          ...["-iquote", join(xsFolder, "../board")],
          ...[xs.includes, xs.platforms, xs.sources, join(mbedtlsSource(), "include")].flatMap(
            (include) => ["-isystem", include],
          ),
          ...["-c", join(nativeFolder, name), "-o", join(folder, `${name}.o`)],
        ],
        { encoding: "utf8" },
      );
      t.is(status, 0, stderr);
      t.is(stderr, "");
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
