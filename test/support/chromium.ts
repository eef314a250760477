import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pathToFileURL } from "node:url";
import { findProgram } from "../../tools/find-program.js";
import type { Peer } from "./peer.js";

const program = findProgram("chromium");

export const chromium: Peer = {
  name: "chromium",
  missing: program === undefined ? "not in the path" : undefined,
  hint: "apt-get install -y chromium",
};

const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--hide-scrollbars",
];

/** The elements of a page, as one text, when its scripts have run for so many ms of the browser's virtual time. */
export async function openedPage(page: string, hash = "", milliseconds = 1000): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-page-"));
  try {
    const file = join(folder, "page.html");
    writeFileSync(file, page);
    const { stdout } = await promisify(execFile)(
      program!,
      [
        ...quiet,
        `--user-data-dir=${join(folder, "profile")}`,
        `--virtual-time-budget=${milliseconds}`,
        "--dump-dom",
        `${pathToFileURL(file).href}${hash}`,
      ],
      { timeout: 600_000, maxBuffer: 2 ** 26 },
    );
    return stdout;
  } finally {
    // processes of the browser may still be writing to its profile
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
