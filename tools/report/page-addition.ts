import type { PageParts } from "../page/bundle.js";
import type { TreeLine } from "./report-record.js";

/**
 * What the page of a run has beside the content of its capture. Its script listens to the event
 * "time" of the document, whose detail is the time of the player in milliseconds, and dispatches
 * "seek" to move it. A button with `data-station` selects the station of that index; with
 * `data-time` it also moves the time.
 */
export interface PageAddition {
  /** What the page is about, above its title. */
  readonly kind: string;
  /** HTML below the title, and after the plan. */
  readonly summary: string;
  readonly sections: string;
  readonly tree: readonly TreeLine[];
  /** The content of the element "addition" for the script. */
  readonly data: object;
  readonly parts: PageParts;
}
