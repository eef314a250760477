import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { NppiProcedure } from "../foundation/remote-provisioning/codes.js";
import type { Host } from "../host/host.js";
import { capabilitiesPdu, type DeviceCapabilities } from "../provisioning/device-options.js";
import { DeviceSession } from "../provisioning/device-session.js";
import type { DeviceProvisioned } from "../provisioning/device-session-options.js";
import type { ErrorCode } from "../provisioning/errors.js";
import { KeyPairSource } from "../provisioning/key-pair-source.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../provisioning/link.js";

export interface NppiLinkOptions {
  readonly host: Host;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly kind: NppiProcedure;
  readonly capabilities: DeviceCapabilities;
  readonly callbacks: LinkCallbacks;
  /** Returns undefined where the data are accepted, else the error code. */
  readonly refuse: (data: DeviceProvisioned) => ErrorCode | undefined;
  /** The client closed the link with success after data that were accepted. */
  readonly onAccepted: (data: DeviceProvisioned) => void;
}

/**
 * A provisioning link from the node's Remote Provisioning Server to the node
 * itself: the Node Provisioning Protocol Interface. Mesh Protocol 1.1 §3.11.8.
 */
export class NppiLink implements ProvisioningLink {
  private readonly options: NppiLinkOptions;
  private readonly session: DeviceSession;
  private readonly keyPairs: KeyPairSource;
  private accepted: DeviceProvisioned | undefined;
  private closed = false;

  constructor(options: NppiLinkOptions) {
    const { callbacks, capabilities, diagnostics, host } = options;
    this.options = options;
    this.keyPairs = new KeyPairSource(host);
    this.keyPairs.prepare();
    this.session = new DeviceSession({
      ...host,
      queue: options.queue,
      diagnostics,
      keyPairs: this.keyPairs,
      device: capabilities,
      capabilities: capabilitiesPdu(capabilities),
      link: {
        send: (pdu, delivered) => {
          this.soon(() => callbacks.onPdu(pdu));
          if (delivered) this.soon(delivered);
        },
        close: (reason) => this.end(reason, "peer"),
      },
      onAttention: () => undefined,
      onAccept: (data) => {
        const refused = options.refuse(data);
        if (refused === undefined) this.accepted = data;
        return refused ?? true;
      },
      onProvisioned: () => undefined,
      onFailed: () => undefined,
      onEnd: () => undefined,
    });
  }

  send(pdu: Uint8Array, delivered?: () => void): void {
    if (delivered) this.soon(delivered);
    this.soon(() => this.session.onPdu(pdu));
  }

  close(reason: CloseReason): void {
    const accepted = this.closed ? undefined : this.accepted;
    if (accepted && reason === CloseReason.success) this.options.onAccepted(accepted);
    this.end(reason, "local");
  }

  private end(reason: CloseReason, by: "local" | "peer"): void {
    if (this.closed) return;
    this.closed = true;
    this.session.close();
    this.keyPairs.close();
    this.options.callbacks.onClose(reason, by);
  }

  /** From the run queue: otherwise both ends of this link would be on the stack at once. */
  private soon(action: () => void): void {
    this.options.queue.post(NppiLink.#perform, this, action);
  }

  static #perform(link: NppiLink, action: () => void): void {
    if (!link.closed) action();
  }
}
