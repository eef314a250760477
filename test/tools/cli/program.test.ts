// What the command line loads: the commands of one file, or all of them.
import test from "ava";
import { xsMeshProgram } from "../../../tools/cli/program.js";

const names = async (first?: string) =>
  (await xsMeshProgram(first)).commands.map((command) => command.name());

test("help and unknown words get all commands, and each command is in the file that is loaded for it", async (t) => {
  const all = await names();
  t.deepEqual(all, [
    "simulate",
    "air",
    "shell",
    "report",
    "scan",
    "provision",
    "reprovision",
    "network",
    "nodes",
    "plan",
    "apply",
    "drift",
    "get",
    "set",
    "keys",
    "wifi",
    "completion",
  ]);
  for (const first of ["help", "--help", "scann"]) t.deepEqual(await names(first), all, first);
  for (const first of all) {
    const loaded = await names(first);
    t.true(loaded.includes(first), first);
    // It tells of all others.
    t.is(loaded.length < all.length, first !== "completion", first);
  }
});

test("the version needs no command", async (t) => {
  for (const first of ["--version", "-V"]) t.deepEqual(await names(first), []);
});
