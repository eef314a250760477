// Mistakes that are thrown where they are made, with the whole text of each error.
import { toHex, fromHex } from "../../../modules/base/bytes.js";
import { bits, list, octets, uint16, uint8 } from "../../../modules/access/fields.js";
import { message } from "../../../modules/access/message.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import { vendorOpcode } from "../../../modules/access/opcode.js";
import { checkFirmware } from "../../../modules/firmware/start.js";
import { publicationRequest } from "../../../modules/foundation/configuration/publication-settings.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../modules/node/node.js";
import { Mesh } from "../mesh.js";

export interface ThrownMistake {
  readonly mistake: string;
  readonly make: () => unknown;
  readonly text: string;
  /** Where the check is: everywhere, or in simulations and tests (modules/checks). */
  readonly where: "thrown" | "simulation";
}

const node = (changes: object) =>
  new Node({ host: new Mesh().host(), companyId: 1, elements: [{ models: [] }], ...changes });

function declare(fields: object): unknown {
  return message("Lamp Set", vendorOpcode(1, 0xffff), fields as never);
}

const label = message("Label Set", vendorOpcode(2, 0xffff), { label: octets(16) });
const lamp = message("Lamp Set", vendorOpcode(3, 0xffff), { level: uint8 });

export const thrownMistakes: readonly ThrownMistake[] = [
  {
    mistake: "a host without a part",
    make: () => node({ host: undefined }),
    text: "host.clock: there is none; under Moddable include hosts/manifest.json, whose main module gives the firmware its host",
    where: "thrown",
  },
  {
    mistake: "a start() that returns nothing",
    make: () => {
      checkFirmware(undefined);
    },
    text: "the firmware's start() returned undefined: return the Node that it creates",
    where: "thrown",
  },
  {
    mistake: "a start() that is async",
    make: () => {
      checkFirmware(Promise.resolve());
    },
    text: "the firmware's start() must not be async: return the Node itself",
    where: "thrown",
  },
  {
    mistake: "one model object in two elements",
    make: () => {
      const model = new GenericOnOffServer();
      return node({ elements: [{ models: [model] }, { models: [model] }] });
    },
    text: "model 1000 belongs to an element already; create one of its own for each element, and for each node",
    where: "thrown",
  },
  {
    mistake: "one model twice in an element",
    make: () =>
      node({ elements: [{ models: [new GenericOnOffServer(), new GenericOnOffServer()] }] }),
    text: "element 0: model 1000 is there twice",
    where: "thrown",
  },
  {
    mistake: "a UUID of another length",
    make: () => node({ uuid: new Uint8Array(15) }),
    text: "uuid: 15 octets where 16 are needed",
    where: "thrown",
  },
  {
    mistake: "a limit out of range",
    make: () => node({ limits: { appKeys: 0 } }),
    text: "limits.appKeys: 0 is not a whole number from 1 to 250",
    where: "thrown",
  },
  {
    mistake: "a vendor opcode out of range",
    make: () => vendorOpcode(0x40, 0xffff),
    text: "operation: 64 is not a whole number from 0 to 63",
    where: "thrown",
  },
  {
    mistake: "a vendor model identifier out of range",
    make: () => vendorModelId(0x10000, 1),
    text: "company: 65536 is not a whole number from 0 to 65535",
    where: "thrown",
  },
  {
    mistake: "a value that a field cannot carry",
    make: () => lamp.encode({ level: 256 }),
    text: "level: 256 is not a whole number from 0 to 255",
    where: "thrown",
  },
  {
    mistake: "octets of another length",
    make: () => label.encode({ label: new Uint8Array(15) }),
    text: "label: 15 octets where 16 are needed",
    where: "thrown",
  },
  {
    mistake: "a period that no message can carry",
    make: () => publicationRequest({ address: 0xc000, appKeyIndex: 0, period: 6350 }),
    text: "period: 6350 ms is not possible; the nearest are 6300 and 7000",
    where: "thrown",
  },
  {
    mistake: "digits that are not hexadecimal",
    make: () => fromHex("0x12"),
    text: 'not an even number of hexadecimal digits: "0x12"',
    where: "thrown",
  },
  {
    mistake: "a string for octets",
    make: () => node({ uuid: "00112233445566778899aabbccddeeff" }),
    text: 'uuid: "00112233445566778899aabbccddeeff" where a Uint8Array is needed; fromHex makes one',
    where: "simulation",
  },
  {
    mistake: "an option of another type",
    make: () => new GenericOnOffServer({ restore: "yes" } as never),
    text: 'restore: "yes" where true or false is needed',
    where: "simulation",
  },
  {
    mistake: "null for the options",
    make: () => new GenericOnOffServer(null as never),
    text: "options of GenericOnOffServer: null where an object is needed",
    where: "simulation",
  },
  {
    mistake: "a misspelt option",
    make: () => new GenericOnOffServer({ onchange: () => undefined } as never),
    text: "onchange: GenericOnOffServer has no such option; did you mean onChange?",
    where: "simulation",
  },
  {
    mistake: "an element without models",
    make: () => node({ elements: [{}] }),
    text: "models: undefined where an array is needed",
    where: "simulation",
  },
  {
    mistake: "a class in place of a model",
    make: () => node({ elements: [{ models: [GenericOnOffServer] }] }),
    text: "models: a function is no Model; create one of each with new",
    where: "simulation",
  },
  {
    mistake: "a field after a list",
    make: () => declare({ levels: list(uint16), tid: uint8 }),
    text: "field tid: it is never read after levels, which must be the last one",
    where: "simulation",
  },
  {
    mistake: "a field name that begins with a digit",
    make: () => declare({ level: uint8, "2nd": uint8 }),
    text: "field 2nd: a name must not begin with a digit, as its place changes",
    where: "simulation",
  },
  {
    mistake: "a field that is none",
    make: () => declare({ level: Number }),
    text: "field level: a function is no field, such as uint8",
    where: "simulation",
  },
  {
    mistake: "an opcode that is none",
    make: () => message("Lamp Get", 0x100, {}),
    text: "opcode of Lamp Get: 256 is neither 0x00 to 0x7e, 0x8000 to 0xbfff nor a vendorOpcode",
    where: "simulation",
  },
  {
    mistake: "no values for a message",
    make: () => lamp.encode(undefined as never),
    text: "values of Lamp Set: undefined where an object is needed",
    where: "simulation",
  },
  {
    mistake: "a string in a field of octets",
    make: () => label.encode({ label: toHex(new Uint8Array(8)) } as never),
    text: 'label: "0000000000000000" where a Uint8Array is needed',
    where: "simulation",
  },
];

/** Declarations that are right, though a field may be absent or takes the rest. */
export const soundDeclarations: readonly object[] = [
  {},
  { tid: uint8, levels: list(uint16) },
  { key: bits(2, { index: 12, flag: 1 }), label: octets(16) },
];
