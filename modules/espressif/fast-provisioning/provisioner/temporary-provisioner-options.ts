import type { Diagnostics } from "../../../base/diagnostics.js";
import type { AdvertisingBearer } from "../../../bearer/advertising-bearer.js";
import type { Host } from "../../../host/host.js";
import type { KeyPairSource } from "../../../provisioning/key-pair-source.js";
import type { ProvisioningData } from "../../../provisioning/pdu.js";
import type { NodeRecordClient } from "../../node-records/client.js";
import type { NodeRecordStore } from "../../node-records/node-record-store.js";
import type { AddressPool } from "../addresses/address-pool.js";
import type { ChildSetup, SharedAppKey } from "./child-setup.js";
import type { FastProvSettings } from "../models/info-validation.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { Surroundings } from "../policy/surroundings.js";

export interface TemporaryProvisionerOptions {
  readonly host: Host;
  readonly bearer: AdvertisingBearer;
  readonly diagnostics: Diagnostics;
  readonly policy: FastProvisioningPolicy;
  readonly surroundings: Surroundings;
  readonly nodes: NodeRecordStore;
  readonly addresses: AddressPool;
  readonly setup: ChildSetup;
  readonly keyPairs: KeyPairSource;
  readonly settings: FastProvSettings;
  /** What a device gets but for its address; undefined while the node lacks the key. */
  readonly network: () => Omit<ProvisioningData, "address"> | undefined;
  readonly appKey: () => SharedAppKey | undefined;
  readonly records: NodeRecordClient;
  /** Where nodes that provision on report; undefined: nobody collects records. */
  readonly collector: () => number | undefined;
  /** A node is there, configured or not. */
  readonly onProvisioned: () => void;
  /** A node was configured: it is in the book, to be reported. */
  readonly onConfigured: () => void;
  /** There is nothing to do (true), or there is again. */
  readonly onResting: (resting: boolean) => void;
}
