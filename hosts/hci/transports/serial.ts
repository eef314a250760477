import { execFile } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { Duplex } from "node:stream";
import { isatty, ReadStream, WriteStream } from "node:tty";
import { HciError } from "../errors.js";
import type { HciTransport } from "../transport.js";
import { StreamTransport } from "./stream-transport.js";

/**
 * Opens a controller on a serial line with hardware flow control. The line is set with stty, which
 * every Linux and macOS has. Rejects with HciError.
 */
export async function openSerial(path: string, baud: number): Promise<HciTransport> {
  const name = `serial:${path}@${baud}`;
  let descriptor: number;
  try {
    // Without O_NONBLOCK the call waits for a carrier that a controller does not give.
    const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;
    descriptor = openSync(path, flags);
  } catch (error) {
    throw new HciError(`no controller at ${name}: ${openHint(path, error)}`);
  }
  try {
    if (!isatty(descriptor)) throw new HciError(`no controller at ${name}: it is no serial line`);
    await setLine(name, path, baud);
    return new StreamTransport(name, lineStream(path, descriptor));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** What to do where the line cannot be opened. */
function openHint(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
    case "ENXIO":
    case "ENODEV":
      return "there is no such device; list the serial lines with: ls -l /dev/serial/by-id";
    case "EACCES":
    case "EPERM":
      return "this user may not use it; run: sudo usermod -aG dialout $USER, and log in again";
    case "EBUSY":
      return `another program uses it; find it with: fuser -v ${path}`;
    default:
      return message;
  }
}

function setLine(name: string, path: string, baud: number): Promise<void> {
  const device = process.platform === "linux" ? "-F" : "-f";
  const settings = [String(baud), "raw", "-echo", "-hupcl", "clocal", "crtscts"];
  return new Promise((resolve, reject) => {
    execFile("stty", [device, path, ...settings], (error, _output, complaint) => {
      if (!error) resolve();
      else {
        const why = error.code === "ENOENT" ? "install coreutils" : complaint.trim();
        reject(new HciError(`no controller at ${name}: stty cannot set the line: ${why}`));
      }
    });
  });
}

/** Reads and writes through descriptors of their own, which are closed with the streams. */
function lineStream(path: string, descriptor: number): Duplex {
  const reader = new ReadStream(descriptor);
  const writer = new WriteStream(openSync(path, constants.O_WRONLY | constants.O_NOCTTY));
  const stream = new Duplex({
    read: () => void reader.resume(),
    write: (chunk: Uint8Array, _encoding, done) => void writer.write(chunk, done),
    final: (done) => done(),
    destroy: (error, done) => {
      reader.destroy();
      writer.destroy();
      done(error);
    },
  });
  reader.on("data", (chunk: Uint8Array) => {
    if (!stream.push(chunk)) reader.pause();
  });
  for (const end of [reader, writer]) {
    end.on("error", (error: Error) => stream.destroy(error));
    end.on("close", () => stream.destroy());
  }
  return stream;
}
