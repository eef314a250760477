/** Works on items, `parallel` at a time, in their order; stops where `isOver`. Rejects with the first error, once nothing is under way. */
export async function inParallel<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const worker = async () => {
    while (queue.length > 0 && !failed && !isOver())
      try {
        await work(queue.shift()!);
      } catch (error) {
        failed = true;
        throw error;
      }
  };
  const results = await Promise.allSettled(Array.from({ length: parallel }, worker));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
