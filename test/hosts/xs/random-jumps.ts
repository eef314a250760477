// Random programs whose exceptions, loops, generators and async functions mix.
import { TestRandom } from "../../support/test-random.js";

/** What the C of an engine throws. */
const thrownByC = [
  "null.x",
  "undefined()",
  "new Array(-1)",
  "[].reduce(note)",
  'JSON.parse("{")',
  'decodeURIComponent("%")',
  "Symbol() + 1",
  "Object.defineProperty(Object.freeze({}), 'x', {})",
];

class Writer {
  readonly #random: TestRandom;
  #names = 0;
  #notes = 0;

  constructor(seed: number) {
    this.#random = new TestRandom(seed);
  }

  /** `loop`: whether `break` and `continue` are allowed here; `kind`: of the function around. */
  block(depth: number, loop: boolean, kind: "" | "yield" | "await"): string {
    const count = 1 + this.#random.below(3);
    return Array.from({ length: count }, () => this.#statement(depth, loop, kind)).join("\n");
  }

  #note(): string {
    return `note(${++this.#notes}, a, b, c);`;
  }

  #simple(loop: boolean, kind: string): string {
    const n = this.#random.below(100);
    switch (this.#random.below(8)) {
      case 0:
        return `if (${this.#test()}) throw ${n};`;
      case 1:
        return `if (${this.#test()}) ${thrownByC[n % thrownByC.length]!};`;
      case 2:
        // XS awaits what an async function returns, before a `finally` too
        if (kind === "await") return `a = b + ${n};`;
        return `if (${this.#test()}) return ${n};`;
      case 3:
        if (loop) return `if (${this.#test()}) ${n % 2 ? "break" : "continue"};`;
        return `c = a + b;`;
      case 4:
        return kind === "yield"
          ? `b += yield a;`
          : kind === "await"
            ? `b += await a;`
            : `b ^= ${n};`;
      case 5:
        return kind === "await" ? `await Promise.reject(${n});` : `c = (c + ${n}) % 1000;`;
      default:
        return `${"abc"[n % 3]!} = (a * 3 + b + ${n}) % 1000; ${this.#note()}`;
    }
  }

  #test(): string {
    return `(a + b * 7 + c) % ${2 + this.#random.below(4)} === ${this.#random.below(2)}`;
  }

  #tried(depth: number, loop: boolean, kind: "" | "yield" | "await"): string {
    const form = this.#random.below(3);
    const name = `e${++this.#names}`;
    const again = this.#random.below(3) === 0 ? `if (${this.#test()}) throw ${name};` : "";
    const caught = `${this.#note()} failed(${name}); ${again} ${this.block(depth - 1, loop, kind)}`;
    let text = `try { ${this.block(depth - 1, loop, kind)} }`;
    if (form !== 0) text += ` catch (${name}) { ${caught} }`;
    if (form !== 1) text += ` finally { ${this.#note()} ${this.block(depth - 1, loop, kind)} }`;
    return text;
  }

  #statement(depth: number, loop: boolean, kind: "" | "yield" | "await"): string {
    if (depth <= 0) return this.#simple(loop, kind);
    const n = ++this.#names;
    switch (this.#random.below(9)) {
      case 0:
        return this.#simple(loop, kind);
      case 1:
        return `for (let i = 0; i < ${1 + this.#random.below(3)}; i++) { a += i; ${this.block(depth - 1, true, kind)} }`;
      case 2:
        return `[1, 2].forEach((x${n}) => { a += x${n}; ${this.block(depth - 1, false, "")} });`;
      case 3: {
        const body = `function* f${n}() { ${this.block(depth - 1, false, "yield")} yield b; ${this.block(depth - 1, false, "yield")} return -1; }`;
        const drive = ["next(1)", "throw(7)", "next(2)", "return(3)"];
        const steps = Array.from({ length: 3 }, () => drive[this.#random.below(4)]!);
        const driven = steps.map((step) => `shown(g${n}.${step});`).join(" ");
        return this.#random.below(2)
          ? `${body} for (const x of f${n}()) { note(x); ${this.block(depth - 1, true, kind)} }`
          : `${body} const g${n} = f${n}(); g${n}.next(); ${driven}`;
      }
      case 4:
        return `void (async () => { ${this.block(depth - 1, false, "await")} ${this.#note()} })().then(note, failed);`;
      default:
        return this.#tried(depth, loop, kind);
    }
  }
}

/**
 * Text of a module: `programs`, functions that get a list for what they do. Each catches what it
 * throws; what it leaves to promises comes later.
 */
export function randomJumps(first: number, count: number): string {
  const programs = Array.from({ length: count }, (_, index) => {
    const body = new Writer(first + index).block(3, false, "");
    return `(log) => {
  const note = (...values) => { if (log.length < 200) log.push(values.join(" ")); };
  const failed = (e) => note("failed", e instanceof Error ? e.constructor.name : e);
  const shown = ({ value, done }) => note(value, done);
  let a = 1, b = 2, c = 3;
  const run = () => { ${body} return -1; };
  try { note("end", run(), a, b, c); } catch (e) { failed(e); }
}`;
  });
  return `export const programs = [\n${programs.join(",\n")}\n];\n`;
}
