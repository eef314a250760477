import type { PbAdvTiming } from "../../../provisioning/pb-adv/timing.js";
import type { SarReceiver, SarTransmitter } from "../../../transport/sar-configuration.js";
import type { ReportParameters } from "../../node-records/reporter.js";

/** What a provisioner knows when it decides about a node that it took in. */
export interface ChildSituation {
  /** dBm of the child's beacon. */
  readonly rssi: number;
  /** Links heard lately, this node's own as well. */
  readonly linksHeard: number;
}

/** What a provisioner may choose from. */
export interface Candidate {
  /** dBm of its last beacon. */
  readonly rssi: number;
}

/** What a provisioner knows when it chooses. */
export interface ChoiceSituation {
  /** Links that it opened before, as long as none of them brought a node; then Infinity. */
  readonly linksOpened: number;
  /** Links heard lately, this node's own as well. */
  readonly linksHeard: number;
}

/**
 * How a node provisions others fast: numbers and decisions, without state. Two
 * of them can be compared on the same air. Times in milliseconds.
 */
export interface FastProvisioningPolicy {
  readonly name: string;
  /** Provisionings that one P-256 key pair of the provisioner serves. */
  readonly keyPairUses: number;
  /** Whether the answer to an AppKey Add is awaited, or its arrival at the node's transport layer is enough. */
  readonly awaitAppKeyStatus: boolean;
  /** Provisionings at a time. */
  readonly maxLinks: number;
  /** Nodes that are configured at a time; no further link is opened above that. */
  readonly maxConfiguring: number;
  /** Nodes that one provisioner takes in; Infinity: as many as it has addresses for. */
  readonly maxNodes: number;
  /** PB-ADV as provisioner and as device. `sets`: advertising sets of the radio. */
  readonly pbAdvTiming: (role: "provisioner" | "device", sets: number) => PbAdvTiming;
  /** A provisioning that takes longer is given up, unless the device has its data already. */
  readonly linkTimeout: number;
  /** Without a PDU for so long a provisioning is given up. */
  readonly protocolTimeout: number;
  /** A device frees itself of a link on which nothing came for so long. */
  readonly inviteTimeout: number;
  /** Between two unprovisioned beacons; `heard`: devices heard beaconing. */
  readonly beaconInterval: (heard: number) => number;
  /** A device not heard for so long is not tried any more; `surroundings`: what is heard. */
  readonly maxDeviceAge: (surroundings: { beaconingDevices(window: number): number }) => number;
  /** SAR of the node while devices are provisioned; undefined: the node's own. */
  readonly sar:
    ((sets: number) => { transmitter: SarTransmitter; receiver: SarReceiver }) | undefined;
  /** Events of each network PDU while devices are provisioned. */
  readonly networkTransmissions: number;
  /** Of AppKey Add and Info Set: until the answer counts as lost, and until the message is repeated. */
  readonly message: {
    readonly timeout: number;
    readonly retryInterval: number;
    /** So much longer is each wait for an answer than the one before. */
    readonly retryFactor: number;
  };
  /** Messages in vain to a node before it is left alone for a while. */
  readonly maxAttempts: number;
  /** No link is opened while so many or more are heard within `linkWindow`. */
  readonly congestionLinks: number;
  readonly congestionWindow: number;
  /** After so many links in a row that brought no node, a pause of up to so long, by chance: nearer ones may do better. */
  readonly linkBackoff: (linksInVain: number) => number;
  /** When a provisioner that found nothing to do, or too much going on, looks again: drawn from this range. */
  readonly retryLinkDelay: { readonly min: number; readonly max: number };
  /** Up to so long a provisioner waits, by chance, with a device that just beaconed: others heard it too. */
  readonly maxLinkDelay: number;
  /** Takes a candidate: index of `candidates`, which are not empty. */
  readonly chooseDevice: (candidates: readonly Candidate[], situation: ChoiceSituation) => number;
  /** Whether a child is told to provision on, where there are addresses for it. */
  readonly makesProvisioner: (situation: ChildSituation) => boolean;
  /** Its share of the free addresses, 0..1. */
  readonly rangeShare: (situation: ChildSituation) => number;
  /** Whether addresses are split as Espressif's example does. */
  readonly addressSplit: "espressif" | "adaptive";
  /** Whether records of nodes go to the top provisioner, which needs models that Espressif's firmware lacks. */
  readonly reportsRecords: boolean;
  readonly report: ReportParameters;
  /** While so many links or more are heard, and there are devices to provision, reports wait. */
  readonly reportCongestionLinks: number;
  /** While so many network PDUs or more are heard within `window`, a report waits: for how long is drawn from the range. */
  readonly reportDeferral: {
    readonly pdus: number;
    readonly window: number;
    readonly min: number;
    readonly max: number;
  };
  /** Between reports of bare addresses to a Primary Provisioner that takes no records. */
  readonly addressReport: {
    readonly batchSize: number;
    readonly batchDelay: number;
    readonly ttl: number | undefined;
  };
  /** Relay state of a Temporary Provisioner while it is active; that of the Primary is off. */
  readonly temporaryProvisionersRelay: boolean;
  /** Whose relays are on in the end: of the nodes that provisioned others, which reach all, or of all. */
  readonly relaysAfterwards: "provisioners" | "all";
  /** Nothing to do for so long: relays are on again. */
  readonly idleTimeout: number;
  /** From the last ACK to the GATT Proxy state on again; the second where one node was expected. */
  readonly gattProxy: { readonly delay: number; readonly singleNodeDelay: number };
  /** From the message that switches the light to SUSPEND. */
  readonly disableTimeout: number;
  /** From the Info Status of a node to its own provisioning; undefined: until the status arrived. */
  readonly enterDelay: number | undefined;
}
