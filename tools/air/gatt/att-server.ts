import { concatBytes, equalBytes } from "../../../modules/base/bytes.js";
import {
  Att,
  AttError,
  AttErrorCode,
  AttributeType,
  leastMtu,
  longestValue,
  mostMtu,
  pdu,
  uuidOctets,
  word,
} from "./att.js";
import type { Attribute } from "./attributes.js";

/** Options of an ATT server. */
export interface AttServerOptions {
  /** The attributes, sorted by handle. */
  readonly attributes: () => readonly Attribute[];
  /** Calls `done` with the whole value, during the call or later, or with an AttError. */
  readonly read: (attribute: Attribute, done: (value: Uint8Array | AttError) => void) => void;
  /** Writes a value. Throws AttError. */
  readonly write: (attribute: Attribute, value: Uint8Array) => void;
  readonly send: (pdu: Uint8Array) => void;
  readonly confirmed: () => void;
}

/** Most prepared writes in the queue. */
const queueLength = 64;

interface Prepared {
  readonly attribute: Attribute;
  readonly offset: number;
  readonly part: Uint8Array;
}

/** The ATT server of one connection. */
export class AttServer {
  readonly #options: AttServerOptions;
  #prepared: Prepared[] = [];
  #mtu = leastMtu;

  constructor(options: AttServerOptions) {
    this.#options = options;
  }

  get mtu(): number {
    return this.#mtu;
  }

  /** Answers a request, or executes a command. */
  receive(request: Uint8Array): void {
    const opcode = request[0] ?? 0;
    if (opcode === Att.confirmation) {
      this.#options.confirmed();
      return;
    }
    try {
      this.#handle(opcode, request);
    } catch (error) {
      if (!(error instanceof AttError)) throw error;
      if (opcode !== Att.writeCommand) this.#fail(opcode, word(request, 1), error);
    }
  }

  #fail(opcode: number, handle: number, { code }: AttError): void {
    this.#options.send(
      concatBytes(Uint8Array.of(Att.error, opcode, handle, handle >> 8), Uint8Array.of(code)),
    );
  }

  #handle(opcode: number, request: Uint8Array): void {
    const { send } = this.#options;
    switch (opcode) {
      case Att.exchangeMtu:
        this.#mtu = Math.max(leastMtu, Math.min(mostMtu, word(request, 1)));
        send(pdu(Att.exchangeMtuResponse, [mostMtu]));
        break;
      case Att.readByGroupType:
        send(this.#services(request));
        break;
      case Att.readByType:
        send(this.#characteristics(request));
        break;
      case Att.findInformation:
        send(this.#information(request));
        break;
      case Att.read:
        this.#read(opcode, this.#attribute(request), 0);
        break;
      case Att.readBlob:
        this.#read(opcode, this.#attribute(request), word(request, 3));
        break;
      case Att.write:
      case Att.writeCommand:
        this.#options.write(this.#attribute(request), request.slice(3));
        if (opcode === Att.write) send(Uint8Array.of(Att.writeResponse));
        break;
      case Att.prepareWrite:
        this.#prepare(request);
        break;
      case Att.executeWrite:
        this.#execute(request[1] === 1);
        break;
      default:
        throw new AttError(AttErrorCode.requestNotSupported);
    }
  }

  #attribute(request: Uint8Array): Attribute {
    const handle = word(request, 1);
    const found = this.#options.attributes().find((attribute) => attribute.handle === handle);
    if (!found) throw new AttError(AttErrorCode.invalidHandle);
    return found;
  }

  /** The attributes in the handle range of a request. */
  #range(request: Uint8Array): Attribute[] {
    const [first, last] = [word(request, 1), word(request, 3)];
    if (first === 0 || first > last) throw new AttError(AttErrorCode.invalidHandle);
    return this.#options.attributes().filter(({ handle }) => handle >= first && handle <= last);
  }

  #services(request: Uint8Array): Uint8Array {
    const type = request.slice(5);
    if (!equalBytes(type, uuidOctets(AttributeType.primaryService)))
      throw new AttError(AttErrorCode.unsupportedGroup);
    const entries = this.#range(request)
      .filter((attribute) => attribute.end !== undefined)
      .map(({ handle, end = 0, value }) =>
        concatBytes(Uint8Array.of(handle, handle >> 8, end, end >> 8), value!),
      );
    return this.#list(Att.readByGroupTypeResponse, entries);
  }

  #characteristics(request: Uint8Array): Uint8Array {
    const type = request.slice(5);
    const entries = this.#range(request)
      .filter((attribute) => attribute.value && equalBytes(attribute.type, type))
      .map(({ handle, value }) => concatBytes(Uint8Array.of(handle, handle >> 8), value!));
    return this.#list(Att.readByTypeResponse, entries);
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

  /** A list response with as many entries as fit, all of the length of the first one. */
  #list(opcode: number, entries: readonly Uint8Array[]): Uint8Array {
    const length = entries[0]?.length;
    if (length === undefined) throw new AttError(AttErrorCode.attributeNotFound);
    const others = entries.findIndex((entry) => entry.length !== length);
    const same = others < 0 ? entries : entries.slice(0, others);
    const room = Math.max(1, Math.floor((this.#mtu - 2) / length));
    return concatBytes(Uint8Array.of(opcode, length), ...same.slice(0, room));
  }

  #read(opcode: number, attribute: Attribute, offset: number): void {
    this.#options.read(attribute, (value) => {
      if (value instanceof AttError) this.#fail(opcode, attribute.handle, value);
      else if (offset > value.length)
        this.#fail(opcode, attribute.handle, new AttError(AttErrorCode.invalidOffset));
      else this.#options.send(pdu(opcode + 1, [], value.subarray(offset, offset + this.#mtu - 1)));
    });
  }

  #prepare(request: Uint8Array): void {
    const attribute = this.#attribute(request);
    if (this.#prepared.length >= queueLength) throw new AttError(AttErrorCode.prepareQueueFull);
    this.#prepared.push({ attribute, offset: word(request, 3), part: request.slice(5) });
    this.#options.send(concatBytes(Uint8Array.of(Att.prepareWriteResponse), request.slice(1)));
  }

  #execute(really: boolean): void {
    const prepared = this.#prepared;
    this.#prepared = [];
    if (really)
      for (const [attribute, value] of joined(prepared)) this.#options.write(attribute, value);
    this.#options.send(Uint8Array.of(Att.executeWriteResponse));
  }
}

/** The values that the prepared writes result in. Throws AttError. */
function joined(prepared: readonly Prepared[]): Map<Attribute, Uint8Array> {
  const values = new Map<Attribute, Uint8Array>();
  for (const { attribute, offset, part } of prepared) {
    const before = values.get(attribute) ?? new Uint8Array(0);
    if (offset > before.length) throw new AttError(AttErrorCode.invalidOffset);
    if (offset + part.length > longestValue) throw new AttError(AttErrorCode.invalidLength);
    values.set(attribute, concatBytes(before.subarray(0, offset), part));
  }
  return values;
}
