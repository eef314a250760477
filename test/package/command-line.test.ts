// The command line of an installed package: built JavaScript, with the packages it asks for.
import test from "ava";
import { readFileSync } from "node:fs";
import { installedPackage, type InstalledPackage } from "../support/packed-package.js";

const { devDependencies } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { readonly devDependencies: Readonly<Record<string, string>> };
const exact = (...names: readonly string[]): string[] =>
  names.map((name) => `${name}@${devDependencies[name]}`);

const firmware = `import { GenericOnOffServer, Node, type Host } from "xs-mesh";

export function start(host: Host): Node {
  const models = [new GenericOnOffServer({ restore: true })];
  return new Node({ host, companyId: 0xffff, elements: [{ models }] });
}
`;

let user: InstalledPackage;
test.before(async () => {
  user = await installedPackage();
  user.write("light.ts", firmware);
});
test.after.always(() => user?.remove());

const mesh = (...args: readonly string[]) => user.outcome("node_modules/.bin/xs-mesh", ...args);
interface RunFigures {
  readonly lights: readonly { readonly failure?: string }[];
}

test.serial("without the packages that it needs it says which to install", async (t) => {
  const { status, stderr } = await mesh("--help");
  t.is(status, 1);
  t.regex(
    stderr,
    /npm install --save-dev "cli-progress@.*" "commander@.*" "qrcode-generator@.*" "yaml@.*" "zod@.*"/,
  );
  t.notRegex(stderr, /\n {4}at /);
});

test.serial("with these it simulates lights on Node.js", async (t) => {
  await user.install(...exact("cli-progress", "commander", "qrcode-generator", "yaml", "zod"));
  t.regex((await mesh("--help")).stdout, /simulate/);
  const { status, stdout } = await mesh("simulate", "--host", "node", "-n", "2", "--json");
  t.is(status, 0);
  t.is((JSON.parse(stdout) as RunFigures).lights.length, 2);
});

test.serial("it has the shell, with its own light and one of the user", async (t) => {
  user.write(
    "commands.txt",
    "provision all\nconfigure all\nsend light-1 onoff-set on=on\nlamps\nhelp bind\nsave net.json\n",
  );
  const shell = (...words: readonly string[]) =>
    user.outcome("sh", "-c", `node_modules/.bin/xs-mesh shell ${words.join(" ")} < commands.txt`);
  const { status, stderr, stdout } = await shell("--nodes", "2");
  t.is(status, 0, stderr);
  t.regex(stdout, /light-2 is node 0x000\d: 1 element/);
  t.regex(stdout, /light-1: Generic OnOff Status, state on/);
  const wrong = await user.outcome("sh", "-c", "echo nods | node_modules/.bin/xs-mesh shell");
  t.is(wrong.status, 1);
  t.regex(wrong.stderr + wrong.stdout, /did you mean nodes or node\?|did you mean nodes/);
  t.notRegex(wrong.stderr, /\n {4}at /);
});

test.serial("it draws the page of a fast provisioning run without esbuild", async (t) => {
  const { status } = await mesh("simulate", "--fast", "--host", "node", "-n", "4");
  t.is(status, 0);
  const page = readFileSync(`${user.folder}/build/fast-provisioning.html`, "utf8");
  t.true(page.includes("</html>"));
});

test.serial("it makes the page of a run from its capture without esbuild", async (t) => {
  const words = ["simulate", "--host", "node", "-n", "2", "--capture", "run.pcapng"];
  t.is((await mesh(...words)).status, 0);
  t.is((await mesh("report", "run.pcapng")).status, 0);
  const page = readFileSync(`${user.folder}/run.html`, "utf8");
  t.true(page.includes("</html>") && page.includes("Config AppKey Add"));
});

test.serial("it offers no host that only a checkout has", async (t) => {
  const { status, stderr } = await mesh("simulate", "--host", "board");
  t.is(status, 1);
  t.regex(stderr, /Allowed choices are xs, node/);
});

test.serial("for XS it needs esbuild, and says so", async (t) => {
  const { status, stderr } = await mesh("simulate", "-n", "2");
  t.is(status, 1);
  t.regex(stderr, /the package (esbuild|node-api-headers) is missing: npm install --save-dev/);
});

test.serial("with esbuild it simulates a firmware of the user's in TypeScript", async (t) => {
  await user.install(...exact("esbuild", "node-api-headers"));
  for (const host of ["node", "xs"]) {
    const run = ["simulate", "--host", host, "--firmware", "light.ts", "-n", "2", "--json"];
    const { status, stderr, stdout } = await mesh(...run);
    t.is(status, 0, stderr);
    t.is((JSON.parse(stdout) as RunFigures).lights.length, 2);
  }
});
