import { watch } from "node:fs";
import { dirname, resolve } from "node:path";

/** Milliseconds after a change in which others belong to it: an editor writes several times. */
const settling = 100;

/**
 * Runs again and again: whenever a source file in the folder of one of the files changes. A run
 * that throws is reported, and waits for the next change. Never resolves; `signal` ends it.
 */
export async function runOnChange(
  files: readonly string[],
  run: () => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  while (!signal?.aborted) {
    const changed = nextChange(files, signal);
    try {
      await run();
    } catch (error) {
      process.stderr.write(`xs-mesh: ${(error as Error).message}\n`);
    }
    process.stderr.write("Waiting for a change ...\n");
    const awake = setInterval(() => undefined, 1 << 30);
    await changed;
    clearInterval(awake);
  }
}

/** Resolves some moments after the next change of a source file, or when `signal` is aborted. */
function nextChange(files: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const folders = new Set(files.map((file) => dirname(resolve(file))));
  return new Promise((done) => {
    let timer: NodeJS.Timeout | undefined;
    const watchers = [...folders].map((folder) =>
      // Not persistent, so that a run that waits for nothing ends as it does without --watch.
      watch(folder, { persistent: false }, (_, name) => {
        if (name === null || name.startsWith(".") || !/\.(ts|js|mjs|json)$/.test(name)) return;
        clearTimeout(timer);
        timer = setTimeout(end, settling);
      }),
    );
    function end(): void {
      for (const watcher of watchers) watcher.close();
      signal?.removeEventListener("abort", end);
      done();
    }
    signal?.addEventListener("abort", end);
  });
}
