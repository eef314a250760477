import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { keysPath } from "../capture/keys.js";
import { CaptureFormatError, readPcapng } from "../capture/read-pcapng.js";
import { noKeys, readReportKeys } from "./decode/report-keys.js";
import { readReport } from "./decode/read-report.js";
import { runPageHtml } from "./report-page.js";
import type { PageAddition } from "./page-addition.js";
import type { ReportRecord } from "./report-record.js";

/** Reads a capture with its keys. Throws Error that names the file and says what was wrong. */
function readRun(capturePath: string, keys?: string): ReportRecord {
  const name = basename(capturePath);
  const own = keysPath(capturePath);
  const keysFile = keys ?? (existsSync(own) ? own : undefined);
  const known = keysFile === undefined ? noKeys : readReportKeys(keysFile);
  try {
    return readReport(readPcapng(readFileSync(capturePath)), known, name);
  } catch (error) {
    if (error instanceof CaptureFormatError) throw new Error(`${capturePath}: ${error.message}`);
    throw error;
  }
}

/** Makes what a page has beside the content of its capture. */
export type AdditionOf = (record: ReportRecord) => PageAddition;

/** The page of a run, as `writeReport` writes it. Throws as it does. */
export function runPageOf(
  capturePath: string,
  keys: string | undefined,
  additionOf?: AdditionOf,
): string {
  const record = readRun(capturePath, keys);
  return runPageHtml(record, additionOf?.(record));
}

/**
 * Writes the page of a run, made from its capture. `keys`: path of the keys file or of a mesh
 * configuration database; default: the keys file beside the capture, if there is one. Throws
 * Error that names the file and says what was wrong.
 */
export function writeReport(
  capturePath: string,
  keys: string | undefined,
  page: string,
  additionOf?: AdditionOf,
): void {
  const content = runPageOf(capturePath, keys, additionOf);
  try {
    writeFileSync(page, content);
  } catch (error) {
    throw new Error(`${page} cannot be written (${(error as Error).message})`, { cause: error });
  }
}
