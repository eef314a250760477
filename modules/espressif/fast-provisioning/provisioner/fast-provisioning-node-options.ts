import type { NodeOptions } from "../../../node/node-options.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

/**
 * Of `provisioning` only `bearers` counts, whose default is PB-ADV alone: nodes provision one
 * another over it, and the PB-GATT advertisements of many devices fill the air.
 */
export interface FastProvisioningNodeOptions extends NodeOptions {
  /** Default: the result of `adaptivePolicyFor` for its radio. */
  readonly policy?: FastProvisioningPolicy;
  /**
   * Maximum number of records of other nodes that it stores to forward them; default 128. Each
   * takes some 200 octets of a chip's heap. Further records are not acknowledged.
   */
  readonly recordLimit?: number;
  /**
   * The Generic OnOff messages that start the disable timer: "request", each Get and Set, as in
   * Espressif's tutorial, or "change", those that change the state, as in ESP-IDF's example.
   * Default "request".
   */
  readonly endedBy?: "request" | "change";
  /** Called when the GATT Proxy state has to change: off while the node provisions, then on. */
  readonly onGattProxy?: (enabled: boolean) => void;
}
