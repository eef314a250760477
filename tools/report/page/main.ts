// The script of a run's page: reads the record that is embedded in the page, and shows it.
import { addressOf, readAddress } from "../../page/browser/address.js";
import { showAddress } from "../../page/browser/show-address.js";
import { timeAxis } from "../../page/browser/axis.js";
import { Chart } from "../../page/browser/chart.js";
import { element, onAppearanceChange } from "../../page/browser/dom.js";
import { Player } from "../../page/browser/player.js";
import { startTheme } from "../../page/browser/theme.js";
import { counted } from "../../page/wording.js";
import type { MessageKind, ReportRecord } from "../report-record.js";
import { lanes } from "./lanes.js";
import { MessageCard } from "./message-card.js";
import { MessageList } from "./message-list.js";
import { NodeCard } from "./node-card.js";
import { Plan } from "./plan.js";
import { lookAt, type NodeLook } from "./run-state.js";
import { filtered } from "./selection.js";
import { MessageWords } from "./words.js";

startTheme();
const record = JSON.parse(element("run").textContent) as ReportRecord;
const { length, messages, stations } = record;
const words = new MessageWords(record);
const canvas = element<HTMLCanvasElement>("plan");
const plan = new Plan(canvas, record);
const chart = new Chart("lanes", (time) => player.seek(time));
const list = new MessageList(record, words, (index) => chooseMessage(index, true));
const messageCard = new MessageCard(words);
const nodeCard = new NodeCard(record, chooseStation);
const search = element<HTMLInputElement>("search");
const onlyStation = element<HTMLInputElement>("only-station");
const kinds = [...document.querySelectorAll<HTMLInputElement>("input[name=kind]")];
const legend = [...document.querySelectorAll<HTMLElement>("[data-count]")];
let shownTime = 0;
let message: number | undefined;
let station: number | undefined;

/** Draws the state at a time; returns a description in words. */
function show(time: number): string {
  shownTime = time;
  plan.draw(time);
  chart.moveTo(time);
  list.moveTo(time, element("play").textContent === "Pause");
  const looks = new Map<NodeLook, number>();
  for (const own of stations) {
    const look = lookAt(own, time);
    looks.set(look, (looks.get(look) ?? 0) + 1);
  }
  for (const counter of legend)
    counter.textContent = String(looks.get(counter.dataset["count"] as NodeLook) ?? 0);
  nodeCard.show(plan.marked, time);
  showAddress(pageAddress);
  document.dispatchEvent(new CustomEvent("time", { detail: time }));
  const nodes = (looks.get("node") ?? 0) + (looks.get("on") ?? 0);
  return counted(nodes, "node");
}

function pageAddress(): string {
  return addressOf(shownTime, {
    message: message === undefined ? undefined : String(message + 1),
    node: station === undefined ? undefined : stations[station]!.name,
  });
}

function filter(): void {
  const shown = filtered(record, words, {
    kinds: new Set(kinds.filter(({ checked }) => checked).map(({ value }) => value as MessageKind)),
    search: search.value.toLowerCase(),
    station: onlyStation.checked ? station : undefined,
  });
  list.show(shown);
}

function drawLanes(): void {
  const { width } = chart;
  const margins = width < 600 ? { left: 8, right: 14 } : { left: 168, right: 24 };
  const axis = timeAxis(width, length, undefined, margins);
  const ofStation =
    station === undefined
      ? undefined
      : filtered(record, words, {
          kinds: new Set(messages.map(({ kind }) => kind)),
          search: "",
          station,
        });
  const selected = message === undefined ? undefined : messages[message];
  chart.draw(axis, lanes(record, axis, { message: selected, ofStation }));
  chart.moveTo(shownTime);
}

/** Selects a message; with `seek` also its time. */
function chooseMessage(index: number | undefined, seek: boolean): void {
  message = index;
  const selected = index === undefined ? undefined : messages[index];
  plan.select(selected);
  messageCard.show(selected);
  list.select(index);
  drawLanes();
  if (selected && seek) player.seek(selected.time);
  else player.redraw();
}

function chooseStation(index: number | undefined): void {
  station = index;
  plan.marked = index;
  nodeCard.choose(index);
  onlyStation.disabled = index === undefined;
  if (index === undefined) onlyStation.checked = false;
  filter();
  drawLanes();
  player.redraw();
}

function stationUnder(event: PointerEvent | MouseEvent, reach: number): number | undefined {
  const { left, top } = canvas.getBoundingClientRect();
  return plan.stationAt({ x: event.clientX - left, y: event.clientY - top }, reach);
}

function mark(index: number | undefined): void {
  if (index === plan.marked) return;
  plan.marked = index;
  plan.draw(shownTime);
  nodeCard.show(index, shownTime);
}

function redraw(): void {
  plan.resize();
  drawLanes();
  list.resize();
  player.redraw();
}

canvas.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "touch") mark(stationUnder(event, 9) ?? station);
});
canvas.addEventListener("pointerleave", () => mark(station));
canvas.addEventListener("click", (event) => chooseStation(stationUnder(event, 18)));
document.addEventListener("click", ({ target }) => {
  const chosen = target instanceof Element ? target.closest<HTMLElement>("[data-message]") : null;
  if (chosen) {
    chooseMessage(Number(chosen.dataset["message"]), true);
    element("player").scrollIntoView();
    return;
  }
  const button = target instanceof Element ? target.closest<HTMLElement>("[data-station]") : null;
  if (!button) return;
  const { station: index, time } = button.dataset;
  chooseStation(Number(index));
  if (time === undefined) return;
  player.seek(Number(time));
  element("player").scrollIntoView();
});
document.addEventListener("seek", (event) => player.seek((event as CustomEvent<number>).detail));
for (const control of [search, onlyStation, ...kinds]) control.addEventListener("input", filter);

const asked = readAddress(location.hash);
const askedMessage = Number(asked.selected.get("message") ?? NaN) - 1;
filter();
drawLanes();
const player = new Player(length, asked.time ?? 0, show);
const askedStation = stations.findIndex(({ name }) => name === asked.selected.get("node"));
chooseStation(askedStation >= 0 ? askedStation : undefined);
chooseMessage(messages[askedMessage] ? askedMessage : undefined, asked.time === undefined);
onAppearanceChange(redraw);
let width = canvas.clientWidth;
new ResizeObserver(() => {
  if (canvas.clientWidth === width) return;
  width = canvas.clientWidth;
  redraw();
}).observe(canvas);
document.documentElement.dataset["drawn"] = "true";
