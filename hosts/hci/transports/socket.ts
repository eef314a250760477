import { connect, type NetConnectOpts } from "node:net";
import { HciError } from "../errors.js";
import type { HciTransport } from "../transport.js";
import { StreamTransport } from "./stream-transport.js";

/** Milliseconds for a connection to be established. */
const connectTime = 5000;

/** Connects to a controller over TCP. Rejects with HciError. */
export function openTcp(host: string, port: number): Promise<HciTransport> {
  const name = `tcp:${host}:${port}`;
  return open(name, { host, port, noDelay: true }, (code) => {
    switch (code) {
      case "ECONNREFUSED":
        return `nothing listens there; start it first, for example with: xs-mesh air --hci ${port}`;
      case "ENOTFOUND":
      case "EAI_AGAIN":
        return `there is no computer with the name ${host}`;
      case undefined:
        return `no answer in ${connectTime / 1000} s`;
      default:
        return undefined;
    }
  });
}

/** Connects to a controller over a UNIX socket. Rejects with HciError. */
export function openUnix(path: string): Promise<HciTransport> {
  return open(`unix:${path}`, { path }, (code) => {
    switch (code) {
      case "ENOENT":
        return "there is no such socket; start the controller first, for example with: btvirt -s";
      case "ECONNREFUSED":
        return "nothing listens there any longer; start the controller again";
      case "EACCES":
        return `this user may not use it; try: sudo chmod a+rw ${path}`;
      default:
        return undefined;
    }
  });
}

function open(
  name: string,
  target: NetConnectOpts,
  hint: (code: string | undefined) => string | undefined,
): Promise<HciTransport> {
  return new Promise((resolve, reject) => {
    const socket = connect(target);
    const fail = (error?: NodeJS.ErrnoException): void => {
      socket.destroy();
      reject(
        new HciError(`no controller at ${name}: ${hint(error?.code) ?? error?.message ?? ""}`),
      );
    };
    socket.setTimeout(connectTime, fail);
    socket.once("error", fail);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.off("error", fail);
      resolve(new StreamTransport(name, socket));
    });
  });
}
