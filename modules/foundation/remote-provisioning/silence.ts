import { TimeoutError } from "../../base/errors.js";

/**
 * There are servers that answer no question about a link or a scan that they do not have.
 * Who is silent for so long (ms), and three tries, has none.
 */
export const silence = 3000;

/** The answer, or undefined where none came in time. Rejects with any other error. */
export async function unlessSilent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}
