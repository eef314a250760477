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
 * The timers and numbers of ESP-IDF's fast_prov example and of its stack with fast
 * provisioning switched on: for comparison, and for networks of both.
 */
export const espressifPolicy: FastProvisioningPolicy = frozen({
  name: "espressif",
  keyPairUses: 1000,
  awaitAppKeyStatus: true,
  links: 3,
  configuring: Infinity,
  children: 6,
  timing: () => timing,
  linkTimeout: 30_000,
  protocolTimeout: 6000,
  inviteTimeout: 6000,
  beaconInterval: () => 3000,
  deviceAge: () => 3500,
  sar: undefined,
  transmissions: 3,
  message: { timeout: 4000, retry: 4000, factor: 1 },
  attempts: Infinity,
  busyLinks: Infinity,
  linkWindow: 0,
  pause: () => 0,
  lookAgain: { least: 50, most: 100 },
  mostHesitation: 0,
  choose: () => 0,
  enter: () => true,
  share: () => 0,
  addressSplit: "espressif",
  report: { enough: Infinity, quiet: 5000, hopQuiet: 5000, ask: 4000, factor: 1, asks: 0, most: 4 },
  reportLinks: Infinity,
  reportHold: { pdus: 1, window: 0, least: 0, most: 0 },
  addressReport: { enough: Infinity, quiet: 5000, ttl: 0 },
  records: false,
  temporaryRelays: true,
  relays: "all",
  rest: Infinity,
  gattProxy: { after: 10_000, afterOne: 3000 },
  disable: 10_000,
  beginAfter: undefined,
});
