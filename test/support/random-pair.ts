// A device under random messages, beside one that was written down from the specification.
import { numbersOf, type OctetRig, octetsOf } from "./octet-rig.js";
import { tells, timeOf, type Times } from "./reference-course.js";
import { TestRandom } from "./test-random.js";

const interesting = [0, 1, 2, 255, 256, 0x3fff, 0x7fff, 0x8000, 0xc000, 0xfffe, 0xffff];
/** Transition times: at once, below 2 s, 2 s, and long ones. */
const timeOctets = [0, 0, 1, 10, 19, 20, 0x42, 0x83, 0xc1, 0xfe];

/** Numbers of a message with their octets. */
export type Field = readonly [value: number, octets: number];

/** Transition time and delay of a message, or none. */
export interface RandomTimes {
  readonly fields: readonly Field[];
  readonly times: Times | undefined;
}

/** Draws messages, and notes the first difference. */
export abstract class RandomPair {
  abstract rig: OctetRig;
  protected readonly random: TestRandom;
  /** The messages so far, for a report. */
  readonly log: string[] = [];
  /** The first difference; undefined: there is none. */
  fault: string | undefined;

  constructor(seed: number) {
    this.random = new TestRandom(seed);
  }

  /** One message, or time that passes. */
  abstract step(): void;

  /** Runs so many steps, or up to the first difference; that, with what led to it. */
  run(steps: number): string | undefined {
    for (let i = 0; i < steps && this.fault === undefined; i++) this.step();
    return this.fault && [...this.log.slice(-40), this.fault].join("\n");
  }

  protected pick<V>(values: readonly V[]): V {
    return values[this.random.below(values.length)]!;
  }

  protected word(): number {
    return this.random.below(2) === 0 ? this.pick(interesting) : this.random.below(0x1_0000);
  }

  /** A transition time octet that is allowed; `count`: of the first so many. */
  protected timeOctet(count = timeOctets.length): number {
    return this.pick(timeOctets.slice(0, count));
  }

  protected times(): RandomTimes {
    if (this.random.below(2) === 0) return { fields: [], times: undefined };
    const [time, delay] = [this.timeOctet(), this.pick([0, 0, 1, 100, 255])];
    const fields = [[time, 1] as const, [delay, 1] as const];
    return { fields, times: { time: timeOf(time)!, delay: delay * 5 } };
  }

  /** Notes where two are not equal. */
  protected expect(name: string, actual: unknown, wanted: unknown): void {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
    if (a !== b) this.fault ??= `${name}: ${a}, not ${b}`;
  }

  /** The numbers of the answer to a Get: those of the present, and in a transition those of the target, and what remains. */
  protected get(element: number, opcode: number, counts: readonly number[], target = counts) {
    const { answer } = this.rig.say(element, octetsOf(opcode));
    if (!answer) return [];
    return numbersOf(answer, counts) ?? numbersOf(answer, [...counts, ...target, 1]) ?? [];
  }

  /** Notes where an octet does not have the time that remains; undefined: there is to be none. */
  protected expectRemaining(
    name: string,
    octet: number | undefined,
    wanted: number | undefined,
  ): void {
    if (wanted === undefined) return this.expect(name, octet, undefined);
    const isRight = wanted === 0 ? octet === 0 : octet !== undefined && tells(octet, wanted);
    if (!isRight) this.fault ??= `${name}: remaining ${octet}, not ${wanted} ms`;
  }
}
