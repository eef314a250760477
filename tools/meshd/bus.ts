import dbus, { type MessageBus, type Message, type Variant } from "dbus-next";

const SERVICE = "org.bluez.mesh";

/** Properties of an application's objects, by object path and interface. */
export type Objects = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, Variant>>>>>
>;

/** The reply of an application's method: a signature and values. */
export type Reply = readonly [signature: string, ...values: unknown[]];

/**
 * A method of the application, which the daemon calls with the path of the object and its
 * arguments.
 */
export type Method = (path: string, ...values: never[]) => Reply | void;

/** `value` as a variant of D-Bus type `signature`. */
export function variant(signature: string, value: unknown): Variant {
  return new dbus.Variant(signature, value);
}

/** A connection to the daemon's message bus, with the application's objects exported on it. */
export class Bus {
  readonly #bus: MessageBus;
  #objects: Objects = {};
  #methods: Readonly<Record<string, Method>> = {};
  #closed = false;

  private constructor(bus: MessageBus) {
    this.#bus = bus;
    bus.addMethodHandler((message: Message) => this.#handle(message));
  }

  static async connect(address: string): Promise<Bus> {
    const bus = dbus.sessionBus({ busAddress: address });
    await new Promise<void>((resolve, reject) => {
      bus.on("connect", resolve);
      bus.on("error", reject);
    });
    return new Bus(bus);
  }

  /** Whether the daemon owns its bus name. */
  async hasDaemon(): Promise<boolean> {
    const name = "org.freedesktop.DBus";
    const path = "/org/freedesktop/DBus";
    const [has] = await this.#call(name, path, name, "NameHasOwner", "s", [SERVICE]);
    return has === true;
  }

  /** Calls a method of the daemon. `interface`: its name without the prefix, such as "Node1". */
  call(
    path: string,
    interfaceName: string,
    member: string,
    signature: string,
    ...values: unknown[]
  ): Promise<unknown[]> {
    return this.#call(SERVICE, path, `${SERVICE}.${interfaceName}`, member, signature, values);
  }

  /** Exports the application's objects and methods; interface names without the prefix. */
  export(objects: Objects, methods: Readonly<Record<string, Method>>): void {
    this.#objects = Object.fromEntries(
      Object.entries(objects).map(([path, interfaces]) => [
        path,
        Object.fromEntries(
          Object.entries(interfaces).map(([name, values]) => [`${SERVICE}.${name}`, values]),
        ),
      ]),
    );
    this.#methods = methods;
  }

  close(): void {
    this.#closed = true;
    this.#bus.disconnect();
  }

  async #call(
    destination: string,
    path: string,
    interfaceName: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<unknown[]> {
    const call = { destination, path, interface: interfaceName, member, signature, body };
    const reply = await this.#bus.call(new dbus.Message(call));
    return (reply?.body ?? []) as unknown[];
  }

  #handle(message: Message): boolean {
    if (this.#closed) return true; // still pending when the connection ended: no reply can be sent
    const { path, member } = message;
    const values = message.body as unknown[];
    if (member === "GetManagedObjects") return this.#reply(message, "a{oa{sa{sv}}}", this.#objects);
    if (member === "GetAll")
      return this.#reply(message, "a{sv}", this.#objects[path]?.[String(values[0])] ?? {});
    const method = this.#methods[member];
    if (!method) return false; // the library replies that there is no such method
    const [signature = "", ...results] = method(path, ...(values as never[])) ?? [];
    return this.#reply(message, signature, ...results);
  }

  #reply(message: Message, signature: string, ...values: unknown[]): true {
    this.#bus.send(dbus.Message.newMethodReturn(message, signature, values));
    return true;
  }
}
