import type { NodeOptions } from "../../../node/node-options.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

/**
 * Of `provisioning` only `bearers` and `name` count. The default of `bearers` is PB-ADV alone, and
 * that of `proxy` false: nodes provision one another over PB-ADV, and the connectable
 * advertisements of many devices fill the air. The device that a phone begins with has both.
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
  /** Called when the GATT Proxy state changes: off while the node provisions, then on. */
  readonly onGattProxy?: (enabled: boolean) => void;
  /**
   * Proxy clients of the node, such as the phone that began fast provisioning, while its GATT Proxy
   * state is off. "kept" (default): they stay connected, and reach the node itself alone, as in Mesh
   * 1.1. "disconnected": they are disconnected, and the node is not connectable until the state is
   * on again, as with ESP-IDF's stack.
   */
  readonly proxyClients?: "kept" | "disconnected";
}
