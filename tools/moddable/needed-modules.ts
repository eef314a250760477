import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { list, type Manifest, platformSection } from "./manifests.js";

/** A module of the project that a manifest names. */
export interface NamedModule {
  /** The source, TypeScript. */
  readonly file: string;
  /** The manifest that names it: its specifier before the colon and its path after it. */
  readonly manifest: string;
  readonly target: string;
  readonly source: string;
}

/** The modules of a build by specifier, and its manifests. Paths are absolute. */
export interface Build {
  readonly modules: Map<string, NamedModule>;
  readonly manifests: ReadonlySet<string>;
  /**
   * Specifiers of the main module, and of modules that the SDK or an application loads by name.
   */
  readonly roots: ReadonlySet<string>;
}

/**
 * Reads a manifest and those that it includes, as mcconfig does; modules in C and those of the
 * SDK are left out. Throws Error if a named source does not exist, or if the platform is not
 * supported.
 */
export function readBuild(path: string, platform: string): Build {
  const named: [specifier: string, module: NamedModule][] = [];
  const excluded = new Set<string>();
  const manifests = new Set<string>();
  const roots = new Set<string>();
  function add(manifest: string, { creation, modules = {} }: Manifest): void {
    const folder = dirname(manifest);
    const { main } = (creation ?? {}) as { readonly main?: string };
    if (main !== undefined) roots.add(main);
    for (const [target, sources] of Object.entries(modules))
      for (const source of list(sources)) {
        if (source.startsWith("$(")) continue;
        for (const name of namesOf(folder, source)) {
          const file = join(folder, dirname(source), name);
          const exists = [".ts", ".c", ".js"].some((end) => existsSync(file.replace(/\.ts$/, end)));
          if (!exists) throw new Error(`${folder}: ${source} is not there`);
          // mcconfig takes a JSON file for a module of the same name, unless it is a manifest.
          if (existsSync(file.replace(/\.ts$/, ".json")) && !name.startsWith("manifest"))
            throw new Error(`${folder}: ${source} names two modules: ${name} and a JSON file`);
          if (!existsSync(file)) continue;
          const specifier = target.replace("*", name.slice(0, -3));
          if (target === "~") excluded.add(file);
          else named.push([specifier, { file, manifest, target, source }]);
        }
      }
  }
  function read(file: string): void {
    if (manifests.has(file)) return;
    manifests.add(file);
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    const own = platformSection(manifest, platform);
    if (own?.error) throw new Error(own.error);
    for (const include of [...list(manifest.include), ...list(own?.include)])
      if (!include.startsWith("$(")) read(join(dirname(file), include));
    add(file, manifest);
    if (own) add(file, own);
  }
  read(path);
  // Whatever the order of the manifests: "~" lists what others replace or a chip has in C.
  const modules = new Map<string, NamedModule>();
  const specifiers = new Map<string, string>();
  for (const [specifier, module] of named) {
    const { file } = module;
    if (excluded.has(file) || modules.get(specifier)?.file === file) continue;
    // Which of two mcconfig takes depends on whether a line names one module or a whole folder.
    const replaced = modules.get(specifier)?.file;
    if (replaced !== undefined)
      throw new Error(`${specifier}: both ${replaced} and ${file}: add the one replaced to "~"`);
    modules.set(specifier, module);
    // mcconfig builds a source once, under one of its names.
    const other = specifiers.get(file);
    if (other !== undefined) throw new Error(`${file}: one source for ${other} and ${specifier}`);
    specifiers.set(file, specifier);
  }
  for (const specifier of modules.keys())
    if (!specifier.startsWith("xs-mesh/")) roots.add(specifier);
  return { modules, manifests, roots };
}

function namesOf(folder: string, source: string): string[] {
  if (!source.endsWith("*")) return [`${source.split("/").at(-1)!}.ts`];
  return readdirSync(join(folder, dirname(source))).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".d.ts"),
  );
}

/** The imports of a file at run time, without type imports. */
function importsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const found: string[] = [];
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause } = statement;
      const bindings = importClause?.namedBindings;
      const typesOnly =
        importClause?.isTypeOnly ||
        (bindings && ts.isNamedImports(bindings) && bindings.elements.every((e) => e.isTypeOnly));
      if (!typesOnly) found.push((statement.moduleSpecifier as ts.StringLiteral).text);
    } else if (
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier &&
      !statement.isTypeOnly
    )
      found.push((statement.moduleSpecifier as ts.StringLiteral).text);
  }
  return found;
}

/** The project's specifiers that a module imports. */
function specifiersOf(specifier: string, file: string): string[] {
  return importsOf(file).flatMap((imported) => {
    if (imported.startsWith(".")) return [join(dirname(specifier), imported).replace(/\.js$/, "")];
    return /^(xs-mesh|firmware)/.test(imported) ? [imported] : [];
  });
}

/**
 * For each import of a build that no manifest names: a message with the importer, the missing
 * line, and the manifest to add it to. `project`: the folder of the specifier "xs-mesh".
 */
export function missingLines(project: string, { modules, manifests }: Build): string[] {
  const found: string[] = [];
  for (const [specifier, { file, manifest }] of modules)
    for (const wanted of specifiersOf(specifier, file)) {
      if (modules.has(wanted)) continue;
      const importer = relative(project, file);
      const source = join(project, wanted.replace(/^xs-mesh\//, ""));
      if (!existsSync(`${source}.ts`)) {
        found.push(`${importer} imports ${wanted}, which is not there`);
        continue;
      }
      const place = placeOf(
        dirname(source),
        dirname(manifest) === dirname(source) ? manifest : undefined,
        manifests,
      );
      const path = relative(dirname(place), source);
      const line = `"${wanted}": "${path.startsWith(".") ? path : `./${path}`}"`;
      const included = manifests.has(place)
        ? ""
        : `, and have ${relative(project, manifest)} include that`;
      found.push(
        `${importer} imports ${wanted}: add the line ${line} to "modules" in ${relative(project, place)}${included}`,
      );
    }
  return [...new Set(found)];
}

/**
 * The manifest for a module in `folder`: `own` if there is one; otherwise a manifest in the
 * nearest folder from `folder` upwards, preferably one that the build reads.
 */
function placeOf(folder: string, own: string | undefined, read: ReadonlySet<string>): string {
  if (own) return own;
  for (let at = folder; ; at = dirname(at)) {
    const here = existsSync(at)
      ? readdirSync(at).filter((name) => /^manifest.*\.json$/.test(name))
      : [];
    const paths = here.sort((a, b) => a.length - b.length).map((name) => join(at, name));
    const place = paths.find((path) => read.has(path)) ?? paths[0];
    if (place) return place;
    if (at === dirname(at)) throw new Error(`${folder}: no manifest here or above`);
  }
}

/**
 * The specifiers that a build needs: its roots, and all that they import directly or indirectly.
 */
function neededModules({ modules, roots }: Build): Set<string> {
  const needed = new Set([...roots].filter((root) => modules.has(root)));
  for (const specifier of needed)
    for (const wanted of specifiersOf(specifier, modules.get(specifier)!.file))
      if (modules.has(wanted)) needed.add(wanted);
  return needed;
}

/** Whether a source contains code in addition to types. */
function hasCode(file: string): boolean {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.some(
    (statement) =>
      !ts.isInterfaceDeclaration(statement) &&
      !ts.isTypeAliasDeclaration(statement) &&
      !ts.isImportDeclaration(statement) &&
      !(ts.isExportDeclaration(statement) && statement.isTypeOnly),
  );
}

/**
 * The manifest lines with modules that no build reading the manifest imports: they would take
 * flash or memory of a chip without being used. Modules that contain only types are not reported,
 * because nothing of them is linked.
 */
export function needlessLines(project: string, builds: readonly Build[]): string[] {
  const lines = new Map<string, boolean>();
  for (const build of builds) {
    const needed = neededModules(build);
    for (const [specifier, { file, manifest, source, target }] of build.modules) {
      if (!hasCode(file)) continue;
      const line = `${relative(project, manifest)}: nothing imports what "${target}": "${source}" names: delete the line`;
      lines.set(line, (lines.get(line) ?? false) || needed.has(specifier));
    }
  }
  return [...lines].filter(([, needed]) => !needed).map(([line]) => line);
}
