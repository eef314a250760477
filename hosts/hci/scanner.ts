import { extendedScanParameters, scanParameters } from "./commands.js";
import type { ControllerPort } from "./controller-port.js";
import { HciCommandError, HciError } from "./errors.js";
import { Opcode } from "./opcodes.js";

/** Milliseconds of a scan interval, which the window fills. */
export const scanInterval = 30;

/** How to scan; undefined: not at all. */
export type ScanMode = "passive" | "active" | undefined;

export interface ScannerOptions {
  readonly port: ControllerPort;
  /** Whether extended commands are used. */
  readonly extended: boolean;
  /** The controller refuses to scan. */
  readonly onRefusal: (error: HciError) => void;
}

/** Scans all the time, without the filter of duplicates. */
export class Scanner {
  readonly #options: ScannerOptions;
  #chain: Promise<unknown> = Promise.resolve();
  #mode: ScanMode;
  #active: ScanMode;
  /** Calls of `suspended` that are not over. */
  #suspensions = 0;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Starts, continues in another way, or stops. */
  scan(mode: ScanMode): void {
    this.#mode = mode;
    this.#apply();
  }

  /** Pauses scanning while `work` runs, for a controller that cannot do both. */
  async suspended<T>(work: () => Promise<T>): Promise<T> {
    this.#suspensions++;
    this.#apply();
    await this.#chain;
    try {
      return await work();
    } finally {
      this.#suspensions--;
      this.#apply();
    }
  }

  #apply(): void {
    this.#chain = this.#chain
      .then(() => this.#change())
      .catch((error: unknown) => {
        // Others have ended the port, which reports it.
        if (error instanceof HciCommandError)
          this.#options.onRefusal(new HciError(`no scanning: ${error.message}`));
      });
  }

  async #change(): Promise<void> {
    const mode = this.#suspensions > 0 ? undefined : this.#mode;
    if (mode === this.#active) return;
    const { extended, port } = this.#options;
    const enable = extended ? Opcode.leSetExtendedScanEnable : Opcode.leSetScanEnable;
    const octets = extended ? 6 : 2;
    if (this.#active) {
      this.#active = undefined;
      await port.command(enable, new Uint8Array(octets));
    }
    if (!mode) return;
    const isActive = mode === "active";
    if (extended)
      await port.command(
        Opcode.leSetExtendedScanParameters,
        extendedScanParameters(isActive, scanInterval),
      );
    else await port.command(Opcode.leSetScanParameters, scanParameters(isActive, scanInterval));
    const on = new Uint8Array(octets);
    on[0] = 1;
    await port.command(enable, on);
    this.#active = mode;
  }
}
