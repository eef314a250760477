// The script of the page's sections on fast provisioning: charts that follow the player.
import type { FastRun } from "../run-record.js";
import { airChart, airtimeShare, collisionRate } from "./air.js";
import { timeAxis } from "../../../page/browser/axis.js";
import { Chart } from "../../../page/browser/chart.js";
import { curve, referenceTime } from "./curve.js";
import { element, onAppearanceChange } from "../../../page/browser/dom.js";
import { endOfRun } from "./timeline.js";

const run = JSON.parse(element("addition").textContent) as FastRun;
const end = endOfRun(run);
// Times of the charts are from the start of the Primary Provisioner, those of the page are not.
const seek = (time: number) =>
  document.dispatchEvent(new CustomEvent("seek", { detail: run.start + time }));
const charts = ["curve", "airtime", "collisions"].map((id) => new Chart(id, seek));
let shownTime = 0;

function show(): void {
  for (const chart of charts) chart.moveTo(Math.min(end, Math.max(0, shownTime - run.start)));
}

function draw(): void {
  const axis = timeAxis(charts[0]!.width, end, referenceTime(run));
  const contents = [
    curve(run, axis, end),
    airChart(run.air, airtimeShare, axis, end),
    airChart(run.air, collisionRate, axis, end),
  ];
  contents.forEach((content, i) => charts[i]!.draw(axis, content));
  show();
}

draw();
document.addEventListener("time", (event) => {
  shownTime = (event as CustomEvent<number>).detail;
  show();
});
onAppearanceChange(draw);
let { width } = charts[0]!;
new ResizeObserver(() => {
  if (charts[0]!.width === width) return;
  ({ width } = charts[0]!);
  draw();
}).observe(element("curve").parentElement!);
