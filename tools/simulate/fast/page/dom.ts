/** The page's own element of this id; the page is made together with this script. */
export function element<T extends Element = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found as unknown as T;
}

/** A colour of the page's style, as the scheme in force has it. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Runs `redraw` when what was drawn with the old colours or width no longer fits. */
export function onAppearanceChange(redraw: () => void): void {
  for (const query of ["(prefers-color-scheme: dark)", "print"])
    matchMedia(query).addEventListener("change", redraw);
  // the width on paper is known only from here on
  addEventListener("beforeprint", redraw);
  addEventListener("afterprint", redraw);
}
