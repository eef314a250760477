import { CallWords, type Refusal } from "../simulation/refusal-words.js";
import { modelWord } from "./models.js";
import type { Names } from "./names.js";

/** The names of a shell in the texts of messages that were not taken, and its commands as remedies. */
export class ShellWords extends CallWords {
  readonly #names: Names;

  constructor(names: Names) {
    super();
    this.#names = names;
  }

  override address(address: number): string {
    return this.#names.addressName(address);
  }

  override appKey(index: number): string {
    return `AppKey ${this.#names.appKeyText(index)}`;
  }

  override bind(refusal: Refusal, appKeyIndex: number): string {
    const { model = 0 } = refusal;
    return `bind it with bind ${this.#element(refusal)} ${modelWord(model)} ${appKeyIndex}`;
  }

  override subscribe(refusal: Refusal): string {
    const { dst, model = 0 } = refusal;
    const group = this.address(dst);
    return `subscribe it with subscribe ${this.#element(refusal)} ${modelWord(model)} ${group}`;
  }

  override subscribeOne(group: number): string {
    return `subscribe one with subscribe <node> <model> ${this.address(group)}`;
  }

  override addKey({ dst }: Refusal, appKeyIndex?: number): string {
    const node = dst >= 0x8000 ? "<node>" : this.address(dst);
    return `add it with key add ${node} ${appKeyIndex ?? "<key>"}`;
  }

  override useDeviceKey(): string {
    return "send it with key=device";
  }

  override useAppKey(): string {
    return "send it with key=<index>";
  }

  /** The element that refused a message: of a group by the name of its machine. */
  #element({ dst, element = 0, machine }: Refusal): string {
    if (dst < 0x8000) return this.address(dst);
    return element === 0 ? machine : `${machine}/${element}`;
  }
}
