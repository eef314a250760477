import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";
import type { AirModel, AirParameters } from "../../air/model.js";
import type { Position } from "../../air/propagation.js";
import { applyPlan, type ApplyReport } from "../apply/apply.js";
import type { NodeResult } from "../apply/node-run.js";
import { changesOf } from "../configuration/changes.js";
import type { KnownNetwork } from "../desired/known-network.js";
import { type NetworkPlan, planNetwork } from "../plan/network-plan.js";
import type { NetworkTarget } from "../desired/resolve.js";
import { configurationOfTwin } from "./twin-configuration.js";
import { TwinNetwork } from "./twin-network.js";

export interface RehearsalOptions {
  readonly air?: AirModel;
  readonly airParameters?: Partial<AirParameters>;
  readonly positionOf?: (uuid: string) => Position | undefined;
}

/** What became of a plan on the twin. */
export interface Rehearsal {
  readonly report: ApplyReport;
  /** Simulated milliseconds from the first message to the last confirmation. */
  readonly milliseconds: number;
  readonly failures: readonly NodeResult[];
  /** Nodes of the twin that are not as the document says, read from them afterwards. */
  readonly different: readonly DatabaseNode[];
}

/**
 * Applies a plan on the twin of a network: our own nodes on the virtual air, with the elements, models and configuration of the
 * known ones. Afterwards each is asked what it has.
 */
export async function rehearse(
  network: KnownNetwork,
  target: NetworkTarget,
  options: RehearsalOptions = {},
): Promise<Rehearsal> {
  const { air = "typical", airParameters, positionOf } = options;
  const twin = new TwinNetwork({
    network,
    seed: "1",
    air,
    ...(airParameters && { airParameters }),
    ...(positionOf && { positionOf }),
  });
  try {
    const plan = twinPlan(twin, target);
    const begin = twin.clock.now();
    const report = await twin.run(
      applyPlan(plan, {
        provisioner: twin.provisioner,
        book: twin.book,
        client: twin.client,
        onFailure: "continue",
      }),
    );
    const milliseconds = twin.clock.now() - begin;
    return {
      report,
      milliseconds,
      failures: report.nodes.filter(({ outcome }) => outcome !== "done"),
      different: differentNodes(twin, target),
    };
  } finally {
    twin.close();
  }
}

/** The plan for the twin, whose nodes are as the known ones. */
function twinPlan(twin: TwinNetwork, target: NetworkTarget): NetworkPlan {
  const nodes = target.nodes.flatMap((each) => {
    const node = twin.nodes.get(each.known.node.unicastAddress);
    return node ? [each] : [];
  });
  return planNetwork(twin.known, { ...target, nodes });
}

/** The nodes that are not as they were to be. */
function differentNodes(twin: TwinNetwork, target: NetworkTarget): readonly DatabaseNode[] {
  return target.nodes.flatMap(({ after, known }) => {
    const own = twin.nodes.get(known.node.unicastAddress);
    if (!own) return [];
    const now = configurationOfTwin(own.node, after);
    return changesOf(now, after, known.rootOf).length > 0 ? [now] : [];
  });
}
