import * as z from "zod";
import type { ConfigurationDatabase } from "../../../modules/provisioner/configuration-database.js";
import { writePrivate } from "../../private-file.js";
import { databaseSchema } from "./schema.js";

/** What a file of version 1.0.1 begins with. */
const ofFile = {
  $schema: "http://json-schema.org/draft-04/schema#",
  id: "https://www.bluetooth.com/specifications/specs/mesh-cdb-1-0-1-schema.json#",
  version: "1.0.1",
};

/** The text of a database: version 1.0.1, its members in the order of the specification and those of others behind them. */
export function databaseText(database: ConfigurationDatabase): string {
  const content = z.encode(databaseSchema, database as never);
  return `${JSON.stringify({ ...ofFile, ...content }, undefined, 2)}\n`;
}

/** Replaces the file as a whole. Only its owner can read it: it has all keys of the network. */
export function writeDatabase(path: string, database: ConfigurationDatabase): void {
  writePrivate(path, databaseText(database));
}
