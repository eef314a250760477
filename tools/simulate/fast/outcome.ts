import type { FastNodeRecord, FastRun } from "./run-record.js";
import { count, counted, seconds } from "../../page/wording.js";

export function isConfigured({ configured }: FastNodeRecord): boolean {
  return configured !== undefined;
}

export function isOn({ on }: FastNodeRecord): boolean {
  return on !== undefined;
}

export function addressesUnique({ nodes }: FastRun): boolean {
  const addresses = nodes.flatMap(({ address }) => address ?? []);
  return new Set(addresses).size === addresses.length;
}

/**
 * Whether each device became a node with a unique address, is known to the top provisioner, and
 * was lit.
 */
export function succeeded(run: FastRun): boolean {
  return (
    run.nodes.length > 0 &&
    run.nodes.every((node) => isConfigured(node) && isOn(node)) &&
    run.databaseComplete !== undefined &&
    addressesUnique(run)
  );
}

/**
 * Simulated ms until each device was a node, known to the top provisioner, and lit; undefined if
 * not all were.
 */
export function doneAfter(run: FastRun): number | undefined {
  return succeeded(run) && run.allOn !== undefined
    ? Math.max(run.allOn, run.databaseComplete!)
    : undefined;
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** The result in words. */
export function outcome(run: FastRun): string {
  const { nodes } = run;
  if (nodes.length === 0) return "There were no devices to provision.";
  const configured = nodes.filter(isConfigured).length;
  const on = nodes.filter(isOn).length;
  const missing = nodes.length - configured;
  const last = seconds(run.lastProvisioned ?? latest(nodes.map((node) => node.configured)));
  const lit = seconds(run.allOn ?? latest(nodes.map((node) => node.on)));
  const sentences: string[] = [];
  if (missing > 0) {
    sentences.push(
      `${count(missing)} of ${counted(nodes.length, "device")} did not become ${missing === 1 ? "a node" : "nodes"}`,
      configured > 0
        ? `The other ${configured === 1 ? "one was a node" : `${count(configured)} were nodes`} after ${last}, ${on === configured ? "all" : count(on)} of them lit`
        : "The run ended with none",
    );
  } else {
    const done = `${count(nodes.length)} of ${counted(nodes.length, "device")} ${nodes.length === 1 ? "was a node" : "were nodes"} after ${last}`;
    sentences.push(
      on === nodes.length
        ? `${done}, all lit at ${lit}`
        : `${done}, but ${counted(nodes.length - on, "device")} stayed dark`,
    );
  }
  const unknown = nodes.filter((node) => isConfigured(node) && node.reported === undefined).length;
  if (unknown > 0) sentences.push(`The top provisioner does not know ${counted(unknown, "node")}`);
  if (!addressesUnique(run)) sentences.push("Some devices share an address");
  return `${sentences.join(". ")}.`;
}

/**
 * Sorts devices: those that did not become nodes first, then those that were not reported, then
 * by duration.
 */
export function bySlowness({ nodes }: FastRun): FastNodeRecord[] {
  const rank = ({ configured, reported }: FastNodeRecord) =>
    configured === undefined ? 2 : reported === undefined ? 1 : 0;
  return [...nodes].sort((a, b) => rank(b) - rank(a) || (b.configured ?? 0) - (a.configured ?? 0));
}

/** Name of the provisioner of a device. */
export function provisionerName({ nodes }: FastRun, { parent }: FastNodeRecord): string {
  if (parent === undefined) return "–";
  return parent === -1 ? "top provisioner" : (nodes[parent]?.name ?? "–");
}
