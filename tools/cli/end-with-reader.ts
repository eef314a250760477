/**
 * Ends the process when what it prints cannot be written. A reader that has ended, such as `head`
 * in a pipe, is no error; for others, such as a full disk, the status is 1.
 */
export function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    if (stream !== process.stderr) process.stderr.write(`xs-mesh: output: ${error.message}\n`);
    process.exit(1);
  });
}
