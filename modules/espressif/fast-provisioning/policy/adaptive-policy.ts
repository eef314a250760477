import { development } from "../../../base/development.js";
import { frozen } from "../../../base/frozen.js";
import { fastProvisioningTiming, type PbAdvTiming } from "../../../provisioning/pb-adv/timing.js";
import type { SarReceiver, SarTransmitter } from "../../../transport/sar-configuration.js";
import type {
  Candidate,
  ChildSituation,
  ChoiceSituation,
  FastProvisioningPolicy,
} from "./policy.js";

/** Minimum RSSI, dBm, of a far device that is provisioned: 8 dB above the sensitivity of common radios. */
const minFarRssi = -86;

/** RSSI, dBm, below which a node may be at the edge of the provisioned area, and provisions on. */
const minInnerRssi = -82;

/** Links to far devices before the first node, if devices below the minimum RSSI are heard too. */
const maxFarLinks = 4;

/** Number of links heard below which a provisioner counts as being at the edge of the provisioned area. */
const maxEdgeLinks = 4;

/**
 * With fewer devices without a link no node becomes a provisioner any more, if as many links or more are
 * heard: the provisioners that there are suffice. Where few links are heard the network may extend further.
 */
const fewDevices = 4;
const fewLinks = 4;

/**
 * Above this number of devices without a link, which the list of a provisioner has no room for, a node at
 * the edge provisions no others either where links enough are heard: each provisioner reports to the
 * collector, and the reports of many fill the air. More links are enough then: these provisioners have to last.
 */
const manyDevices = 120;

/**
 * Where few links are heard, at the beginning and at the end, each PDU is sent twice: the air has room for it,
 * and others wait for the devices.
 */
const parallelTiming: PbAdvTiming = frozen({
  ...fastProvisioningTiming,
  retransmission: { base: 45, spread: 1.5, factor: 1.15, cap: 120, least: 45 },
  lightLoad: { links: 5, transmissions: 2 },
  transactionTimeout: 3000,
  linkOpen: { base: 20, spread: 2, factor: 1.3, cap: 400 },
  openTimeout: 300,
  answerLead: 20,
});

/**
 * The time for Link Open of a provisioner whose radio may not receive right after an event of its own, ms: a
 * Link Ack is often lost to that, and a device that has accepted a link takes no other one for a while.
 */
const patientOpenTimeout = 900;

/** For one advertising set: each PDU waits for the ones before it. */
const serialTiming: PbAdvTiming = frozen({
  ...parallelTiming,
  retransmission: { base: 50, spread: 2, factor: 1.3, cap: 400, least: 50 },
  linkOpen: { base: 40, spread: 2, factor: 1.3, cap: 400 },
  openTimeout: 500,
  answerLead: 60,
});

/** The SAR states of a policy. */
type SarStates = ReturnType<NonNullable<FastProvisioningPolicy["sar"]>>;

/**
 * SAR states for several advertising sets. The acknowledgment is delayed, so that one of them covers several
 * lost segments. Where radios may not receive right after an event of their own (not `early`) it comes when
 * the sender is silent, and the receiver does not become deaf between two segments by acknowledging the first.
 */
function parallelSar(early: boolean): SarStates {
  return {
    receiver: {
      ...fastReceiver,
      acknowledgmentDelayIncrement: early ? 2 : 5,
      receiverSegmentIntervalStep: 0,
    },
    transmitter: {
      ...fastTransmitter,
      segmentIntervalStep: 0,
      unicastRetransmissionsIntervalStep: early ? 3 : 5,
    },
  };
}

const fastReceiver: SarReceiver = frozen({
  segmentsThreshold: 3,
  acknowledgmentDelayIncrement: 1,
  discardTimeout: 1,
  receiverSegmentIntervalStep: 4,
  acknowledgmentRetransmissionsCount: 0,
});

const fastTransmitter: SarTransmitter = frozen({
  segmentIntervalStep: 1,
  unicastRetransmissionsCount: 15,
  unicastRetransmissionsWithoutProgressCount: 7,
  unicastRetransmissionsIntervalStep: 4,
  unicastRetransmissionsIntervalIncrement: 0,
  multicastRetransmissionsCount: 2,
  multicastRetransmissionsIntervalStep: 9,
});

/** SAR states for one advertising set. */
const serialSar: SarStates = frozen({ receiver: fastReceiver, transmitter: fastTransmitter });

/** The default policy: adapts to the number of devices and links heard. For radios with several advertising sets. */
export const adaptivePolicy: FastProvisioningPolicy = frozen({
  name: "adaptive",
  keyPairUses: 16,
  awaitAppKeyStatus: false,
  maxLinks: 2,
  maxConfiguring: 2,
  maxNodes: Infinity,
  pbAdvTiming: (role, sets, reception) => ({
    ...(sets > 1 ? parallelTiming : serialTiming),
    ...(role === "provisioner" &&
      reception?.shown === false && { openTimeout: patientOpenTimeout }),
    reception,
  }),
  linkTimeout: 8000,
  protocolTimeout: 3000,
  inviteTimeout: 1000,
  beaconInterval,
  maxDeviceAge: (surroundings) =>
    4 * Math.min(4000, beaconInterval(surroundings.beaconingDevices(10_000))) + 900,
  sar: (sets, early) => (sets > 1 ? parallelSar(early) : serialSar),
  networkTransmissions: (early) => (early ? 1 : 2),
  message: { timeout: 4000, retryInterval: 60, retryFactor: 1.1 },
  maxAttempts: 3,
  congestionLinks: 20,
  congestionWindow: 300,
  linkBackoff: (linksInVain) => (linksInVain < 2 ? 0 : Math.min(3000, 50 * 2 ** linksInVain)),
  retryLinkDelay: { min: 40, max: 200 },
  maxLinkDelay: 100,
  chooseDevice: chooseByRssi,
  makesProvisioner: (child) => makesProvisioner(child, 10, 18),
  rangeShare: ({ rssi }) => (rssi < -78 ? 0.5 : 0.125),
  addressSplit: "adaptive",
  reportsRecords: true,
  report: {
    batchSize: 9,
    batchDelay: 100,
    forwardedBatchDelay: 40,
    queryDelay: 60,
    queryDelayFactor: 1.3,
    maxQueries: 6,
    maxRecords: 9,
  },
  reportCongestionLinks: 4,
  reportDeferral: { pdus: 40, window: 100, min: 40, max: 200 },
  recoveryDelay: 25_000,
  addressReport: { batchSize: 8, batchDelay: 2000, ttl: undefined },
  temporaryProvisionersRelay: false,
  relaysAfterwards: "provisioners",
  idleTimeout: 1500,
  gattProxy: { delay: 10_000, singleNodeDelay: 3000 },
  disableTimeout: 10_000,
  enterDelay: 20,
});

/**
 * The same for a radio with one advertising set. There the provisioner's own transmissions are
 * the limit and not the air: more nodes become provisioners, and reports are not deferred.
 */
export const adaptiveSerialPolicy: FastProvisioningPolicy = frozen({
  ...adaptivePolicy,
  congestionLinks: 32,
  congestionWindow: 500,
  message: { timeout: 4000, retryInterval: 200, retryFactor: 1.3 },
  makesProvisioner: (child) => makesProvisioner(child, 16, 29),
  report: {
    batchSize: 4,
    batchDelay: 300,
    forwardedBatchDelay: 100,
    queryDelay: 200,
    queryDelayFactor: 1.3,
    maxQueries: 4,
    maxRecords: 9,
  },
  reportCongestionLinks: Infinity,
  enterDelay: 50,
});

/** Checks the options of a class, and its policy if it has one. Throws TypeError or RangeError naming the option that is wrong. */
export function checkPolicyOptions(
  name: string,
  options: { readonly policy?: FastProvisioningPolicy },
): void {
  development.options?.(name, options);
  const { policy } = options;
  if (policy === undefined) return;
  // These two may be undefined, as in the other policies.
  development.shape?.("policy", policy, {
    ...adaptivePolicy,
    ...(policy.enterDelay === undefined && { enterDelay: undefined }),
    ...(policy.sar === undefined && { sar: undefined }),
  });
}

/** The adaptive policy for a number of advertising sets. */
export function adaptivePolicyFor(sets: number): FastProvisioningPolicy {
  development.args?.("adaptivePolicyFor", [sets]);
  return sets > 1 ? adaptivePolicy : adaptiveSerialPolicy;
}

/**
 * `enough`: links heard from which on there are enough provisioners, but for a node at the edge;
 * `enoughForMany`: the same for all nodes where many devices are heard.
 */
function makesProvisioner(
  { devicesHeard, linksHeard, rssi }: ChildSituation,
  enough: number,
  enoughForMany: number,
): boolean {
  if (devicesHeard > manyDevices) return linksHeard < enoughForMany;
  if (rssi < minInnerRssi) return true;
  return linksHeard < enough && (devicesHeard >= fewDevices || linksHeard < fewLinks);
}

/** The interval grows with the number of devices heard, so that the load of the air does not. */
function beaconInterval(heard: number): number {
  return heard <= 100 ? Math.max(300, 40 * heard) : 400 * Math.sqrt(heard);
}

/**
 * Chooses the device with the highest RSSI: its link is the least likely to fail. The first
 * link of a provisioner is to the device with the lowest sufficient RSSI instead, so that the
 * network extends through a long building. At the edge of the provisioned area further links
 * follow if that one fails.
 */
function chooseByRssi(
  candidates: readonly Candidate[],
  { linksHeard, linksOpened }: ChoiceSituation,
): number {
  let nearest = 0;
  let farthest = -1;
  let outOfRange = false;
  for (let i = 0; i < candidates.length; i++) {
    const { rssi } = candidates[i]!;
    if (rssi > candidates[nearest]!.rssi) nearest = i;
    if (rssi < minFarRssi) outOfRange = true;
    else if (farthest < 0 || rssi < candidates[farthest]!.rssi) farthest = i;
  }
  const atEdge = outOfRange && linksHeard < maxEdgeLinks;
  return farthest >= 0 && linksOpened < (atEdge ? maxFarLinks : 1) ? farthest : nearest;
}
