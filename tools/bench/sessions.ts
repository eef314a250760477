import { fileURLToPath } from "node:url";
import { NodeClock } from "../../hosts/node/clock.js";
import { nodeHost } from "../../hosts/node/host.js";
import { NodeRandom } from "../../hosts/node/random.js";
import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine } from "../../hosts/xs/engine.js";
import { JsSessionCrypto } from "../../modules/crypto/js-session-crypto.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { SessionCrypto } from "../../modules/host/session-crypto.js";
import { type ClientSecurity, ClientSecurity1 } from "../../modules/protocomm/client/security.js";
import { ClientSecurity2 } from "../../modules/protocomm/client/security2.js";
import { table } from "../simulate/report.js";
import { makeCredentials } from "../wifi/credentials.js";
import { median, short } from "./measure.js";
import { proofOfPossession, type SessionOrder, SessionWork } from "./session-work.js";
import { silentRadio } from "./silent-radio.js";

export interface SessionFigures {
  /** Milliseconds that the device takes for one handshake, by provider and engine. */
  readonly [scheme: string]: {
    readonly nodeNative: number;
    readonly nodeJs: number;
    readonly xsNative: number;
    readonly xsJs: number;
    /** Time of JavaScript in XS divided by that of the native module. */
    readonly ratioInXs: number;
  };
}

const entry = fileURLToPath(new URL("firmware/sessions.ts", import.meta.url));
const user = { username: "wifiprov", password: "abcd1234" };
const creation = { chunks: 16 << 20, slots: 1 << 18, stack: 4096, budget: 0 };
const rounds = 5;

/** The device in a session: answers a request when it has processed it. */
interface Device {
  request(hex: string): string;
  close(): void;
}

function onNode(make: (clock: VirtualClock) => SessionCrypto, order: SessionOrder): Device {
  const clock = new VirtualClock();
  const work = new SessionWork(make(clock), new NodeRandom(), clock, order);
  return {
    request(hex) {
      work.request(hex);
      while (work.answer === undefined) clock.runNext();
      return work.answer;
    },
    close: () => undefined,
  };
}

/** Milliseconds that the device takes for a handshake; the client's time is not included. */
async function handshake(device: Device, version: 1 | 2): Promise<number> {
  const tools = {
    crypto: new NodeSessionCrypto({ clock: new NodeClock() }),
    random: new NodeRandom(),
  };
  const client: ClientSecurity =
    version === 1
      ? new ClientSecurity1(tools, proofOfPossession)
      : new ClientSecurity2(tools, user, 1);
  let time = 0;
  await client.establish((request) => {
    const hex = toHex(request);
    const began = performance.now();
    const answer = device.request(hex);
    time += performance.now() - began;
    return Promise.resolve(fromHex(answer));
  });
  client.close();
  return time;
}

/**
 * Measures the handshakes of security 1 and 2 with the native provider and in JavaScript, on
 * Node.js and in XS.
 */
export async function benchSessions(): Promise<SessionFigures> {
  const program = await Engine.load({ entry, services: true });
  const { salt, verifier } = await makeCredentials(user);
  const inXs = (provider: string, order: SessionOrder): Device => {
    const clock = new VirtualClock();
    const machine = program.boot({ host: nodeHost({ clock, radio: silentRadio }), creation });
    machine.call("load", provider);
    machine.call("begin", order);
    return {
      request(hex) {
        machine.call("request", hex);
        for (;;) {
          const answer = machine.call("answer");
          if (typeof answer === "string") return answer;
          clock.runNext();
        }
      },
      close: () => machine.close(),
    };
  };
  const measured = async (count: number, version: 1 | 2, make: () => Device): Promise<number> => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const device = make();
      times.push(await handshake(device, version));
      device.close();
    }
    return median(times);
  };
  const figures: Record<string, SessionFigures[string]> = {};
  for (const version of [1, 2] as const) {
    const order = { version, salt: toHex(salt), verifier: toHex(verifier) };
    const xsNative = await measured(rounds, version, () => inXs("native", order));
    // Big integers in JavaScript are slow in XS.
    const xsJs = await measured(version === 2 ? 1 : rounds, version, () => inXs("js", order));
    figures[`security ${version}`] = {
      nodeNative: await measured(rounds, version, () =>
        onNode((clock) => new NodeSessionCrypto({ clock }), order),
      ),
      nodeJs: await measured(rounds, version, () =>
        onNode((clock) => new JsSessionCrypto({ clock }), order),
      ),
      xsNative,
      xsJs,
      ratioInXs: xsJs / xsNative,
    };
  }
  program.close();
  return figures;
}

export function sessionTable(figures: SessionFigures): string {
  return table(
    ["milliseconds", "Node, native", "Node, JS", "XS, native", "XS, JS", "XS: JS / native"],
    Object.entries(figures).map(([scheme, figure]) => [
      scheme,
      short(figure.nodeNative),
      short(figure.nodeJs),
      short(figure.xsNative),
      short(figure.xsJs),
      short(figure.ratioInXs),
    ]),
  );
}
