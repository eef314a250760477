import test from "ava";
import { toolVersions } from "../../../hosts/board/build/build.js";
import { board } from "../../support/board.js";
import { peerTest } from "../../support/peer.js";
import { breaches, breachText, readBudget } from "../../../tools/board/budget.js";
import { type Figures, measure } from "../../../tools/board/figures.js";

function figures(instructions: Record<string, number>): Figures {
  return { instructions, garbage: {}, memory: {}, stack: {}, flash: {} };
}

const { tools, figures: agreed } = readBudget();
const kept = "a light on the board keeps to its budget";
if (board.missing === undefined && toolVersions() !== tools)
  test.skip(`${kept} (made with ${tools}; here are ${toolVersions()})`, (t) => t.fail());
else
  peerTest([board], kept, async (t) => {
    t.deepEqual(breaches(await measure(), agreed).map(breachText), []);
  });

test("what is off by more than 3 % is told, whichever way", (t) => {
  const budget = figures({ a: 1000, b: 1000, c: 1000, d: 1000, none: 0, gone: 5 });
  const now = figures({ a: 1030, b: 1031, c: 970, d: 969, none: 1, more: 7 });
  t.deepEqual(breaches(now, budget).map(breachText), [
    "instructions: b: 1,031, 31 (3.1 %) over the budget of 1,000",
    "instructions: d: 969, 31 (3.1 %) below the budget of 1,000",
    "instructions: none: 1, 1 over the budget of 0",
    "instructions: more: 7, without a budget",
    "instructions: gone: not measured any more",
  ]);
});
