/** A control with which the reader chooses light or dark; `tools/page/browser/theme.ts` runs it. */
export function themeSwitch(): string {
  return `<p class="theme"><label for="theme">Colours</label> <select id="theme">
<option value="">as the system</option><option value="light">light</option><option value="dark">dark</option>
</select></p>`;
}
