import { runPageHtml } from "../../../../tools/report/report-page.js";
import type { ReportRecord, ReportStation } from "../../../../tools/report/report-record.js";
import { fastAddition } from "../../../../tools/simulate/fast/report-page.js";
import type {
  AirRecord,
  FastNodeRecord,
  FastRun,
} from "../../../../tools/simulate/fast/run-record.js";

export interface FakeOptions {
  readonly layout: "room" | "corridor";
  readonly devices: number;
  /** How many of them nobody reaches. */
  readonly failed?: number;
  readonly policy?: FastRun["policy"];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Numbers from 0 to 1 that are the same each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function room(devices: number): FastRun["plan"] {
  const width = Math.round(Math.sqrt(devices * 3));
  const height = Math.round(width * 0.7);
  const corners = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ];
  return {
    width,
    height,
    walls: corners.map((from, i) => ({ from, to: corners[(i + 1) % 4]! })),
    rooms: [{ x: 0, y: 0, width, height, name: "Hall" }],
    top: { x: width * 0.1, y: height * 0.15 },
  };
}

function corridor(devices: number): FastRun["plan"] {
  const rooms = 10;
  const width = devices * 1.6;
  const each = width / rooms;
  const wall = (x1: number, y1: number, x2: number, y2: number) => ({
    from: { x: x1, y: y1 },
    to: { x: x2, y: y2 },
  });
  return {
    width,
    height: 14,
    walls: [
      wall(0, 0, width, 0),
      wall(0, 14, width, 14),
      wall(0, 6, width, 6),
      wall(0, 8, width, 8),
      ...Array.from({ length: rooms + 1 }, (_, i) => [
        wall(i * each, 0, i * each, 6),
        wall(i * each, 8, i * each, 14),
      ]).flat(),
    ],
    rooms: Array.from({ length: rooms }, (_, i) => [
      { x: i * each, y: 0, width: each, height: 6, name: `Room ${i + 1}` },
      { x: i * each, y: 8, width: each, height: 6, name: `Room ${i + 1 + rooms}` },
    ]).flat(),
    top: { x: 1, y: 7 },
  };
}

const reasons = [
  "three links in vain",
  "found late",
  "far from everybody",
  "",
  "its link was busy",
];

/** Devices that are provisioned at a steady rate by a tenth of them. */
function devicesOf(
  { devices, layout, failed = 0 }: FakeOptions,
  plan: FastRun["plan"],
  random: () => number,
): Mutable<FastNodeRecord>[] {
  const nodes = Array.from({ length: devices }, (): Mutable<FastNodeRecord> => ({
    name: "",
    uuid: Array.from({ length: 16 }, () => Math.floor(random() * 256).toString(16).padStart(2, "0")).join(""), // prettier-ignore
    address: undefined,
    x: random() * plan.width,
    y: random() * plan.height,
    role: "node",
    parent: undefined,
    linkOpened: undefined,
    provisioned: undefined,
    configured: undefined,
    reported: undefined,
    on: undefined,
    linksOpened: 1 + Math.floor(random() ** 4 * 5),
    events: 60 + Math.floor(random() * 200),
    reason: "",
  }));
  const fromTop = ({ x, y }: FastNodeRecord) => Math.hypot(x - plan.top.x, y - plan.top.y);
  nodes.sort((a, b) => fromTop(a) - fromTop(b));
  nodes.forEach((node, i) => (node.name = `light-${i + 1}`));
  // in a room anybody may be next; along a corridor the nearest are
  const order = nodes.map((_, i) => i).slice(1);
  if (layout === "room") order.sort(() => random() - 0.5);
  const primary = nodes[0]!;
  Object.assign(primary, {
    role: "primary",
    parent: -1,
    address: 5,
    linkOpened: -1400,
    provisioned: -700,
    configured: 0,
    reported: 0,
  });
  const provisioners = [0];
  const rate = Math.min(14, 4 + devices / 10);
  order.slice(0, devices - 1 - failed).forEach((index, i) => {
    const node = nodes[index]!;
    const configured = 900 + (i / rate) * 1000 * (0.9 + 0.2 * random());
    const able = provisioners
      .filter((own) => nodes[own]!.configured! < configured - 600)
      .slice(-12);
    node.parent = able[Math.floor(random() * able.length)] ?? 0;
    node.linkOpened = configured - 500 - random() * 400;
    node.provisioned = configured - 200;
    node.configured = configured;
    node.reported = configured + 400 * random();
    node.address = 6 + i;
    if (random() < 0.15) provisioners.push(index);
    if (i > 0.85 * devices) node.reason = reasons[Math.floor(random() * reasons.length)]!;
  });
  for (const { parent } of nodes)
    if (parent !== undefined && parent > 0) nodes[parent]!.role = "temporary";
  return nodes;
}

function airOf(simulatedMs: number, random: () => number): AirRecord[] {
  return Array.from({ length: Math.ceil(simulatedMs / 100) }, (_, i) => {
    const part = Math.min(1, i / 15) * Math.min(1, (simulatedMs / 100 - i) / 10);
    const events = Math.round(part * (60 + 40 * random()));
    return {
      events,
      airtime: events * 0.35,
      packets: events * 40,
      collisions: Math.round(events * 12 * random()),
    };
  });
}

/** A run as a simulation might record it. */
export function fakeRun(options: FakeOptions): FastRun {
  const { layout, devices, failed = 0, policy = "adaptive" } = options;
  const random = generator(7);
  const plan = layout === "room" ? room(devices) : corridor(devices);
  const nodes = devicesOf(options, plan, random);
  const configured = nodes.flatMap((node) => node.configured ?? []);
  const last = Math.max(...configured);
  for (const node of nodes)
    if (node.configured !== undefined) node.on = last + 450 + 120 * random();
  const allOn = Math.max(...nodes.flatMap(({ on }) => on ?? []));
  const simulatedMs = failed > 0 ? allOn + 8000 : allOn + 100;
  for (const node of nodes.filter((node) => node.configured === undefined)) {
    node.reason = "nobody hears it";
    node.linksOpened = 0;
  }
  return {
    title: `${devices} devices in ${layout === "room" ? "one room" : "a corridor"}`,
    policy,
    bearer: "adv",
    layoutName: layout,
    seed: "1",
    start: 9000,
    airReport: {
      model: "kind",
      changed: {},
      packets: 1000,
      received: 900,
      losses: [
        { effect: "others at the same time", packets: 80 },
        { effect: "chance", packets: 20 },
      ],
      waited: 0,
      meanWait: 0,
      strengths: [
        [1, -40],
        [10, -70],
      ],
    },
    litAfter: [10, 20, 30],
    capture: "lock",
    sets: 3,
    ecdhMilliseconds: 200,
    host: "xs",
    extraLoss: 0,
    powerCuts: 0,
    plan,
    nodes,
    lastProvisioned: failed > 0 ? undefined : last,
    databaseComplete: failed > 0 ? undefined : last + 400,
    allOn: failed > 0 ? undefined : allOn,
    forwarding: undefined,
    air: airOf(simulatedMs, random),
    totals: {
      events: devices * 158,
      collisions: devices * 211,
      linksOpened: Math.round(devices * 1.3),
      linksInVain: Math.round(devices * 0.3),
    },
    simulatedMs,
    wallMs: 2345,
  };
}

/** What the page has of the capture of a run: stations that become nodes and are lit. */
export function recordOf({ nodes, plan, start, title }: FastRun): ReportRecord {
  const stations = nodes.map(({ address, configured, name, on, x, y }): ReportStation => ({
    name,
    place: { x, y },
    addresses: address === undefined ? [] : [[start + (configured ?? 0), address]],
    changes: [
      ...(address === undefined
        ? []
        : [[start + (configured ?? 0), "node", "unicast address", String(address)] as const]),
      ...(on === undefined ? [] : [[start + on, "board", "lamp lamp", "on"] as const]),
    ],
  }));
  const top: ReportStation = { name: "top", place: plan.top, addresses: [], changes: [] };
  const length = start + Math.max(1000, ...nodes.flatMap(({ on }) => on ?? [])) + 200;
  return {
    title,
    file: "fast.pcapng",
    packets: 0,
    length,
    notes: [],
    floor: plan,
    stations: [...stations, top],
    messages: [],
  };
}

/** The page of a run. */
export function pageOf(run: FastRun): string {
  const record = recordOf(run);
  return runPageHtml(record, fastAddition(run, record));
}

/** A run whose every name tries to end what it stands in. */
export const hostileRun: FastRun = (() => {
  const run = fakeRun({ layout: "corridor", devices: 8, failed: 1 });
  const hostile = `</script><!--<img src=x onerror="throw 1">'"]]>--><b>&amp;\u2028`;
  return {
    ...run,
    title: hostile,
    layoutName: hostile,
    seed: hostile,
    plan: { ...run.plan, rooms: run.plan.rooms.map((room) => ({ ...room, name: hostile })) },
    nodes: run.nodes.map((node) => ({
      ...node,
      name: `${node.name}${hostile}`,
      uuid: hostile,
      reason: hostile,
    })),
  };
})();

/** A run of nothing. */
export const emptyRun: FastRun = {
  ...fakeRun({ layout: "room", devices: 1 }),
  title: "No devices",
  nodes: [],
  air: [],
  plan: { width: 0, height: 0, walls: [], rooms: [], top: { x: 0, y: 0 } },
  lastProvisioned: undefined,
  databaseComplete: undefined,
  allOn: undefined,
  totals: { events: 0, collisions: 0, linksOpened: 0, linksInVain: 0 },
  simulatedMs: 0,
};
