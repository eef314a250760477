import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { EventQueue } from "../../../tools/air/event-queue.js";

for (const sets of [1, 3])
  test(`packets go out in one event each, in order, through ${sets} sets`, (t) => {
    const clock = new VirtualClock();
    const air = new VirtualAir({ clock, seed: 1 });
    const heard: number[] = [];
    air.attach({ name: "listener" }).scan((data) => heard.push(data[2]!));
    const queue = new EventQueue({ station: air.attach({ name: "sender", sets }), capacity: 8 });
    for (let i = 0; i < 10 + sets; i++) queue.push(Uint8Array.of(2, 0x2b, i));
    t.is(queue.dropped, 2);
    clock.advanceTo(1000);
    t.deepEqual(heard, [...Array(8 + sets).keys()]);
    queue.push(Uint8Array.of(2, 0x2b, 99));
    for (let i = 0; i < 4; i++) queue.push(Uint8Array.of(2, 0x2b, 100 + i));
    queue.clear();
    clock.advanceTo(2000);
    t.is(heard.length, 8 + 2 * sets);
    t.is(queue.dropped, 2);
  });
