import type { Rule } from "eslint";

export const constClosures: Rule.RuleModule;
