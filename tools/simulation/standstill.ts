/**
 * Settles as the work does. Rejects with an Error of this text if nothing is left in the process
 * that could settle it; without that, the process would end at once with status 13.
 */
export async function unlessStopped<T>(work: Promise<T>, text: string): Promise<T> {
  let stop!: () => void;
  const stopped = new Promise<never>((_, reject) => (stop = () => reject(new Error(text))));
  process.on("beforeExit", stop);
  try {
    return await Promise.race([work, stopped]);
  } finally {
    process.off("beforeExit", stop);
  }
}
