// Discovery of a server's services, characteristics and descriptors (Core Specification 5.4,
// Vol 3 Part G §4.4-4.7).
import { GattError } from "../../../modules/base/gatt-errors.js";
import type { GattUuid } from "../../../modules/host/gatt.js";
import type { RemoteCharacteristic, RemoteService } from "../../../modules/host/gatt-client.js";
import { Att, AttErrorCode, AttributeType, pdu, uuidOctets, uuidOf, word } from "./att.js";
import type { AttClient } from "./att-client.js";

/** A descriptor that was found. */
export interface FoundDescriptor {
  readonly uuid: GattUuid;
  readonly handle: number;
}

/** A characteristic that was found; `handle` is that of its value. */
export interface FoundCharacteristic extends RemoteCharacteristic {
  readonly handle: number;
  readonly descriptors: readonly FoundDescriptor[];
}

/** A primary service that was found. */
export interface FoundService extends RemoteService {
  readonly characteristics: readonly FoundCharacteristic[];
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/** All primary services. */
export async function discoverServices(client: AttClient): Promise<FoundService[]> {
  const services: FoundService[] = [];
  const type = uuidOctets(AttributeType.primaryService);
  for await (const entry of entries(
    client,
    Att.readByGroupType,
    { first: 1, last: 0xffff },
    type,
  )) {
    const uuid = uuidOf(entry.slice(4));
    const range = { first: word(entry, 0), last: word(entry, 2) };
    if (uuid !== undefined)
      services.push({ uuid, characteristics: await characteristics(client, range) });
  }
  return services;
}

/** The first primary service with a UUID. */
export async function discoverService(
  client: AttClient,
  uuid: GattUuid,
): Promise<FoundService | undefined> {
  const value = uuidOctets(uuid);
  let response: Uint8Array;
  try {
    const request = pdu(Att.findByTypeValue, [1, 0xffff, AttributeType.primaryService], value);
    response = await client.request(request, 5);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  const range = { first: word(response, 1), last: word(response, 3) };
  return { uuid, characteristics: await characteristics(client, range) };
}

async function characteristics(client: AttClient, range: Range): Promise<FoundCharacteristic[]> {
  const declared: Omit<FoundCharacteristic, "descriptors">[] = [];
  const ends: number[] = [];
  const type = uuidOctets(AttributeType.characteristic);
  for await (const entry of entries(client, Att.readByType, range, type)) {
    const uuid = uuidOf(entry.slice(5));
    if (declared.length > 0) ends.push(word(entry, 0) - 1);
    // What has no UUID still ends the characteristic before it.
    declared.push({ properties: entry[2]!, handle: word(entry, 3), uuid: uuid ?? 0 });
  }
  ends.push(range.last);
  const found: FoundCharacteristic[] = [];
  for (const [i, characteristic] of declared.entries()) {
    const own = { first: characteristic.handle + 1, last: ends[i]! };
    found.push({ ...characteristic, descriptors: await descriptors(client, own) });
  }
  return found;
}

async function descriptors(client: AttClient, range: Range): Promise<FoundDescriptor[]> {
  const found: FoundDescriptor[] = [];
  for await (const entry of entries(client, Att.findInformation, range, new Uint8Array(0)))
    found.push({ handle: word(entry, 0), uuid: uuidOf(entry.slice(2))! });
  return found;
}

/** Octets of an entry without its value or UUID, by the request. */
const overheads: Readonly<Record<number, number>> = {
  [Att.readByGroupType]: 4,
  [Att.readByType]: 5,
  [Att.findInformation]: 2,
};

/** The entries of a list, requested until there are no further ones. */
async function* entries(
  client: AttClient,
  opcode: number,
  { first, last }: Range,
  type: Uint8Array,
): AsyncGenerator<Uint8Array> {
  for (let next = first; next <= last;) {
    let response: Uint8Array;
    try {
      response = await client.request(pdu(opcode, [next, last], type), 2);
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    const length = entryLength(opcode, response[1]!);
    if (length < overheads[opcode]! + 2) throw new GattError(AttErrorCode.invalidPdu);
    const before = next;
    for (let at = 2; at + length <= response.length; at += length) {
      const entry = response.slice(at, at + length);
      const end = opcode === Att.readByGroupType ? word(entry, 2) : word(entry, 0);
      // Handles rise: a server whose list does not would be asked without end.
      if (end < next || word(entry, 0) < next) throw new GattError(AttErrorCode.invalidPdu);
      next = end + 1;
      yield entry;
    }
    if (next === before) throw new GattError(AttErrorCode.invalidPdu);
  }
}

function entryLength(opcode: number, octet: number): number {
  if (opcode !== Att.findInformation) return octet;
  return octet === 1 ? 4 : octet === 2 ? 18 : 0;
}

function isNotFound(error: unknown): boolean {
  return error instanceof GattError && error.code === AttErrorCode.attributeNotFound;
}
