/** Opcodes of one host that are reported one by one. */
const MOST_TOLD = 32;
/** Opcodes of one host that are counted: more than there are commands of a controller without connections. */
const MOST_COUNTED = 256;

/** How often a host sent a command that its controller does not know. */
export interface UnknownCommand {
  readonly opcode: number;
  readonly count: number;
}

/** Counts the commands of one host that its controller does not know, the first 256 opcodes of them; each is reported once. */
export class UnknownCommands {
  readonly #counts = new Map<number, number>();
  readonly #tell: (opcode: number) => void;

  /** `tell` is called for the first of each, but not for more than 32: a host that floods its controller floods no terminal. */
  constructor(tell: (opcode: number) => void) {
    this.#tell = tell;
  }

  add(opcode: number): void {
    const count = this.#counts.get(opcode) ?? 0;
    if (count === 0 && this.#counts.size >= MOST_COUNTED) return;
    this.#counts.set(opcode, count + 1);
    if (count === 0 && this.#counts.size <= MOST_TOLD) this.#tell(opcode);
  }

  /** In the order in which they came first. */
  get all(): readonly UnknownCommand[] {
    return [...this.#counts].map(([opcode, count]) => ({ opcode, count }));
  }
}
