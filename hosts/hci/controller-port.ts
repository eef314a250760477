import { Timer } from "../../modules/base/timer.js";
import type { Clock } from "../../modules/host/clock.js";
import { HciCommandError, HciError } from "./errors.js";
import { aclPacket, commandPacket, H4Reader, PacketType } from "./h4.js";
import { EventCode, Opcode, Status } from "./opcodes.js";
import type { HciTransport } from "./transport.js";

/** Milliseconds for the answer to a command. */
const answerTime = 2000;

/** ACL data of a controller. */
export interface AclData {
  /** Connection handle, 12 bits. */
  readonly handle: number;
  /** Value of the packet boundary flag. */
  readonly boundary: number;
  readonly data: Uint8Array;
}

export interface ControllerPortOptions {
  readonly transport: HciTransport;
  readonly clock: Clock;
  /** Gets every event but those that answer a command. */
  readonly onEvent: (code: number, parameters: Uint8Array) => void;
  readonly onData: (data: AclData) => void;
  /** The controller cannot be used any longer without a new start. Called once. */
  readonly onFailure: (error: HciError) => void;
}

interface Command {
  readonly opcode: number;
  readonly parameters: Uint8Array;
  resolve(parameters: Uint8Array): void;
  reject(error: Error): void;
}

const none = new Uint8Array(0);

/**
 * A controller as its host uses it: commands one after the other within the controller's credits,
 * events, and ACL data (Core Specification 5.4, Vol 4 Part E §4.4, 5.4).
 */
export class ControllerPort {
  readonly #options: ControllerPortOptions;
  readonly #reader: H4Reader;
  readonly #waiting: Command[] = [];
  /** Commands that were sent and not answered. */
  readonly #sent: Command[] = [];
  readonly #timer: Timer<ControllerPort>;
  /** Commands that may be sent now. */
  #credits = 1;
  #failure: HciError | undefined;

  constructor(options: ControllerPortOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, ControllerPort.#silent, this);
    this.#reader = new H4Reader({
      sender: "controller",
      wanted: [PacketType.event, PacketType.acl],
      onPacket: (type, header, payload) => this.#packet(type, header, payload),
    });
    const { transport } = options;
    transport.onData = (chunk) => this.#received(chunk);
    transport.onClose = (why) => this.fail(new HciError(`${transport.name} is gone: ${why}`));
  }

  get name(): string {
    return this.#options.transport.name;
  }

  /**
   * Executes a command and resolves to its return parameters after the status. Rejects with
   * HciCommandError if the controller refuses it, and with HciError if it does not answer.
   */
  command(opcode: number, parameters: Uint8Array = none): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      this.#waiting.push({ opcode, parameters, resolve, reject });
      this.#next();
    });
  }

  /** Sends ACL data, within the controller's buffers. */
  send(handle: number, boundary: number, data: Uint8Array): void {
    if (!this.#failure) this.#options.transport.write(aclPacket(handle, boundary, data));
  }

  /** Ends it: what waits is rejected with `error`, and nothing is sent or received any longer. */
  fail(error: HciError): void {
    if (this.#failure) return;
    this.#end(error);
    this.#options.onFailure(error);
  }

  /** As `fail`, without a call of `onFailure`. */
  close(): void {
    if (!this.#failure) this.#end(new HciError(`${this.name} was closed`));
  }

  #end(error: HciError): void {
    this.#failure = error;
    this.#timer.stop();
    this.#options.transport.close();
    for (const command of [...this.#sent.splice(0), ...this.#waiting.splice(0)])
      command.reject(error);
  }

  #received(chunk: Uint8Array): void {
    if (this.#failure) return;
    this.#reader.push(chunk);
    const { fault } = this.#reader;
    if (fault !== undefined)
      this.fail(
        new HciError(
          `${this.name} sends what is not HCI: ${fault}; is it a controller, and the speed right?`,
        ),
      );
  }

  #packet(type: number, header: Uint8Array, payload: Uint8Array): void {
    if (this.#failure) return;
    if (type === PacketType.acl) {
      const word = header[0]! | (header[1]! << 8);
      const { onData } = this.#options;
      onData({ handle: word & 0xfff, boundary: (word >> 12) & 3, data: payload });
    } else this.#event(header[0]!, payload);
  }

  #event(code: number, parameters: Uint8Array): void {
    const isStatus = code === EventCode.commandStatus;
    if (isStatus && parameters.length >= 4) {
      const [status = 0, credits = 0] = parameters;
      this.#answered(credits, parameters[2]! | (parameters[3]! << 8), status, none);
    } else if (code === EventCode.commandComplete && parameters.length >= 3) {
      const opcode = parameters[1]! | (parameters[2]! << 8);
      this.#answered(parameters[0]!, opcode, parameters[3] ?? 0, parameters.slice(4));
    } else if (code === EventCode.hardwareError)
      this.fail(new HciError(`${this.name}: hardware error ${parameters[0] ?? 0}`));
    else this.#options.onEvent(code, parameters);
  }

  /** An answer to no command (opcode 0) only sets the credits. */
  #answered(credits: number, opcode: number, status: number, parameters: Uint8Array): void {
    this.#credits = credits;
    const at = this.#sent.findIndex((command) => command.opcode === opcode);
    const [command] = at < 0 ? [] : this.#sent.splice(at, 1);
    if (command) {
      if (this.#sent.length === 0) this.#timer.stop();
      else this.#timer.start(answerTime);
      if (status === Status.success) command.resolve(parameters);
      else command.reject(new HciCommandError(opcode, status));
    }
    this.#next();
  }

  #next(): void {
    while (this.#credits > 0 && this.#waiting.length > 0 && !this.#failure) {
      // A reset is alone: its answer restores the credits (§7.3.2).
      if (this.#sent.some(({ opcode }) => opcode === Opcode.reset)) return;
      const command = this.#waiting.shift()!;
      this.#credits--;
      this.#sent.push(command);
      this.#timer.start(answerTime);
      this.#options.transport.write(commandPacket(command.opcode, command.parameters));
    }
    // Without credits and without an answer to come nothing would ever be sent.
    if (this.#waiting.length > 0 && !this.#timer.running && !this.#failure)
      this.#timer.start(answerTime);
  }

  static #silent(this: void, port: ControllerPort): void {
    const [command] = [...port.#sent, ...port.#waiting];
    const opcode = (command?.opcode ?? 0).toString(16).padStart(4, "0");
    port.fail(
      new HciError(
        `${port.name} does not answer command 0x${opcode} in ${answerTime / 1000} s; ` +
          "is it a Bluetooth controller, and used by nothing else?",
      ),
    );
  }
}
