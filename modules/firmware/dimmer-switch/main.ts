import type { Host } from "../../host/host.js";
import { GenericLevelClient } from "../../models/generic-level/client.js";
import { GenericOnOffClient } from "../../models/generic-onoff/client.js";
import { Node } from "../../node/node.js";
import { NlcProfile, type ProfileConfig, profilesOf } from "../profiles.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0014;

/** Milliseconds after which all lights begin, also those that hear only a later transmission. */
const delay = 100;
/** Milliseconds in which a light is dimmed from one end to the other. */
const dimTime = 4000;

/**
 * A dimmer switch with the buttons "up" and "down": a short press switches the lights on and off, a long
 * one begins to dim them, and the next press of either button ends that. A provisioner says which lights, with
 * the publications of the clients.
 */
export function start(host: Host, board: Board, config: ProfileConfig = {}): Node {
  const onOff = new GenericOnOffClient();
  const level = new GenericLevelClient();
  let dims = false;
  const dim = (delta: number, time: number) => {
    dims = delta !== 0;
    level.publish({ move: delta, transition: { time, delay: 0 } });
  };
  const button = (on: boolean) => ({
    onPress: () => {
      if (dims) dim(0, 0);
      else onOff.publish({ onOff: on, transition: { time: 0, delay } });
    },
    onLongPress: () => dim(on ? 0x7fff : -0x7fff, dimTime / 2),
  });
  board.button("up", button(true));
  board.button("down", button(false));
  return new Node({
    host,
    companyId,
    productId,
    elements: [{ models: [onOff, level] }],
    ...profilesOf(config, NlcProfile.dimmingControl, 0),
  });
}
