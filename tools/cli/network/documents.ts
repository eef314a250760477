import { existsSync, statSync } from "node:fs";
import { DocumentError, type DocumentSource, readDocument } from "../../network/desired/read.js";
import type { KnownNetwork } from "../../network/desired/known-network.js";
import { type NetworkTarget, resolveDocument } from "../../network/desired/resolve.js";

/** A document of a command, and what it means for a network. */
export interface GivenDocument {
  /** Throws Error naming the document, with all that it says of what the network has not. */
  readonly targetOf: (network: KnownNetwork) => NetworkTarget;
}

/** Reads the document of a command. Rejects with Error naming it. */
export async function givenDocument(path: string): Promise<GivenDocument> {
  if (!existsSync(path)) throw new Error(`there is no document ${path}`);
  if (statSync(path).isDirectory()) throw new Error(`${path} is a folder, no document`);
  try {
    const source = await readDocument(path);
    return { targetOf: (network) => resolved(path, source, network) };
  } catch (error) {
    throw named(path, error);
  }
}

function resolved(path: string, source: DocumentSource, network: KnownNetwork): NetworkTarget {
  try {
    return resolveDocument(source, network);
  } catch (error) {
    throw named(path, error);
  }
}

function named(path: string, error: unknown): unknown {
  if (!(error instanceof DocumentError)) return error;
  const lines = error.message.split("\n").map((line) => `  ${line}`);
  return new Error(`${path} is nothing that can be applied:\n${lines.join("\n")}`);
}
