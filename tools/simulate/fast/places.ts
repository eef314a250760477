import type { ReportRecord, TreeLine } from "../../report/report-record.js";
import type { FastRun } from "./run-record.js";

/** Name of the station of the top provisioner. */
export const topName = "top";

/** The devices of a run among the stations of its page. */
export class Places {
  readonly #run: FastRun;
  readonly #stations: ReadonlyMap<string, number>;

  constructor(run: FastRun, { stations }: ReportRecord) {
    this.#run = run;
    this.#stations = new Map(stations.map(({ name }, i) => [name, i]));
  }

  /** The attribute that makes a button select a device; empty if the capture does not have it. */
  select(device: number): string {
    const station = this.#stations.get(this.#run.nodes[device]!.name);
    return station === undefined ? "" : ` data-station="${station}"`;
  }

  /** The attribute that makes a button move the time; ms from the Primary Provisioner's start. */
  seek(time: number): string {
    return ` data-time="${Math.max(0, this.#run.start + time)}"`;
  }

  /** Who provisioned whom, in times of the page. */
  tree(): TreeLine[] {
    const { nodes, start } = this.#run;
    return nodes.flatMap(({ configured, linkOpened, name, parent, provisioned }) => {
      const above = parent === -1 ? topName : nodes[parent ?? Infinity]?.name;
      const from = this.#stations.get(above ?? "");
      const to = this.#stations.get(name);
      const begun = linkOpened ?? provisioned ?? configured;
      if (from === undefined || to === undefined || begun === undefined) return [];
      return [[from, to, start + begun, configured === undefined ? null : start + configured]];
    });
  }
}
