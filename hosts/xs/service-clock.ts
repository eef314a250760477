import { XsClock } from "./clock.js";
import type { ServiceLink } from "./service-link.js";
import { wakeTimer } from "./services.js";

/** A clock that has one more timer, by which the host reports that there are events. */
export class ServiceClock extends XsClock {
  readonly #link: ServiceLink;

  constructor(link: ServiceLink) {
    super();
    this.#link = link;
  }

  override fire(timer: number): void {
    if (timer === wakeTimer) this.#link.wake();
    else super.fire(timer);
  }
}
