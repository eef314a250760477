import { frozen } from "../../../base/frozen.js";
import { fastProvisioningTiming, type PbAdvTiming } from "../../../provisioning/pb-adv/timing.js";
import type { FastProvisioningPolicy } from "./policy.js";

const timing: PbAdvTiming = frozen({
  ...fastProvisioningTiming,
  retransmission: { base: 360, spread: 1, factor: 1, cap: 360, least: 360 },
  transactionTimeout: 3000,
  linkOpen: { base: 360, spread: 1, factor: 1, cap: 360 },
  openTimeout: 3000,
  implicitAcknowledgement: false,
  acknowledgementGap: 0,
  calmsDown: false,
});

/**
 * The timers and limits of ESP-IDF's fast_prov example, and of ESP-IDF's stack with fast
 * provisioning enabled: for networks with nodes that run the example, and for comparison.
 */
export const espressifPolicy: FastProvisioningPolicy = frozen({
  name: "espressif",
  keyPairUses: 1000,
  awaitAppKeyStatus: true,
  maxLinks: 3,
  maxConfiguring: Infinity,
  maxNodes: 6,
  pbAdvTiming: () => timing,
  linkTimeout: 30_000,
  protocolTimeout: 6000,
  inviteTimeout: 6000,
  beaconInterval: () => 3000,
  maxDeviceAge: () => 3500,
  sar: undefined,
  networkTransmissions: () => 3,
  message: { timeout: 4000, retryInterval: 4000, retryFactor: 1 },
  maxAttempts: Infinity,
  congestionLinks: Infinity,
  congestionWindow: 0,
  linkBackoff: () => 0,
  retryLinkDelay: { min: 50, max: 100 },
  maxLinkDelay: 0,
  chooseDevice: () => 0,
  makesProvisioner: () => true,
  rangeShare: () => 0,
  addressSplit: "espressif",
  report: {
    batchSize: Infinity,
    batchDelay: 5000,
    forwardedBatchDelay: 5000,
    queryDelay: 4000,
    queryDelayFactor: 1,
    maxQueries: 0,
    maxRecords: 4,
  },
  reportCongestionLinks: Infinity,
  reportDeferral: { pdus: 1, window: 0, min: 0, max: 0 },
  recoveryDelay: Infinity,
  addressReport: { batchSize: Infinity, batchDelay: 5000, ttl: 0 },
  reportsRecords: false,
  temporaryProvisionersRelay: true,
  relaysAfterwards: "all",
  idleTimeout: Infinity,
  gattProxy: { delay: 10_000, singleNodeDelay: 3000 },
  disableTimeout: 10_000,
  enterDelay: undefined,
});
