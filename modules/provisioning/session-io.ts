import type { Diagnostics } from "../base/diagnostics.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import { ErrorCode } from "./errors.js";
import type { ProvisioningLink } from "./link.js";
import { decodePdu, encodePdu, type ProvisioningPdu } from "./pdu.js";

const protocolTimeout = 60_000;
const interactiveTimeout = 120_000;
/** No session lasts longer, in ms. */
const longestSession = 300_000;

/**
 * Provisioning PDUs and the protocol's timers, for either role. §5.4.4 ends a session 60 s, or
 * with a user 120 s, after the last PDU that was sent or received. Here only what advances the
 * session counts, and by a rule of this stack's own no session lasts longer than five minutes:
 * else an invalid PDU every 30 s would keep a device's link open without end, and no provisioner
 * would find the device.
 */
export class SessionIo {
  readonly #protocol: Timer<SessionIo>;
  readonly #session: Timer<SessionIo>;
  /** Created when it is started. */
  #complete: Timer<undefined> | undefined;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;
  readonly #timeout: number;
  readonly #onTimeout: () => void;
  /** Whether a user has to read or enter a value, for which the timeout is longer. */
  interactive = false;

  constructor(options: {
    readonly clock: Clock;
    readonly diagnostics: Diagnostics;
    /** Milliseconds without progress after which the session ends. Default: those of §5.4.4. */
    readonly timeout: number | undefined;
    readonly onTimeout: () => void;
  }) {
    this.#clock = options.clock;
    this.#protocol = new Timer(options.clock, SessionIo.#timedOut, this);
    this.#session = new Timer(options.clock, SessionIo.#timedOut, this);
    this.#diagnostics = options.diagnostics;
    this.#timeout = options.timeout ?? protocolTimeout;
    this.#onTimeout = options.onTimeout;
  }

  /** A received PDU, decoded, or the error code that answers it. */
  receive(octets: Uint8Array): ProvisioningPdu | ErrorCode {
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

  /** Counts a PDU that is not expected in this state. */
  dropUnexpected(octets: Uint8Array): void {
    this.#diagnostics.drop("provisioning.unexpected", octets.length);
  }

  /** Counts a PDU of so many octets whose content is not allowed. */
  dropValue(octets: number): void {
    this.#diagnostics.drop("provisioning.value", octets);
  }

  /** Sends a PDU. Throws RangeError for values that are not allowed. */
  send(link: ProvisioningLink, pdu: ProvisioningPdu, delivered?: () => void): void {
    const octets = encodePdu(pdu);
    if (this.#diagnostics.tracing)
      this.#diagnostics.emit({
        type: "provisioning.send",
        pdu: pdu.type,
        octets: octets.length,
      });
    link.send(octets, delivered);
  }

  /** The link is open. `first`: milliseconds to the first progress, where they differ. */
  begin(first?: number): void {
    this.#session.start(longestSession);
    this.#protocol.start(first ?? this.#timeout);
  }

  /** The session entered its next state: restarts the protocol timer. */
  advance(): void {
    this.#protocol.start(this.interactive ? interactiveTimeout : this.#timeout);
  }

  /** Provisioning Failed was sent: the session ends after the timeout of a session without a user. */
  fail(): void {
    this.interactive = false;
    this.advance();
  }

  /** Calls back once after so many ms, unless it ends before. */
  startCompleteTimer(delay: number, action: () => void): void {
    this.#complete = new Timer(this.#clock, action, undefined);
    this.#complete.start(delay);
  }

  stop(): void {
    this.#protocol.stop();
    this.#session.stop();
    this.#complete?.stop();
  }

  static #timedOut(io: SessionIo): void {
    io.#onTimeout();
  }
}
