import Preference from "preference";
import type { Store } from "../../modules/host/store.js";

const domain = "xs-mesh";

/** Records in Moddable's preferences, which are a file in the simulator and flash on a chip. */
export class PreferenceStore implements Store {
  read(key: string): Uint8Array | undefined {
    const value = Preference.get(domain, key);
    return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
  }

  write(key: string, value: Uint8Array): void {
    Preference.set(domain, key, value.slice().buffer);
  }

  delete(key: string): void {
    Preference.delete(domain, key);
  }

  keys(): string[] {
    return Preference.keys(domain);
  }
}
