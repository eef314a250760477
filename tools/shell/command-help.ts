/** What a word of a command stands for, by which it is completed. */
export type WordKind =
  | "command"
  | "destination"
  | "device"
  | "duration"
  | "field"
  | "file"
  | "filter"
  | "group"
  | "key"
  | "message"
  | "model"
  | "node"
  | "number"
  | "octets"
  | "onOff"
  | "text"
  | readonly string[];

/** Groups of commands, in the order of the help. */
export const commandGroups = [
  "devices",
  "nodes",
  "keys",
  "models",
  "states",
  "messages",
  "network",
  "shell",
] as const;

export type CommandGroup = (typeof commandGroups)[number];

/** What a command has done: for programs, and for people. */
export interface Result {
  /** JSON. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly text: readonly string[];
}

/** A command without what it does: for the help and for completion. */
export interface CommandHelp {
  readonly name: string;
  readonly group: CommandGroup;
  /** Its words after the name; optional ones in brackets. */
  readonly usage: string;
  /** One line of the help. */
  readonly summary: string;
  /** More lines of its own help. */
  readonly details?: readonly string[];
  /** A line that can be entered. */
  readonly example: string;
  /** What its words stand for, in their order; the last one also for those after it. */
  readonly words?: readonly WordKind[];
  /** What the values of its options `name=value` stand for. */
  readonly options?: Readonly<Record<string, WordKind>>;
}
