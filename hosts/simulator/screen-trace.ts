import type { LightView } from "./screen.js";

/** Where there is no screen the light is traced, once it is on a network: one line for each change. */
export class Screen {
  readonly #name: string;
  #last = "";

  constructor(options: { readonly name: string }) {
    this.#name = options.name;
  }

  show({ address, on }: LightView): void {
    if (address === undefined && this.#last === "") return;
    const node = address === undefined ? "unprovisioned" : address.toString(16).padStart(4, "0");
    const line = `${this.#name} ${node} ${on ? "on" : "off"}\n`;
    if (line !== this.#last) trace(line);
    this.#last = line;
  }
}
