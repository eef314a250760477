import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { frozen } from "../../base/frozen.js";

/** A number in a unit, of which messages and states carry parts: `parts` of them are `span` units. Two octets. */
export class Fraction implements Field<number> {
  readonly minimum = 2;

  constructor(
    private readonly low: number,
    private readonly high: number,
    private readonly parts: number,
    private readonly span: number,
  ) {}

  /** The value of a number of parts. */
  of(parts: number): number {
    return (parts * this.span) / this.parts;
  }

  /** The nearest number of parts. Throws FieldError, with the name, for a value out of range. */
  partsOf(value: number, name: string): number {
    const { high, low, parts, span } = this;
    const least = (low * span) / parts;
    const most = Math.round(((high + 1) * span) / parts);
    if (!(typeof value === "number" && value >= least && value <= most))
      throw new FieldError(`${name}: ${value} is not a number from ${least} to ${most}`);
    const nearest = Math.round((value * parts) / span);
    // The end of the range may be a part more than there is: the last one, and the begin of the circle.
    if (nearest <= high) return nearest;
    return span === degrees ? 0 : high;
  }

  read(reader: FieldReader): number {
    const parts = reader.number(2);
    return this.of(this.low < 0 && parts > this.high ? parts - 0x1_0000 : parts);
  }

  write(writer: FieldWriter, value: number, name: string): void {
    writer.number(this.partsOf(value, name), 2);
  }
}

const degrees = 360;

/** A part of a whole, 0..1, in parts of 1/65,535. */
export const wholeFraction = frozen(new Fraction(0, 0xffff, 0xffff, 1));

/** -1..1 in parts of 1/32,768; 1 is the last part below it. */
export const signedFraction = frozen(new Fraction(-0x8000, 0x7fff, 0x8000, 1));

/** An angle, 0..360°, in parts of 360/65,536°; 360 is 0. */
export const angle = frozen(new Fraction(0, 0xffff, 0x1_0000, degrees));
