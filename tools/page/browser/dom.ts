/**
 * The element of the page with this id. It exists, since the page is built together with this
 * script.
 */
export function element<T extends Element = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found as unknown as T;
}

/** A colour of the page's style sheet in the current colour scheme. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Calls `redraw` when the colour scheme or the width has changed. */
export function onAppearanceChange(redraw: () => void): void {
  for (const query of ["(prefers-color-scheme: dark)", "print"])
    matchMedia(query).addEventListener("change", redraw);
  // The reader has chosen other colours.
  addEventListener("appearance", redraw);
  // The width on paper is known from this event on.
  addEventListener("beforeprint", redraw);
  addEventListener("afterprint", redraw);
}
