import test from "ava";
import { spawnSync } from "node:child_process";
import { completion } from "../../../tools/cli/completion.js";
import { xsMeshProgram } from "../../../tools/cli/program.js";

/** What bash offers at the end of a line. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const text = completion(await xsMeshProgram(), "bash");
  const list = ["xs-mesh", ...words].map((word) => `'${word}'`).join(" ");
  const script = `${text}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length}; _xs_mesh; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stderr, stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n");
}

test("bash: commands, commands of a command, and options", async (t) => {
  t.deepEqual(await offered("pl"), ["plan"]);
  t.true((await offered("")).includes("drift"));
  t.deepEqual(await offered("network", "c"), ["convert", "compare"]);
  t.deepEqual(await offered("plan", "--reh"), ["--rehearse"]);
  t.deepEqual(await offered("plan", "house.yaml", "--reh"), ["--rehearse"]);
  t.deepEqual(await offered("network", "convert", "--par"), ["--partial"]);
  t.deepEqual(await offered("network", "convert", "a.json", "b.json", "--par"), ["--partial"]);
  t.deepEqual(await offered("plan", "--network", "x", "--req"), ["--requests"]);
});

test("zsh uses that of bash; fish has a line for each word", async (t) => {
  const program = await xsMeshProgram();
  t.regex(completion(program, "zsh"), /^autoload -U \+X compinit[^]*_xs_mesh\(\)/);
  const fish = completion(program, "fish");
  t.regex(fish, /\ncomplete -c xs-mesh -n '__fish_use_subcommand' -a plan\n/);
  t.regex(
    fish,
    /-n '__fish_seen_subcommand_from network; and __fish_seen_subcommand_from convert' -l partial\n/,
  );
});
