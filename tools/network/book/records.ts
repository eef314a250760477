import * as z from "zod";
import { decodeCompositionPage1 } from "../../../modules/access/composition-relations.js";
import { fromHex } from "../../../modules/base/bytes.js";
import type { Store } from "../../../modules/host/store.js";
import type {
  ConfigurationDatabase,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import { databaseSchema } from "../cdb/schema.js";
import type { ModelStateValue, NodeKnowledge } from "../desired/known-network.js";

/** Record of what belongs to no node. */
const networkKey = "book";
/** A record of each node; its key has the address of the primary element. */
const nodePrefix = "book.";

const nodeSchema = databaseSchema.shape.nodes.element;
const networkSchema = databaseSchema.partial().omit({ nodes: true });

/** What a book has of the network beside its nodes: what was imported or said, the rest the provisioner knows. */
export type StoredNetwork = {
  readonly [Name in Exclude<keyof ConfigurationDatabase, "nodes">]?:
    ConfigurationDatabase[Name] | undefined;
};

/** What a book has of a node: page 1 in hexadecimal digits, as it was received. */
export interface StoredNode {
  readonly node: DatabaseNode;
  readonly page1?: string | undefined;
  readonly ownLists?: boolean | undefined;
  readonly confirmed?: boolean | undefined;
  readonly states?: readonly ModelStateValue[] | undefined;
}

/** What is known of a node beside its configuration. */
export function knowledgeOf({ confirmed, ownLists, page1, states }: StoredNode): NodeKnowledge {
  return {
    confirmed,
    ...(page1 !== undefined && { page1: decodeCompositionPage1(fromHex(page1)) }),
    ownLists,
    states,
  };
}

/** A record that is not one. */
export class BookError extends Error {
  override readonly name = "BookError";
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function write(store: Store, key: string, content: unknown): void {
  store.write(key, encoder.encode(JSON.stringify(content)));
}

function read(store: Store, key: string): unknown {
  const octets = store.read(key);
  if (!octets) return undefined;
  try {
    return JSON.parse(decoder.decode(octets)) as unknown;
  } catch {
    throw new BookError(
      `the record ${key} of the network's database is damaged: it is no JSON; import the database again`,
    );
  }
}

/** Records of a book in a store: each is replaced as a whole, so that after a power cut it is the old or the new one. */
export class BookRecords {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Throws BookError for a damaged record. */
  readNetwork(): StoredNetwork {
    const content = read(this.#store, networkKey);
    return content === undefined ? {} : checked(networkSchema, content, networkKey);
  }

  writeNetwork(network: StoredNetwork): void {
    write(this.#store, networkKey, z.encode(networkSchema, network as never));
  }

  /** In no particular order. Throws BookError for a damaged record. */
  readNodes(): readonly StoredNode[] {
    return this.#store
      .keys()
      .filter((key) => key.startsWith(nodePrefix))
      .map((key) => {
        const content = read(this.#store, key) as Readonly<Record<string, unknown>>;
        const { node, ...rest } = content;
        return { ...rest, node: checked(nodeSchema, node, key) };
      });
  }

  writeNode({ node, ...rest }: StoredNode): void {
    write(this.#store, keyOf(node), { node: z.encode(nodeSchema, node as never), ...rest });
  }

  /** `address`: of the primary element. */
  deleteNode(address: number): void {
    this.#store.delete(keyOf({ unicastAddress: address }));
  }
}

function keyOf({ unicastAddress }: Pick<DatabaseNode, "unicastAddress">): string {
  return nodePrefix + unicastAddress.toString(16).padStart(4, "0");
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  content: unknown,
  key: string,
): z.output<Schema> {
  const result = z.safeDecode(schema, content as never);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BookError(
    `the record ${key} of the network's database is damaged: ${issue!.path.join(".")}: ${issue!.message}; import the database again`,
  );
}
