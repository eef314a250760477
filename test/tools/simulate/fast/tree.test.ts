import test from "ava";
import { depths, treeFigures } from "../../../../tools/simulate/fast/tree.js";
import { fakeRun } from "./fake-run.js";

const run = fakeRun({ layout: "room", devices: 5 });

function withParents(parents: readonly (number | undefined)[]) {
  return { ...run, nodes: run.nodes.map((node, i) => ({ ...node, parent: parents[i] })) };
}

test("depth, children and devices a depth", (t) => {
  const tree = withParents([-1, 0, 0, 2, 2]);
  t.deepEqual(depths(tree), [1, 2, 2, 3, 3]);
  const { provisioners, perDepth } = treeFigures(tree);
  t.deepEqual(perDepth, [1, 2, 2]);
  t.deepEqual(
    provisioners.map(({ index, children, depth }) => [index, children, depth]),
    [
      [0, 2, 1],
      [2, 2, 2],
    ],
  );
});

test("a device without a provisioner, a ring and an index of nobody have no depth", (t) => {
  t.deepEqual(depths(withParents([-1, undefined, 3, 2, 99])), [
    1,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
