import type { FastNodeRecord } from "./run-record.js";

/** Milliseconds beyond which a step counts as slow. */
const slowLink = 2500;
const slowSetup = 1000;
const slowReport = 1500;

/**
 * Why a device was slow, in a few words; empty without a particular reason. `cuts`: number of
 * its power cuts; `recorded`: whether nodes are reported by records.
 */
export function reasonOf(
  node: Omit<FastNodeRecord, "reason">,
  cuts: number,
  recorded: boolean,
): string {
  const { configured, linkOpened, linksOpened, provisioned, reported, role } = node;
  if (role === "primary") return "";
  const reasons: string[] = [];
  if (cuts > 0) reasons.push("switched off for a while");
  if (provisioned === undefined) return [...reasons, "never provisioned"].join(", ");
  if (node.parent === undefined) reasons.push("its provisioner missed the final status");
  if (configured === undefined) return [...reasons, "never configured"].join(", ");
  const vain = linksOpened - 1;
  if (vain === 1) reasons.push("one link failed");
  else if (vain > 1) reasons.push(`${vain} links failed`);
  if (linkOpened !== undefined && provisioned - linkOpened > slowLink)
    reasons.push(`its link took ${seconds(provisioned - linkOpened)}`);
  if (configured - provisioned > slowSetup)
    reasons.push(`its configuration took ${seconds(configured - provisioned)}`);
  if (!recorded) return reasons.join(", ");
  if (reported === undefined) reasons.push("the top provisioner does not know it");
  else if (reported - configured > slowReport)
    reasons.push(`its report took ${seconds(reported - configured)}`);
  return reasons.join(", ");
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
