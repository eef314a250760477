import { element, reducedMotion } from "./dom.js";
import { seconds } from "../wording.js";

/** With reduced motion, time advances in steps of this many milliseconds. */
const calmStep = 500;
const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -100,
  ArrowRight: 100,
  PageDown: -1000,
  PageUp: 1000,
  Home: -Infinity,
  End: Infinity,
};

/** The control of the simulated time: button, slider, speed and keys. */
export class Player {
  #time: number;
  #shown: number | undefined;
  #frame: number | undefined;
  readonly #button = element<HTMLButtonElement>("play");
  readonly #slider = element<HTMLInputElement>("time");
  readonly #reading = element<HTMLOutputElement>("reading");
  readonly #end: number;
  readonly #show: (time: number) => string;

  /** `show` draws a time and returns a description in words. */
  constructor(end: number, start: number, show: (time: number) => string) {
    this.#end = end;
    this.#time = Math.min(end, Math.max(0, start));
    this.#show = show;
    this.#slider.max = String(end);
    element("length").textContent = `of ${seconds(end, 2)}`;
    this.#slider.addEventListener("input", () => this.seek(Number(this.#slider.value)));
    this.#button.addEventListener("click", () => this.toggle());
    element("player").addEventListener("keydown", (event) => this.#key(event));
    // The player gets the keys that no other element uses.
    document.body.addEventListener("keydown", (event) => {
      if (event.target === document.body) this.#key(event);
    });
    this.redraw();
  }

  seek(time: number): void {
    this.#stop();
    this.#time = Math.min(this.#end, Math.max(0, time));
    this.redraw();
  }

  toggle(): void {
    if (this.#frame !== undefined) {
      this.#stop();
      return;
    }
    if (this.#time >= this.#end) this.#time = 0;
    this.#button.textContent = "Pause";
    this.#step(performance.now());
  }

  redraw(): void {
    const time = reducedMotion() && this.#frame !== undefined ? this.#calmTime() : this.#time;
    if (time === this.#shown && this.#frame !== undefined) return;
    this.#shown = time;
    const words = this.#show(time);
    this.#slider.value = String(time);
    this.#slider.setAttribute("aria-valuetext", `${seconds(time)}, ${words}`);
    this.#reading.textContent = seconds(time, 2);
  }

  #calmTime(): number {
    return this.#time >= this.#end ? this.#end : Math.floor(this.#time / calmStep) * calmStep;
  }

  #step(last: number): void {
    this.#frame = requestAnimationFrame((now) => {
      // A hidden page gets no frames, so a step is limited. The first frame's time may be before
      // the click.
      const passed = Math.min(Math.max(now - last, 0), 100);
      this.#time = Math.min(this.#end, this.#time + passed * this.#speed);
      this.redraw();
      if (this.#time >= this.#end) this.#stop();
      else this.#step(now);
    });
  }

  get #speed(): number {
    const chosen = document.querySelector<HTMLInputElement>('input[name="speed"]:checked');
    return Number(chosen?.value ?? 1);
  }

  #stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#button.textContent = "Play";
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { target } = event;
    // A focused button uses the space key, a focused select element the arrow keys.
    const own = target instanceof HTMLSelectElement || target instanceof HTMLButtonElement;
    const choice = target instanceof HTMLInputElement && target.type === "radio";
    const step = keySteps[event.key];
    if (event.key === " " && !own && !choice) this.toggle();
    else if (step !== undefined && !(target instanceof HTMLSelectElement) && !choice)
      this.seek(this.#time + step * (event.shiftKey ? 10 : 1));
    else return;
    event.preventDefault();
  }
}
