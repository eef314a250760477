import { frozen } from "../../base/frozen.js";
import { fastTiming, type PbAdvTiming } from "../../provisioning/pb-adv/timing.js";
import type { SarReceiver, SarTransmitter } from "../../transport/sar-configuration.js";
import type { Candidate, FastProvisioningPolicy } from "./policy.js";

/** Candidates of which the nearest is taken. */
const drawn = 16;

/** dBm that the model of reception and most chips reach. */
const sensitivity = -94;

const paced: PbAdvTiming = frozen({
  ...fastTiming,
  retransmission: { base: 20, spread: 2, factor: 1.6, cap: 400 },
  transactionTimeout: 3000,
  linkOpen: { base: 20, spread: 2, factor: 1.3, cap: 400 },
  openTimeout: 300,
});

/** One advertising set: every PDU waits for those before it. */
const serial: PbAdvTiming = frozen({
  ...paced,
  retransmission: { base: 50, spread: 2, factor: 1.6, cap: 400 },
  linkOpen: { base: 40, spread: 2, factor: 1.3, cap: 400 },
  openTimeout: 500,
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
    segmentIntervalStep: sets > 1 ? 0 : 4,
    unicastRetransmissionsCount: 15,
    unicastRetransmissionsWithoutProgressCount: 7,
    unicastRetransmissionsIntervalStep: sets > 1 ? 1 : 5,
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
  links: 2,
  configuring: 2,
  children: Infinity,
  timing: (_role, sets) => (sets > 1 ? paced : serial),
  linkTimeout: 4000,
  protocolTimeout: 3000,
  inviteTimeout: 1000,
  beaconInterval: (heard) => Math.max(300, 60 * heard),
  deviceAge: (surroundings) => 2.5 * Math.max(400, 60 * surroundings.beaconing(10_000)) + 500,
  sar: (sets) => ({ transmitter: fastTransmitter(sets), receiver: fastReceiver(sets) }),
  transmissions: 1,
  message: { timeout: 4000, retry: 60, factor: 1.1 },
  attempts: 3,
  busyLinks: 18,
  linkWindow: 300,
  lookAgain: { least: 40, most: 200 },
  choose: chooseNear,
  enter: ({ linksHeard, rssi }) => linksHeard < 10 || rssi < -82,
  share: ({ rssi }) => (rssi < -78 ? 0.5 : 0.125),
  split: "adaptive",
  records: true,
  report: { enough: 10, quiet: 100, hopQuiet: 40, ask: 60, asks: 6, most: 10 },
  reportLinks: 8,
  addressReport: { enough: 8, quiet: 2000, ttl: undefined },
  temporaryRelays: false,
  relays: "provisioners",
  rest: 1500,
  gattProxy: { after: 10_000, afterOne: 3000 },
  disable: 10_000,
});

/**
 * The same for a radio with one advertising set: there a provisioner's own pace is the
 * limit, not the air, so that more of them are at it, and reports need not wait.
 */
export const adaptiveSerialPolicy: FastProvisioningPolicy = frozen({
  ...adaptivePolicy,
  busyLinks: 32,
  linkWindow: 500,
  message: { timeout: 4000, retry: 200, factor: 1.3 },
  enter: ({ linksHeard, rssi }) => linksHeard < 16 || rssi < -82,
  report: { enough: 4, quiet: 300, hopQuiet: 100, ask: 200, asks: 4, most: 10 },
  reportLinks: Infinity,
});

/** The adaptive policy for a radio with so many advertising sets. */
export function adaptivePolicyFor(sets: number): FastProvisioningPolicy {
  return sets > 1 ? adaptivePolicy : adaptiveSerialPolicy;
}

/**
 * The nearest of some: its link fails least. A provisioner's first goes to a far
 * one instead, which carries a long building on.
 */
function chooseNear(
  candidates: readonly Candidate[],
  first: boolean,
  random: (below: number) => number,
): number {
  let best = random(candidates.length);
  if (first) {
    let far = -1;
    for (let i = 0; i < candidates.length; i++) {
      const { rssi } = candidates[i]!;
      if (rssi < sensitivity + 6) continue;
      if (far < 0 || rssi < candidates[far]!.rssi) far = i;
    }
    if (far >= 0) return far;
  }
  for (let i = 1; i < drawn; i++) {
    const other = random(candidates.length);
    if (candidates[other]!.rssi > candidates[best]!.rssi) best = other;
  }
  return best;
}
