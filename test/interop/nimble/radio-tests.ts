import { Esp32Radio } from "../../../hosts/esp32/radio.js";
import { NodeClock } from "../../../hosts/node/clock.js";
import { nodeHost } from "../../../hosts/node/host.js";
import { toHex } from "../../../modules/base/bytes.js";
import { start } from "../../../modules/firmware/light/main.js";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import { PacketKind } from "../../../modules/host/radio.js";
import type { TimedEvent } from "../../../tools/live/events.js";
import { LiveAir, type LiveAirOptions } from "../../../tools/live/live-air.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { setNatives } from "../../support/native.js";
import { type Peer, peerTest } from "../../support/peer.js";
import { type NimbleProgram, radioOnNimble } from "../../hosts/esp32/radio/on-nimble/program.js";
import { RadioProcess } from "./radio-process.js";

/** One way in which NimBLE advertises. */
export interface Variant {
  readonly name: string;
  /** Packets that the radio has on the way at once. */
  readonly sets: 1 | 4;
  /** Advertising sets of the controllers. */
  readonly advertisingSets: number;
  /** Whether the controller counts events; else NimBLE's timer ends them, and how many there were depends on the machine. */
  readonly counts: boolean;
}

/** What radio-host.c is built of: the radio's files without the GATT server, and how it advertises. */
export function radioHost(sets: 1 | 4): NimbleProgram {
  const advertising = sets === 1 ? "legacy" : "sets";
  const radio = [
    "nimble",
    "commands",
    "scan",
    "refusals",
    "exchange",
    "advertising",
    `advertising-${advertising}`,
  ];
  return {
    name: `host-${advertising}`,
    sources: [
      "test/interop/nimble/radio-host.c",
      ...radio.map((part) => `hosts/esp32/radio/radio-${part}.c`),
    ],
    chip: sets === 1 ? "esp32" : "esp32c3",
    settings: sets === 1 ? {} : { BLE_EXT_ADV: 1, BLE_MULTI_ADV_INSTANCES: sets },
  };
}

/** Ends an air, by a failure where there is an error. */
type End = (error?: Error) => void;

interface AirEvents {
  /** Given the port for hosts as soon as there is one. */
  readonly opened: (port: number, end: End) => Promise<void>;
  readonly onEvent?: (event: TimedEvent, end: End) => void;
}

/** An air for hosts, until somebody ends it. */
async function runAir(
  options: Partial<LiveAirOptions>,
  { onEvent, opened }: AirEvents,
): Promise<void> {
  let end!: End;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  const air = new LiveAir({
    seed: "1",
    air: "ideal",
    nodes: 0,
    firmware: lightFirmware,
    provisioner: "none",
    hci: 0,
    ...options,
    onEvent: (event) => {
      if (event.type === "open") opened(event.port, end).catch(end);
      onEvent?.(event, end);
    },
  });
  await air.run(ended);
}

/** The tests of the chip's radio on NimBLE, one variant in a process: it sets the process's native functions. */
export function radioTests(variant: Variant): void {
  const { advertisingSets, counts, name, sets } = variant;
  const program = radioHost(sets);
  const nimble = process.env["NIMBLE"] || undefined;
  const peer: Peer = {
    name: "Apache NimBLE",
    missing: nimble === undefined ? "NIMBLE is not set" : undefined,
    hint: "set NIMBLE to the folder of a checkout of Apache's mynewt-nimble",
    optional: true,
  };

  peerTest(
    [peer],
    `a light of ours on NimBLE ${name} is provisioned, configured and switched on`,
    async (t) => {
      const path = await radioOnNimble(nimble!, program);
      const types: string[] = [];
      const clock = new NodeClock();
      let radio: RadioProcess | undefined;
      try {
        await runAir(
          { advertisingSets, provisioner: "own", air: "kind" },
          {
            opened: async (port) => {
              radio = new RadioProcess(path, port);
              t.is(await radio.sets, sets);
              setNatives(radio.natives(sets));
              const host = nodeHost({ clock, radio: new Esp32Radio({ clock }) });
              start(host, new VirtualBoard());
            },
            onEvent: (event, end) => {
              if (event.type !== "left") types.push(event.type);
              if (event.type === "on" || event.type === "failed") end();
            },
          },
        );
      } finally {
        clock.close();
        await radio?.close();
      }
      // What NimBLE asks for beyond the mesh's need is reported, and harms nothing.
      t.deepEqual(
        types.filter((type) => type !== "unknown-command"),
        ["open", "joined", "found", "provisioned", "configured", "on"],
      );
    },
  );

  peerTest(
    [peer],
    `on NimBLE ${name} packets go out ${counts ? "as often as is asked for" : "for as long as is asked for"}, beside connectable advertising, and another host hears each`,
    async (t) => {
      const path = await radioOnNimble(nimble!, program);
      const wanted = [3, 40, 7, 300, 1, 12];
      const last = 99;
      const sent: number[] = [];
      const heard = new Map<string, number>();
      const processes: RadioProcess[] = [];
      await runAir(
        { advertisingSets },
        {
          opened: async (port, end) => {
            const sender = new RadioProcess(path, port);
            const listener = new RadioProcess(path, port);
            processes.push(sender, listener);
            for (const process of processes) t.is(await process.sets, sets);
            const waiting = wanted.map((events, i) => ({ id: i + 1, events }));
            const send = (slot: number): void => {
              const next = waiting.shift();
              if (next) sender.advertise(slot, next.id, packet(next.id), next.events, 20);
            };
            sender.onSent = (slot, id) => {
              sent.push(id);
              send(slot);
              if (sent.length === wanted.length) sender.advertise(slot, last, packet(last), 3, 20);
            };
            listener.onHeard = ({ data, kind }) => {
              const isFirst = heard.size === 0;
              const key = `${kind} ${toHex(data)}`;
              heard.set(key, (heard.get(key) ?? 0) + 1);
              // It listens: connectable advertising goes out all the time.
              if (isFirst) for (let slot = 0; slot < sets; slot++) send(slot);
              if (data[3] === last) end();
            };
            listener.scan(2);
            sender.scan(1);
            sender.advertiseConnectable(Uint8Array.of(2, 1, 6), Uint8Array.of(2, 0xff, 1), 100);
          },
        },
      );
      await Promise.all(processes.map((process) => process.close()));
      t.deepEqual(
        [...sent.slice(0, wanted.length)].sort(),
        wanted.map((_, i) => i + 1),
      );
      const { connectable, nonConnectable, scanResponse } = PacketKind;
      for (const [i, events] of wanted.entries()) {
        const count = heard.get(`${nonConnectable} ${toHex(packet(i + 1))}`) ?? 0;
        if (counts) t.is(count, events);
        else t.true(count >= 1);
      }
      t.true((heard.get(`${connectable} 020106`) ?? 0) > 0);
      t.true((heard.get(`${scanResponse} 02ff01`) ?? 0) > 0);
      for (const process of processes) t.deepEqual(process.losses, [0, 0]);
    },
  );

  peerTest(
    [peer],
    `on NimBLE ${name} a reset of the controller ends nothing: packets go on, as do scanning and connectable advertising`,
    async (t) => {
      const path = await radioOnNimble(nimble!, program);
      const events = 40;
      const resets = 3;
      const sent: number[] = [];
      /** What the two heard after the last reset. */
      const after = new Set<string>();
      let heard = 0;
      const processes: RadioProcess[] = [];
      await runAir(
        { advertisingSets },
        {
          opened: async (port, end) => {
            const one = new RadioProcess(path, port);
            const other = new RadioProcess(path, port);
            processes.push(one, other);
            for (const process of processes) t.is(await process.sets, sets);
            const check = (): void => {
              if (sent.length === sets && after.size === 2 && heard > 0) end();
            };
            let done = 0;
            other.onHeard = ({ kind }) => {
              if (kind === PacketKind.nonConnectable && done < resets && ++heard % 8 === 0) {
                done++;
                one.resetController();
              } else if (done === resets && kind === PacketKind.connectable)
                after.add("connectable");
              check();
            };
            one.onHeard = () => {
              if (done === resets) after.add("scanning");
              check();
            };
            one.onSent = (_slot, id) => {
              sent.push(id);
              check();
            };
            other.scan(1);
            one.scan(1);
            for (const process of processes)
              process.advertiseConnectable(Uint8Array.of(2, 1, 6), Uint8Array.of(2, 0xff, 1), 100);
            for (let slot = 0; slot < sets; slot++)
              one.advertise(slot, slot + 1, packet(slot + 1), events, 20);
          },
        },
      );
      await Promise.all(processes.map((process) => process.close()));
      t.deepEqual(
        [...sent].sort(),
        Array.from({ length: sets }, (_, slot) => slot + 1),
        "each is told of once",
      );
      t.deepEqual([...after].sort(), ["connectable", "scanning"]);
    },
  );
}

/** A beacon of no type that there is. */
function packet(id: number): Uint8Array {
  return Uint8Array.of(3, 0x2b, 0xee, id);
}
