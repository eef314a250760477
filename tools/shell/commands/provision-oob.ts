import {
  Algorithm,
  InputAction,
  type OobValue,
  OutputAction,
} from "../../../modules/provisioning/oob.js";
import { MeshError } from "../../../modules/base/errors.js";
import type { Capabilities } from "../../../modules/provisioning/pdu.js";
import type { Authentication } from "../../../modules/provisioning/provisioner-options.js";
import type { ProvisionDeviceOptions } from "../../../modules/provisioner/provisioner.js";
import { oobOptions } from "../../simulation/oob.js";
import type { Arguments } from "../command.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { numberOf, octetsOf } from "../values.js";

/** Virtual milliseconds in which a device shows its value: it may blink nine times. */
const showTime = 10_000;
/** Values of a device that the user can enter. */
const attempts = 3;

/** The name of the simulated device with this UUID. */
export function deviceName(session: Session, uuid: string): string | undefined {
  return [...session.uuids].find(([, own]) => own === uuid)?.[0].name;
}

/** What the user says of the authentication. */
export interface OobChoice {
  readonly static: Uint8Array | undefined;
  readonly method: "output" | "input" | "none" | undefined;
}

/** The choice of the options static= and oob=. Throws ShellError. */
export function oobChoice(words: Arguments): OobChoice {
  const text = words.option("static");
  const method = words.option("oob");
  if (method !== undefined && method !== "output" && method !== "input" && method !== "none")
    throw new ShellError(`oob: ${method} is not one of output, input, none`);
  if (text === undefined) return { static: undefined, method };
  const value = /^([0-9a-f]{2})+$/i.test(text)
    ? octetsOf("static", text)
    : new TextEncoder().encode(text);
  if (value.length < 1 || value.length > 32)
    throw new ShellError(`static: ${value.length} octets; 1 to 32 are possible`);
  return { static: value, method };
}

function nameOf(actions: Readonly<Record<string, number>>, action: number): string {
  return Object.keys(actions).find((name) => actions[name] === action) ?? String(action);
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** The authentication in which the user takes part. */
function userAuthentication(
  session: Session,
  uuid: string,
  { inputActions, inputSize, outputActions, outputSize }: Capabilities,
  method: "output" | "input",
): Authentication {
  if (method === "output") {
    if (outputActions === 0) throw new ShellError("the device has no output OOB");
    const action = lowestBit(outputActions) as OutputAction;
    // It shows the value as soon as it knows the method.
    session.observed = deviceName(session, uuid);
    return { method, action, size: outputSize, read: () => readValue(session, action, outputSize) };
  }
  if (inputActions === 0) throw new ShellError("the device has no input OOB");
  const action = lowestBit(inputActions) as InputAction;
  const show = (value: OobValue) => {
    session.notice(`enter ${value} at the device (${nameOf(InputAction, action)})`);
    if (deviceName(session, uuid) === undefined) return;
    // How it ends is seen by the provisioning itself.
    session.network.time.hold(enterValue(session)).catch(() => undefined);
  };
  return { method, action, size: inputSize, show };
}

/** The user presses buttons of a simulated device until the value is entered. */
async function enterValue(session: Session): Promise<void> {
  for (;;) {
    const line = await session.ask("press …, or an empty line when it is entered: ", false);
    if (line === undefined || line.trim() === "") return;
    await session.runMeanwhile(line);
  }
}

/** Asks for the value that a device shows; virtual time passes before, so that it is shown. */
async function readValue(session: Session, action: OutputAction, size: number): Promise<OobValue> {
  const { clock } = session.network.world;
  if (session.observed !== undefined && !session.network.time.real)
    await new Promise<void>((resolve) => clock.schedule(resolve, showTime));
  const question = `What does the device show (${nameOf(OutputAction, action)})? `;
  for (let attempt = 1; ; attempt++) {
    const text = await session.network.time.hold(session.ask(question, true));
    if (text === undefined)
      throw new MeshError("the value that the device shows was not entered: the input has ended");
    try {
      return shownValue(text.trim(), action, size);
    } catch (error) {
      if (!session.asksAgain || attempt === attempts) throw error;
      session.notice(`${(error as Error).message}; enter it again`);
    }
  }
}

/** A value that a device shows, of the kind and size of the action. Throws ShellError. */
function shownValue(text: string, action: OutputAction, size: number): OobValue {
  if (action !== OutputAction.alphanumeric) {
    const least = action === OutputAction.numeric ? 0 : 1;
    return numberOf("the value", text, least, 10 ** size - 1);
  }
  const value = text.toUpperCase();
  if (/^[0-9A-Z]+$/.test(value) && value.length <= size) return value;
  throw new ShellError(`the value: ${text} is not 1 to ${size} letters and digits`);
}

/** The options of a provisioning with this authentication. */
export function authentication(
  session: Session,
  uuid: string,
  choice: OobChoice,
): Partial<ProvisionDeviceOptions> {
  const { method } = choice;
  if (choice.static) return { staticOob: choice.static };
  if (method === "none") return {};
  if (method !== undefined)
    return {
      algorithms: [Algorithm.hmac, Algorithm.cmac],
      selectAuthentication: (capabilities) =>
        userAuthentication(session, uuid, capabilities, method),
    };
  const device = [...session.uuids].find(([, own]) => own === uuid)?.[0];
  const oob = device && session.network.world.network.oobOf(device);
  const wait = (milliseconds: number) =>
    new Promise<void>((resolve) => session.network.world.clock.schedule(resolve, milliseconds));
  return oob && device ? oobOptions(oob, device, wait) : {};
}
