import { element } from "./dom.js";
import { label, line, type TimeAxis } from "./axis.js";

/** The content of one chart, drawn inside the frame that all charts have. */
export interface ChartContent {
  readonly height: number;
  /** Top and bottom of the plot. */
  readonly top: number;
  readonly bottom: number;
  /** A sentence for screen readers. */
  readonly description: string;
  readonly drawn: readonly string[];
  /** The text for a time, and the height at which it is shown. */
  at(time: number): { readonly text: string; readonly y: number };
}

/** An SVG with a playhead, on which a click or a drag sets the time. */
export class Chart {
  readonly #svg: SVGSVGElement;
  #axis!: TimeAxis;
  #content!: ChartContent;

  constructor(id: string, seek: (time: number) => void) {
    this.#svg = element<SVGSVGElement>(id);
    const follow = (event: PointerEvent) =>
      seek(this.#axis.time(event.clientX - this.#svg.getBoundingClientRect().left));
    this.#svg.addEventListener("pointerdown", (event) => {
      this.#svg.setPointerCapture(event.pointerId);
      follow(event);
    });
    this.#svg.addEventListener("pointermove", (event) => {
      if (this.#svg.hasPointerCapture(event.pointerId)) follow(event);
    });
  }

  get width(): number {
    return this.#svg.parentElement!.clientWidth;
  }

  draw(axis: TimeAxis, content: ChartContent): void {
    this.#axis = axis;
    this.#content = content;
    this.#svg.setAttribute("viewBox", `0 0 ${axis.width} ${content.height}`);
    this.#svg.setAttribute("height", String(content.height));
    this.#svg.setAttribute("aria-label", content.description);
    this.#svg.innerHTML = [
      ...content.drawn,
      `<g class="playhead">`,
      line(0, content.top - 6, 0, content.bottom, ""),
      '<circle r="3.5"/>',
      label(0, content.top - 10, "", 'text-anchor="middle"'),
      "</g>",
    ].join("");
  }

  moveTo(time: number): void {
    const x = this.#axis.x(time);
    const { text, y } = this.#content.at(time);
    const [stroke, dot, reading] = this.#svg.querySelectorAll(".playhead > *");
    stroke!.setAttribute("x1", x.toFixed(1));
    stroke!.setAttribute("x2", x.toFixed(1));
    dot!.setAttribute("cx", x.toFixed(1));
    dot!.setAttribute("cy", y.toFixed(1));
    reading!.textContent = text;
    // At seven pixels a letter, half of the text must stay within the picture.
    const half = text.length * 3.5;
    const inside = Math.min(this.#axis.width - half, Math.max(half, x));
    reading!.setAttribute("x", inside.toFixed(1));
  }
}
