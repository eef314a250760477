import type { Command } from "commander";
import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { runPageOf } from "../report/write-report.js";
import { writable } from "./arguments.js";

/** `xs-mesh report`. */
export function addReport(program: Command): void {
  program
    .command("report")
    .description("make a page of a recorded run: plan, time line, and every message decoded")
    .argument("<capture>", "a pcapng file of xs-mesh, of a Bluetooth host or of a sniffer")
    .option(
      "--keys <file>",
      "its keys, or a mesh configuration database; default: the keys file beside the capture",
    )
    .option("-o, --output <file>", "where the page goes; default: beside the capture")
    .action((capture: string, options: { readonly keys?: string; readonly output?: string }) => {
      if (!existsSync(capture)) throw new Error(`there is no ${resolve(capture)}`);
      const path = options.output ?? `${capture.replace(/\.pcapng$/, "")}.html`;
      // Before the file is made, so that a capture that cannot be read leaves none.
      const content = runPageOf(capture, options.keys);
      const page = writable("--output", path);
      writeFileSync(page, content);
      console.log(`Page: ${page}`);
    });
}
