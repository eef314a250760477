import type { Command } from "commander";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { writeReport } from "../report/write-report.js";
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
      const page = writable("--output", path);
      writeReport(capture, options.keys, page);
      console.log(`Page: ${page}`);
    });
}
