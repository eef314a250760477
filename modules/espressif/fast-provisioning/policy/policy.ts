import type { EarlyReception } from "../../../provisioning/pb-adv/early-reception.js";
import type { PbAdvTiming } from "../../../provisioning/pb-adv/timing.js";
import type { SarReceiver, SarTransmitter } from "../../../transport/sar-configuration.js";
import type { ReportParameters } from "../../node-records/reporter-options.js";

/** A provisioner's measurements when it decides whether a new node becomes a provisioner. */
export interface ChildSituation {
  /** dBm of the node's last unprovisioned device beacon. */
  readonly rssi: number;
  /** Number of PB-ADV links heard lately, the node's own included. */
  readonly linksHeard: number;
  /** Number of devices to provision that sent a beacon lately and are on no link; estimated where the list has no room for them. */
  readonly devicesHeard: number;
}

/** A device to which a link can be opened. */
export interface Candidate {
  /** dBm of its last beacon. */
  readonly rssi: number;
}

/** A provisioner's measurements when it chooses a device. */
export interface ChoiceSituation {
  /** Links that it opened before its first node; Infinity after that. */
  readonly linksOpened: number;
  /** Number of PB-ADV links heard lately, the node's own included. */
  readonly linksHeard: number;
}

/** How a node provisions others: parameters and decisions, without state. Times in milliseconds. */
export interface FastProvisioningPolicy {
  /** Name of the policy for logs. */
  readonly name: string;
  /** Number of provisioning sessions for which one P-256 key pair of the provisioner is used. */
  readonly keyPairUses: number;
  /** Whether the AppKey Status is awaited. If not the transport layer's acknowledgment is enough. */
  readonly awaitAppKeyStatus: boolean;
  /** Maximum number of PB-ADV links at a time. */
  readonly maxLinks: number;
  /** Number of nodes in their first configuration attempt from which on no link is opened. */
  readonly maxConfiguring: number;
  /** Maximum number of nodes that one provisioner provisions; Infinity: as many as it has addresses for. */
  readonly maxNodes: number;
  /** Timing of PB-ADV in either role. `sets`: number of advertising sets of the radio. `reception`: what the node learns of its radio. */
  readonly pbAdvTiming: (
    role: "provisioner" | "device",
    sets: number,
    reception?: EarlyReception,
  ) => PbAdvTiming;
  /** The provisioner closes a link after this time unless it has sent the provisioning data. */
  readonly linkTimeout: number;
  /** The provisioner closes a link on which no PDU was received for this time. */
  readonly protocolTimeout: number;
  /** A device closes a link on which no PDU was received for this time. */
  readonly inviteTimeout: number;
  /** Interval of the unprovisioned device beacon. `heard`: number of devices whose beacons are heard. */
  readonly beaconInterval: (heard: number) => number;
  /** Age of a device's last beacon above which no link to it is opened. */
  readonly maxDeviceAge: (surroundings: { beaconingDevices(window: number): number }) => number;
  /** SAR states of the node during fast transmission; undefined: its own. `early`: as below. */
  readonly sar:
    | ((sets: number, early: boolean) => { transmitter: SarTransmitter; receiver: SarReceiver })
    | undefined;
  /** Transmissions of each network PDU during fast transmission. `early`: radios are known to receive right after an event of their own. */
  readonly networkTransmissions: (early: boolean) => number;
  /** AppKey Add, Info Set and similar messages to new nodes. */
  readonly message: {
    /** Time until an answer counts as lost. */
    readonly timeout: number;
    /** Time until the message is repeated the first time. */
    readonly retryInterval: number;
    /** Factor of that time from one repetition to the next. */
    readonly retryFactor: number;
  };
  /** Configuration attempts after which a node no longer keeps the provisioner from resting. */
  readonly maxAttempts: number;
  /** Number of links heard within `congestionWindow` from which on no link is opened. */
  readonly congestionLinks: number;
  /** Time over which links are counted for `congestionLinks`. */
  readonly congestionWindow: number;
  /** Upper limit of the random time without a new link after `failedLinks` successive failures. */
  readonly linkBackoff: (failedLinks: number) => number;
  /** Range of the random time after which a provisioner that opened no link tries again. */
  readonly retryLinkDelay: { readonly min: number; readonly max: number };
  /** Upper limit of the random time from a beacon to the Link Open: other provisioners heard the beacon too. */
  readonly maxLinkDelay: number;
  /** Chooses a device: the index in `candidates`, which is not empty. */
  readonly chooseDevice: (candidates: readonly Candidate[], situation: ChoiceSituation) => number;
  /** Whether a new node becomes a Temporary Provisioner, provided that there are addresses for it. */
  readonly makesProvisioner: (situation: ChildSituation) => boolean;
  /** The part of the free addresses that such a node is assigned, 0..1. */
  readonly rangeShare: (situation: ChildSituation) => number;
  /** How unicast address ranges are divided. */
  readonly addressSplit: "espressif" | "adaptive";
  /** Whether records of nodes are reported. It takes the Node Record models, which ESP-IDF's example lacks. */
  readonly reportsRecords: boolean;
  /** Parameters of the reports of node records. */
  readonly report: ReportParameters;
  /** Number of links heard from which on a provisioner reports records of provisioners only. */
  readonly reportCongestionLinks: number;
  /** A report is deferred for a random time from `min` to `max` while `pdus` network PDUs or more are received within `window`. */
  readonly reportDeferral: {
    readonly pdus: number;
    readonly window: number;
    readonly min: number;
    readonly max: number;
  };
  /**
   * Time without a report after which a top provisioner that waits for nodes asks the unknown ones
   * themselves. Longer than reports are deferred; Infinity if no records are reported.
   */
  readonly recoveryDelay: number;
  /** Reports of addresses by Node Addr, for a Primary Provisioner that collects no records. */
  readonly addressReport: {
    /** Number of unreported addresses at which a report is sent without delay. */
    readonly batchSize: number;
    /** Delay of a report after the last new node while there are fewer. */
    readonly batchDelay: number;
    /** TTL of the message; undefined: the node's default. */
    readonly ttl: number | undefined;
  };
  /** Relay state of a Temporary Provisioner while it provisions. The Primary Provisioner's is off. */
  readonly temporaryProvisionersRelay: boolean;
  /** Nodes whose Relay state is on after fast provisioning: those that provisioned others, or all. */
  readonly relaysAfterwards: "provisioners" | "all";
  /** Time without a device after which a provisioner rests: its Relay and GATT Proxy states are on. */
  readonly idleTimeout: number;
  /** When the GATT Proxy state is switched on. */
  readonly gattProxy: {
    /** Time from the last Node Addr Ack until the GATT Proxy state is on. */
    readonly delay: number;
    /** The same from the start of provisioning if one node is expected. */
    readonly singleNodeDelay: number;
  };
  /** Time of the disable timer, from a Generic OnOff message until the node suspends. */
  readonly disableTimeout: number;
  /** The longest time from the Info Status to the start of provisioning; undefined: until the transport layer has sent it. */
  readonly enterDelay: number | undefined;
}
