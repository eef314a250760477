import { handle } from "../../access/handler-table.js";
import type { MessageContext, Model, ModelElement } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import { encodeTransitionTime } from "../common/transition-time.js";
import { schedulerServerId } from "./messages.js";
import type { Schedule } from "./schedule.js";

// A scheduler acts by the messages of other models, as a client would: of which kind their servers are is theirs.

/** Opcode of Generic OnOff Set Unacknowledged: state, transaction, transition time, delay. */
const onOffSet = 0x8203;
/** Opcode of Scene Recall Unacknowledged: number of the scene (2), transaction, transition time, delay. */
const sceneRecall = 0x8243;

/** A message that the node sends itself: no other node has these addresses. */
const ownContext: MessageContext = frozen({
  src: 0,
  dst: 0,
  ttl: 0,
  netKeyIndex: 0,
  appKeyIndex: 0,
  deviceKey: undefined,
  rssi: 0,
});

/** Hands a message to the model of an element that handles it, if there is one. */
function hand({ models }: ModelElement, opcode: number, payload: Uint8Array): void {
  const model = models.find((each: Model) => each.handles(opcode));
  const handler = model?.handlerOf(opcode);
  if (handler) handle(handler, model!, ownContext, payload, payload.length);
}

/**
 * Does what a schedule says: switches all elements from that of the Scheduler Server up to the next one, in their order, or
 * recalls a scene of the Scene Server of its element. `transaction`: its number, 0..255, another one than the one before.
 */
export function act(
  { action, scene, transition }: Schedule,
  elements: readonly ModelElement[],
  own: ModelElement,
  transaction: number,
): void {
  const time = encodeTransitionTime(transition);
  if (action === "scene") {
    const payload = [sceneRecall >> 8, sceneRecall & 0xff, scene & 0xff, scene >> 8];
    return hand(own, sceneRecall, octetsOf(payload, transaction, time));
  }
  const payload = octetsOf(
    [onOffSet >> 8, onOffSet & 0xff, action === "on" ? 1 : 0],
    transaction,
    time,
  );
  for (let i = own.index; i < elements.length; i++) {
    const element = elements[i]!;
    if (i > own.index && element.models.some(({ id }) => id === schedulerServerId)) return;
    hand(element, onOffSet, payload);
  }
}

function octetsOf(head: readonly number[], transaction: number, time: number): Uint8Array {
  return Uint8Array.from([...head, transaction, time, 0]);
}
