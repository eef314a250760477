import * as z from "zod";
import type { ConfigurationDatabase } from "../../../modules/provisioner/configuration-database.js";
import { pathText } from "../path-text.js";
import { contradictions } from "./contradictions.js";
import { type Remark, takeOlderForms } from "./older-forms.js";
import { databaseSchema } from "./schema.js";

/** A file that is no Mesh Configuration Database, with all that is wrong. */
export class DatabaseFormatError extends Error {
  override readonly name = "DatabaseFormatError";
  readonly faults: readonly Remark[];

  constructor(faults: readonly Remark[]) {
    super(faults.map(faultText).join("\n"));
    this.faults = faults;
  }
}

/** A remark as one line. */
export function faultText({ path, text }: Remark): string {
  return path === "" ? text : `${path}: ${text}`;
}

/** What was read. */
export interface ReadDatabase {
  readonly database: ConfigurationDatabase;
  /** What had another form than that of version 1.0.1, and what it was taken for. */
  readonly remarks: readonly Remark[];
  /** What contradicts something else in the database, and what would be right. */
  readonly contradictions: readonly Remark[];
}

/**
 * Reads the text of a Mesh Configuration Database, of version 1.0.1, of earlier ones, and with the deviations of the
 * programs that are known. Throws DatabaseFormatError with each place that cannot be read.
 */
export function readDatabase(text: string): ReadDatabase {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new DatabaseFormatError([{ path: "", text: `no JSON: ${(error as Error).message}` }]);
  }
  const remarks: Remark[] = [];
  content = takeOlderForms(content, remarks);
  const isObject = typeof content === "object" && content !== null && !Array.isArray(content);
  if (!isObject || !("netKeys" in (content as object)))
    throw new DatabaseFormatError([
      { path: "", text: "no Mesh Configuration Database: it has no netKeys" },
    ]);
  const result = z.safeDecode(databaseSchema, content as never);
  if (!result.success)
    throw new DatabaseFormatError(
      result.error.issues.map(({ message, path }) => ({ path: pathText(path), text: message })),
    );
  const database: ConfigurationDatabase = result.data;
  return { database, remarks, contradictions: contradictions(database) };
}
