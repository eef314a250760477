import type { ModelId } from "../../../modules/access/model-id.js";

/** How a SIG model is related to others by its specification (Mesh Model 1.1). */
export interface StandardRelations {
  /** Models on its element that it extends. */
  readonly extends?: readonly ModelId[];
  /** Models that it extends on the nearest element before its own. */
  readonly extendsBefore?: readonly ModelId[];
  /** The model on its element that it corresponds to. */
  readonly corresponds?: ModelId;
  /** The model that it corresponds to on the nearest element before its own. */
  readonly correspondsBefore?: ModelId;
}

/** A setup server corresponds to its server, which it extends beside others. */
const setup = (server: ModelId, ...others: ModelId[]): StandardRelations => ({
  extends: [server, ...others],
  corresponds: server,
});

/** The relations of SIG models that have any; a Scheduler Server extends nothing, as of version 1.1. */
export const standardRelations: ReadonlyMap<ModelId, StandardRelations> = new Map([
  [0x1006, { extends: [0x1000] }],
  [0x1007, setup(0x1006, 0x1004)],
  [0x1009, { extends: [0x1006, 0x1002] }],
  [0x100a, setup(0x1009, 0x1007)],
  [0x100f, setup(0x100e)],
  [0x1011, { extends: [0x1013] }],
  [0x1012, { extends: [0x1013] }],
  [0x1101, setup(0x1100)],
  [0x1201, setup(0x1200)],
  [0x1204, setup(0x1203, 0x1004)],
  [0x1207, setup(0x1206)],
  [0x1300, { extends: [0x1006, 0x1002] }],
  [0x1301, setup(0x1300, 0x1007)],
  [0x1303, { extends: [0x1300] }],
  [0x1304, setup(0x1303, 0x1301)],
  [0x1306, { extends: [0x1002], correspondsBefore: 0x1303 }],
  [0x1307, { extends: [0x1300] }],
  [0x1308, setup(0x1307, 0x1301)],
  [0x130a, { extends: [0x1002], correspondsBefore: 0x1307 }],
  [0x130b, { extends: [0x1002], correspondsBefore: 0x1307 }],
  [0x130c, { extends: [0x1300] }],
  [0x130d, setup(0x130c, 0x1301)],
  [0x130f, { extends: [0x1000], extendsBefore: [0x1300] }],
  [0x1310, setup(0x130f)],
]);
