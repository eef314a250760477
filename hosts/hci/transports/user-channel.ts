import { HciError } from "../errors.js";
import type { HciTransport } from "../transport.js";

/** The package that opens the sockets of Linux's Bluetooth. */
const packageName = "@stoprocent/bluetooth-hci-socket";

/** What is used of a socket of that package. */
export interface HciSocket {
  on(event: "data", listener: (packet: Uint8Array) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  /** Throws an Error with `errno`. */
  bindUser(device: number): unknown;
  start(): void;
  stop(): void;
  write(packet: Uint8Array): void;
}

/** Makes a socket. Rejects if the package is not installed. */
export type MakeHciSocket = () => Promise<HciSocket>;

interface SocketModule {
  readonly default: { loadDriver(driver: "native"): new () => HciSocket };
}

async function makeSocket(): Promise<HciSocket> {
  // A variable, so that the package is optional: types and bundles do not look for it.
  const name: string = packageName;
  const { default: sockets } = (await import(name)) as SocketModule;
  const Socket = sockets.loadDriver("native");
  return new Socket();
}

/** What to do, by the number of the error that `bind` gives (errno of Linux). */
const hints: ReadonlyMap<number, (device: number) => string> = new Map<
  number,
  (device: number) => string
>([
  [
    1,
    () =>
      "this user may not use it; run: sudo setcap cap_net_admin,cap_net_raw+eip " +
      '"$(readlink -f "$(which node)")"',
  ],
  [
    16,
    (device) =>
      `it is in use; run: sudo hciconfig hci${device} down, and if that does not help: ` +
      "sudo systemctl stop bluetooth",
  ],
  [19, () => "there is no such device; list them with: hciconfig -a"],
  [97, () => "this kernel has no Bluetooth; try: sudo modprobe bluetooth"],
  [132, () => "it is switched off; run: sudo rfkill unblock bluetooth"],
]);

/**
 * Opens a controller of this computer by the user channel of Linux, which gives it to one program.
 * Rejects with HciError.
 */
export async function openUserChannel(
  device: number,
  make: MakeHciSocket = makeSocket,
): Promise<HciTransport> {
  const name = `hci:${device}`;
  if (process.platform !== "linux")
    throw new HciError(
      `no controller at ${name}: only Linux gives one to a program; use a controller on USB with ` +
        "a serial line, and serial:PATH",
    );
  let socket: HciSocket;
  try {
    socket = await make();
  } catch (error) {
    throw new HciError(
      `no controller at ${name}: it needs a package; run: npm install ${packageName} ` +
        `(${(error as Error).message.split("\n")[0]})`,
    );
  }
  try {
    socket.bindUser(device);
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    const hint = hints.get(Math.abs(errno ?? 0))?.(device) ?? message;
    throw new HciError(`no controller at ${name}: ${hint}`);
  }
  return new UserChannel(name, socket);
}

/** One packet with its H4 octet for each read and write. */
class UserChannel implements HciTransport {
  readonly name: string;
  onData: (chunk: Uint8Array) => void = () => undefined;
  onClose: (why: string) => void = () => undefined;
  readonly #socket: HciSocket;
  #open = true;

  constructor(name: string, socket: HciSocket) {
    this.name = name;
    this.#socket = socket;
    socket.on("data", (packet) => {
      if (this.#open) this.onData(packet);
    });
    socket.on("error", (error) => {
      if (!this.#open) return;
      this.close();
      this.onClose(error.message);
    });
    socket.start();
  }

  write(packet: Uint8Array): void {
    if (this.#open) this.#socket.write(Buffer.from(packet));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.stop();
  }
}
