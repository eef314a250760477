/** Lines that are written at once in a period, and from the queue in each further one. */
const linesEach = 4;
/** Milliseconds of a period. */
const period = 20;
/** Lines and characters that wait, at most. */
const mostLines = 16;
const mostCharacters = 2000;

export interface LineQueueOptions {
  readonly write: (line: string) => void;
  /** Calls `work` after some milliseconds, never inside the call. */
  readonly schedule: (work: () => void, milliseconds: number) => void;
}

/**
 * Writes lines without blocking: 4 at once, and 4 more each 20 ms. Those between wait, 16 lines
 * and 2,000 characters at most. Then the oldest ones are dropped, and a line says how many were
 * lost.
 */
export class LineQueue {
  private readonly options: LineQueueOptions;
  private readonly waiting: string[] = [];
  /** Characters of the lines that wait. */
  private characters = 0;
  private lost = 0;
  /** Lines that can still be written in this period. */
  private left = linesEach;
  private running = false;

  constructor(options: LineQueueOptions) {
    this.options = options;
  }

  add(line: string): void {
    this.waiting.push(line);
    this.characters += line.length;
    this.writeSome();
    while (this.waiting.length > mostLines || this.characters > mostCharacters) {
      if (this.waiting.length === 1) break;
      this.characters -= this.waiting.shift()!.length;
      this.lost++;
    }
    if (this.running) return;
    this.running = true;
    this.options.schedule(() => this.next(), period);
  }

  private next(): void {
    const idle = this.left === linesEach;
    this.left = linesEach;
    this.writeSome();
    this.running = !idle || this.waiting.length > 0;
    if (this.running) this.options.schedule(() => this.next(), period);
  }

  private writeSome(): void {
    const { write } = this.options;
    if (this.lost > 0 && this.left > 0) {
      this.left--;
      write(`${this.lost} ${this.lost === 1 ? "line" : "lines"} lost`);
      this.lost = 0;
    }
    for (; this.left > 0 && this.waiting.length > 0; this.left--) {
      const line = this.waiting.shift()!;
      this.characters -= line.length;
      write(line);
    }
  }
}
