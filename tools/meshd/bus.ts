import dbus, { type MessageBus, type Message, type Variant } from "dbus-next";

const SERVICE = "org.bluez.mesh";

/** Properties of the interfaces of the objects of an application, by object path. */
export type Objects = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, Variant>>>>>
>;

/** What a method of the application answers: a signature and values. */
export type Reply = readonly [signature: string, ...values: unknown[]];

/** A method of the application, called by the daemon with the path of the object and its values. */
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

  /** Whether the daemon has taken its name. */
  async hasDaemon(): Promise<boolean> {
    const name = "org.freedesktop.DBus";
    const path = "/org/freedesktop/DBus";
    const [has] = await this.#call(name, path, name, "NameHasOwner", "s", [SERVICE]);
    return has === true;
  }

  /** Calls a method of the daemon: `interface` without its prefix, such as "Node1". */
  call(
    path: string,
    interfaceName: string,
    member: string,
    signature: string,
    ...values: unknown[]
  ): Promise<unknown[]> {
    return this.#call(SERVICE, path, `${SERVICE}.${interfaceName}`, member, signature, values);
  }

  /** Makes the application's objects and methods known; interfaces without their prefix. */
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
    if (this.#closed) return true; // still under way when the connection ended: no answer can be sent
    const { path, member } = message;
    const values = message.body as unknown[];
    if (member === "GetManagedObjects") return this.#reply(message, "a{oa{sa{sv}}}", this.#objects);
    if (member === "GetAll")
      return this.#reply(message, "a{sv}", this.#objects[path]?.[String(values[0])] ?? {});
    const method = this.#methods[member];
    if (!method) return false; // the library answers that there is none
    const [signature = "", ...results] = method(path, ...(values as never[])) ?? [];
    return this.#reply(message, signature, ...results);
  }

  #reply(message: Message, signature: string, ...values: unknown[]): true {
    this.#bus.send(dbus.Message.newMethodReturn(message, signature, values));
    return true;
  }
}
