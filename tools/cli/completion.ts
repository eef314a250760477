import { Argument, type Command } from "commander";

/** `xs-mesh completion`. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("print what completes commands and options in a shell, for its start file")
    .addArgument(new Argument("<shell>", "of the reader").choices(["bash", "zsh", "fish"]))
    .action((shell: "bash" | "zsh" | "fish") => console.log(completion(program, shell)));
}

/** The words that can follow the words of a command: its commands and its options. */
interface Words {
  /** "", "network", "network show". */
  readonly path: string;
  readonly words: readonly string[];
}

function wordsOf(command: Command, path: readonly string[] = []): readonly Words[] {
  const { commands, options } = command;
  const own = [
    ...commands.map((each) => each.name()),
    ...options.flatMap(({ long }) => long ?? []),
    "--help",
  ];
  const below = commands.flatMap((each) => wordsOf(each, [...path, each.name()]));
  return [{ path: path.join(" "), words: own }, ...below];
}

/** The text that a shell reads. */
export function completion(program: Command, shell: "bash" | "zsh" | "fish"): string {
  const all = wordsOf(program);
  return shell === "fish" ? fish(all) : shell === "zsh" ? `${zshStart}\n${bash(all)}` : bash(all);
}

const zshStart = "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit";

function bash(all: readonly Words[]): string {
  const cases = all.map(({ path, words }) => `    "${path}") words="${words.join(" ")}" ;;`);
  return [
    '# Completion of xs-mesh: eval "$(xs-mesh completion bash)"',
    "_xs_mesh() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" path="" word words="" i',
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    '    word="${COMP_WORDS[i]}"',
    '    [[ "$word" == -* ]] && break',
    '    path="${path:+$path }$word"',
    "    ((i == 2)) && break",
    "  done",
    // An argument is no command: then the words are those of the command before it.
    '  case "$path" in',
    ...all
      .filter(({ path }) => path !== "" && !path.includes(" ") && !hasCommands(all, path))
      .map(({ path }) => `    "${path} "*) path="${path}" ;;`),
    "  esac",
    '  case "$path" in',
    ...cases,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -o default -o bashdefault -F _xs_mesh xs-mesh",
  ].join("\n");
}

function hasCommands(all: readonly Words[], path: string): boolean {
  return all.some((each) => each.path.startsWith(`${path} `));
}

function fish(all: readonly Words[]): string {
  const lines = all.flatMap(({ path, words }) => {
    const parts = path === "" ? [] : path.split(" ");
    const seen = parts.map((part) => `__fish_seen_subcommand_from ${part}`).join("; and ");
    const condition = parts.length === 0 ? "__fish_use_subcommand" : seen;
    return words.map((word) =>
      word.startsWith("--")
        ? `complete -c xs-mesh -n '${condition}' -l ${word.slice(2)}`
        : `complete -c xs-mesh -n '${condition}' -a ${word}`,
    );
  });
  return ["# Completion of xs-mesh: xs-mesh completion fish | source", ...lines].join("\n");
}
