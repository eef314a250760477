// A document applied to the twin of a network, whose nodes are ours.
import { applyPlan, type ApplyOptions, type ApplyReport } from "../../tools/network/apply/apply.js";
import { parsedDocument } from "../../tools/network/desired/read.js";
import { resolveDocument } from "../../tools/network/desired/resolve.js";
import { type NetworkPlan, planNetwork } from "../../tools/network/plan/network-plan.js";
import { TwinNetwork, type TwinNetworkOptions } from "../../tools/network/twin/twin-network.js";
import { knownNetwork } from "../../tools/network/desired/known-network.js";
import type { ConfigurationDatabase } from "../../modules/provisioner/configuration-database.js";

/** The twin of a network that was read from its nodes. */
export function twinOf(
  database: ConfigurationDatabase,
  options: Partial<TwinNetworkOptions> = {},
): TwinNetwork {
  const network = knownNetwork(database, () => ({ confirmed: true }));
  return new TwinNetwork({ network, seed: "1", air: "ideal", ...options });
}

/** The plan of a document for a twin as it is known now. */
export function twinPlan(twin: TwinNetwork, document: string): NetworkPlan {
  return planNetwork(twin.known, resolveDocument(parsedDocument(document), twin.known));
}

export function applied(
  twin: TwinNetwork,
  plan: NetworkPlan,
  options: Partial<ApplyOptions> = {},
): Promise<ApplyReport> {
  const { book, client, provisioner } = twin;
  return twin.run(applyPlan(plan, { provisioner, book, client, ...options }));
}
