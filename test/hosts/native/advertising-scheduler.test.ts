import test from "ava";
import { spawnSync } from "node:child_process";
import { toHex } from "../../../modules/base/bytes.js";
import { TransmissionScheduler } from "../../../modules/bearer/transmission-scheduler.js";
import { Priority } from "../../../modules/bearer/send-request.js";
import type { Advertisement } from "../../../modules/host/advertising-scheduler.js";
import type { Radio } from "../../../modules/host/radio.js";
import { buildProgram } from "../../support/c-program.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

/** What is done at the end of a transmission beside noting it. */
const Reaction = { notAwaited: 0, notes: 1, sends: 2, cancels: 3 };

interface Sending {
  readonly priority: Priority;
  readonly transmissions: number;
  readonly interval: number;
  readonly source: number;
  readonly number: number;
  readonly segment: number;
  readonly reaction: number;
  readonly payload: Uint8Array;
}

/** One thing that is done. `end`: the radio ends one of its advertisements. */
type Step =
  | { readonly kind: "send"; readonly sending: Sending }
  | { readonly kind: "cancel"; readonly back: number }
  | {
      readonly kind: "acknowledged";
      readonly source: number;
      readonly seqZero: number;
      readonly bits: number;
    }
  | { readonly kind: "end"; readonly which: number }
  | { readonly kind: "pass"; readonly duration: number }
  | { readonly kind: "clear" | "backlog" };

interface Run {
  readonly sets: number;
  readonly capacity: number;
  readonly seed: number;
  readonly steps: readonly Step[];
}

const type = 0x2a;

/** The line of a step for advertising-scheduler.c. */
function line(step: Step): string {
  switch (step.kind) {
    case "send": {
      const { interval, number, payload, priority, reaction, segment, source, transmissions } =
        step.sending;
      const octets = toHex(Uint8Array.of(1 + payload.length, type, ...payload));
      return `s ${priority} ${transmissions} ${interval} ${source} ${number} ${segment} ${reaction} ${octets}`;
    }
    case "cancel":
      return `c ${step.back}`;
    case "acknowledged":
      return `a ${step.source} ${step.seqZero} ${step.bits}`;
    case "end":
      return `e ${step.which}`;
    case "pass":
      return `t ${step.duration}`;
    case "clear":
      return "x";
    case "backlog":
      return "b";
  }
}

/** The scheduler in TypeScript with a radio whose events end when a step says so: what it does, as lines. */
class InTypeScript {
  readonly lines: string[] = [];
  readonly #clock = new TestClock();
  readonly #scheduler: TransmissionScheduler;
  /** The advertisements of the radio in the order in which they began. */
  readonly #active = new Map<number, () => void>();
  #told: (() => void)[] = [];
  /** C says what it has dropped after it has begun what it can. */
  #full: string[] = [];
  #starts = 0;
  #latest = 0;

  constructor({ capacity, seed, sets }: Run) {
    let state = seed;
    const radio: Radio = {
      sets,
      advertise: (data, events, interval, done) => {
        this.#active.set(++this.#starts, done);
        this.lines.push(
          `start ${this.#starts} ${this.#clock.now()} ${events} ${interval} ${toHex(data)}`,
        );
        return this.#starts;
      },
      stop: (handle) => {
        this.lines.push(`stop ${handle}`);
        this.#active.delete(handle);
      },
      scan: () => undefined,
      close: () => undefined,
    };
    this.#scheduler = new TransmissionScheduler({
      radio,
      capacity,
      clock: this.#clock,
      random: {
        fill: (octets) => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          new DataView(octets.buffer, octets.byteOffset).setUint32(0, state);
        },
      },
      user: {
        queue: { entered: false, leave: () => undefined },
        tell: (onEnd, sent) => this.#told.push(() => onEnd?.(sent)),
        dropped: (octets) => this.#full.push(`full ${octets}`),
      },
    });
  }

  do(step: Step): void {
    switch (step.kind) {
      case "send":
        this.#send(step.sending);
        break;
      case "cancel":
        this.#scheduler.cancel((this.#latest - step.back) >>> 0);
        break;
      case "acknowledged":
        this.#scheduler.acknowledged(step.source, step.seqZero, step.bits);
        break;
      case "end":
        this.#end(step.which);
        break;
      case "pass":
        this.#clock.advance(step.duration);
        break;
      case "clear":
        this.#scheduler.clear();
        break;
      case "backlog":
        for (let priority = 0; priority < 4; priority++)
          this.lines.push(`backlog ${this.#scheduler.backlog(priority as Priority)}`);
        break;
    }
    for (let tell; (tell = this.#told.shift());) tell();
  }

  close(): void {
    this.#scheduler.close();
  }

  get pending(): number {
    return this.#clock.pending;
  }

  #send(sending: Sending): void {
    const { interval, number, payload, priority, reaction, segment, source, transmissions } =
      sending;
    let transmission = 0;
    const onEnd = (sent: boolean): void => {
      this.lines.push(`end ${transmission} ${sent ? "sent" : "dropped"}`);
      if (reaction === Reaction.sends) this.#send(follower);
      else if (reaction === Reaction.cancels) this.#scheduler.cancel(this.#latest);
    };
    const advertisement: Advertisement = {
      payload,
      source,
      number,
      segment,
      ...(reaction === Reaction.notAwaited ? {} : { onEnd }),
    };
    transmission = this.#scheduler.enqueue(advertisement, type, priority, transmissions, interval);
    if (transmission !== 0) this.#latest = transmission;
    this.lines.push(...this.#full.splice(0), `= ${transmission}`);
  }

  #end(which: number): void {
    if (this.#active.size === 0) return;
    const [handle, done] = [...this.#active][which % this.#active.size]!;
    this.#active.delete(handle);
    done();
  }
}

/** What is sent at the end of some others. */
const follower: Sending = {
  priority: Priority.network,
  transmissions: 2,
  interval: 30,
  source: 0,
  number: 0,
  segment: 0,
  reaction: Reaction.notAwaited,
  payload: Uint8Array.of(0xff),
};

/** A segment's number, of few messages: 1 + SeqZero (13 bits) and SegO (5 bits). */
function segmentOf(random: TestRandom): number {
  return 1 + (random.below(3) << 5) + random.below(32);
}

function randomSending(random: TestRandom): Sending {
  const pick = <T>(...values: T[]): T => values[random.below(values.length)]!;
  const source = pick(0, 0, 1, 1, 2, 0xffff);
  return {
    priority: pick(
      Priority.provisioning,
      Priority.network,
      Priority.network,
      Priority.relay,
      Priority.relay,
      Priority.relay,
      Priority.beacon,
    ),
    transmissions: random.below(40) === 0 ? 255 : 1 + random.below(6),
    interval: pick(10, 20, 20.5, 30, 100),
    source,
    // Over the end of the circle.
    number: (0x7fff_fff0 + random.below(40)) & 0x7fff_ffff,
    segment: source === 0 ? 0 : pick(0, 0, -1, segmentOf(random), segmentOf(random)),
    reaction: pick(0, 0, 0, 1, 1, 2, 3),
    payload: random.bytes(1 + random.below(29)),
  };
}

/** `rate`: of ten steps, so many send. */
function randomStep(random: TestRandom, rate: number): Step {
  if (random.below(10) < rate) return { kind: "send", sending: randomSending(random) };
  const which = random.below(100);
  if (which < 45) return { kind: "end", which: random.below(8) };
  if (which < 75) return { kind: "pass", duration: random.below(60) / 2 };
  if (which < 84) return { kind: "cancel", back: random.below(12) };
  if (which < 93) {
    const source = [0, 1, 2, 0xffff][random.below(4)]!;
    return { kind: "acknowledged", source, seqZero: random.below(3), bits: random.next() };
  }
  return { kind: which < 99 ? "backlog" : "clear" };
}

function randomRun(seed: number): Run {
  const random = new TestRandom(seed);
  const steps: Step[] = [];
  let rate = 0;
  for (let i = 0; i < 1000; i++) {
    if (i % 100 === 0) rate = 1 + random.below(6);
    steps.push(randomStep(random, rate));
  }
  return {
    sets: [1, 2, 4, 8][seed % 4]!,
    capacity: [4, 8, 32, 255][(seed >> 2) % 4]!,
    seed: random.next(),
    steps,
  };
}

const path = await buildProgram({
  name: "advertising-scheduler",
  sources: [
    "test/hosts/native/advertising-scheduler.c",
    "hosts/native/advertising-queue.c",
    "hosts/native/advertising-scheduler.c",
  ],
  libraries: ["-lm"],
  sanitizer: "address,undefined",
});

/** What the scheduler in C does, as lines. */
function inC({ capacity, seed, sets, steps }: Run): string[] {
  const input = [`o ${sets} ${capacity} ${seed}`, ...steps.map(line), "q", ""].join("\n");
  const { signal, status, stderr, stdout } = spawnSync(path, [], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${signal ?? status}: ${stdout.slice(-500)}${stderr}`);
  return stdout.split("\n").slice(0, -1);
}

test("the scheduler in C does what that in TypeScript does, at random", (t) => {
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= 64; seed++) {
    const run = randomRun(seed);
    const typeScript = new InTypeScript(run);
    for (const step of run.steps) typeScript.do(step);
    typeScript.close();
    t.is(typeScript.pending, 0, "its timer is stopped");
    const { lines } = typeScript;
    t.deepEqual(inC(run), lines, `seed ${seed}`);
    for (const text of lines) {
      const [kind = "", , ...more] = text.split(" ");
      const name = kind === "end" ? `${kind} ${more[0]}` : kind;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  for (const kind of ["start", "stop", "end sent", "end dropped", "full", "backlog"])
    t.true(counts.get(kind)! > 200, `${kind}: ${counts.get(kind)}`);
  t.log(Object.fromEntries(counts));
});
