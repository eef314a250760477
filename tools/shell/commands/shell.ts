import type { Command } from "../command.js";
import { commandGroups, type CommandHelp, type Result } from "../command-help.js";
import { type Session } from "../session.js";
import { hint } from "../../network/similar.js";
import { ShellError } from "../shell-error.js";
import { durationText } from "../../duration.js";
import { durationOf } from "../values.js";

function helpOf(session: Session, name: string): Result {
  const command = session.commands.find((each) => each.name === name);
  if (!command) {
    const names = session.commands.map((each) => each.name);
    throw new ShellError(`there is no command ${name}${hint(name, names)}`);
  }
  const { details = [], example, summary, usage } = command;
  return {
    values: { commands: [helpValues(command)], details, example },
    text: [
      `${name} ${usage}`.trim(),
      `  ${summary}`,
      ...details.map((line) => `  ${line}`),
      `  Example: ${example}`,
    ],
  };
}

function helpValues({ group, name, summary, usage }: CommandHelp) {
  return { name, usage, summary, group };
}

function helpAll({ commands }: Session): Result {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const text = commandGroups.flatMap((group) => [
    `${group}:`,
    ...commands
      .filter((command) => command.group === group)
      .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
  ]);
  return {
    values: { commands: commands.map(helpValues) },
    text: [...text, "help <command> shows its words, with an example."],
  };
}

export const shellCommands: readonly Command[] = [
  {
    name: "help",
    group: "shell",
    usage: "[<command>]",
    summary: "list the commands, or describe one",
    example: "help publish",
    words: ["command"],
    run(session, words) {
      const name = words.takeOptional();
      words.end();
      return name === undefined ? helpAll(session) : helpOf(session, name);
    },
  },
  {
    name: "wait",
    group: "shell",
    usage: "<duration>",
    summary: "let time pass; virtual time passes only in commands",
    example: "wait 5s",
    words: ["duration"],
    async run(session, words) {
      const text = words.takeAll().join(" ");
      if (text === "") throw new ShellError(`the duration is missing${words.usage}`);
      const milliseconds = durationOf(text);
      await session.pass(milliseconds);
      return {
        values: { waited: milliseconds },
        text: [`${durationText(milliseconds)} passed; it is ${timeText(session)}`],
      };
    },
  },
  {
    name: "time",
    group: "shell",
    usage: "",
    summary: "print the time since the start of the session",
    example: "time",
    run(session, words) {
      words.end();
      return {
        values: { real: session.network.time.real },
        text: [
          `${timeText(session)} since the start, ${session.network.time.real ? "real" : "virtual"} time`,
        ],
      };
    },
  },
  {
    name: "save",
    group: "shell",
    usage: "[<file>]",
    summary: "write the network with its keys, devices and names to a file",
    details: ["xs-mesh shell --network <file> goes on from it. Only its owner can read the file."],
    example: "save build/office.json",
    words: ["file"],
    run(session, words) {
      const { storage } = session.network;
      const path = words.takeOptional() ?? storage.path;
      words.end();
      if (path === undefined) throw new ShellError("name a file: save build/network.json");
      session.save(path);
      return { values: { file: path }, text: [`written to ${path}`] };
    },
  },
  {
    name: "exit",
    group: "shell",
    usage: "",
    summary: "end the session, as Ctrl-D does",
    example: "exit",
    run(session, words) {
      words.end();
      session.ended = true;
      return { values: { unsaved: session.unsaved }, text: [] };
    },
  },
];

function timeText(session: Session): string {
  return `${(session.now / 1000).toFixed(3)} s`;
}
