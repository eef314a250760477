/** The controls of the simulated time. */
export function player(): string {
  const speeds = [
    ["0.5", "0.5×"],
    ["1", "1×"],
    ["4", "4×"],
  ].map(
    ([value, words]) =>
      `<label><input type="radio" name="speed" value="${value}"${value === "1" ? " checked" : ""}><span>${words}</span></label>`,
  );
  return `<div id="player" class="player">
<button type="button" id="play">Play</button>
<input type="range" id="time" min="0" step="any" aria-label="Simulated time" title="Space plays, arrows move by 0.1 s, with Shift by 1 s">
<span class="reading"><output id="reading" for="time"></output> <span id="length" class="wide-only"></span></span>
<fieldset><legend>Speed</legend>${speeds.join("")}</fieldset>
</div>`;
}
