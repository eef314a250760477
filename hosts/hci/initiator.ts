import { GattDisconnectedError } from "../../modules/base/gatt-errors.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import { createConnection, extendedCreateConnection } from "./commands.js";
import { usualRange } from "./connections.js";
import type { ControllerPort } from "./controller-port.js";
import { HciCommandError } from "./errors.js";
import type { ConnectionComplete } from "./events.js";
import type { L2cap } from "./l2cap.js";
import { Opcode, Status } from "./opcodes.js";
import { scanInterval, type Scanner } from "./scanner.js";

/** Milliseconds after a cancellation for the event of the end. */
const cancelTime = 1000;

interface Attempt {
  resolve(l2cap: L2cap): void;
  reject(error: GattDisconnectedError): void;
  timer: TimerHandle;
}

export interface InitiatorOptions {
  readonly port: ControllerPort;
  readonly clock: Clock;
  /** Whether extended commands are used. */
  readonly extended: boolean;
  readonly scanner: Scanner;
}

/** Establishes connections, one at a time (Core Specification 5.4, Vol 4 Part E §7.8.12, 7.8.66). */
export class Initiator {
  readonly #options: InitiatorOptions;
  #attempt: Attempt | undefined;

  constructor(options: InitiatorOptions) {
    this.#options = options;
  }

  /**
   * Connects within `timeout` milliseconds. Rejects with GattDisconnectedError: the controller's
   * error code, or Connection Timeout.
   */
  async connect(address: number, timeout: number): Promise<L2cap> {
    const { scanner } = this.#options;
    try {
      return await this.#connect(address, timeout);
    } catch (error) {
      // Some controllers do not scan while they initiate.
      const isDisallowed = error instanceof HciCommandError && isBusy.has(error.status);
      if (!isDisallowed) throw disconnected(error);
    }
    try {
      return await scanner.suspended(() => this.#connect(address, timeout));
    } catch (error) {
      throw disconnected(error);
    }
  }

  /** A connection of ours was established, or the attempt has ended. */
  completed({ status }: ConnectionComplete, open: () => L2cap): void {
    const attempt = this.#end();
    if (status === Status.success) {
      const l2cap = open();
      if (attempt) attempt.resolve(l2cap);
      // It came after its time.
      else l2cap.close();
    } else {
      const isCancelled = status === Status.unknownConnection;
      const reason = isCancelled ? Status.connectionTimeout : status;
      attempt?.reject(new GattDisconnectedError(reason));
    }
  }

  /** The controller is lost. */
  close(reason: number): void {
    this.#end()?.reject(new GattDisconnectedError(reason));
  }

  async #connect(address: number, timeout: number): Promise<L2cap> {
    const { clock, extended, port } = this.#options;
    const established = new Promise<L2cap>((resolve, reject) => {
      const timer = clock.schedule(() => this.#cancel(), timeout);
      this.#attempt = { resolve, reject, timer };
    });
    try {
      if (extended)
        await port.command(
          Opcode.leExtendedCreateConnection,
          extendedCreateConnection(address, scanInterval, usualRange),
        );
      else
        await port.command(
          Opcode.leCreateConnection,
          createConnection(address, scanInterval, usualRange),
        );
    } catch (error) {
      established.catch(() => undefined);
      this.#end();
      throw error;
    }
    return established;
  }

  /** The event of the end follows; without it the attempt ends as well. */
  #cancel(): void {
    const { clock, port } = this.#options;
    const attempt = this.#attempt;
    if (!attempt) return;
    attempt.timer = clock.schedule(() => this.close(Status.connectionTimeout), cancelTime);
    port.command(Opcode.leCreateConnectionCancel).catch(() => undefined);
  }

  #end(): Attempt | undefined {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    if (attempt) this.#options.clock.cancel(attempt.timer);
    return attempt;
  }
}

/** Command Disallowed, Limited Resources. */
const isBusy: ReadonlySet<number> = new Set([Status.commandDisallowed, 0x0d]);

/** What an attempt rejects with for any error of the controller. */
function disconnected(error: unknown): GattDisconnectedError {
  if (error instanceof GattDisconnectedError) return error;
  const status = error instanceof HciCommandError ? error.status : Status.connectionTimeout;
  return new GattDisconnectedError(status);
}
