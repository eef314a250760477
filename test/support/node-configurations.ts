// Configurations of one node, drawn at random, between which plans lead.
import fc from "fast-check";
import type {
  DatabaseAddress,
  DatabaseModel,
  DatabaseNode,
} from "../../modules/provisioner/configuration-database.js";
import type { PlanContext } from "../../tools/network/configuration/plan.js";
import type { ModelPlace } from "../../tools/network/configuration/step.js";

/** AppKeys 0 and 1 of the primary subnet, 2 of another one. */
export const appKeys = [
  { index: 0, boundNetKey: 0 },
  { index: 1, boundNetKey: 0 },
  { index: 2, boundNetKey: 1 },
];
const label = new Uint8Array(16).fill(7);
export const addresses: readonly DatabaseAddress[] = [0xc000, 0xc001, 0xc002, label];

/** Generic OnOff Server and what extends it on the first element, another one on the second. */
const places: readonly ModelPlace[] = [
  { element: 0, modelId: 0x1000 },
  { element: 0, modelId: 0x1006 },
  { element: 1, modelId: 0x1000 },
];
const root = places[0]!;
export const context: PlanContext = {
  appKeys,
  rootOf: (place) => (place.element === 0 ? root : place),
};

export const emptyNode: DatabaseNode = {
  UUID: new Uint8Array(16),
  unicastAddress: 2,
  security: "insecure",
  configComplete: true,
  excluded: false,
  netKeys: [],
  appKeys: [],
  elements: [],
};

export function publicationTo(address: DatabaseAddress, index: number, ttl = 255) {
  const period = { numberOfSteps: 0, resolution: 100 } as const;
  const retransmit = { count: 0, interval: 50 };
  return { address, index, ttl, period, retransmit, credentials: 0 } as const;
}

const subset = <T>(items: readonly T[]) => fc.subarray([...items]);

/** A configuration that a node can have. */
export const configuration: fc.Arbitrary<DatabaseNode> = fc
  .record({
    second: fc.boolean(),
    keys: subset(appKeys),
    shared: subset(addresses),
    own: subset(addresses),
    binds: fc.tuple(subset([0, 1, 2]), subset([0, 1, 2]), subset([0, 1, 2])),
    publishes: fc.array(
      fc.option(
        fc.record({ address: fc.constantFrom(...addresses), ttl: fc.constantFrom(7, 255) }),
      ),
      { minLength: 3, maxLength: 3 },
    ),
    relay: fc.constantFrom(0, 1),
    defaultTTL: fc.constantFrom(3, 7),
  })
  .map(({ binds, defaultTTL, keys, own, publishes, relay, second, shared }) => {
    const known = keys.filter(({ boundNetKey }) => boundNetKey === 0 || second);
    const models = places.map(({ element, modelId }, i): DatabaseModel & { element: number } => {
      const bind = binds[i]!.filter((index) => known.some((key) => key.index === index));
      const publish = publishes[i];
      return {
        element,
        modelId,
        bind,
        subscribe: element === 0 ? shared : own,
        ...(publish &&
          bind.length > 0 && {
            publish: publicationTo(publish.address, bind[0]!, publish.ttl),
          }),
      };
    });
    return {
      ...emptyNode,
      defaultTTL,
      features: { relay: relay },
      relayRetransmit: { count: 3, interval: 20 },
      netKeys: [0, ...(second ? [1] : [])].map((index) => ({ index, updated: false })),
      appKeys: known.map(({ index }) => ({ index, updated: false })),
      elements: [0, 1].map((index) => ({
        index,
        location: 0,
        models: models
          .filter(({ element }) => element === index)
          .map(({ element: _, ...model }) => {
            void _;
            return model;
          }),
      })),
    };
  });
