import { decodeCompositionPage0 } from "../../../modules/access/composition.js";
import { toHex } from "../../../modules/base/bytes.js";
import { CompositionDataGet } from "../../../modules/foundation/configuration/state-messages.js";
import type {
  DatabaseElement,
  DatabaseFeatures,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import type { NetworkClient } from "../apply/network-client.js";

/** The composition of a node, as it says it. */
export interface ReadComposition {
  readonly node: Pick<DatabaseNode, "cid" | "pid" | "vid" | "crpl" | "features" | "elements">;
  /** Page 1 in hexadecimal digits; undefined: the node has none. */
  readonly page1: string | undefined;
}

const featureNames = ["relay", "proxy", "friend", "lowPower"] as const;
const notSupported = 2;

/** Asks a node for pages 0 and 1 of its composition data. What `known` has of the same elements and models is kept. Rejects as NetworkClient does; with Error for a malformed page. */
export async function readComposition(
  client: NetworkClient,
  known: DatabaseNode,
): Promise<ReadComposition> {
  const get = async (page: number) =>
    (await client.ask({
      message: CompositionDataGet,
      values: { page },
      dst: known.unicastAddress,
      appKeyIndex: undefined,
    })) as { readonly page: number; readonly data: Uint8Array };
  const first = await get(0);
  const page0 = decodeCompositionPage0(first.data);
  if (!page0) throw new Error("its composition data is malformed");
  // A node without page 1 answers with page 0.
  const second = await get(1);
  const { companyId, features: bits, productId, replayListSize, versionId } = page0;
  const features = Object.fromEntries(
    featureNames.map((name, i) => [
      name,
      (bits & (1 << i)) === 0 ? notSupported : known.features?.[name] === 1 ? 1 : 0,
    ]),
  ) as DatabaseFeatures;
  return {
    node: {
      cid: companyId,
      pid: productId,
      vid: versionId,
      crpl: replayListSize,
      features,
      elements: page0.elements.map(({ location, models }, index): DatabaseElement => {
        const own = known.elements[index];
        return {
          ...(own?.name !== undefined && { name: own.name }),
          index,
          location,
          models: models.map(
            (modelId) =>
              own?.models.find((model) => model.modelId === modelId) ?? {
                modelId,
                subscribe: [],
                bind: [],
              },
          ),
        };
      }),
    },
    page1: second.page === 1 ? toHex(second.data) : undefined,
  };
}
