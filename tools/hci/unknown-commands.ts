/** Most opcodes of one host that are reported individually. */
const MOST_TOLD = 32;
/**
 * Most opcodes of one host that are counted; a controller without connections has fewer commands.
 */
const MOST_COUNTED = 256;

/** An unsupported command of a host, and how often it was sent. */
export interface UnknownCommand {
  readonly opcode: number;
  readonly count: number;
}

/**
 * Counts the unsupported commands of one host, for up to 256 opcodes; each opcode is reported
 * once.
 */
export class UnknownCommands {
  readonly #counts = new Map<number, number>();
  readonly #tell: (opcode: number) => void;

  /**
   * `tell` is called for the first command with each opcode, at most 32 times, so that a host
   * cannot flood the terminal.
   */
  constructor(tell: (opcode: number) => void) {
    this.#tell = tell;
  }

  add(opcode: number): void {
    const count = this.#counts.get(opcode) ?? 0;
    if (count === 0 && this.#counts.size >= MOST_COUNTED) return;
    this.#counts.set(opcode, count + 1);
    if (count === 0 && this.#counts.size <= MOST_TOLD) this.#tell(opcode);
  }

  /** The commands in the order in which they were first received. */
  get all(): readonly UnknownCommand[] {
    return [...this.#counts].map(([opcode, count]) => ({ opcode, count }));
  }
}
