// The script of the report page: reads the run that is embedded in it and draws it.
import type { FastRun } from "../run-record.js";
import { count, counted } from "../../../page/wording.js";
import { airChart, airtimeShare, collisionRate } from "./air.js";
import { timeAxis } from "../../../page/browser/axis.js";
import { Chart } from "../../../page/browser/chart.js";
import { curve, referenceTime } from "./curve.js";
import { DeviceCard } from "./device-card.js";
import { startTheme } from "../../../page/browser/theme.js";
import { addressOf, readAddress } from "../../../page/browser/address.js";
import { showAddress } from "../../../page/browser/show-address.js";
import { element, onAppearanceChange } from "../../../page/browser/dom.js";
import { Plan } from "./plan.js";
import { Player } from "../../../page/browser/player.js";
import { type DeviceState, deviceTimelines, endOfRun, stateAt } from "./timeline.js";

startTheme();
const run = JSON.parse(element("run").textContent) as FastRun;
const devices = deviceTimelines(run.nodes);
const end = endOfRun(run);
const canvas = element<HTMLCanvasElement>("plan");
const plan = new Plan(canvas, run, devices, end);
const card = new DeviceCard(run, choose);
const charts = ["curve", "airtime", "collisions"].map(
  (id) => new Chart(id, (time) => player.seek(time)),
);
const legend = [...document.querySelectorAll<HTMLElement>("[data-count]")];
let shownTime = 0;
let chosen: number | undefined;

function drawCharts(): void {
  const axis = timeAxis(charts[0]!.width, end, referenceTime(run));
  const contents = [
    curve(run, axis, end),
    airChart(run.air, airtimeShare, axis, end),
    airChart(run.air, collisionRate, axis, end),
  ];
  contents.forEach((content, i) => charts[i]!.draw(axis, content));
}

/** Draws the state at a time; returns a description in words. */
function show(time: number): string {
  shownTime = time;
  plan.draw(time);
  for (const chart of charts) chart.moveTo(time);
  const states = new Map<DeviceState, number>();
  for (const device of devices) {
    const state = stateAt(device, time, end);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  for (const counter of legend)
    counter.textContent = count(states.get(counter.dataset["count"] as DeviceState) ?? 0);
  showCard();
  showAddress(pageAddress);
  return counted(devices.filter(({ configured }) => configured <= time).length, "node");
}

function showCard(): void {
  const device = plan.marked === undefined ? undefined : devices[plan.marked];
  card.show(plan.marked, device && stateAt(device, shownTime, end));
}

function mark(index: number | undefined): void {
  if (index === plan.marked) return;
  plan.marked = index;
  plan.draw(shownTime);
  showCard();
}

function choose(index: number | undefined): void {
  chosen = index;
  card.choose(index);
  mark(index);
  showAddress(pageAddress);
}

function pageAddress(): string {
  return addressOf(shownTime, {
    device: chosen === undefined ? undefined : run.nodes[chosen]!.name,
  });
}

function redraw(): void {
  plan.resize();
  drawCharts();
  player.redraw();
}

function deviceUnder(event: PointerEvent | MouseEvent, reach: number): number | undefined {
  const { left, top } = canvas.getBoundingClientRect();
  return plan.deviceAt({ x: event.clientX - left, y: event.clientY - top }, reach);
}

canvas.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "touch") mark(deviceUnder(event, 9) ?? chosen);
});
canvas.addEventListener("pointerleave", () => mark(chosen));
canvas.addEventListener("click", (event) => choose(deviceUnder(event, 18)));
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>("[data-device]") : null;
  if (!button) return;
  choose(Number(button.dataset["device"]));
  if (button.dataset["time"] !== undefined) player.seek(Number(button.dataset["time"]));
  element("player").scrollIntoView();
  element("choice").focus({ preventScroll: true });
});

drawCharts();
// The page opens at the start of the run; "#t=4.8&device=light-3" opens it at 4.8 s with a device.
const asked = readAddress(location.hash);
const player = new Player(end, asked.time ?? 0, show);
const askedDevice = run.nodes.findIndex(({ name }) => name === asked.selected.get("device"));
if (askedDevice >= 0) choose(askedDevice);
onAppearanceChange(redraw);
let width = canvas.clientWidth;
new ResizeObserver(() => {
  if (canvas.clientWidth === width) return;
  width = canvas.clientWidth;
  redraw();
}).observe(canvas);
document.documentElement.dataset["drawn"] = "true";
