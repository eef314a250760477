import type { AirReport } from "../air-report.js";

/** What there is to tell of one fast provisioning run. */
export interface FastRun {
  /** Such as "100 devices in one room". */
  readonly title: string;
  readonly policy: "adaptive" | "espressif";
  readonly layoutName: string;
  readonly seed: string;
  /** From the first boot on. */
  readonly airReport: AirReport;
  /** Simulated ms from the first group message to each light that it reached. */
  readonly litAfter: readonly number[];
  readonly capture: "lock" | "none" | "any";
  readonly radio: "paced" | "serial";
  readonly ecdhMilliseconds: number;
  /** What the devices ran on. */
  readonly host: "xs" | "node";
  /** Share of packets lost beside the air's own losses, and of devices whose power was cut; 0..1. */
  readonly extraLoss: number;
  readonly powerCuts: number;
  /** Metres. */
  readonly plan: {
    readonly width: number;
    readonly height: number;
    readonly walls: readonly {
      readonly from: { x: number; y: number };
      readonly to: { x: number; y: number };
    }[];
    readonly rooms: readonly {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly name: string;
    }[];
    /** The place of the top provisioner. */
    readonly top: { readonly x: number; readonly y: number };
  };
  /** The Primary Provisioner is among them. */
  readonly nodes: readonly FastNodeRecord[];
  /** Simulated milliseconds since the Primary Provisioner started; undefined: not reached. */
  readonly lastProvisioned: number | undefined;
  readonly databaseComplete: number | undefined;
  readonly allOn: number | undefined;
  /** One entry a 100 ms of simulated time, from t = 0. */
  readonly air: readonly AirRecord[];
  readonly totals: {
    readonly events: number;
    readonly collisions: number;
    readonly linksOpened: number;
    readonly linksInVain: number;
  };
  readonly simulatedMs: number;
  readonly wallMs: number;
}

export const airRecordMilliseconds = 100;

export interface AirRecord {
  readonly events: number;
  /** Milliseconds on one channel. */
  readonly airtime: number;
  /** Packets that a receiver was listening for, and strong enough. */
  readonly packets: number;
  /** Of those, the ones lost to others. */
  readonly collisions: number;
}

/** Times are simulated milliseconds since the Primary Provisioner started; undefined: never. */
export interface FastNodeRecord {
  readonly name: string;
  readonly uuid: string;
  readonly address: number | undefined;
  /** Metres. */
  readonly x: number;
  readonly y: number;
  readonly role: "primary" | "temporary" | "node";
  /** Index in nodes of who provisioned it; -1: the top provisioner; undefined: nobody. */
  readonly parent: number | undefined;
  /** Of the link that succeeded. The Primary Provisioner's own times are negative or 0. */
  readonly linkOpened: number | undefined;
  readonly provisioned: number | undefined;
  /** Its final status arrived at its provisioner. */
  readonly configured: number | undefined;
  /** It was known to the top provisioner. */
  readonly reported: number | undefined;
  /** The group message reached it. */
  readonly on: number | undefined;
  /** Links that were tried to it, by anybody. */
  readonly linksOpened: number;
  /** Advertising events that it sent. */
  readonly events: number;
  /** Why it took so long, one short phrase; may be empty. */
  readonly reason: string;
}
