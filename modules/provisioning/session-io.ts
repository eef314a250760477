import type { Diagnostics } from "../base/diagnostics.js";
import { Timers } from "../base/timers.js";
import type { Clock } from "../host/clock.js";
import { ErrorCode } from "./errors.js";
import type { ProvisioningLink } from "./link.js";
import { decodePdu, encodePdu, type ProvisioningPdu } from "./pdu.js";

const protocolTimeout = 60_000;
const interactiveTimeout = 120_000;

/** Provisioning PDUs and the protocol's timer, for either role. */
export class SessionIo {
  readonly #timers: Timers<"protocol" | "complete">;
  readonly #diagnostics: Diagnostics;
  readonly #timeout: number;
  readonly #onTimeout: () => void;
  /** Whether a user takes part, and needs time. */
  interactive = false;

  constructor(options: {
    readonly clock: Clock;
    readonly diagnostics: Diagnostics;
    /** Milliseconds without a PDU that end the provisioning; those of §5.4.4 unless told. */
    readonly timeout: number | undefined;
    readonly onTimeout: () => void;
  }) {
    this.#timers = new Timers(options.clock);
    this.#diagnostics = options.diagnostics;
    this.#timeout = options.timeout ?? protocolTimeout;
    this.#onTimeout = options.onTimeout;
  }

  /** A PDU as it came, or the error code that answers it; the timer starts anew. */
  receive(octets: Uint8Array): ProvisioningPdu | ErrorCode {
    this.restartTimer();
    const diagnostics = this.#diagnostics;
    if (diagnostics.tracing)
      diagnostics.emit({
        type: "provisioning.receive",
        pdu: octets[0] ?? 0,
        octets: octets.length,
      });
    const pdu = decodePdu(octets);
    switch (pdu) {
      case "type":
        diagnostics.drop("provisioning.type", octets.length);
        return ErrorCode.invalidPdu;
      case "format":
        diagnostics.drop("provisioning.length", octets.length);
        return ErrorCode.invalidFormat;
      default:
        return pdu;
    }
  }

  /** Counts a PDU that came at the wrong time. */
  dropUnexpected(octets: Uint8Array): void {
    this.#diagnostics.drop("provisioning.unexpected", octets.length);
  }

  /** Counts a PDU of so many octets whose content is not allowed. */
  dropValue(octets: number): void {
    this.#diagnostics.drop("provisioning.value", octets);
  }

  /** Sends a PDU; the timer starts anew. Throws RangeError for values that are not allowed. */
  send(link: ProvisioningLink, pdu: ProvisioningPdu, delivered?: () => void): void {
    const octets = encodePdu(pdu);
    this.restartTimer();
    if (this.#diagnostics.tracing)
      this.#diagnostics.emit({
        type: "provisioning.send",
        pdu: pdu.type,
        octets: octets.length,
      });
    link.send(octets, delivered);
  }

  /** §5.4.4: 60 s without a PDU end the provisioning, 120 s where a user takes part; `timeout`: another time. */
  restartTimer(timeout = this.interactive ? interactiveTimeout : this.#timeout): void {
    this.#timers.start("protocol", timeout, this.#onTimeout);
  }

  /** Calls back once after so many ms, unless it ends before. */
  startCompleteTimer(delay: number, action: () => void): void {
    this.#timers.start("complete", delay, action);
  }

  stop(): void {
    this.#timers.stopAll();
  }
}
