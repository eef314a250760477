import { frozen } from "../../../base/frozen.js";
import { fastProvisioningTiming, type PbAdvTiming } from "../../../provisioning/pb-adv/timing.js";
import type { SarReceiver, SarTransmitter } from "../../../transport/sar-configuration.js";
import type { Candidate, ChoiceSituation, FastProvisioningPolicy } from "./policy.js";

/** dBm that a far device has at least: 8 over what the model of reception and most chips hear. */
const minFarRssi = -86;

/** Links that a provisioner opens to far devices before it has taken one in, where it hears some that are farther still. */
const maxFarLinks = 4;

/** Fewer links than that are heard where a building is just being reached; elsewhere others carry it on. */
const maxEdgeLinks = 4;

const parallelTiming: PbAdvTiming = frozen({
  ...fastProvisioningTiming,
  retransmission: { base: 20, spread: 2, factor: 1.3, cap: 400, least: 20 },
  transactionTimeout: 3000,
  linkOpen: { base: 20, spread: 2, factor: 1.3, cap: 400 },
  openTimeout: 300,
  answerLead: 20,
});

/** One advertising set: every PDU waits for those before it. */
const serialTiming: PbAdvTiming = frozen({
  ...parallelTiming,
  retransmission: { base: 50, spread: 2, factor: 1.3, cap: 400, least: 50 },
  linkOpen: { base: 40, spread: 2, factor: 1.3, cap: 400 },
  openTimeout: 500,
  answerLead: 60,
});

/** An acknowledgement waits for a segment or two that were lost: else there would be one for each gap. */
function fastReceiver(sets: number): SarReceiver {
  return {
    segmentsThreshold: 3,
    acknowledgmentDelayIncrement: sets > 1 ? 2 : 1,
    discardTimeout: 1,
    receiverSegmentIntervalStep: sets > 1 ? 0 : 4,
    acknowledgmentRetransmissionsCount: 0,
  };
}

function fastTransmitter(sets: number): SarTransmitter {
  return {
    segmentIntervalStep: sets > 1 ? 0 : 1,
    unicastRetransmissionsCount: 15,
    unicastRetransmissionsWithoutProgressCount: 7,
    unicastRetransmissionsIntervalStep: sets > 1 ? 1 : 4,
    unicastRetransmissionsIntervalIncrement: 0,
    multicastRetransmissionsCount: 2,
    multicastRetransmissionsIntervalStep: 9,
  };
}

/** As fast as the air carries it; the default. */
export const adaptivePolicy: FastProvisioningPolicy = frozen({
  name: "adaptive",
  keyPairUses: 16,
  awaitAppKeyStatus: false,
  maxLinks: 2,
  maxConfiguring: 2,
  maxNodes: Infinity,
  pbAdvTiming: (_role, sets) => (sets > 1 ? parallelTiming : serialTiming),
  linkTimeout: 4000,
  protocolTimeout: 3000,
  inviteTimeout: 1000,
  beaconInterval,
  maxDeviceAge: (surroundings) =>
    4 * Math.min(4000, beaconInterval(surroundings.beaconingDevices(10_000))) + 900,
  sar: (sets) => ({ transmitter: fastTransmitter(sets), receiver: fastReceiver(sets) }),
  networkTransmissions: 1,
  message: { timeout: 4000, retryInterval: 60, retryFactor: 1.1 },
  maxAttempts: 3,
  congestionLinks: 20,
  congestionWindow: 300,
  linkBackoff: (linksInVain) => (linksInVain < 2 ? 0 : Math.min(3000, 50 * 2 ** linksInVain)),
  retryLinkDelay: { min: 40, max: 200 },
  maxLinkDelay: 100,
  chooseDevice: chooseByRssi,
  makesProvisioner: ({ linksHeard, rssi }) => linksHeard < 10 || rssi < -82,
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
  reportCongestionLinks: 8,
  reportDeferral: { pdus: 25, window: 100, min: 40, max: 200 },
  addressReport: { batchSize: 8, batchDelay: 2000, ttl: undefined },
  temporaryProvisionersRelay: false,
  relaysAfterwards: "provisioners",
  idleTimeout: 1500,
  gattProxy: { delay: 10_000, singleNodeDelay: 3000 },
  disableTimeout: 10_000,
  enterDelay: 20,
});

/**
 * The same for a radio with one advertising set: there a provisioner's own pace is the
 * limit, not the air, so that more of them are at it, and reports need not wait.
 */
export const adaptiveSerialPolicy: FastProvisioningPolicy = frozen({
  ...adaptivePolicy,
  congestionLinks: 32,
  congestionWindow: 500,
  message: { timeout: 4000, retryInterval: 200, retryFactor: 1.3 },
  makesProvisioner: ({ linksHeard, rssi }) => linksHeard < 16 || rssi < -82,
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

/** The adaptive policy for a radio with so many advertising sets. */
export function adaptivePolicyFor(sets: number): FastProvisioningPolicy {
  return sets > 1 ? adaptivePolicy : adaptiveSerialPolicy;
}

/** Devices give each other room; a crowd needs not know of all its devices at once. */
function beaconInterval(heard: number): number {
  return heard <= 100 ? Math.max(300, 40 * heard) : 400 * Math.sqrt(heard);
}

/**
 * The nearest: its link fails least, and is heard over the noise of the others. A
 * provisioner's first goes to the farthest in reach instead, which carries a long
 * building on. Where that does go on, one try that failed is followed by others.
 */
function chooseByRssi(
  candidates: readonly Candidate[],
  { linksHeard, linksOpened }: ChoiceSituation,
): number {
  let near = 0;
  let far = -1;
  let beyond = false;
  for (let i = 0; i < candidates.length; i++) {
    const { rssi } = candidates[i]!;
    if (rssi > candidates[near]!.rssi) near = i;
    if (rssi < minFarRssi) beyond = true;
    else if (far < 0 || rssi < candidates[far]!.rssi) far = i;
  }
  const goesOn = beyond && linksHeard < maxEdgeLinks;
  return far >= 0 && linksOpened < (goesOn ? maxFarLinks : 1) ? far : near;
}
