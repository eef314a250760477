import globals from "globals";
import tseslint from "typescript-eslint";
import { fileURLToPath } from "node:url";
import { folderOrder } from "./folder-order.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default tseslint.config(
  { ignores: ["build/**", "**/node_modules/**"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { local: { rules: { "folder-order": folderOrder } } },
    languageOptions: {
      parserOptions: { project: `${root}tsconfig.json`, tsconfigRootDir: root },
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
      "max-lines": ["error", { max: 400 }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["modules/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          // matching writes to the expression, which a chip has in flash
          selector:
            "Program > :matches(VariableDeclaration, ExportNamedDeclaration) Literal[regex]:not(:function *)",
          message: "A regular expression must not be made at module level.",
        },
      ],
    },
  },
  {
    files: ["tools/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: { globals: globals.node },
  },
);
