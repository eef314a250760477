// `npm run board`: prints the cost of a light on the board with its budget; `--help` for more.
import { Command, Option } from "commander";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { breaches, breachText, readBudget, readCStack, writeBudget } from "./budget.js";
import { measure } from "./figures.js";
import { fit } from "./fit.js";
import { idiomsTable, measureIdioms } from "./idioms.js";
import { profile, profileNames } from "./profile.js";
import { figuresTable } from "./table.js";

interface Options {
  readonly update?: boolean;
  readonly json?: boolean;
  readonly profile?: string;
  readonly idioms?: boolean;
  readonly firmware?: string;
}

const program = new Command("board")
  .description("what a light costs on the board: instructions, bytes, and where they go")
  .option("--update", "keep what is measured as the new budget")
  .option("--json", "print one JSON object and nothing else")
  .addOption(
    new Option("--profile <case>", "where the instructions go, by function").choices(profileNames),
  )
  .option("--idioms", "what ways of writing TypeScript cost")
  .option("--firmware <file>", "whether another firmware fits, by its main module")
  .action(async ({ update, json, profile: name, idioms, firmware }: Options) => {
    const budget = readBudget();
    const print = (value: unknown, text: string) =>
      console.log(json ? JSON.stringify(value) : text);
    if (name !== undefined) {
      const { value, text } = await profile(name);
      print(value, text);
      return;
    }
    if (idioms) {
      const measured = await measureIdioms();
      print(measured, idiomsTable(measured));
      return;
    }
    if (firmware !== undefined) {
      const file = resolve(firmware);
      if (!existsSync(file)) throw new Error(`--firmware: there is no ${file}`);
      const result = await fit(file, budget.limits);
      const { flash, slots, chunks, broken } = result;
      const taken = `${flash} bytes of flash, ${slots} slots, ${chunks} bytes of chunks`;
      print(
        result,
        broken.length > 0 ? `It does not fit: ${broken.join("; ")}.` : `It fits: ${taken}.`,
      );
      if (broken.length > 0) process.exitCode = 1;
      return;
    }
    const figures = await measure();
    if (update) writeBudget(figures);
    print(figures, figuresTable(figures, readBudget(), readCStack()));
    const broken = breaches(figures, readBudget().figures);
    for (const breach of broken) process.stderr.write(`${breachText(breach)}\n`);
    if (broken.length > 0) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`board: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
