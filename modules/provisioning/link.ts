import { frozen } from "../base/frozen.js";

/** Reasons of a closed link, Mesh Protocol 1.1 §5.3.1.4.3; every bearer reports one of these. Other values count as `fail`. */
export const CloseReason = frozen({ success: 0, timeout: 1, fail: 2 });
export type CloseReason = number;

/** A bearer over which an unprovisioned device is provisioned directly. Mesh Protocol 1.1 §5.2. */
export type ProvisioningBearer = "pb-adv" | "pb-gatt";

/** Takes a link that a provisioner opened, or refuses it. */
export type AcceptLink = (link: ProvisioningLink) => LinkCallbacks | undefined;

/** A provisioning bearer's link, as the roles see it: PB-ADV, PB-GATT and PB-Remote alike. */
export interface ProvisioningLink {
  /**
   * Sends a provisioning PDU after those before it. `delivered` is called when the peer has
   * it, and always before `onPdu` gets the answer to it.
   */
  send(pdu: Uint8Array, delivered?: () => void): void;
  /** Closes the link; `onClose` is called, with "local", before this returns. A closed one is ignored. */
  close(reason: CloseReason): void;
}

/** Callbacks of a link to its role. */
export interface LinkCallbacks {
  /** The link is open: PDUs may be sent. */
  onOpen(): void;
  /** A whole provisioning PDU; the receiver may keep the array. */
  onPdu(pdu: Uint8Array): void;
  /** The last callback, called once: who closed the link, and why; `error`: why a link did not open, where the bearer knows. */
  onClose(reason: CloseReason, by: "local" | "peer", error?: Error): void;
}

/** Opens a link to the device of this UUID; the callbacks come later, never inside this call. */
export type OpenLink = (uuid: Uint8Array, callbacks: LinkCallbacks) => ProvisioningLink;
