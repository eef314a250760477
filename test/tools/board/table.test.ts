import test from "ava";
import { readBudget, readCStack } from "../../../tools/board/budget.js";
import type { Figures } from "../../../tools/board/figures.js";
import { figuresTable } from "../../../tools/board/table.js";

const empty: Figures = { instructions: {}, garbage: {}, memory: {}, stack: {}, flash: {} };

test("a row has what is measured, agreed on and aimed at, and what a stack in C takes", (t) => {
  const budget = {
    ...readBudget(),
    figures: { ...empty, instructions: { relayed: 900, other: 7 } },
    aims: { instructions: { relayed: 500 } },
  };
  const cStack = { conditions: ["As measured."], figures: { instructions: { relayed: 300 } } };
  const figures = { ...empty, instructions: { relayed: 1000, other: 7 } };
  const lines = figuresTable(figures, budget, cStack).split("\n");
  t.regex(lines[0]!, /^instructions +now +budget +aim +in C$/);
  t.true(lines.some((line) => /^relayed +1,000 +900 +500 +2\.0 times +300$/.test(line)));
  t.true(lines.some((line) => /^other +7 +7$/.test(line)));
  t.is(lines.at(-1), "In C: As measured.");
});

test("each figure of the stack in C, and each aim, stands beside one of the budget", (t) => {
  const { aims, figures } = readBudget();
  for (const sections of [readCStack().figures, aims])
    for (const [section, named] of Object.entries(sections))
      for (const name of Object.keys(named))
        t.true(name in figures[section as keyof Figures], `${section}: ${name}`);
});
