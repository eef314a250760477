// What a chip's console shows of the events of its node.
import test from "ava";
import { log } from "../../../hosts/moddable/log.js";
import type { TraceEvent } from "../../../modules/host/trace.js";

const refused = { type: "access.refused", src: 0x0001, dst: 0x000b } as const;

const lines: readonly (readonly [TraceEvent, string | undefined])[] = [
  [{ type: "node.provisioned", address: 0x0b }, "xs-mesh: provisioned, address 000b\n"],
  [{ type: "drop", reason: "network.cached", octets: 20 }, undefined],
  [
    {
      ...refused,
      reason: "access.not-bound",
      device: false,
      appKeyIndex: 0,
      opcode: 0x8201,
      element: 0,
      model: 0x1000,
      access: "application",
    },
    "xs-mesh: message 8201 from 1 to b dropped: access.not-bound, AppKey 0, element 0, model 1000\n",
  ],
  [
    { ...refused, reason: "transport.no-key", device: false },
    "xs-mesh: message from 1 to b dropped: transport.no-key, AppKey\n",
  ],
  [
    { ...refused, reason: "transport.decrypt", device: true },
    "xs-mesh: message from 1 to b dropped: transport.decrypt, device key\n",
  ],
  // A group of other nodes: each of its messages would be a line.
  [{ ...refused, dst: 0xc001, reason: "network.not-for-us" }, undefined],
];

for (const [event, line] of lines)
  test.serial(`the log of ${JSON.stringify(event)}`, (t) => {
    const written: string[] = [];
    const global = globalThis as { trace?: (text: string) => void };
    const before = global.trace;
    global.trace = (text) => written.push(text);
    log(event);
    if (before) global.trace = before;
    t.deepEqual(written, line === undefined ? [] : [line]);
  });
