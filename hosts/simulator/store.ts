import files from "file";
import type { Store } from "../../modules/host/store.js";
import { checkKey } from "../web/store-key.js";

/** Folder of the records, in the folder in which the simulator is started. */
const folder = "./xs-mesh-records/";
/** First characters of a record's file, and of a file whose write has not ended. */
const recordPrefix = "r-";
const temporaryPrefix = "t-";

/**
 * Records as files, one each. None is kept in memory, as on a chip. A write creates a new file,
 * then renames it over the old one, so that a simulator that is killed at any instant keeps the
 * old record or the new one.
 */
export class SimulatorStore implements Store {
  constructor() {
    files.Directory.create(folder);
  }

  read(key: string): Uint8Array | undefined {
    const path = recordPath(key);
    if (!files.File.exists(path)) return undefined;
    const file = new files.File(path);
    try {
      // Moddable's `read` throws at the end of a file.
      return file.length === 0 ? new Uint8Array(0) : new Uint8Array(file.read(ArrayBuffer));
    } finally {
      file.close();
    }
  }

  write(key: string, value: Uint8Array): void {
    const path = recordPath(key);
    const temporary = folder + temporaryPrefix + key;
    // Moddable opens a file that exists without shortening it.
    files.File.delete(temporary);
    const file = new files.File(temporary, true);
    try {
      file.write(value.slice().buffer);
    } finally {
      file.close();
    }
    if (!files.File.rename(temporary, path.slice(folder.length)))
      throw new Error(`${path} cannot be written`);
  }

  delete(key: string): void {
    const path = recordPath(key);
    if (!files.File.delete(path) && files.File.exists(path))
      throw new Error(`${path} cannot be deleted`);
  }

  keys(): string[] {
    const keys: string[] = [];
    const entries = new files.Iterator(folder);
    for (let entry = entries.next(); entry; entry = entries.next())
      if (entry.name.startsWith(recordPrefix)) keys.push(entry.name.slice(recordPrefix.length));
    return keys;
  }
}

/** Throws RangeError for a key that is not valid. */
function recordPath(key: string): string {
  checkKey(key);
  return folder + recordPrefix + key;
}
