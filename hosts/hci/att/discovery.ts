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

/**
 * The characteristics of a service. One request lists the declarations and one the types of all
 * that follows, as far as a response holds them: each request takes two connection events.
 */
async function characteristics(client: AttClient, range: Range): Promise<FoundCharacteristic[]> {
  const found: Declared[] = [];
  await declarations(client, range, found);
  const [first] = found;
  if (!first) return [];
  const types = await descriptors(client, { first: first.handle + 1, last: range.last });
  const known = (): number => found.at(-1)!.at;
  // Declarations for which the first response had no room.
  for (const { handle, uuid } of types)
    if (uuid === AttributeType.characteristic && handle > known())
      await declarations(client, { first: handle, last: range.last }, found);
  return found.map(({ handle, properties, uuid }, i) => {
    const end = found[i + 1]?.at ?? range.last + 1;
    const own = types.filter((one) => one.handle > handle && one.handle < end);
    return { uuid, properties, handle, descriptors: own };
  });
}

/** A characteristic without its descriptors; `at`: the handle of its declaration. */
interface Declared extends Omit<FoundCharacteristic, "descriptors"> {
  readonly at: number;
}

/** Adds the declarations of one response. What has no UUID still ends the characteristic before it. */
async function declarations(client: AttClient, range: Range, found: Declared[]): Promise<void> {
  const type = uuidOctets(AttributeType.characteristic);
  for (const entry of await page(client, Att.readByType, range, type)) {
    const [at, handle] = [word(entry, 0), word(entry, 3)];
    // Handles rise: a server whose list does not would be asked without end.
    if (handle <= at || at <= (found.at(-1)?.handle ?? 0))
      throw new GattError(AttErrorCode.invalidPdu);
    found.push({ at, handle, properties: entry[2]!, uuid: uuidOf(entry.slice(5)) ?? 0 });
  }
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
    const some = await page(client, opcode, { first: next, last }, type);
    if (some.length === 0) return;
    yield* some;
    next = endOf(opcode, some.at(-1)!) + 1;
  }
}

/** The entries of one response, whose handles rise within the range; none if nothing was found. */
async function page(
  client: AttClient,
  opcode: number,
  { first, last }: Range,
  type: Uint8Array,
): Promise<Uint8Array[]> {
  if (first > last) return [];
  let response: Uint8Array;
  try {
    response = await client.request(pdu(opcode, [first, last], type), 2);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  const length = entryLength(opcode, response[1]!);
  if (length < overheads[opcode]! + 2) throw new GattError(AttErrorCode.invalidPdu);
  const found: Uint8Array[] = [];
  for (let at = 2, next = first; at + length <= response.length; at += length) {
    const entry = response.slice(at, at + length);
    // Handles rise: a server whose list does not would be asked without end.
    if (word(entry, 0) < next || endOf(opcode, entry) < word(entry, 0))
      throw new GattError(AttErrorCode.invalidPdu);
    next = endOf(opcode, entry) + 1;
    found.push(entry);
  }
  if (found.length === 0) throw new GattError(AttErrorCode.invalidPdu);
  return found;
}

/** The last handle that an entry stands for. */
function endOf(opcode: number, entry: Uint8Array): number {
  return word(entry, opcode === Att.readByGroupType ? 2 : 0);
}

function entryLength(opcode: number, octet: number): number {
  if (opcode !== Att.findInformation) return octet;
  return octet === 1 ? 4 : octet === 2 ? 18 : 0;
}

function isNotFound(error: unknown): boolean {
  return error instanceof GattError && error.code === AttErrorCode.attributeNotFound;
}
