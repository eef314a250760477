import { concatBytes, equalBytes } from "../../../modules/base/bytes.js";
import { Att, AttError, AttErrorCode, AttributeType, commandFlag, mostMtu } from "./att.js";
import { pdu, uuidOctets, word } from "./att.js";
import type { Attribute } from "./attributes.js";
import type { AttChannel } from "./channel.js";
import type { ReadDone } from "./characteristic-value.js";
import { PreparedWrites } from "./prepared-writes.js";

/** Carries out a write whose response was sent: it calls the application. */
export type AcceptedWrite = () => void;

/** How one client reads and writes the attributes of a server. */
export interface AttAccess {
  /** The attributes, sorted by handle. */
  attributes(): readonly Attribute[];
  /** Calls `done` with the whole value or with an AttError, during the call or later. */
  read(attribute: Attribute, done: ReadDone): void;
  /** The value if it can be read at once; else undefined. */
  peek(attribute: Attribute): Uint8Array | undefined;
  /** Throws AttError if a client cannot write this. */
  write(attribute: Attribute, value: Uint8Array): AcceptedWrite;
  /** Throws AttError if a client cannot write this in parts. */
  prepare(attribute: Attribute): void;
  /** An indication was confirmed. */
  confirmed(): void;
}

/** What an ATT server needs for one connection. */
export interface AttServerOptions {
  readonly channel: AttChannel;
  readonly access: AttAccess;
  /** The ATT_MTU of the connection. */
  readonly mtu: () => number;
  /** A client offers its receive MTU; returns ours. */
  readonly exchangeMtu: (offered: number) => number;
}

/** Requests that wait while one is being answered, above which the connection is ended. */
const mostRequests = 32;
/** Responses in the channel above which no further request is read. */
const mostResponses = 8;

/** Lengths that a request can have, by opcode (Core Specification 5.4, Vol 3 Part F §3.4). */
const lengths: ReadonlyMap<number, (length: number) => boolean> = new Map([
  [Att.exchangeMtu, (length) => length === 3],
  [Att.findInformation, (length) => length === 5],
  [Att.findByTypeValue, (length) => length >= 7],
  [Att.readByType, (length) => length === 7 || length === 21],
  [Att.read, (length) => length === 3],
  [Att.readBlob, (length) => length === 5],
  [Att.readByGroupType, (length) => length === 7 || length === 21],
  [Att.write, (length) => length >= 3],
  [Att.prepareWrite, (length) => length >= 5],
  [Att.executeWrite, (length) => length === 2],
]);

/** The ATT server of one connection. */
export class AttServer {
  readonly #options: AttServerOptions;
  readonly #prepared = new PreparedWrites();
  /** Requests that were received and not begun: a client may only have one, but one can have more. */
  readonly #requests: Uint8Array[] = [];
  /** A read waits for its value. */
  #busy = false;

  constructor(options: AttServerOptions) {
    this.#options = options;
  }

  /** Processes a request, a command or a confirmation. */
  receive(request: Uint8Array): void {
    const opcode = request[0]!;
    if (opcode === Att.confirmation) {
      if (request.length === 1) this.#options.access.confirmed();
      return;
    }
    if ((opcode & commandFlag) !== 0) {
      this.#command(opcode, request);
      return;
    }
    if (this.#requests.length >= mostRequests) this.#options.channel.close();
    else {
      this.#requests.push(request);
      this.next();
    }
  }

  /** Answers requests as long as there is room for responses. */
  next(): void {
    const { channel } = this.#options;
    while (!this.#busy && channel.waiting < mostResponses) {
      const request = this.#requests.shift();
      if (!request) return;
      this.#request(request);
    }
  }

  /** Forgets what has not been answered. */
  close(): void {
    this.#requests.length = 0;
    this.#prepared.clear();
  }

  #command(opcode: number, command: Uint8Array): void {
    if (opcode !== Att.writeCommand || command.length < 3) return;
    if (command.length > this.#options.mtu()) return;
    const attribute = this.#find(word(command, 1));
    if (!attribute) return;
    let accepted: AcceptedWrite;
    try {
      accepted = this.#options.access.write(attribute, command.slice(3));
    } catch (error) {
      if (!(error instanceof AttError)) throw error;
      return;
    }
    accepted();
  }

  #request(request: Uint8Array): void {
    const opcode = request[0]!;
    const fits = lengths.get(opcode);
    try {
      if (!fits) throw new AttError(AttErrorCode.requestNotSupported);
      if (!fits(request.length) || request.length > this.#options.mtu())
        throw new AttError(AttErrorCode.invalidPdu);
      this.#handle(opcode, request)?.();
    } catch (error) {
      if (!(error instanceof AttError)) throw error;
      const { invalidPdu, requestNotSupported } = AttErrorCode;
      const { code } = error;
      // These two concern no attribute (§3.4.1.1), nor do a change of the MTU and an execution.
      const none = code === invalidPdu || code === requestNotSupported;
      const noHandle = none || opcode === Att.exchangeMtu || opcode === Att.executeWrite;
      this.#fail(opcode, noHandle ? 0 : word(request, 1), error);
    }
  }

  #fail(opcode: number, handle: number, { code }: AttError): void {
    this.#send(Uint8Array.of(Att.error, opcode, handle, handle >> 8, code));
  }

  #send(response: Uint8Array): void {
    this.#options.channel.send(response);
  }

  /** Answers a request, or throws AttError. The result is called after the response was sent. */
  #handle(opcode: number, request: Uint8Array): AcceptedWrite | undefined {
    switch (opcode) {
      case Att.exchangeMtu:
        this.#exchangeMtu(word(request, 1));
        break;
      case Att.findInformation:
        this.#send(this.#information(request));
        break;
      case Att.findByTypeValue:
        this.#send(this.#byTypeValue(request));
        break;
      case Att.readByType:
        this.#readByType(request);
        break;
      case Att.readByGroupType:
        this.#send(this.#groups(request));
        break;
      case Att.read:
      case Att.readBlob:
        this.#read(opcode, this.#attribute(request), word(request, 3));
        break;
      case Att.write:
        return this.#write(request);
      case Att.prepareWrite:
        this.#prepare(request);
        break;
      case Att.executeWrite:
        return this.#execute(request[1]!);
    }
    return undefined;
  }

  #exchangeMtu(offered: number): void {
    const own = this.#options.exchangeMtu(offered);
    this.#send(pdu(Att.exchangeMtuResponse, [own]));
  }

  #find(handle: number): Attribute | undefined {
    return this.#options.access.attributes().find((attribute) => attribute.handle === handle);
  }

  #attribute(request: Uint8Array): Attribute {
    const found = this.#find(word(request, 1));
    if (!found) throw new AttError(AttErrorCode.invalidHandle);
    return found;
  }

  /** The attributes in the handle range of a request. */
  #range(request: Uint8Array): Attribute[] {
    const [first, last] = [word(request, 1), word(request, 3)];
    if (first === 0 || first > last) throw new AttError(AttErrorCode.invalidHandle);
    return this.#options.access
      .attributes()
      .filter(({ handle }) => handle >= first && handle <= last);
  }

  #groups(request: Uint8Array): Uint8Array {
    const range = this.#range(request);
    const type = request.subarray(5);
    if (equalBytes(type, uuidOctets(AttributeType.secondaryService)))
      throw new AttError(AttErrorCode.attributeNotFound);
    if (!equalBytes(type, uuidOctets(AttributeType.primaryService)))
      throw new AttError(AttErrorCode.unsupportedGroup);
    const entries = range
      .filter((attribute) => attribute.end !== undefined)
      .map(({ handle, end = 0, value }) =>
        concatBytes(Uint8Array.of(handle, handle >> 8, end, end >> 8), value!),
      );
    return this.#list(Att.readByGroupTypeResponse, entries);
  }

  /** Constant values alone are compared: those of declarations (§3.4.3.3). */
  #byTypeValue(request: Uint8Array): Uint8Array {
    const type = request.subarray(5, 7);
    const wanted = request.subarray(7);
    const found = this.#range(request).filter(
      ({ type: own, value }) => value && equalBytes(own, type) && equalBytes(value, wanted),
    );
    if (found.length === 0) throw new AttError(AttErrorCode.attributeNotFound);
    const room = Math.floor((this.#options.mtu() - 1) / 4);
    const handles = found.slice(0, room).flatMap(({ handle, end = handle }) => [handle, end]);
    return pdu(Att.findByTypeValueResponse, handles);
  }

  #information(request: Uint8Array): Uint8Array {
    const found = this.#range(request);
    const size = found[0]?.type.length;
    const entries = found.map(({ handle, type }) =>
      concatBytes(Uint8Array.of(handle, handle >> 8), type),
    );
    const list = this.#list(Att.findInformationResponse, entries);
    // The octet after the opcode is a format, not a length (Vol 3 Part F §3.4.3.2).
    list[1] = size === 2 ? 1 : 2;
    return list;
  }

  /** The values of one type: the first decides on the length, and on an error. */
  #readByType(request: Uint8Array): void {
    const type = request.subarray(5);
    const found = this.#range(request).filter((one) => equalBytes(one.type, type));
    const [first, ...others] = found;
    if (!first) throw new AttError(AttErrorCode.attributeNotFound);
    const longest = Math.min(this.#options.mtu() - 4, 253);
    const entry = ({ handle }: Attribute, value: Uint8Array): Uint8Array =>
      concatBytes(Uint8Array.of(handle, handle >> 8), value.subarray(0, longest));
    this.#whenRead(Att.readByType, first, (value) => {
      const entries = [entry(first, value)];
      for (const other of others) {
        const next = this.#options.access.peek(other);
        if (!next) break;
        entries.push(entry(other, next));
      }
      this.#send(this.#list(Att.readByTypeResponse, entries));
    });
  }

  /** A list response with as many entries as fit, all of the length of the first one. */
  #list(opcode: number, entries: readonly Uint8Array[]): Uint8Array {
    const length = entries[0]?.length;
    if (length === undefined) throw new AttError(AttErrorCode.attributeNotFound);
    const others = entries.findIndex((entry) => entry.length !== length);
    const same = others < 0 ? entries : entries.slice(0, others);
    const room = Math.max(1, Math.floor((this.#options.mtu() - 2) / length));
    return concatBytes(Uint8Array.of(opcode, length), ...same.slice(0, room));
  }

  #read(opcode: number, attribute: Attribute, offset: number): void {
    this.#whenRead(opcode, attribute, (value) => {
      if (offset > value.length)
        this.#fail(opcode, attribute.handle, new AttError(AttErrorCode.invalidOffset));
      else {
        const part = value.subarray(offset, offset + this.#options.mtu() - 1);
        this.#send(pdu(opcode + 1, [], part));
      }
    });
  }

  /** Calls `done` with a value that was read; answers with the error if there is none. */
  #whenRead(opcode: number, attribute: Attribute, done: (value: Uint8Array) => void): void {
    this.#busy = true;
    let isLater = false;
    this.#options.access.read(attribute, (value) => {
      this.#busy = false;
      if (value instanceof AttError) this.#fail(opcode, attribute.handle, value);
      else done(value);
      if (isLater) this.next();
    });
    isLater = true;
  }

  #write(request: Uint8Array): AcceptedWrite {
    const accepted = this.#options.access.write(this.#attribute(request), request.slice(3));
    this.#send(Uint8Array.of(Att.writeResponse));
    return accepted;
  }

  #prepare(request: Uint8Array): void {
    const attribute = this.#attribute(request);
    this.#options.access.prepare(attribute);
    this.#prepared.add(attribute, word(request, 3), request.slice(5));
    this.#send(concatBytes(Uint8Array.of(Att.prepareWriteResponse), request.subarray(1)));
  }

  #execute(flags: number): AcceptedWrite | undefined {
    if (flags > 1) throw new AttError(AttErrorCode.invalidPdu);
    const accepted: AcceptedWrite[] = [];
    if (flags === 1)
      for (const [attribute, value] of this.#prepared.take())
        accepted.push(this.#options.access.write(attribute, value));
    else this.#prepared.clear();
    this.#send(Uint8Array.of(Att.executeWriteResponse));
    return () => accepted.forEach((write) => write());
  }
}

/** The MTU that both sides can receive. */
export function agreedMtu(one: number, other: number): number {
  return Math.max(23, Math.min(one, other, mostMtu));
}
