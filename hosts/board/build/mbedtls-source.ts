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

/** A list of one line a source: the same archives' source packages. */
function lines(text: string): string {
  return text
    .split("\n")
    .filter((line) => /^deb\s/.test(line))
    .map((line) =>
      line.replace(/^deb\s+/, "deb-src ").replace(/\[[^\]]*\]\s+/, withoutArchitectures),
    )
    .join("\n");
}

/** Options of a line, in their brackets: a source package is of no architecture. */
function withoutArchitectures(options: string): string {
  const kept = options.replace(/[[\]]/g, "").trim().split(/\s+/);
  const others = kept.filter((option) => !option.startsWith("arch="));
  return others.length > 0 ? `[${others.join(" ")}] ` : "";
}

/** The same for a file of stanzas. */
function stanzas(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((stanza) => /^Types:.*\bdeb(?!-)/m.test(stanza) && !/^Enabled:\s*no/m.test(stanza))
    .map((stanza) =>
      stanza.replace(/^Types:.*$/m, "Types: deb-src").replace(/^Architectures:.*\n?/m, ""),
    )
    .join("\n\n");
}

/** The lists of this machine's apt, asking for source packages, as files of a folder. */
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

/** Version of the source that the installed headers were built from. Throws MissingPrerequisite. */
export function mbedtlsVersion(): string {
  const { output, failure } = run(
    "dpkg-query",
    ["-W", "-f", "${source:Version}", "libmbedtls-dev"],
    "/",
  );
  if (failure) throw new MissingPrerequisite("Mbed TLS is missing: apt-get install libmbedtls-dev");
  return output;
}

/** Fetches into `working` and unpacks to its folder `source`. */
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
  // an archive without source packages need not matter: the next step tells
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
 * The folder of the sources of Mbed TLS, of the version whose headers are
 * installed: the distribution's source package, fetched once by the machine's own apt.
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
