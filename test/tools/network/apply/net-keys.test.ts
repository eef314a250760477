import test from "ava";
import type { ConfigurationDatabase } from "../../../../modules/provisioner/configuration-database.js";
import { isComplete } from "../../../../tools/network/apply/apply.js";
import { isEmpty } from "../../../../tools/network/plan/network-plan.js";
import { lightModels, networkOf, type NodeForm } from "../../../support/known-networks.js";
import { applied, twinOf, twinPlan } from "../../../support/twin.js";

const octets = (value: number) => new Uint8Array(16).fill(value);
const key = (index: number) => ({ index, updated: false });

/** A network with three subnets. */
function subnetsOf(...nodes: readonly NodeForm[]): ConfigurationDatabase {
  const database = networkOf(...nodes);
  const [primary] = database.netKeys;
  const further = [1, 2].map((index) => {
    return { ...primary!, name: `subnet ${index}`, index, key: octets(0x40 + index) };
  });
  return { ...database, netKeys: [primary!, ...further] };
}

const light: NodeForm = { models: [lightModels] };
const aggregating: NodeForm = { models: [[...lightModels, 0x0010]] };

/** NetKeys before and after. */
const moves: readonly (readonly [before: readonly number[], after: string])[] = [
  [[0, 1, 2], "[subnet 2]"],
  [[0, 1, 2], "[subnet 1]"],
  [[2, 1, 0], "[Primary]"],
  [[0], "[subnet 1]"],
  [[1], "[subnet 2]"],
  [[1], "[Primary, subnet 2]"],
];

for (const [before, after] of moves)
  test(`a node goes from the NetKeys ${before.join()} to ${after}, also where it is the one that it is asked with`, async (t) => {
    for (const form of [light, aggregating]) {
      const twin = twinOf(subnetsOf({ ...form, netKeys: before.map(key) }), { timeout: 3000 });
      const document = `{ version: 1, rules: [{ for: all, netKeys: ${after} }] }`;
      const report = await applied(twin, twinPlan(twin, document));
      t.true(isComplete(report), report.nodes.map(({ why }) => why).join());
      t.true(isEmpty(twinPlan(twin, document)));
      const { subnets } = twin.nodes.get(16)!.node.network!;
      const now = subnets.list.map(({ netKeyIndex }) => netKeyIndex);
      t.deepEqual(
        now.sort(),
        twin.book
          .nodeAt(16)!
          .netKeys.map(({ index }) => index)
          .sort(),
      );
      // It is still reached.
      const again = `{ version: 1, rules: [{ for: all, ttl: 9 }] }`;
      t.true(isComplete(await applied(twin, twinPlan(twin, again))));
      twin.close();
    }
  });
