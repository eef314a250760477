// The part of the page with the floor plan: canvas, player, legend, and the selected device.
import { isConfigured } from "./outcome.js";
import type { FastRun } from "./run-record.js";

/** The shapes of the floor plan. */
const shapes = {
  circle: '<circle cx="8" cy="8" r="5"/>',
  diamond: '<path d="M8 1L15 8L8 15L1 8Z"/>',
  smallDiamond: '<path d="M8 3L13 8L8 13L3 8Z"/>',
  cross: '<path d="M4 4L12 12M4 12L12 4"/>',
  phone:
    '<rect x="3" y="0.5" width="10" height="15" rx="2.5"/><rect class="screen" x="5" y="3" width="6" height="9"/>',
};

function swatch(shape: keyof typeof shapes, className: string): string {
  return `<svg class="swatch ${className}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${shapes[shape]}</svg>`;
}

function state(shape: keyof typeof shapes, name: string, words: string): string {
  return `<li>${swatch(shape, name)} ${words} <b data-count="${name}"></b></li>`;
}

/** The states with the number of devices in each, and the selected device. */
export function legend(run: FastRun): string {
  return `<div class="plan"><canvas id="plan" role="img" aria-label="Floor plan with every device, coloured by its state at the selected time. The list of devices has the same data as text."></canvas></div>
<div class="aside">
<ul class="legend" aria-label="States, with the number of devices in each">
${state("circle", "waiting", "waiting")}
${state("circle", "joining", "being provisioned")}
${state("smallDiamond", "provisioning", "provisioning others")}
${state("circle", "node", "node")}
${state("circle", "lit", "node, lit")}
${run.nodes.every(isConfigured) ? "" : state("cross", "failed", "did not become a node")}
</ul>
<ul class="legend" aria-label="Shapes">
<li>${swatch("phone", "phone")} top provisioner</li>
<li>${swatch("diamond", "node")} Primary Provisioner</li>
<li>${swatch("smallDiamond", "node")} Temporary Provisioner</li>
</ul>
<p class="choice"><label for="choice">Device</label> <select id="choice"><option value="">none selected</option></select></p>
<p id="device-hint" class="hint">Point at a device, tap it or select it from the list.</p>
<dl id="device" class="device" hidden></dl>
</div>`;
}
