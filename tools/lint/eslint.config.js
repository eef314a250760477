import globals from "globals";
import tseslint from "typescript-eslint";
import { fileURLToPath } from "node:url";
import { builtInNames } from "./built-in-names.js";
import { constClosures } from "./const-closures.js";
import { folderOrder } from "./folder-order.js";
import { importCircles } from "./import-circles.js";
import { terms } from "./terms.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default tseslint.config(
  { ignores: ["build/**", "dist/**", "dist.*/**", "**/node_modules/**"] },
  {
    files: ["**/*.{ts,js,mjs}"],
    plugins: { words: { rules: { terms } } },
    rules: { "words/terms": "error" },
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: {
      local: {
        rules: {
          "const-closures": constClosures,
          "folder-order": folderOrder,
          "import-circles": importCircles,
        },
      },
    },
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.json", "tools/page/browser/tsconfig.json"],
        tsconfigRootDir: root,
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "local/folder-order": "error",
      "local/import-circles": "error",
      "max-lines": ["error", { max: 400 }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["modules/checks/*.ts"],
    rules: { "local/const-closures": "error" },
  },
  {
    files: ["modules/**/*.ts", "hosts/{native,moddable,esp32,simulator}/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          // An object that is not frozen takes a chip's memory: the linker reserves a place for a
          // modified copy.
          selector:
            "Program > :matches(VariableDeclaration, ExportNamedDeclaration > VariableDeclaration) > VariableDeclarator > :matches(ObjectExpression, ArrayExpression, NewExpression, TSAsExpression).init",
          message:
            "What is made at module level must be frozen: frozen(…) of modules/base/frozen.ts.",
        },
        {
          selector: ":matches(CallExpression, NewExpression) > SpreadElement",
          message: "Each item takes a slot of a chip's stack of 512: use a loop, or set().",
        },
        {
          selector: "CallExpression > MemberExpression[property.name=/^flat(Map)?$/].callee",
          message:
            "In XS each item of flat and flatMap takes a slot of a chip's stack: use a loop.",
        },
        ...builtInNames,
        {
          selector: "Literal[regex]",
          message:
            "One regular expression brings XS's 33 kB for them into a chip's flash: compare characters.",
        },
        {
          selector: "Program > ImportDeclaration > ImportNamespaceSpecifier",
          message: "Import the names: a namespace is a variable that the chip keeps in memory.",
        },
      ],
    },
  },
  {
    files: ["tools/**/*.ts", "test/tools/simulation/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    // Code that the reader is to complete does not use its arguments yet.
    files: ["examples/**/*.ts"],
    rules: {
      "no-console": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: { globals: globals.node },
  },
);
