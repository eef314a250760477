import parseBMF from "commodetto/parseBMF";
import Poco from "commodetto/Poco";
import Resource from "Resource";
import type { VirtualBoard, VirtualBoardState } from "../../modules/firmware/virtual-board.js";
import { type ScreenLayout, screenLayout, type TouchArea } from "./layout.js";
import { TouchPanel } from "./touch.js";

/** Octets of the display list: it must be large, as the lamps are drawn row by row. */
const displayListLength = 12_288;
const font = "OpenSans-Semibold-20.bf4";

export interface ScreenOptions {
  /** Name of the simulator. */
  readonly name: string;
  readonly board: VirtualBoard;
  /** Called when the button "button" was held for 5 seconds. */
  readonly onReset: () => void;
}

/**
 * The board on the simulated screen: its lamps, its buttons, which are touched, and its sensors
 * with a minus and a plus.
 */
export class Screen {
  readonly #options: ScreenOptions;
  readonly #poco = new Poco(screen, { displayListLength });
  readonly #font = parseBMF(new Resource(font));
  readonly #panel: TouchPanel;
  /** Unicast address; undefined while the node is not provisioned. */
  #address: number | undefined;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { board, onReset } = options;
    this.#panel = new TouchPanel({
      board,
      onReset,
      layout: () => this.#layout(),
      onChange: () => this.#draw(),
    });
    // The simulator calls the methods of this member for touches; the SDK does not declare it.
    (screen as { context?: object }).context = this.#panel;
  }

  /** Draws everything. `address`: that of the node, undefined while it is not provisioned. */
  show(address: number | undefined): void {
    this.#address = address;
    this.#panel.update();
    this.#draw();
  }

  /** What is on the board. The lamp of a light that was never switched is shown, too. */
  #board(): VirtualBoardState {
    const { state } = this.#options.board;
    return Object.keys(state.lamps).length > 0 ? state : { ...state, lamps: { lamp: false } };
  }

  #layout(): ScreenLayout {
    const { height, width } = this.#poco;
    return screenLayout({ width, height, line: this.#font.height }, this.#board());
  }

  #draw(): void {
    const poco = this.#poco;
    const { name } = this.#options;
    const { lamps } = this.#board();
    const layout = this.#layout();
    const { width } = poco;
    poco.begin();
    poco.fillRectangle(poco.makeColor(24, 28, 36), 0, 0, width, poco.height);
    this.#text(name, 0, width, layout.title);
    const address = this.#address;
    this.#text(
      address === undefined ? "unprovisioned" : hexadecimal(address),
      0,
      width,
      layout.subtitle,
    );
    for (const { name: lamp, radius, x, y } of layout.lamps) {
      const color = lamps[lamp] ? poco.makeColor(255, 206, 64) : poco.makeColor(70, 76, 88);
      this.#disc(color, x, y, radius);
      const room = Math.floor(width / layout.lamps.length);
      const text = layout.lamps.length === 1 ? (lamps[lamp] ? "on" : "off") : lamp;
      this.#text(text, x - Math.floor(room / 2), room, layout.lampNames);
    }
    for (const area of layout.areas) this.#area(area);
    poco.end();
  }

  #area(area: TouchArea): void {
    const poco = this.#poco;
    const { height, kind, name, width, x, y } = area;
    const touched = this.#panel.touches(area);
    const color = touched ? poco.makeColor(96, 120, 168) : poco.makeColor(52, 62, 82);
    poco.fillRectangle(color, x, y, width, height);
    const top = y + Math.floor((height - this.#font.height) / 2);
    this.#text(kind === "button" ? name : kind === "less" ? "-" : "+", x, width, top);
    if (kind !== "less") return;
    const value = Math.round(100 * this.#options.board.valueOf(name)) / 100;
    this.#text(`${name} ${value}`, x + width, poco.width - 2 * (x + width), top);
  }

  #disc(color: number, x: number, y: number, radius: number): void {
    for (let row = -radius; row <= radius; row++) {
      const half = Math.round(Math.sqrt(radius * radius - row * row));
      this.#poco.fillRectangle(color, x - half, y + row, 2 * half, 1);
    }
  }

  /** A text in the middle between `x` and `x` + `width`. */
  #text(text: string, x: number, width: number, y: number): void {
    const poco = this.#poco;
    const left = x + Math.floor((width - poco.getTextWidth(text, this.#font)) / 2);
    poco.drawText(text, this.#font, poco.makeColor(230, 233, 240), left, y);
  }
}

function hexadecimal(address: number): string {
  return address.toString(16).padStart(4, "0");
}
