import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type AirModel,
  airModels,
  type AirParameters,
  type Part,
  type Span,
  usualAir,
} from "../air/model.js";

const group = "The radio, where it differs from that of --air:";

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Infinity))
    throw new InvalidArgumentError("a number from 0 on is needed.");
  return value;
}

function two(separator: string, example: string): (text: string) => readonly [number, number] {
  return (text) => {
    const parts = text.split(separator);
    if (parts.length !== 2)
      throw new InvalidArgumentError(`two numbers are needed, such as ${example}.`);
    return [number(parts[0]!), number(parts[1]!)];
  };
}

const span: (text: string) => Span = two("-", "8-28");
const part: (text: string) => Part = two("/", "60/100");

interface Parameter {
  readonly argument: string;
  readonly text: string;
  readonly parse: (text: string) => number | Span | Part;
}

/** The sources of the parameters are named in tools/air/model.ts. */
const parameters: Readonly<Record<keyof AirParameters, Parameter>> = {
  sendDelay: {
    argument: "ms-ms",
    text: "from a host's call to the first event of an advertisement",
    parse: span,
  },
  receiveDelay: { argument: "ms", text: "from a packet's end to its host", parse: number },
  hostCost: {
    argument: "ms",
    text: "of a host for each packet, one after the other",
    parse: number,
  },
  hostQueue: { argument: "packets", text: "that wait for a host at most", parse: number },
  recovery: {
    argument: "ms",
    text: "a receiver hears nothing after each packet received",
    parse: number,
  },
  deafness: {
    argument: "ms",
    text: "a radio hears nothing after an event of its own",
    parse: number,
  },
  lossRate: {
    argument: "share",
    text: "of packets missed for no other reason, 0 to 1",
    parse: number,
  },
  referenceLoss: { argument: "dB", text: "of path loss at one metre", parse: number },
  lossPerDecade: {
    argument: "dB",
    text: "of path loss for ten times the distance",
    parse: number,
  },
  shadowing: {
    argument: "dB",
    text: "of standard deviation from place to place",
    parse: number,
  },
  fading: {
    argument: "dB",
    text: "of standard deviation from packet to packet",
    parse: number,
  },
  scanInterval: { argument: "ms", text: "a scanner is on one channel", parse: number },
  scanWindow: { argument: "ms", text: "of those it listens", parse: number },
  scanSwitch: {
    argument: "ms",
    text: "a scanner is deaf at each change of channel",
    parse: number,
  },
  scanDuty: { argument: "ms/ms", text: "the scanner has the radio, Wi-Fi else", parse: part },
  scanGap: { argument: "ms/ms", text: "the scanner misses", parse: part },
  interference: { argument: "rate", text: "bursts a second on each channel", parse: number },
  burst: { argument: "ms-ms", text: "a burst of interference lasts", parse: span },
};

const names = Object.keys(parameters) as (keyof AirParameters)[];

/** The parsed options that `addAirOptions` adds. */
export type AirOptions = { readonly air: AirModel } & Partial<AirParameters>;

/** Adds `--air` and one option for each parameter of the radio model. */
export function addAirOptions(command: Command): void {
  command.addOption(new Option("--air <model>", "the radio").choices(airModels).default(usualAir));
  for (const name of names) {
    const { argument, parse, text } = parameters[name];
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    command.addOption(
      new Option(`--${flag} <${argument}>`, text).argParser(parse).helpGroup(group),
    );
  }
}

/** Whether an option is one that `addAirOptions` adds. */
export function isAirOption(option: Option): boolean {
  const name = option.attributeName();
  return name === "air" || (names as readonly string[]).includes(name);
}

/** The parameters of the radio model that were given on the command line. */
export function givenAirParameters(options: Partial<AirParameters>): Partial<AirParameters> {
  const given = names.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}
