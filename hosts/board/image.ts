import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { failureOf, rootFrame, RunnerError } from "../xs/runner.js";
import { type Creation, type Failure } from "../xs/port.js";
import { boardFolder } from "./build/folders.js";
import { startBoard } from "./emulator.js";

/** Number of images that are kept on disk for later use. */
const kept = 16;

/** Sizes for making the root: its heap grows in the image, which is cut to what is used. */
const rootCreation: Creation = {
  chunks: 1 << 16,
  chunksIncrement: 1 << 15,
  slots: 1 << 13,
  slotsIncrement: 1 << 11,
  stack: 1 << 11,
  budget: 0,
};

/** The first octets of an image (image.h). */
const magic = 0x4d52584d;

/**
 * Path of the image of a frozen root. The board makes the image from packed byte code, unless
 * it was made before. Throws RunnerError when the firmware does not load.
 */
export function rootImage(program: string, byteCode: Uint8Array): string {
  const folder = join(boardFolder, "images");
  const hash = createHash("sha256").update(basename(program)).update(byteCode).digest("hex");
  const file = join(folder, `${hash.slice(0, 24)}.img`);
  if (existsSync(file)) {
    utimesSync(file, new Date(), new Date());
    return file;
  }
  const image = freeze(program, byteCode);
  mkdirSync(folder, { recursive: true });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, image);
  renameSync(part, file);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const age = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  files.sort((a, b) => age(b) - age(a));
  for (const old of files.slice(kept)) rmSync(old, { force: true });
  return file;
}

function freeze(program: string, byteCode: Uint8Array): Uint8Array {
  const board = startBoard(program);
  try {
    board.write("R", ...rootFrame(rootCreation, byteCode));
    const { payload } = board.read();
    const image = payload.subarray(1);
    if (payload[0] && image.length > 64 && image.readUInt32LE(0) === magic) return image;
    const unknown: Failure = { kind: "other", message: "the image was not made", stack: "" };
    throw new RunnerError(failureOf(payload) ?? unknown);
  } finally {
    board.close();
  }
}
