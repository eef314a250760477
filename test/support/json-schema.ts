/** The part of JSON Schema that the project's schemas use. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

const keywords = new Set([
  ...["$ref", "$defs", "$schema", "title", "description", "oneOf", "type", "const", "enum"],
  ...["pattern", "items", "properties", "required", "additionalProperties"],
]);

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/**
 * What is wrong with a value, with the place in it; undefined if the schema allows it. Throws
 * Error for a keyword that this function does not know.
 */
export function schemaError(root: unknown, value: unknown): string | undefined {
  const { $defs = {} } = root as Schema;
  return check(root as Schema, value, "");

  function check(schema: Schema, own: unknown, at: string): string | undefined {
    for (const keyword of Object.keys(schema))
      if (!keywords.has(keyword)) throw new Error(`the keyword ${keyword} is not checked`);
    if (schema.$ref !== undefined) {
      const target = $defs[schema.$ref.replace("#/$defs/", "")];
      if (!target) throw new Error(`there is no ${schema.$ref}`);
      return check(target, own, at);
    }
    if (schema.oneOf) {
      const errors = schema.oneOf.map((one) => check(one, own, at));
      const fitting = errors.filter((error) => error === undefined).length;
      return fitting === 1 ? undefined : `${at}: ${fitting} of its forms fit: ${errors.join("; ")}`;
    }
    const types = typeof schema.type === "string" ? [schema.type] : schema.type;
    const type = typeOf(own);
    const fits =
      (types?.includes(type) ?? true)
        ? true
        : (types?.includes("integer") ?? false) && Number.isInteger(own);
    if (!fits) return `${at}: ${type} in place of ${types!.join(" or ")}`;
    if ("const" in schema && own !== schema.const) return `${at}: not ${String(schema.const)}`;
    if (schema.enum && !schema.enum.includes(own)) return `${at}: ${String(own)} is not listed`;
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(own as string))
      return `${at}: ${String(own)} does not fit ${schema.pattern}`;
    if (schema.items)
      for (const [i, item] of (own as unknown[]).entries()) {
        const error = check(schema.items, item, `${at}[${i}]`);
        if (error !== undefined) return error;
      }
    return type === "object" ? checkObject(schema, own as Record<string, unknown>, at) : undefined;
  }

  function checkObject(
    schema: Schema,
    own: Readonly<Record<string, unknown>>,
    at: string,
  ): string | undefined {
    const { additionalProperties = true, properties = {}, required = [] } = schema;
    for (const name of required) if (!(name in own)) return `${at}.${name} is missing`;
    for (const [name, member] of Object.entries(own)) {
      const declared = properties[name];
      if (!declared && additionalProperties === false) return `${at}.${name} is not declared`;
      const schemaOf = declared ?? (additionalProperties as Schema);
      if (typeof schemaOf !== "object") continue;
      const error = check(schemaOf, member, `${at}.${name}`);
      if (error !== undefined) return error;
    }
    return undefined;
  }
}
