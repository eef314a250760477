import { table } from "../simulate/report.js";
import type { Budget } from "./budget.js";
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

/** The figures with budget and target, one table for each section. */
export function figuresTable(figures: Figures, budget: Budget): string {
  return sections
    .map((section) => {
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
        return [name, number(figure), number(budget.figures[section][name]), number(aim), reached];
      });
      return table([units[section], "now", "budget", "aim", ""], rows);
    })
    .join("\n\n");
}
