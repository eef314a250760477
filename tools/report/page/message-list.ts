import { element } from "../../page/browser/dom.js";
import { count, seconds } from "../../page/wording.js";
import type { ReportRecord } from "../report-record.js";
import { kindLetters, kindNames, type MessageWords } from "./words.js";

/** Rows that are drawn above and below the visible ones. */
const reserve = 8;
/** Rows that are printed, since a page of paper does not scroll. */
const mostPrinted = 400;
/** Browsers limit the height of an element; longer lists scroll in larger steps. */
const tallest = 8_000_000;

const steps: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** The list of messages. Only the visible rows are elements, so that long lists stay quick. */
export class MessageList {
  readonly #record: ReportRecord;
  readonly #words: MessageWords;
  readonly #choose: (index: number) => void;
  readonly #list = element("list");
  readonly #rows = element("rows");
  readonly #said = element("list-count");
  #shown: readonly number[] = [];
  #chosen: number | undefined;
  #time = 0;
  #rowHeight = 32;
  #printing = false;

  /** `choose` is called with the index of a message that the reader selects. */
  constructor(record: ReportRecord, words: MessageWords, choose: (index: number) => void) {
    this.#record = record;
    this.#words = words;
    this.#choose = choose;
    this.#list.addEventListener("scroll", () => this.#draw());
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", ({ target }) => {
      const row = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
      if (row) choose(Number(row.dataset["index"]));
    });
    addEventListener("beforeprint", () => this.#print(true));
    addEventListener("afterprint", () => this.#print(false));
  }

  /** Indices of the messages in the list. */
  show(indices: readonly number[]): void {
    this.#shown = indices;
    const { messages } = this.#record;
    const hidden = messages.length - indices.length;
    this.#said.textContent =
      hidden === 0
        ? `All ${count(messages.length)} messages.`
        : `${count(indices.length)} of ${count(messages.length)} messages; the filter hides ${count(hidden)}.`;
    this.resize();
  }

  /** Adopts the height of the rows, which depends on the width of the page. */
  resize(): void {
    const height = getComputedStyle(this.#list).getPropertyValue("--row-height");
    this.#rowHeight = Number.parseFloat(height) || 32;
    this.#rows.style.height = `${Math.min(tallest, this.#shown.length * this.#rowHeight)}px`;
    this.#draw();
  }

  select(index: number | undefined): void {
    this.#chosen = index;
    const position = index === undefined ? -1 : this.#shown.indexOf(index);
    if (position >= 0) this.#reveal(position);
    this.#draw();
  }

  /** Dims the messages after a time; with `follow`, scrolls to the time. */
  moveTo(time: number, follow: boolean): void {
    this.#time = time;
    if (follow) {
      const position = this.#until(time);
      this.#list.scrollTop = this.#top(Math.max(0, position)) - this.#list.clientHeight / 2;
    }
    this.#draw();
  }

  /** Number of rows that are not after a time. */
  #until(time: number): number {
    let low = 0;
    let high = this.#shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#record.messages[this.#shown[middle]!]!.time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Scroll position of a row; a list that is too long for the browser is compressed. */
  #top(position: number): number {
    const whole = this.#shown.length * this.#rowHeight;
    return whole <= tallest
      ? position * this.#rowHeight
      : (position / this.#shown.length) * tallest;
  }

  #reveal(position: number): void {
    const top = this.#top(position);
    const { clientHeight, scrollTop } = this.#list;
    if (top < scrollTop) this.#list.scrollTop = top;
    else if (top + this.#rowHeight > scrollTop + clientHeight)
      this.#list.scrollTop = top + this.#rowHeight - clientHeight;
  }

  #draw(): void {
    if (this.#printing) return;
    const whole = this.#shown.length * this.#rowHeight;
    const { clientHeight, scrollTop } = this.#list;
    const scale = whole <= tallest ? 1 : whole / tallest;
    const first = Math.max(0, Math.floor((scrollTop * scale) / this.#rowHeight) - reserve);
    const last = first + Math.ceil(clientHeight / this.#rowHeight) + 2 * reserve;
    const offset = scrollTop - scrollTop * scale;
    const rows = this.#shown
      .slice(first, last)
      .map((index, i) => this.#row(index, first + i, (first + i) * this.#rowHeight + offset));
    this.#rows.replaceChildren(...rows);
    const active = rows.find((row) => row.getAttribute("aria-selected") === "true");
    if (active) this.#list.setAttribute("aria-activedescendant", active.id);
    else this.#list.removeAttribute("aria-activedescendant");
  }

  #row(index: number, position: number, top: number | undefined): HTMLElement {
    const message = this.#record.messages[index]!;
    const row = document.createElement("div");
    row.id = `message-${index}`;
    row.dataset["index"] = String(index);
    row.className = `row${message.time > this.#time ? " later" : ""}${message.outcome === "failed" ? " failed" : ""}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(index === this.#chosen));
    row.setAttribute("aria-setsize", String(this.#shown.length));
    row.setAttribute("aria-posinset", String(position + 1));
    if (top !== undefined) row.style.transform = `translateY(${top}px)`;
    const cell = (className: string, text: string) => {
      const span = document.createElement("span");
      span.className = className;
      span.textContent = text;
      return span;
    };
    const kind = cell(`kind ${message.kind}`, kindLetters[message.kind]);
    kind.title = kindNames[message.kind];
    row.append(
      cell("time", seconds(message.time, 3)),
      kind,
      cell("way", this.#words.way(message)),
      cell("name", message.name),
      cell("fields", this.#words.fields(message)),
    );
    return row;
  }

  #key(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (this.#shown.length === 0) return;
    const at = this.#chosen === undefined ? -1 : this.#shown.indexOf(this.#chosen);
    const from = at >= 0 ? at : this.#until(this.#time) - (step > 0 ? 1 : 0);
    const position = Math.min(this.#shown.length - 1, Math.max(0, from + step));
    this.#choose(this.#shown[position]!);
  }

  /** On paper the rows are below each other, from the first visible one on. */
  #print(starts: boolean): void {
    if (!starts) {
      this.#printing = false;
      this.show(this.#shown);
      return;
    }
    const first = Math.floor(this.#list.scrollTop / this.#rowHeight);
    const printed = this.#shown.slice(first, first + mostPrinted);
    this.#printing = true;
    this.#rows.replaceChildren(
      ...printed.map((index, i) => this.#row(index, first + i, undefined)),
    );
    this.#rows.style.height = "auto";
    if (printed.length < this.#shown.length)
      this.#said.textContent = `Printed: messages ${count(first + 1)} to ${count(first + printed.length)} of ${count(this.#shown.length)}.`;
  }
}
