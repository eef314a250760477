import type { Host } from "../../../host/host.js";
import type { Node } from "../../../node/node.js";
import type { KeyPairSource } from "../../../provisioning/key-pair-source.js";
import type { EarlyReception } from "../../../provisioning/pb-adv/early-reception.js";
import type { ProvisioningData } from "../../../provisioning/pdu.js";
import type { NodeRecordClient } from "../../node-records/client.js";
import type { CollectorSource } from "../../node-records/collector-configuration.js";
import type { NodeRecordStore } from "../../node-records/node-record-store.js";
import type { AddressPool } from "../addresses/address-pool.js";
import type { FastProvSettings } from "../models/info-validation.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { Surroundings } from "../policy/surroundings.js";
import type { ChildSetup, SharedAppKey } from "./child-setup.js";

export interface TemporaryProvisionerOptions {
  readonly host: Host;
  readonly node: Node;
  readonly policy: FastProvisioningPolicy;
  readonly surroundings: Surroundings;
  /** What the node has learned of its radio. */
  readonly reception: EarlyReception;
  readonly nodes: NodeRecordStore;
  readonly addresses: AddressPool;
  readonly setup: ChildSetup;
  readonly keyPairs: KeyPairSource;
  readonly settings: FastProvSettings;
  readonly records: NodeRecordClient;
}

/** What a provisioner asks of its node, and tells it. */
export interface ProvisionerOwner extends CollectorSource {
  /** The provisioning data of a device, its address excepted; undefined while the node lacks the NetKey. */
  readonly network: Omit<ProvisioningData, "address"> | undefined;
  /** The AppKey for devices; undefined while the node lacks it. */
  readonly appKey: SharedAppKey | undefined;
  /** A device became a node. */
  nodeProvisioned(): void;
  /** A node was configured and stored; its record can be reported. */
  nodeConfigured(): void;
  /** No device was heard for the policy's `idleTimeout` (true), or one was heard again. */
  restingChanged(resting: boolean): void;
}
