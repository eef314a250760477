import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissingPrerequisite } from "../../xs/build/cached-build.js";
import { boardFolder } from "./folders.js";

const etc = "/etc/apt";

function run(
  program: string,
  args: readonly string[],
  cwd: string,
): { readonly output: string; readonly failure: string | undefined } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  const failure = status === 0 ? undefined : `${program}: ${stderr || String(error)}`.trim();
  return { output: stdout, failure };
}

/** Changes an apt list in one-line format to one of the source packages of the same archives. */
function lines(text: string): string {
  return text
    .split("\n")
    .filter((line) => /^deb\s/.test(line))
    .map((line) =>
      line.replace(/^deb\s+/, "deb-src ").replace(/\[[^\]]*\]\s+/, withoutArchitectures),
    )
    .join("\n");
}

/** Removes the architectures from a line's options in brackets: source packages have none. */
function withoutArchitectures(options: string): string {
  const kept = options.replace(/[[\]]/g, "").trim().split(/\s+/);
  const others = kept.filter((option) => !option.startsWith("arch="));
  return others.length > 0 ? `[${others.join(" ")}] ` : "";
}

/** Changes an apt list in stanza format to one of the source packages of the same archives. */
function stanzas(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((stanza) => /^Types:.*\bdeb(?!-)/m.test(stanza) && !/^Enabled:\s*no/m.test(stanza))
    .map((stanza) =>
      stanza.replace(/^Types:.*$/m, "Types: deb-src").replace(/^Architectures:.*\n?/m, ""),
    )
    .join("\n\n");
}

/** Writes the apt lists of this machine, changed to source packages, to a folder. */
export function sourceLists(etcFolder: string, target: string): void {
  const parts = join(etcFolder, "sources.list.d");
  const files = [
    join(etcFolder, "sources.list"),
    ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []),
  ];
  files.filter(existsSync).forEach((file, index) => {
    const text = readFileSync(file, "utf8");
    const name = join(target, String(index));
    if (file.endsWith(".list")) writeFileSync(`${name}.list`, `${lines(text)}\n`);
    else if (file.endsWith(".sources")) writeFileSync(`${name}.sources`, `${stanzas(text)}\n`);
  });
}

/** Version of the source package of the installed headers. Throws MissingPrerequisite. */
export function mbedtlsVersion(): string {
  const { output, failure } = run(
    "dpkg-query",
    ["-W", "-f", "${source:Version}", "libmbedtls-dev"],
    "/",
  );
  if (failure) throw new MissingPrerequisite("Mbed TLS is missing: apt-get install libmbedtls-dev");
  return output;
}

/** Downloads the source package to `working` and unpacks it to the folder `source` there. */
function fetchSource(wanted: string, working: string): void {
  const folders = ["lists.d", "lists/partial", "cache/archives/partial"];
  for (const folder of folders) mkdirSync(join(working, folder), { recursive: true });
  sourceLists(etc, join(working, "lists.d"));
  const options = [
    "Dir::Etc::SourceList=/dev/null",
    `Dir::Etc::SourceParts=${join(working, "lists.d")}`,
    `Dir::State::Lists=${join(working, "lists")}`,
    `Dir::Cache=${join(working, "cache")}`,
    "APT::Sandbox::User=",
    "Acquire::Languages=none",
  ].flatMap((option) => ["-o", option]);
  // a failure of an archive without source packages is ignored: the next step shows if it matters
  run("apt-get", [...options, "-qq", "update"], working);
  const exact = [...options, "-qq", "source", "--download-only", `mbedtls=${wanted}`];
  const fetched = run("apt-get", exact, working);
  if (fetched.failure)
    throw new MissingPrerequisite(
      `the source package mbedtls ${wanted} cannot be had: ${fetched.failure}`,
    );
  const description = readdirSync(working).find((name) => name.endsWith(".dsc"));
  const unpacked = run("dpkg-source", ["--no-check", "-x", description!, "source"], working);
  if (unpacked.failure)
    throw new MissingPrerequisite(
      `dpkg-source failed: apt-get install dpkg-dev (${unpacked.failure})`,
    );
}

/**
 * The folder with the sources of Mbed TLS in the version of the installed headers. They are
 * the distribution's source package, which this machine's apt downloads once.
 */
export function mbedtlsSource(): string {
  const wanted = mbedtlsVersion();
  const folder = join(boardFolder, `mbedtls-${wanted.replace(/[^\w.+~-]/g, "_")}`);
  if (existsSync(folder)) return folder;
  mkdirSync(boardFolder, { recursive: true });
  const working = mkdtempSync(join(tmpdir(), "xs-mesh-mbedtls-"));
  try {
    fetchSource(wanted, working);
    const copied = run("cp", ["-r", join(working, "source"), `${folder}.part`], working);
    if (copied.failure) throw new Error(copied.failure);
    renameSync(`${folder}.part`, folder);
  } finally {
    rmSync(working, { recursive: true, force: true });
  }
  return folder;
}
