export function compileTests(
  project: string,
  outdir: string,
): Promise<{ readonly compiled: readonly string[]; readonly fromSources: readonly string[] }>;
