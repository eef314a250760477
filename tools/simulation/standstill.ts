/** Called when nothing is left in the process that could settle what is waited for. */
const waiting = new Set<() => void>();

/**
 * Settles as the work does. Rejects with an Error of this text if nothing is left in the process
 * that could settle it; without that, the process would end at once with status 13.
 */
export async function unlessStopped<T>(work: Promise<T>, text: string): Promise<T> {
  let stop!: () => void;
  const stopped = new Promise<never>((_, reject) => (stop = () => reject(new Error(text))));
  // One listener for all: of more than ten Node.js warns, on the console of a firmware.
  if (waiting.size === 0) process.on("beforeExit", stopAll);
  waiting.add(stop);
  try {
    return await Promise.race([work, stopped]);
  } finally {
    waiting.delete(stop);
    if (waiting.size === 0) process.off("beforeExit", stopAll);
  }
}

function stopAll(): void {
  for (const stop of [...waiting]) stop();
}
