import type { Field, FieldReader, Fields, FieldWriter, Values } from "./field.js";
import { BooleanField, NumberField, OptionalField } from "./field-kinds.js";

/** How a message takes a field: most are of the first kinds, for which a call would cost more than the octets. */
export const octetKind = 1;
export const booleanKind = 2;
export const wordKind = 3;
export const optionalKind = 4;
const otherKind = 5;

// By class: a field of an application's own is none of these, whatever its properties are called.
function kindOf(field: Field<unknown>): number {
  if (field instanceof BooleanField) return booleanKind;
  if (field instanceof OptionalField) return optionalKind;
  if (field instanceof NumberField && field.whole) {
    if (field.minimum === 1) return octetKind;
    if (field.minimum === 2) return wordKind;
  }
  return otherKind;
}

/** A field of a group, and the one after it: on XS a list costs less than an array. */
export interface Member {
  readonly name: string;
  readonly kind: number;
  readonly field: Field<unknown>;
  readonly next: Member | undefined;
}

/** Several fields as one. */
export class FieldGroup<F extends Fields> implements Field<Values<F>> {
  readonly minimum: number;
  protected readonly first: Member | undefined;

  constructor(fields: F) {
    const names = Object.keys(fields);
    let minimum = 0;
    let next: Member | undefined;
    for (let i = names.length - 1; i >= 0; i--) {
      const name = names[i]!;
      const field: Field<unknown> = fields[name]!;
      next = { name, kind: kindOf(field), field, next };
      minimum += field.minimum;
    }
    this.first = next;
    this.minimum = minimum;
  }

  read(reader: FieldReader): Values<F> {
    const values: Record<string, unknown> = {};
    for (let member = this.first; member !== undefined; member = member.next)
      values[member.name] = member.field.read(reader);
    return values as Values<F>;
  }

  write(writer: FieldWriter, values: Values<F>): void {
    for (let member = this.first; member !== undefined; member = member.next)
      member.field.write(writer, values[member.name], member.name);
  }
}
