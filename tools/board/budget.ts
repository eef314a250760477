import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolVersions } from "../../hosts/board/build/build.js";
import { boardSources } from "../../hosts/board/build/folders.js";
import type { Figures, Section } from "./figures.js";

/** Largest relative difference of a figure from its budget. */
export const tolerance = 0.03;

export interface Budget {
  /**
   * Versions of the tools with which the figures were measured; other versions give other
   * figures.
   */
  readonly tools: string;
  /** The agreed figures. */
  readonly figures: Figures;
  /** Target values, by section and name. */
  readonly aims: Readonly<Partial<Record<keyof Figures, Section>>>;
  /** Most memory that a firmware may take. */
  readonly limits: Limits;
}

/**
 * Memory of a chip for a firmware: bytes of flash, and slots and bytes of chunks for live data
 * after boot.
 */
export interface Limits {
  readonly flash: number;
  readonly slots: number;
  readonly chunks: number;
}

/** Figures of a mesh stack in C on the same board, which are facts: they are not measured here. */
export interface CStack {
  /** What was measured and how, one sentence each. */
  readonly conditions: readonly string[];
  /** By section and name, as in Figures. */
  readonly figures: Readonly<Partial<Record<keyof Figures, Section>>>;
}

/** Reads the figures of the stack in C. */
export function readCStack(): CStack {
  return JSON.parse(readFileSync(join(boardSources, "c-stack.json"), "utf8")) as CStack;
}

export const budgetFile = join(boardSources, "budget.json");

export function readBudget(): Budget {
  return JSON.parse(readFileSync(budgetFile, "utf8")) as Budget;
}

/** Stores figures as the new budget. */
export function writeBudget(figures: Figures): void {
  const budget = { ...readBudget(), tools: toolVersions(), figures };
  writeFileSync(budgetFile, `${JSON.stringify(budget, undefined, 2)}\n`);
}

export const sections = ["instructions", "garbage", "memory", "stack", "flash"] as const;

/** A figure that differs from the budget. */
export interface Breach {
  readonly section: keyof Figures;
  readonly name: string;
  /** Undefined if there is no figure with this name. */
  readonly figure: number | undefined;
  readonly budget: number | undefined;
}

/**
 * Figures that differ by more than the tolerance in either direction: an improvement must be
 * recorded too.
 */
export function breaches(figures: Figures, budget: Figures): Breach[] {
  return sections.flatMap((section) => {
    const names = new Set([...Object.keys(figures[section]), ...Object.keys(budget[section])]);
    return [...names].flatMap((name) => {
      const breach = { figure: figures[section][name], budget: budget[section][name] };
      const [figure, expected] = [breach.figure, breach.budget];
      const kept =
        figure !== undefined &&
        expected !== undefined &&
        Math.abs(figure - expected) <= expected * tolerance;
      return kept ? [] : [{ section, name, ...breach }];
    });
  });
}

/** A breach as one line of text. */
export function breachText({ section, name, figure, budget }: Breach): string {
  const number = (value: number) => value.toLocaleString("en");
  if (budget === undefined) return `${section}: ${name}: ${number(figure!)}, without a budget`;
  if (figure === undefined) return `${section}: ${name}: not measured any more`;
  const off = figure - budget;
  const part = budget === 0 ? "" : ` (${((100 * Math.abs(off)) / budget).toFixed(1)} %)`;
  return `${section}: ${name}: ${number(figure)}, ${number(Math.abs(off))}${part} ${
    off > 0 ? "over" : "below"
  } the budget of ${number(budget)}`;
}
