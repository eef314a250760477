import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { pathText } from "../path-text.js";
import { documentSchema, type ReadDocument } from "./document.js";

/** Something wrong in a document. */
export interface DocumentFault {
  /** Place of the value, such as `rules[0].models.Light Lightness Server.bind`; "": the whole. */
  readonly path: string;
  /** Line of the text, from 1; undefined: the document is no text. */
  readonly line?: number | undefined;
  readonly text: string;
}

/** A document that says no configuration, with all that is wrong. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  readonly faults: readonly DocumentFault[];

  constructor(faults: readonly DocumentFault[]) {
    super(faults.map(documentFaultText).join("\n"));
    this.faults = faults;
  }
}

export function documentFaultText({ line, path, text }: DocumentFault): string {
  const place = [...(line === undefined ? [] : [`line ${line}`]), ...(path === "" ? [] : [path])];
  return place.length === 0 ? text : `${place.join(", ")}: ${text}`;
}

/** The line of a place in the text of a document. */
export type LineOf = (path: readonly PropertyKey[]) => number | undefined;

/** A document, and where its parts are. */
export interface DocumentSource {
  readonly document: ReadDocument;
  readonly lineOf: LineOf;
}

/** Reads a file: YAML, JSON, or a module of TypeScript or JavaScript with a document as its default export. Rejects with DocumentError. */
export async function readDocument(path: string): Promise<DocumentSource> {
  if ([".ts", ".mts", ".js", ".mjs"].includes(extname(path))) {
    const { loadModule } = await import("../../simulation/load-firmware.js");
    const { default: exported } = (await loadModule(resolve(path))) as { default?: unknown };
    if (exported === undefined)
      throw new DocumentError([
        {
          path: "",
          text: "the module has no default export: export default defineNetwork({ ... })",
        },
      ]);
    return checkedDocument(exported, () => undefined);
  }
  return parsedDocument(readFileSync(path, "utf8"));
}

/** Reads the text of a document, YAML or JSON. Throws DocumentError. */
export function parsedDocument(text: string): DocumentSource {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const [error] = parsed.errors;
  if (error)
    throw new DocumentError(
      parsed.errors.map(({ message, pos: [at] }) => ({
        path: "",
        line: lines.linePos(at).line,
        text: `no YAML: ${message}`,
      })),
    );
  let value: unknown;
  try {
    value = parsed.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias of nothing, or too many of them.
    throw new DocumentError([{ path: "", text: `no YAML: ${(error as Error).message}` }]);
  }
  return checkedDocument(value, lineIn(parsed, lines));
}

/** The value of an object that came from a file or a program. Throws DocumentError. */
export function checkedDocument(value: unknown, lineOf: LineOf): DocumentSource {
  const result = documentSchema.safeParse(value);
  if (result.success) return { document: result.data, lineOf };
  throw new DocumentError(
    result.error.issues.map(({ message, path }) => ({
      path: pathText(path),
      line: lineOf(path),
      text: message,
    })),
  );
}

function lineIn(parsed: Document, lines: LineCounter): LineOf {
  return (path) => {
    // Of what is not there, the nearest that is.
    for (let length = path.length; length >= 0; length--) {
      const start = startOf(parsed, path.slice(0, length));
      if (start !== undefined) return lines.linePos(start).line;
    }
    return undefined;
  };
}

/** Where a member begins, with its name. */
function startOf(parsed: Document, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length === 0 ? undefined : parsed.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1));
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = parsed.getIn(path, true);
  return isScalar(node) || isCollection(node) ? node.range?.[0] : undefined;
}
