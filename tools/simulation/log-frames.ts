/**
 * Files of the simulation and of Node.js, whose lines in the stack of an error tell the author of
 * a firmware nothing.
 */
const ours = /^\s+at .*(tools\/simulation\/|hosts\/xs\/main\.ts|node:internal\/|\(node:)/;

/** The text of a line without the lines of a stack that are not the author's, as on every host. */
export function authorsFrames(text: string): string {
  if (!text.includes("\n")) return text;
  return text
    .split("\n")
    .filter((line) => !ours.test(line))
    .map((line) => line.replace(/^\s+at /, "    at "))
    .join("\n");
}
