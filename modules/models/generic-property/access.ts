import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { frozen } from "../../base/frozen.js";

/** What a user may do with a property. */
export type PropertyAccess = "none" | "read" | "write" | "read-write";

/** By their codes. */
const accesses: readonly PropertyAccess[] = frozen(["none", "read", "write", "read-write"]);

/** The code of an access, as it is sent and stored. */
export function accessCode(access: PropertyAccess): number {
  return accesses.indexOf(access);
}

/** The access of a code; undefined for one that is prohibited. */
export function accessOf(code: number): PropertyAccess | undefined {
  return accesses[code];
}

/** Throws RangeError for what is no access from `low` to `high`, by their codes. */
export function checkAccess(name: string, access: unknown, low: number, high: number): void {
  const code = accesses.indexOf(access as PropertyAccess);
  if (code >= low && code <= high && code >= 0) return;
  const allowed = accesses.slice(low, high + 1).join(", ");
  throw new RangeError(`${name}: ${String(access)} is none of ${allowed}`);
}

/** One octet of an access from `low` to `high`, by their codes; the others are prohibited. */
export class AccessField implements Field<PropertyAccess> {
  readonly minimum = 1;

  constructor(
    private readonly low: number,
    private readonly high: number,
  ) {}

  read(reader: FieldReader): PropertyAccess {
    const code = reader.number(1);
    if (code < this.low || code > this.high) reader.ok = false;
    return accesses[code & 3]!;
  }

  write(writer: FieldWriter, access: PropertyAccess, name: string): void {
    const code = accesses.indexOf(access);
    if (code < this.low || code > this.high)
      throw new FieldError(
        `${name}: ${String(access)} is none of ${accesses.slice(this.low, this.high + 1).join(", ")}`,
      );
    writer.number(code, 1);
  }
}
