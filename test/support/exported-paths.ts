import { readFileSync } from "node:fs";

/** What package.json says under "exports" for one path. */
export type ExportTarget = string | Readonly<Record<string, string>>;

const { exports } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { readonly exports: Readonly<Record<string, ExportTarget>> };

/** The paths of the package that can be imported, "." and "./models" and so on, with what each is. */
export const exportTargets = new Map(
  Object.entries(exports).filter(
    ([, target]) => typeof target !== "string" && target["default"] !== undefined,
  ) as [string, Readonly<Record<string, string>>][],
);

/** The same paths alone. */
export const exportedPaths = [...exportTargets.keys()];
