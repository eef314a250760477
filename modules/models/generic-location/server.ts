import { HandlerTable } from "../../access/handler-table.js";
import { Model } from "../../access/model.js";
import { getOpcode } from "../../access/opcode.js";
import { concatBytes, equalBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { GlobalLocation } from "./global-location.js";
import type { LocalLocation } from "./local-location.js";
import {
  GenericLocationGlobalGet,
  GenericLocationGlobalStatus,
  GenericLocationLocalGet,
  GenericLocationLocalStatus,
  genericLocationServerId,
} from "./messages.js";

/** What a GenericLocationServer is made with. */
export interface GenericLocationServerOptions {
  /** The location of a new device on the globe. Default: not configured. */
  readonly global?: GlobalLocation;
  /** The location of a new device within its building. Default: not configured. */
  readonly local?: LocalLocation;
  /** Called when a client has set another location, when a stored one is loaded, and when Node Reset restores the first. */
  readonly onGlobalChange?: (location: GlobalLocation) => void;
  /** The same for the location within the building. */
  readonly onLocalChange?: (location: LocalLocation) => void;
}

/** Octets of either status message. */
const statusLength = 11;
const noOctets = frozen(new Uint8Array(0));

/**
 * The Generic Location Server model. What a client has set, through a GenericLocationSetupServer, is
 * stored; what the application has set is not, since it determines the location again. A periodic
 * publication has both locations in turn. Mesh Model 1.1 §3.3.9.
 */
export class GenericLocationServer extends Model {
  readonly #options: GenericLocationServerOptions;
  /** The status messages of the two locations. */
  #global: Uint8Array;
  #local: Uint8Array;
  /** Those that clients have set; no octets: none has. */
  #storedGlobal: Uint8Array = noOctets;
  #storedLocal: Uint8Array = noOctets;
  #localIsNext = false;

  /** Throws TypeError naming the option that is wrong, FieldError for a location that no message can carry. */
  constructor(options: GenericLocationServerOptions = {}) {
    development.options?.("GenericLocationServer", options);
    super(genericLocationServerId, "application", handlers);
    this.#options = options;
    this.#global = this.#firstGlobal;
    this.#local = this.#firstLocal;
  }

  /** The location on the globe. */
  get global(): GlobalLocation {
    return GenericLocationGlobalStatus.decode(this.#global, statusLength)!.location;
  }

  /** The location within the building. */
  get local(): LocalLocation {
    return GenericLocationLocalStatus.decode(this.#local, statusLength)!.location;
  }

  /**
   * Takes a location that the device has determined; another one than before is published. Throws
   * FieldError naming the value that no message can carry.
   */
  updateGlobal(location: GlobalLocation): void {
    this.#takeGlobal(GenericLocationGlobalStatus.encode({ location }));
  }

  /** The same for the location within the building. */
  updateLocal(location: LocalLocation): void {
    this.#takeLocal(GenericLocationLocalStatus.encode({ location }));
  }

  override publicationPayload(): Uint8Array {
    const isLocal = this.#localIsNext;
    this.#localIsNext = !isLocal;
    return isLocal ? this.#local : this.#global;
  }

  /** Handles a location that a client sets: stores it, publishes another one than before, and tells the application. */
  receiveGlobal(location: GlobalLocation): void {
    const status = GenericLocationGlobalStatus.encode({ location });
    if (!equalBytes(status, this.#storedGlobal)) {
      this.#storedGlobal = status;
      this.#store();
    }
    if (this.#takeGlobal(status)) this.notify(this.#options.onGlobalChange, this.global);
  }

  /** The same for the location within the building. */
  receiveLocal(location: LocalLocation): void {
    const status = GenericLocationLocalStatus.encode({ location });
    if (!equalBytes(status, this.#storedLocal)) {
      this.#storedLocal = status;
      this.#store();
    }
    if (this.#takeLocal(status)) this.notify(this.#options.onLocalChange, this.local);
  }

  protected override onLoad(data: Uint8Array): void {
    for (let at = 0; at + statusLength <= data.length; at += statusLength) {
      const status = data.slice(at, at + statusLength);
      const opcode = getOpcode(status, statusLength);
      if (opcode === GenericLocationGlobalStatus.opcode) {
        this.#storedGlobal = status;
        this.#restoreGlobal(status);
      } else if (opcode === GenericLocationLocalStatus.opcode) {
        this.#storedLocal = status;
        this.#restoreLocal(status);
      }
    }
  }

  protected override onReset(): void {
    this.#storedGlobal = noOctets;
    this.#storedLocal = noOctets;
    this.#localIsNext = false;
    this.#restoreGlobal(this.#firstGlobal);
    this.#restoreLocal(this.#firstLocal);
  }

  get #firstGlobal(): Uint8Array {
    return GenericLocationGlobalStatus.encode({ location: this.#options.global ?? {} });
  }

  get #firstLocal(): Uint8Array {
    return GenericLocationLocalStatus.encode({ location: this.#options.local ?? {} });
  }

  /** Takes a location without publishing it. */
  #restoreGlobal(status: Uint8Array): void {
    if (equalBytes(status, this.#global)) return;
    this.#global = status;
    this.notify(this.#options.onGlobalChange, this.global);
  }

  #restoreLocal(status: Uint8Array): void {
    if (equalBytes(status, this.#local)) return;
    this.#local = status;
    this.notify(this.#options.onLocalChange, this.local);
  }

  /** Takes a location, and publishes it; false where it is the one that there is. */
  #takeGlobal(status: Uint8Array): boolean {
    if (equalBytes(status, this.#global)) return false;
    this.#global = status;
    if (this.configuration.publication) this.services?.publish(this, status);
    return true;
  }

  #takeLocal(status: Uint8Array): boolean {
    if (equalBytes(status, this.#local)) return false;
    this.#local = status;
    if (this.configuration.publication) this.services?.publish(this, status);
    return true;
  }

  #store(): void {
    this.services?.store(this, concatBytes(this.#storedGlobal, this.#storedLocal));
  }
}

const handlers = frozen(
  new HandlerTable<GenericLocationServer>()
    .on(GenericLocationGlobalGet, (server, _, context) =>
      server.reply(context, GenericLocationGlobalStatus, { location: server.global }),
    )
    .on(GenericLocationLocalGet, (server, _, context) =>
      server.reply(context, GenericLocationLocalStatus, { location: server.local }),
    ),
);
