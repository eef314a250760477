import type { Rule } from "eslint";

export function circle(
  file: string,
  first: string,
  imports?: (file: string) => Iterable<string>,
): string[] | undefined;
export const importCircles: Rule.RuleModule;
