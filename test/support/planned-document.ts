// A document as it is meant for a network, without a node that could be asked.
import type { ConfigurationDatabase } from "../../modules/provisioner/configuration-database.js";
import { knownNetwork } from "../../tools/network/desired/known-network.js";
import { DocumentError, parsedDocument } from "../../tools/network/desired/read.js";
import { resolveDocument } from "../../tools/network/desired/resolve.js";
import { type NetworkPlan, planNetwork } from "../../tools/network/plan/network-plan.js";

/** The plan of a document; `text`: without its version. */
export function planned(text: string, database: ConfigurationDatabase): NetworkPlan {
  const network = knownNetwork(database);
  return planNetwork(network, resolveDocument(parsedDocument(`version: 1\n${text}`), network));
}

/** What is wrong with a document, a line each. */
export function faults(text: string, database: ConfigurationDatabase): readonly string[] {
  try {
    planned(text, database);
  } catch (error) {
    if (error instanceof DocumentError) return error.message.split("\n");
    throw error;
  }
  return [];
}
