// The Mesh Configuration Databases of test/vectors/cdb, which other programs wrote.
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../vectors/cdb/", import.meta.url);

export const databaseFiles = readdirSync(folder).filter((name) => name.endsWith(".json"));

export function databaseFile(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** An object or a list of JSON. */
export type Json = Record<string | number, unknown>;

/** Members by path, such as `nodes[0].excluded`, and their values; undefined: without it. One behind the last of a list is added. */
export type Changes = Readonly<Record<string, unknown>>;

function parts(path: string): string[] {
  return path.replaceAll("[", ".").replaceAll("]", "").split(".");
}

export function memberOf(value: unknown, path: string): unknown {
  return parts(path).reduce<unknown>((owner, name) => (owner as Json)[name], value);
}

export function change(content: Json, changes: Changes): Json {
  for (const [path, value] of Object.entries(changes)) {
    const names = parts(path);
    const last = names.pop()!;
    const owner = names.reduce<Json>((own, name) => own[name] as Json, content);
    if (value === undefined && Array.isArray(owner)) owner.splice(Number(last), 1);
    else if (value === undefined) Reflect.deleteProperty(owner, last);
    else owner[last] = value;
  }
  return content;
}

/** The specification's sample data as the Kotlin library has them, with changes. */
export function sampleContent(changes: Changes = {}): Json {
  const content = JSON.parse(databaseFile("01-nordic-kotlin-core-2023.json")) as Json;
  // Three models are on an element twice there.
  (memberOf(content, "nodes[1].elements[0].models") as unknown[]).splice(6);
  return change(content, changes);
}

export function sample(changes: Changes = {}): string {
  return JSON.stringify(sampleContent(changes));
}
