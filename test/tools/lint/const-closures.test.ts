import test from "ava";
import { Linter } from "eslint";
import { constClosures } from "../../../tools/lint/const-closures.js";

const linter = new Linter();

function reported(code: string): readonly string[] {
  const config = {
    plugins: { local: { rules: { "const-closures": constClosures } } },
    rules: { "local/const-closures": "error" },
  } as const;
  return linter.verify(code, config).map(({ message }) => message.split(" ")[0]!);
}

for (const [title, code, expected] of [
  ["a parameter", "function f(a) { return (b) => a + b; }", ["a"]],
  ["a part of one", "function f({ a }) { return (b) => a + b; }", ["a"]],
  ["a variable", "function f() { let a = 1; return () => a; }", ["a"]],
  ["a parameter of an arrow function", "const f = (a) => (b) => a + b;", ["a"]],
  [
    "a function in the other form",
    "function f(a) { return function (b) { return a + b; }; }",
    ["a"],
  ],
  ["a constant", "function f(a) { const own = a; return (b) => own + b; }", []],
  ["its own parameter", "function f() { return (b) => { let c = b; return c; }; }", []],
  ["what the module has", "let a = 1; function g() {} function f() { return () => g(a); }", []],
  ["a function that is not returned", "function f(a) { return [1].map((b) => a + b); }", []],
] as const)
  test(`a function that is returned uses ${title}`, (t) => {
    t.deepEqual(reported(code), [...expected]);
  });
