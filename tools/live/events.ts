import { type CommandName, commandText } from "../hci/command-names.js";
import type { UnknownCommand } from "../hci/unknown-commands.js";

/** An event of an air in real time. */
export type LiveEvent =
  | { readonly type: "open"; readonly what: "hci" | "simulators"; readonly port: number }
  | { readonly type: "joined"; readonly name: string }
  /** What a Bluetooth controller hears of the real air is recorded. */
  | { readonly type: "hears"; readonly radio: string }
  /** A fault of that controller, or its end. */
  | { readonly type: "radio"; readonly radio: string; readonly message: string }
  | {
      readonly type: "left";
      readonly name: string;
      readonly reason: string;
      /** Commands of a Bluetooth host that its controller does not support. */
      readonly unknownCommands?: readonly UnknownCommand[];
    }
  | ({ readonly type: "unknown-command"; readonly name: string } & CommandName)
  | {
      readonly type: "refused";
      readonly what: "hosts" | "datagrams";
      readonly reason: string;
      readonly count: number;
    }
  | { readonly type: "found"; readonly uuid: string }
  | { readonly type: "provisioned"; readonly uuid: string; readonly address: number }
  | { readonly type: "configured" | "on"; readonly address: number }
  /** A line that a firmware wrote with `console` or `trace`. */
  | { readonly type: "log"; readonly name: string; readonly text: string }
  /** A lamp of a firmware's board was switched. */
  | { readonly type: "lamp"; readonly name: string; readonly lamp: string; readonly on: boolean }
  | { readonly type: "failed"; readonly name: string; readonly message: string };

/** Most unsupported commands in the line for a host that disconnected. */
const MOST_LISTED = 8;

/** An event with its time in milliseconds since the start of the air. */
export type TimedEvent = { readonly time: number } & LiveEvent;

/** An event as text for the user. */
export function eventText(event: TimedEvent): string {
  return `${(event.time / 1000).toFixed(3).padStart(9)}  ${describe(event)}`;
}

function describe(event: LiveEvent): string {
  switch (event.type) {
    case "open":
      return event.what === "hci"
        ? `hosts join by HCI (H4) over TCP to 127.0.0.1:${event.port}`
        : `simulators join with XS_MESH_AIR=${event.port}`;
    case "joined":
      return `${event.name} joined`;
    case "hears":
      return `the real air is heard by ${event.radio}, for the capture`;
    case "radio":
      return `${event.radio}: ${event.message}`;
    case "left":
      return `${event.name} left: ${event.reason}${unknownText(event.unknownCommands)}`;
    case "unknown-command":
      return `${event.name} sent a command that its controller does not know (status 01): ${commandText(event.opcode)}`;
    case "refused":
      return `${event.count} ${event.what} turned away so far: ${event.reason}`;
    case "found":
      return `${event.uuid} beacons, unprovisioned`;
    case "provisioned":
      return `${event.uuid} is node ${digits(event.address)}`;
    case "configured":
      return `${digits(event.address)} is configured`;
    case "on":
      return `${digits(event.address)} is on`;
    case "log":
      return `${event.name}: ${event.text}`;
    case "lamp":
      return `${event.name}: ${event.lamp} ${event.on ? "on" : "off"}`;
    case "failed":
      return `${event.name}: ${event.message}`;
  }
}

/** The first unsupported commands, with the number of times each was sent. */
function unknownText(commands: readonly UnknownCommand[] = []): string {
  if (commands.length === 0) return "";
  const first = commands.slice(0, MOST_LISTED).map(({ count, opcode }) => {
    return `0x${digits(opcode)} ${count === 1 ? "once" : `${count} times`}`;
  });
  const rest = commands.length - first.length;
  const more = rest > 0 ? ` and ${rest} others` : "";
  return `; commands not known: ${first.join(", ")}${more}`;
}

function digits(address: number): string {
  return address.toString(16).padStart(4, "0");
}
