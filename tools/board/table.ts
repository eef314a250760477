import { table } from "../simulate/report.js";
import type { Budget, CStack } from "./budget.js";
import { sections } from "./budget.js";
import type { Figures } from "./figures.js";

const units: Readonly<Record<keyof Figures, string>> = {
  instructions: "instructions",
  garbage: "bytes of garbage",
  memory: "bytes of RAM, or slots",
  stack: "slots of stack at peak",
  flash: "bytes of flash",
};

function number(value: number | undefined): string {
  return value === undefined ? "" : value.toLocaleString("en");
}

/**
 * The figures with budget and target, one table for each section, and those of a stack in C
 * beside them, with their conditions at the end.
 */
export function figuresTable(figures: Figures, budget: Budget, cStack: CStack): string {
  const tables = sections.map((section) => {
    const inC = cStack.figures[section];
    const rows = Object.entries(figures[section]).map(([name, figure]) => {
      const aim = budget.aims[section]?.[name];
      const reached =
        aim === undefined
          ? ""
          : figure <= aim
            ? "reached"
            : aim === 0
              ? "missed"
              : `${(figure / aim).toFixed(1)} times`;
      const cells = [
        name,
        number(figure),
        number(budget.figures[section][name]),
        number(aim),
        reached,
      ];
      return inC ? [...cells, number(inC[name])] : cells;
    });
    const columns = [units[section], "now", "budget", "aim", ""];
    return table(inC ? [...columns, "in C"] : columns, rows);
  });
  return [...tables, `In C: ${cStack.conditions.join(" ")}`].join("\n\n");
}
