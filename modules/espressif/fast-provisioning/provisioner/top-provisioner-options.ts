import type { NodeEntry } from "../../../provisioner/database.js";
import type { ProvisionerOptions } from "../../../provisioner/provisioner.js";
import type { TopConnection } from "./primary-connection.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

/** What a TopProvisioner is made with. */
export interface TopProvisionerOptions extends Omit<
  ProvisionerOptions,
  "address" | "firstAddress" | "network" | "provisionable" | "ranges"
> {
  /** Default: the result of `adaptivePolicyFor` for its radio. */
  readonly policy?: FastProvisioningPolicy;
  /** Unicast address of the first node; default 0x0005, as Espressif's phone applications have it. */
  readonly firstAddress?: number;
  /** Called for each node that was added to the database, the Primary Provisioner first. */
  readonly onNode?: (node: NodeEntry) => void;
  /** With `advertising: false`: called when a proxy was connected, and when the connection was lost. */
  readonly onConnection?: (connection: TopConnection) => void;
}

/** The settings of the nodes in a round of fast provisioning. */
export interface FastNetwork {
  /** Start of the UUIDs of the devices, 0..16 octets. */
  readonly matchValue: Uint8Array;
  /** Group address that the Generic OnOff Servers subscribe to. */
  readonly group: number;
  /** node_addr_cnt: number of nodes, the Primary Provisioner included. */
  readonly count: number;
  /** AppKey Index of the nodes. The key must have been created. */
  readonly appKeyIndex: number;
}
