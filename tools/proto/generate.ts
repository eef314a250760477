// Generates TypeScript from the .proto files of modules/protocomm/proto with pbf's compiler; run
// by `node --import tsx tools/proto/main.ts`.
import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileRaw } from "pbf/compile";
import { format } from "prettier";
import schema from "protocol-buffers-schema";

export const protoFolder = fileURLToPath(new URL("../../modules/protocomm/proto", import.meta.url));

interface Field {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly oneof: string | null;
}

interface Message {
  readonly name: string;
  readonly fields: readonly Field[];
}

interface Schema {
  readonly syntax: number;
  readonly imports: readonly string[];
  readonly messages: readonly Message[];
  enums: { readonly name: string }[];
}

const scalars: Readonly<Record<string, string>> = {
  bool: "boolean",
  bytes: "Uint8Array",
  int32: "number",
  string: "string",
  uint32: "number",
};

function parse(file: string): Schema {
  const parsed = schema.parse(readFileSync(file)) as unknown as Schema;
  return { ...parsed, enums: [...parsed.enums] };
}

/** The interfaces of a message as it is read, and of the values with which it is written. */
function interfaces({ name, fields }: Message, messages: ReadonlySet<string>): string {
  const line = (field: Field, written: boolean): string => {
    const message = messages.has(field.type);
    const type = scalars[field.type] ?? (message ? field.type + (written ? "Init" : "") : "number");
    const whole = field.repeated ? `${written ? "readonly " : ""}${type}[]` : type;
    const absent = !field.repeated && (message || field.type === "bytes");
    if (written) return `readonly ${field.name}?: ${whole} | undefined;`;
    return `${field.name}: ${whole}${absent || field.oneof ? " | undefined" : ""};`;
  };
  const oneofs = [...new Set(fields.flatMap(({ oneof }) => oneof ?? []))];
  const read = [
    ...fields.map((field) => line(field, false)),
    ...oneofs.map((oneof) => `${oneof}: string | undefined;`),
  ];
  const written = fields.map((field) => line(field, true));
  if (fields.length === 0) {
    return (
      `export type ${name} = Record<string, never>;\n` +
      `export type ${name}Init = Record<string, never>;\n`
    );
  }
  return (
    `export interface ${name} {\n${read.join("\n")}\n}\n\n` +
    `export interface ${name}Init {\n${written.join("\n")}\n}\n\n`
  );
}

/** Generates the module of one .proto file. Throws for a field with an unsupported type. */
export async function generate(file: string): Promise<string> {
  const parsed = parse(file);
  const imported = parsed.imports.map((name) => parse(join(dirname(file), name)));
  const foreign = imported.flatMap(({ enums }) => enums);
  const messages = new Set(parsed.messages.map(({ name }) => name));
  const whole = { ...parsed, enums: [...foreign, ...parsed.enums] };
  let code = compileRaw(whole);
  // A file that imports another one only uses the values of its enums.
  for (const { name } of foreign)
    code = code.replace(new RegExp(`\\nexport const ${name} = \\{[^}]*\\};\\n`), "");
  const typed = code
    .replace(/^\/\/.*\n/, "")
    .replace(/(export const \w+ = )(\{[^}]*\});/g, "$1Object.freeze($2);")
    .replace(/ != null/g, " !== undefined")
    .replace(
      /export function read(\w+)\(pbf, end\) \{\n {4}const obj = /g,
      "export function read$1(pbf: PbfReader, end?: number): $1 {\nconst obj: $1 = ",
    )
    .replace(
      /export function read(\w+)\(pbf, end\) \{\n {4}pbf/g,
      "export function read$1(pbf: PbfReader, end: number): $1 {\npbf",
    )
    .replace(/let field;/g, "let field: number;")
    .replace(/export function write(\w+)\(obj, pbf\) \{\}/g, "export function write$1(): void {}")
    .replace(
      /export function write(\w+)\(obj, pbf\)/g,
      "export function write$1(obj: $1Init, pbf: PbfWriter): void",
    );
  const types = parsed.messages.map((message) => interfaces(message, messages)).join("");
  const imports = messages.size > 0 ? `import type { PbfReader, PbfWriter } from "pbf";\n\n` : "";
  const head = `/* eslint max-lines: "off" */\n// Made from ${basename(file)} by tools/proto: not to be edited.\n`;
  return format(head + imports + types + typed, { parser: "typescript", printWidth: 100 });
}

/** The .proto files, and the path of the module that is generated from each. */
export function protoFiles(): { readonly source: string; readonly target: string }[] {
  return readdirSync(protoFolder)
    .filter((name) => name.endsWith(".proto"))
    .sort()
    .map((name) => ({
      source: join(protoFolder, name),
      target: join(protoFolder, name.replace(/\.proto$/, ".ts")),
    }));
}
