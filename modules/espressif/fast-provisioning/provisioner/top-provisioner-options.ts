import type { NodeEntry } from "../../../provisioner/database.js";
import type { ProvisionerOptions } from "../../../provisioner/provisioner.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

export interface TopProvisionerOptions extends Omit<ProvisionerOptions, "firstAddress"> {
  /** How fast; that of `adaptivePolicyFor` its radio unless told. */
  readonly policy?: FastProvisioningPolicy;
  /** The first address for a node; default 0x0005, as Espressif's phone applications. */
  readonly firstAddress?: number;
  /** Told each node when its record is in the database, the Primary Provisioner first. */
  readonly onNode?: (node: NodeEntry) => void;
}

/** What a network is to be like. */
export interface FastNetwork {
  /** How the UUIDs of the devices begin, 0..16 octets. */
  readonly matchValue: Uint8Array;
  /** The group that all lights subscribe to. */
  readonly group: number;
  /** Nodes that there are to be, the Primary Provisioner as well. */
  readonly count: number;
  /** Index of the AppKey that all nodes get: one that was created. */
  readonly appKeyIndex: number;
}
