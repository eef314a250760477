import type { AirReport } from "../air-report.js";

/** Advertising sets of a device in a simulation of fast provisioning. */
export type AdvertisingSets = 3 | 1;

/** The data of one run of fast provisioning. */
export interface FastRun {
  /** Such as "100 devices in one room". */
  readonly title: string;
  readonly policy: "adaptive" | "espressif";
  /** How the top provisioner reached the first device. */
  readonly bearer: "adv" | "gatt";
  readonly layoutName: string;
  readonly seed: string;
  /** Simulated ms from the first boot to the start of the Primary Provisioner. */
  readonly start: number;
  /** Statistics of the air from the first boot to the end of the run. */
  readonly airReport: AirReport;
  /** Simulated ms from the first group message to each light that it reached. */
  readonly litAfter: readonly number[];
  readonly capture: "lock" | "none" | "any";
  /** Advertising sets of each device. */
  readonly sets: AdvertisingSets;
  readonly ecdhMilliseconds: number;
  /** What the devices ran on: an XS machine each, or Node.js. */
  readonly host: "xs" | "node";
  /**
   * Share of packets lost in addition to the losses of the model, and of devices with a power
   * cut; 0..1.
   */
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
    /** Position of the top provisioner, metres. */
    readonly top: { readonly x: number; readonly y: number };
  };
  /** All devices, the Primary Provisioner included. */
  readonly nodes: readonly FastNodeRecord[];
  /** Simulated milliseconds since the Primary Provisioner started; undefined: not reached. */
  readonly lastProvisioned: number | undefined;
  readonly databaseComplete: number | undefined;
  readonly allOn: number | undefined;
  /** When the proxy of the first node passed messages to groups, in a run with a phone. */
  readonly forwarding: number | undefined;
  /** One entry for each 100 ms of simulated time, from t = 0. */
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
  /** Airtime on one channel, ms. */
  readonly airtime: number;
  /** Packets that were strong enough at a receiver that was listening. */
  readonly packets: number;
  /** Those of them that were lost in a collision: a packet counts at each of its receivers. */
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
  /** Index in `nodes` of its provisioner; -1: the top provisioner; undefined: none. */
  readonly parent: number | undefined;
  /** Of the link that succeeded. The Primary Provisioner's own times are negative or 0. */
  readonly linkOpened: number | undefined;
  readonly provisioned: number | undefined;
  /** When its final status was received by its provisioner. */
  readonly configured: number | undefined;
  /** When it was known to the top provisioner. */
  readonly reported: number | undefined;
  /** When it received the group message. */
  readonly on: number | undefined;
  /** Number of links that were opened to it, by all provisioners. */
  readonly linksOpened: number;
  /** Number of advertising events that it sent. */
  readonly events: number;
  /** Why it was slow, as a short phrase; may be empty. */
  readonly reason: string;
}
