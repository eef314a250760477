/** The smallest round step with which `span` has at most `most` steps. */
export function roundStep(span: number, most: number): number {
  const unit = 10 ** Math.floor(Math.log10(span / most));
  return ([1, 2, 5].find((step) => span / (step * unit) <= most) ?? 10) * unit;
}
