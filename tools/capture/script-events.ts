// What the program of a simulation did and expected, as comments of its capture.

/** What was not as a program expected, or ended its run. */
export interface ScriptFailure {
  /** What was expected; absent where an error ended the run. */
  readonly expected?: string;
  /** Simulated milliseconds for which it was waited for. Absent: it had to hold at once. */
  readonly within?: number;
  /** The text of the error. */
  readonly error?: string;
  /** The device whose firmware failed. */
  readonly device?: string;
  /** What the boards of the devices showed. */
  readonly seen?: string;
  /** Why a node did not take a message, a text each. */
  readonly reasons?: readonly string[];
  /** Files and lines of the author, the innermost first: "office.ts:15". */
  readonly places?: readonly string[];
}

/** An event of the program of a simulation. */
export type ScriptEvent =
  /** It did something to a device: power, place, a button, a sensor. */
  | { readonly type: "step"; readonly device: string; readonly text: string }
  /** It waits from this time on. */
  | { readonly type: "wait"; readonly text: string }
  /** What it expected holds. */
  | { readonly type: "met"; readonly text: string }
  | { readonly type: "failure"; readonly failure: ScriptFailure };

/** Such as "desk, step: power off", after the time of a comment; `name`: that of the device, quoted if needed. */
export function scriptEventText(event: ScriptEvent, nameText: (name: string) => string): string {
  switch (event.type) {
    case "step":
      return `${nameText(event.device)}, step: ${event.text}`;
    case "failure":
      return `script, failure: ${JSON.stringify(event.failure)}`;
    default:
      return `script, ${event.type}: ${event.text}`;
  }
}

/** The event of a comment with this word; undefined if it is none. `rest`: the text after the word. */
export function readScriptEvent(
  word: string,
  device: string,
  rest: string,
): ScriptEvent | undefined {
  switch (word) {
    case "step":
      return { type: "step", device, text: rest };
    case "wait":
    case "met":
      return { type: word, text: rest };
    case "failure": {
      const failure = JSON.parse(rest) as ScriptFailure | null;
      return failure !== null && typeof failure === "object"
        ? { type: "failure", failure }
        : undefined;
    }
    default:
      return undefined;
  }
}
