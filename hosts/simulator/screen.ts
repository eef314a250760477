import parseBMF from "commodetto/parseBMF";
import Poco from "commodetto/Poco";
import Resource from "Resource";

/** The state of a light that is shown. */
export interface LightView {
  /** Its unicast address; undefined while it is not provisioned. */
  readonly address?: number;
  readonly on: boolean;
}

/** Octets of the display list: it must be large, as the lamp is drawn row by row. */
const displayListLength = 8192;
const font = "OpenSans-Semibold-20.bf4";

/** Draws the light on the simulated screen: a lamp, its address and its name. */
export class Screen {
  readonly #name: string;
  readonly #poco = new Poco(screen, { displayListLength });
  readonly #font = parseBMF(new Resource(font));

  constructor(options: { readonly name: string }) {
    this.#name = options.name;
  }

  show({ address, on }: LightView): void {
    const poco = this.#poco;
    const { width, height } = poco;
    const radius = Math.floor(Math.min(width, height) / 4);
    const state = address === undefined ? "unprovisioned" : on ? "on" : "off";
    poco.begin();
    poco.fillRectangle(poco.makeColor(24, 28, 36), 0, 0, width, height);
    const lamp = on ? poco.makeColor(255, 206, 64) : poco.makeColor(70, 76, 88);
    this.#disc(lamp, Math.floor(width / 2), Math.floor(height * 0.4), radius);
    this.#text(address === undefined ? "" : hexadecimal(address), Math.floor(height * 0.68));
    this.#text(state, Math.floor(height * 0.68) + this.#font.height);
    this.#text(this.#name, Math.floor(height * 0.68) + 2 * this.#font.height);
    poco.end();
  }

  #disc(color: number, x: number, y: number, radius: number): void {
    for (let row = -radius; row <= radius; row++) {
      const half = Math.round(Math.sqrt(radius * radius - row * row));
      this.#poco.fillRectangle(color, x - half, y + row, 2 * half, 1);
    }
  }

  #text(text: string, y: number): void {
    const poco = this.#poco;
    const x = Math.floor((poco.width - poco.getTextWidth(text, this.#font)) / 2);
    poco.drawText(text, this.#font, poco.makeColor(230, 233, 240), x, y);
  }
}

function hexadecimal(address: number): string {
  return address.toString(16).padStart(4, "0");
}
