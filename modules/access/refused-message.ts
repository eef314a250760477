import type { DropReason } from "../host/drop-reason.js";
import type { RefusedMessage } from "../host/trace.js";
import { isUnicast } from "../network/address.js";
import type { Element } from "./element.js";
import type { MessageContext } from "./message-context.js";
import type { Model } from "./model.js";
import { isSubscribed } from "./subscription-list.js";

/** First of the fixed group addresses. Mesh Protocol 1.1 §3.4.2.4. */
const firstFixedGroup = 0xff00;

/**
 * The trace event of a message that no model got, with the model that was nearest to getting it.
 * It searches the models once more, so that dispatching keeps no record for it: it is called only
 * for a dropped message, and only if the host has a trace.
 */
export function refusedMessage(
  reason: DropReason,
  opcode: number,
  context: MessageContext,
  label: Uint8Array | undefined,
  { address, elements }: { readonly address: number; readonly elements: readonly Element[] },
): RefusedMessage {
  const { appKeyIndex, dst, src } = context;
  const message = { type: "access.refused", reason, src, dst } as const;
  const key = { device: appKeyIndex === undefined, appKeyIndex };
  if (opcode < 0) return { ...message, ...key };
  const unicast = isUnicast(dst);
  const subscribed = (model: Model) =>
    model.subscriptionList.entries.some((entry) => isSubscribed(entry, dst, label));
  for (const element of unicast ? [elements[dst - address]] : elements)
    for (const model of element?.models ?? []) {
      if (!model.handles(opcode)) continue;
      // A fixed group needs no subscription: its messages are for the primary element.
      if (!unicast && dst < firstFixedGroup && reason === "access.not-bound" && !subscribed(model))
        continue;
      const { access, id } = model;
      return { ...message, ...key, opcode, element: element!.index, model: id, access };
    }
  return { ...message, ...key, opcode, ...(unicast && { element: dst - address }) };
}
