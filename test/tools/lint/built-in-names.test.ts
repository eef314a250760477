// Property names that keep expensive built-ins in a chip's image.
import test from "ava";
import { Linter } from "eslint";
import tseslint from "typescript-eslint";
// @ts-expect-error: a module of the linter's configuration, without types
import { builtInNames } from "../../../tools/lint/built-in-names.js";

/** Lines of the messages about a text. */
function refused(text: string): number {
  const messages = new Linter().verify(
    text,
    [
      {
        files: ["**/*.ts"],
        languageOptions: { parser: tseslint.parser },
        rules: {
          "no-restricted-syntax": ["error", ...(builtInNames as readonly object[])] as never,
        },
      },
    ],
    "a.ts",
  );
  for (const { fatal, message } of messages) if (fatal) throw new Error(message);
  return messages.length;
}

for (const text of [
  "export const a = { match: 1 };",
  "export const { match } = a;",
  "export const { match: b } = a;",
  "a.match = 1;",
  "a?.match;",
  "f(a.search);",
  "class A { match = 1; }",
  "class A { matchAll() {} }",
  "class A { get search() { return 1; } }",
  "class A { constructor(readonly match: number) {} }",
  "interface A { readonly match: number }",
  "interface A { search(): void }",
  "'A'.toLowerCase();",
  "'A'.toLocaleUpperCase();",
  "const a = { normalize: 1 };",
])
  test(`refused, as its property's name keeps a built-in: ${text}`, (t) => {
    t.is(refused(text), 1);
  });

for (const text of [
  "const match = 1;",
  "function f(search: number) { return search; }",
  "class A { #match = 1; f() { return this.#match; } }",
  "const a = ['match'];",
  "const a = { matchValue: 1, research: 2, addressSplit: 3 };",
  "const a = { [match]: 1 };",
])
  test(`allowed, as the linker does not take it for a built-in: ${text}`, (t) => {
    t.is(refused(text), 0);
  });
