import type { Clock } from "../../../modules/host/clock.js";
import type { Station } from "../station.js";
import type { Side } from "./link-side.js";
import { RadioShare, type RadioUser } from "./radio-share.js";

/** The radios of both sides of a connection, which also advertise and scan. */
export class LinkRadio {
  readonly #clock: Clock;
  /** By side: the central, then the peripheral. */
  readonly #stations: readonly [Station, Station];
  /** Whether each side takes part in the current connection event. */
  readonly #serves: [boolean, boolean] = [false, false];

  constructor(clock: Clock, central: Station, peripheral: Station) {
    this.#clock = clock;
    this.#stations = [central, peripheral];
  }

  open(link: RadioUser): void {
    for (const station of this.#stations) (station.share ??= new RadioShare()).add(link);
  }

  close(link: RadioUser): void {
    for (const { share } of this.#stations) share?.delete(link);
  }

  /**
   * A connection event begins. Returns false if the central does not take part, so that nothing is
   * sent: a peripheral that takes part listens without an answer.
   */
  begin(link: RadioUser): boolean {
    const now = this.#clock.now();
    this.#stations.forEach(({ share, sendingUntil }, side) => {
      this.#serves[side] = share!.begin(link, now, sendingUntil);
    });
    return this.#serves[0];
  }

  /** Whether a side takes part in the current connection event. */
  serves(side: Side): boolean {
    return this.#serves[side];
  }

  /** The current connection event lasts until `end`, as far as is known. */
  lasts(end: number): void {
    this.#stations.forEach(({ share }, side) => {
      if (this.#serves[side]) share!.lasts(end);
    });
  }
}
