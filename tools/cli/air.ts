import { type Command, Option } from "commander";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { captureLines } from "../capture/wireshark.js";
import { eventText, type TimedEvent } from "../live/events.js";
import { usualAdvertisingSets } from "../hci/server.js";
import { LiveAir, type LiveAirOptions } from "../live/live-air.js";
import { lightFirmware } from "../simulate/light.js";
import { maximumNodes } from "../simulate/options.js";
import { addAirOptions, type AirOptions, givenAirParameters } from "./air-options.js";
import { wholeNumber, writable } from "./arguments.js";

/** The most advertising sets that LE Read Number of Supported Advertising Sets can return. */
const MOST_SETS = 0xf0;
const port = wholeNumber(0, 65535);

/** Resolves at SIGINT or SIGTERM. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => resolve());
  });
}

/** `xs-mesh air`. */
export function addAir(program: Command): void {
  const command = program
    .command("air")
    .description("hold a virtual radio in real time that others join, until interrupted")
    .option("--hci <port>", "Bluetooth hosts join by HCI (H4) over TCP on 127.0.0.1; 0: any", port)
    .option(
      "--advertising-sets <count>",
      "of each Bluetooth host's controller; 0: legacy advertising and scanning alone, as chips before Bluetooth 5 have it",
      wholeNumber(0, MOST_SETS),
      usualAdvertisingSets,
    )
    .option(
      "--simulators <port>",
      "Moddable's simulators join that are started with XS_MESH_AIR=<port>; 0: any",
      port,
    )
    .option(
      "--join <spec>",
      "record what a Bluetooth controller hears too: tcp:host:port, unix:/path, serial:/dev/ttyUSB0[@baud] or hci:0",
    )
    .option("-n, --nodes <count>", "lights of our own", wholeNumber(0, maximumNodes), 0)
    .option("-s, --seed <text>", "of the air's chance", "1")
    .addOption(
      new Option(
        "--provisioner <name>",
        "who takes in, configures and switches on what beacons: our own, or nobody",
      )
        .choices(["own", "none"])
        .default("none"),
    )
    .option("--firmware <file>", "main module of the lights' firmware", lightFirmware)
    .option("--capture <file>", "capture what is on the air, a pcapng file")
    .option("--json", "print each event as a line of JSON");
  addAirOptions(command);
  command.action(
    async (options: Omit<LiveAirOptions, "onEvent"> & AirOptions & { json?: boolean }) => {
      const firmware = resolve(options.firmware);
      if (!existsSync(firmware)) throw new Error(`--firmware: there is no ${firmware}`);
      const { hci, join, nodes, simulators } = options;
      if (join !== undefined && options.capture === undefined)
        throw new Error("--join: what is heard goes to a capture: give --capture");
      if (hci === undefined && simulators === undefined && nodes === 0 && join === undefined)
        throw new Error("nobody could be on this air: give --hci, --simulators, --nodes or --join");
      if (command.getOptionValueSource("advertisingSets") === "cli" && options.hci === undefined)
        throw new Error("--advertising-sets: of Bluetooth hosts, which join by --hci: give both");
      const capture = options.capture && writable("--capture", options.capture);
      const text = options.json ? (event: TimedEvent) => JSON.stringify(event) : eventText;
      const onEvent = (event: TimedEvent) => console.log(text(event));
      const air = new LiveAir({
        ...options,
        airParameters: givenAirParameters(options),
        firmware,
        ...(capture && { capture }),
        onEvent,
      });
      const report = await air.run(signalled());
      if (options.json) console.log(JSON.stringify({ type: "end", ...report }));
      else {
        const seconds = (report.time / 1000).toFixed(1);
        console.log(`\n${report.events} advertising events in ${seconds} s.`);
        if (join !== undefined) console.log(`${report.heard} packets heard by ${join}.`);
        if (report.capture && report.keys)
          console.log(captureLines(report.capture, report.keys).join("\n"));
      }
    },
  );
}
