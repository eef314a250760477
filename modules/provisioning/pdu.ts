import { frozen } from "../base/frozen.js";
import {
  decodeFields,
  encodeFields,
  octets,
  rest,
  u16,
  u32,
  u8,
  type Field,
  type PduDeclaration,
  type Values,
} from "./pdu-codec.js";

/** Types of provisioning PDUs, Mesh Protocol 1.1 §5.4.1. */
export const PduType = frozen({
  invite: 0x00,
  capabilities: 0x01,
  start: 0x02,
  publicKey: 0x03,
  inputComplete: 0x04,
  confirmation: 0x05,
  random: 0x06,
  data: 0x07,
  complete: 0x08,
  failed: 0x09,
  recordRequest: 0x0a,
  recordResponse: 0x0b,
  recordsGet: 0x0c,
  recordsList: 0x0d,
});
export type PduType = (typeof PduType)[keyof typeof PduType];

/** Authentication methods of the Start PDU, §5.4.1.3. */
export const Method = frozen({ none: 0, static: 1, output: 2, input: 3 });
export type Method = (typeof Method)[keyof typeof Method];

const inviteFields = frozen([u8("attentionDuration")]);
const capabilitiesFields = frozen([
  u8("elements", 1),
  u16("algorithms"),
  u8("publicKeyType"),
  u8("oobType"),
  u8("outputSize", 0, 8),
  u16("outputActions"),
  u8("inputSize", 0, 8),
  u16("inputActions"),
]);
const startFields = frozen([
  u8("algorithm", 0, 1),
  u8("publicKey", 0, 1),
  u8("method", 0, 3),
  u8("action", 0, 4),
  u8("size", 0, 8),
]);
const publicKeyFields = frozen([octets("publicKey", 64)]);
const confirmationFields = frozen([octets("confirmation", 16, 32)]);
const randomFields = frozen([octets("random", 16, 32)]);
const dataFields = frozen([octets("encrypted", 25), octets("mic", 8)]);
const failedFields = frozen([u8("errorCode")]);
const recordRequestFields = frozen([
  u16("recordId"),
  u16("fragmentOffset"),
  u16("fragmentMaximumSize", 1),
]);
const recordResponseFields = frozen([
  u8("status"),
  u16("recordId"),
  u16("fragmentOffset"),
  u16("totalLength"),
  rest("fragment"),
]);
const recordsListFields = frozen([u16("extensions"), rest("recordIds", 2)]);
const noFields = frozen([]);

/** Fields of the decrypted Provisioning Data, 25 octets (§5.4.2.5). */
export const provisioningDataFields = frozen([
  octets("netKey", 16),
  u16("netKeyIndex", 0, 0xfff),
  u8("flags"),
  u32("ivIndex"),
  u16("address", 1, 0x7fff),
]);

/** Parameters of the Capabilities PDU. Mesh Protocol 1.1 §5.4.1.2. */
export type Capabilities = Values<typeof capabilitiesFields>;
export type Start = Values<typeof startFields>;
/** `flags`: bit 0 key refresh, bit 1 IV update. `address`: that of the primary element. */
export type ProvisioningData = Values<typeof provisioningDataFields>;

/** Why the fields of a Start PDU are not valid together, or undefined. */
function checkStart(start: Start): string | undefined {
  const { method, action, size } = start;
  if (method === Method.none || method === Method.static)
    return action === 0 && size === 0 ? undefined : "action and size must be 0";
  if (size === 0) return "size must be 1..8";
  if (method === Method.input && action > 3) return "action must be 0..3";
  return undefined;
}

function declare<Type extends PduType, Fields extends readonly Field[]>(
  type: Type,
  name: string,
  fields: Fields,
  check?: (values: Values<Fields>) => string | undefined,
): PduDeclaration<Type, Fields> {
  return check === undefined ? { type, name, fields } : { type, name, fields, check };
}

/** Every provisioning PDU; the index is the type. */
export const pduDeclarations = frozen([
  declare(PduType.invite, "Provisioning Invite", inviteFields),
  declare(PduType.capabilities, "Provisioning Capabilities", capabilitiesFields),
  declare(PduType.start, "Provisioning Start", startFields, checkStart),
  declare(PduType.publicKey, "Provisioning Public Key", publicKeyFields),
  declare(PduType.inputComplete, "Provisioning Input Complete", noFields),
  declare(PduType.confirmation, "Provisioning Confirmation", confirmationFields),
  declare(PduType.random, "Provisioning Random", randomFields),
  declare(PduType.data, "Provisioning Data", dataFields),
  declare(PduType.complete, "Provisioning Complete", noFields),
  declare(PduType.failed, "Provisioning Failed", failedFields),
  declare(PduType.recordRequest, "Provisioning Record Request", recordRequestFields),
  declare(PduType.recordResponse, "Provisioning Record Response", recordResponseFields),
  declare(PduType.recordsGet, "Provisioning Records Get", noFields),
  declare(PduType.recordsList, "Provisioning Records List", recordsListFields),
]);

type PduOf<D> =
  D extends PduDeclaration<infer Type, infer Fields> ? { type: Type } & Values<Fields> : never;

/** A provisioning PDU with its values. */
export type ProvisioningPdu = PduOf<(typeof pduDeclarations)[number]>;

/** The capabilities in their PDU. */
export function capabilitiesOf(pdu: Extract<ProvisioningPdu, { type: 1 }>): Capabilities {
  const { elements, algorithms, publicKeyType, oobType } = pdu;
  const { outputSize, outputActions, inputSize, inputActions } = pdu;
  const keysAndOob = { elements, algorithms, publicKeyType, oobType };
  return { ...keysAndOob, outputSize, outputActions, inputSize, inputActions };
}

/** Why a PDU was not decoded: its type is unknown, or its length or a value does not fit. */
export type PduProblem = "type" | "format";

/** The octets of a PDU, its type first. Throws RangeError, naming the field, for values that are not allowed. */
export function encodePdu(pdu: ProvisioningPdu): Uint8Array {
  const declaration = pduDeclarations[pdu.type];
  const parameters = encodeFields(declaration.fields, pdu);
  const problem = checkOf(declaration)?.(pdu);
  if (problem !== undefined) throw new RangeError(problem);
  const octets = new Uint8Array(1 + parameters.length);
  octets[0] = pdu.type;
  octets.set(parameters, 1);
  return octets;
}

/** A PDU from its octets, strictly: every length and value must fit. */
export function decodePdu(octetsOfPdu: Uint8Array): ProvisioningPdu | PduProblem {
  if (octetsOfPdu.length === 0) return "format";
  const declaration = pduDeclarations[octetsOfPdu[0]!];
  if (declaration === undefined) return "type";
  const values = decodeFields(declaration.fields, octetsOfPdu, 1, octetsOfPdu.length);
  if (values === undefined) return "format";
  if (checkOf(declaration)?.(values) !== undefined) return "format";
  return { type: declaration.type, ...values } as unknown as ProvisioningPdu;
}

/** The check over all fields, typed for any declaration; it gets values of its own declaration alone. */
function checkOf(declaration: object): ((values: object) => string | undefined) | undefined {
  return (declaration as { check?: (values: object) => string | undefined }).check;
}
