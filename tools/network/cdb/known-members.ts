import * as z from "zod";

/** A value without the members of objects that its schema does not name. */
export function knownMembers(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return knownMembers(schema.unwrap(), value);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item: unknown) => knownMembers(schema.element, item));
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return value;
  const own = value as Readonly<Record<string, unknown>>;
  const named = Object.entries(schema.shape).filter(([name]) => own[name] !== undefined);
  return Object.fromEntries(
    named.map(([name, member]) => [name, knownMembers(member as z.core.$ZodType, own[name])]),
  );
}
