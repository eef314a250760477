import * as z from "zod";
import { found, range, wanted } from "../cdb/forms.js";
import { members, oneOfWords } from "../states/forms.js";
import { duration } from "../states/model-state.js";

// The form of a document that says how a network is to be configured. Names in it are resolved by resolve.ts.

/** The version of documents that this program reads. */
export const documentVersion = 1;

const name = z.string(wanted("a name")).min(1, wanted("a name"));
const keyIndex = range(0, 0xfff);

/** A number where digits are meant: YAML reads 0010 as the number 10. */
function digits(what: string, form: RegExp, example: string) {
  const error = ({ input }: { input?: unknown }) =>
    typeof input === "number"
      ? `the number ${input} where ${what} is needed: write its digits as a text, as '${example}'`
      : `${found(input)} where ${what} is needed, such as '${example}'`;
  return z.string({ error }).regex(form, { error, abort: true });
}

const uuidForm = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const hex4 = (what: string, example: string) => digits(what, /^(0x)?[0-9a-f]{4}$/i, example);
const uuid = digits(
  "a UUID, 32 hexadecimal digits,",
  uuidForm,
  "d0000000-0000-0000-0000-000000000001",
);

/** A group's address or its Label UUID. */
const groupAddress = digits(
  "a group address from C000 to FEFF or a Label UUID",
  /^(0x)?[0-9a-f]{4}$|^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "C000",
).refine((text) => text.length > 6 || isGroup(parseInt(text, 16)), {
  error: ({ input }) => `${found(input)} where a group address from C000 to FEFF is needed`,
});

function isGroup(address: number): boolean {
  return address >= 0xc000 && address <= 0xfeff;
}

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item)], {
    error: ({ input }) => `${found(input)} where a name or a list of names is needed`,
  });

/** What a node is known by. */
const identity = members({
  uuid: uuid.optional(),
  address: hex4("a unicast address of four hexadecimal digits", "0005").optional(),
  name: name.optional(),
  cid: hex4("a company identifier of four hexadecimal digits", "05F1").optional(),
  pid: hex4("a product identifier of four hexadecimal digits", "0001").optional(),
  vid: hex4("a version identifier of four hexadecimal digits", "0001").optional(),
}).refine((own) => Object.values(own).some((each) => each !== undefined), {
  error: "nothing that a node is known by: give uuid, address, name, or cid and pid",
});

export interface SelectorObject {
  /** Nodes that have a model of this name. */
  readonly has?: string | undefined;
  /** Nodes with this feature, whether it is on or not. */
  readonly supports?: "relay" | "proxy" | "friend" | "lowPower" | undefined;
  /** The node whose primary element has this address. */
  readonly address?: string | undefined;
  /** Nodes of this company, product or version. */
  readonly cid?: string | undefined;
  readonly pid?: string | undefined;
  readonly vid?: string | undefined;
  /** Only nodes of these zones, or with these names. */
  readonly in?: string | readonly string[] | undefined;
  /** None of these. */
  readonly except?: string | readonly string[] | undefined;
}

/** Which nodes: "all", a name of a node or a zone, several of these, or what the nodes are. */
export type SelectorForm = string | SelectorObject | readonly (string | SelectorObject)[];

const selectorObject = members({
  has: name.optional(),
  supports: oneOfWords("relay", "proxy", "friend", "lowPower").optional(),
  address: hex4("a unicast address of four hexadecimal digits", "0005").optional(),
  cid: hex4("a company identifier of four hexadecimal digits", "05F1").optional(),
  pid: hex4("a product identifier of four hexadecimal digits", "0001").optional(),
  vid: hex4("a version identifier of four hexadecimal digits", "0001").optional(),
  in: oneOrMore(name).optional(),
  except: oneOrMore(name).optional(),
}).refine((own) => Object.values(own).some((each) => each !== undefined), {
  error: "no condition: give has, supports, address, cid, pid, vid, in or except",
});

const selector = z.union([name, selectorObject, z.array(z.union([name, selectorObject]))], {
  error: (issue) =>
    unionError(
      issue,
      '"all", the name of a node or a zone, a list of these, or an object such as { has: Generic OnOff Server }',
    ),
});

/** What is wrong with a value that has one of two forms, a plain one or an object: the fault of an object tells more than that nothing fits. */
function unionError(
  { errors, input }: { readonly errors?: unknown; readonly input?: unknown },
  forms: string,
): string {
  type Issue = { readonly message: string; readonly path: readonly PropertyKey[] };
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  const [, ofObject] = (errors ?? []) as readonly (readonly Issue[])[];
  const first = isObject ? ofObject?.[0] : undefined;
  if (first) return [...first.path.map(String), first.message].join(": ");
  return `${found(input)} where ${forms} is needed`;
}

const transmissions = (most: number, step: number, longest: number) =>
  members({
    transmissions: range(1, most),
    interval: duration.refine((time) => time >= step && time <= longest && time % step === 0, {
      error: ({ input }) =>
        `${String(input)} ms is not ${step} to ${longest} ms in steps of ${step}`,
    }),
  });

const switched = z.boolean(wanted("true or false"));
const ttl = z
  .int(wanted("a TTL"))
  .refine((value) => value >= 0 && value <= 127, wanted("a TTL from 0 to 127"));

/** Where a model publishes. */
const publication = z.union(
  [
    name,
    members({
      to: name,
      key: name.optional(),
      ttl: ttl.optional(),
      every: duration.optional(),
      retransmit: members({
        count: range(1, 7),
        interval: duration.refine((time) => time >= 50 && time <= 1600 && time % 50 === 0, {
          error: ({ input }) => `${String(input)} ms is not 50 to 1600 ms in steps of 50`,
        }),
      }).optional(),
      credentials: oneOfWords("normal", "friendship").optional(),
    }),
  ],
  {
    error: (issue) =>
      unionError(issue, 'a group, "nothing", or an object with to, key, every and others'),
  },
);

const modelRule = members({
  /** AppKeys that the model is bound to: these and no others. */
  bind: oneOrMore(name).optional(),
  /** Groups that it subscribes to: these and no others. */
  subscribe: oneOrMore(name).optional(),
  /** Where it publishes; "nothing": nowhere. */
  publish: publication.optional(),
  /** Values of states by their names; see model-states.ts. */
  states: z
    .record(name, z.unknown(), {
      error: ({ input }) => `${found(input)} where an object of states by their names is needed`,
    })
    .optional(),
});

const byName = <Item extends z.ZodType>(item: Item, what: string) =>
  z.record(name, item, {
    error: ({ input }) => `${found(input)} where an object of ${what} by their names is needed`,
  });

/** How the nodes that it is for are to be. */
const ruleMembers = {
  relay: z
    .union([switched, transmissions(8, 10, 320)], {
      error: (issue) => unionError(issue, "true, false, or { transmissions, interval }"),
    })
    .optional(),
  proxy: switched.optional(),
  friend: switched.optional(),
  beacon: switched.optional(),
  ttl: ttl
    .refine((value) => value !== 1, { error: "1 is no Default TTL: 0, or 2 to 127" })
    .optional(),
  transmit: transmissions(8, 10, 320).optional(),
  heartbeat: members({
    to: name,
    every: duration,
    ttl: ttl.optional(),
    features: z.array(oneOfWords("relay", "proxy", "friend", "lowPower")).optional(),
    netKey: name.optional(),
  }).optional(),
  /** NetKeys that they have: these and no others. */
  netKeys: oneOrMore(name).optional(),
  /** AppKeys that they have: these, those that their models are bound to, and no others. */
  appKeys: oneOrMore(name).optional(),
  models: byName(modelRule, "models").optional(),
};

const rule = members({ for: selector, ...ruleMembers });

const zone = members({
  /** Its members. */
  nodes: selector,
  ...ruleMembers,
});

/** The whole document. */
export const documentSchema = members({
  version: z.literal(documentVersion, {
    error: ({ input }) =>
      typeof input === "number" && input > documentVersion
        ? `${input} is a newer version than ${documentVersion}, which this program reads: use a newer one`
        : `${found(input)} where the version of the document, ${documentVersion}, is needed`,
  }),
  /** The name of the network, if it is to be another. */
  network: name.optional(),
  netKeys: byName(keyIndex, "NetKey indexes").optional(),
  appKeys: byName(
    z.union([keyIndex, members({ index: keyIndex, netKey: name.optional() })], {
      error: ({ input }) =>
        `${found(input)} where an AppKey index from 0 to 4095, or { index, netKey }, is needed`,
    }),
    "AppKey indexes",
  ).optional(),
  groups: byName(groupAddress, "groups").optional(),
  scenes: byName(range(1, 0xffff), "scene numbers").optional(),
  nodes: byName(identity, "nodes").optional(),
  zones: byName(zone, "zones").optional(),
  rules: z.array(rule, wanted("a list of rules")).optional(),
  /** What becomes of what no rule says: of models of the nodes that have a rule. */
  others: oneOfWords("keep", "remove").default("keep"),
});

/** A document as a program writes it. */
export type NetworkDocument = z.input<typeof documentSchema>;
/** A document that was read. */
export type ReadDocument = z.output<typeof documentSchema>;
export type RuleOf = Omit<z.output<typeof rule>, "for">;
export type ModelRule = z.output<typeof modelRule>;
export type PublicationForm = NonNullable<ModelRule["publish"]>;

/** For a program that says how its network is to be: checks the types of what it says. */
export function defineNetwork(document: NetworkDocument): NetworkDocument {
  return document;
}

/** The JSON Schema of documents, for editors. */
export function documentJsonSchema(): object {
  return z.toJSONSchema(documentSchema, { io: "input", unrepresentable: "any" });
}
