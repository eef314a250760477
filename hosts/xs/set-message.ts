/** Replaces the message of an error, also where a stack trace repeats it. */
export function setMessage(error: Error, message: string): void {
  const { message: before, stack } = error;
  error.message = message;
  if (stack !== undefined) error.stack = stack.replace(before, () => message);
}
