import type { NodeOptions } from "../../../node/node-options.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

export interface FastProvisioningNodeOptions extends NodeOptions {
  /** How it provisions others; that of `adaptivePolicyFor` its radio unless told. */
  readonly policy?: FastProvisioningPolicy;
  /**
   * Records that it keeps at a time to pass them on; default 128. Each takes some
   * 200 octets of a chip's heap. While there is no room others keep theirs.
   */
  readonly recordLimit?: number;
  /**
   * Which messages for the light end fast provisioning after a while: "request", every Get and
   * Set, as Espressif's tutorial has it, or "change", those that change the light, as its
   * example does today. Default "request".
   */
  readonly endedBy?: "request" | "change";
  /** The GATT Proxy state is to be off while others are provisioned, and on again after. */
  readonly onGattProxy?: (enabled: boolean) => void;
}
