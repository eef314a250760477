import { modelIdText, type ModelId } from "../../../modules/access/model-id.js";
import type { PublicationSettings } from "../../../modules/foundation/configuration/publication-settings.js";
import { modelName } from "../../network/known-models.js";
import type { NodeReference } from "../names.js";
import type { Session } from "../session.js";
import { durationText } from "../../duration.js";
import { transmissionsText } from "../values.js";

/** A publication as JSON; null: the model does not publish. */
export function publicationValues(session: Session, settings: PublicationSettings | undefined) {
  if (!settings) return null;
  const { address, appKeyIndex, period = 0, retransmitCount = 0 } = settings;
  const { credentialFlag = false, retransmitInterval = 50, ttl } = settings;
  return {
    address: typeof address === "number" ? address : null,
    to: typeof address === "number" ? session.names.addressName(address) : "virtual address",
    key: appKeyIndex,
    ttl: ttl ?? null,
    period,
    retransmissions: retransmitCount,
    interval: retransmitInterval,
    friendshipCredentials: credentialFlag,
  };
}

/** "to hall, AppKey main (0), each 10 s, TTL 5, retransmitted 2x50ms". */
export function publicationText(
  session: Session,
  settings: PublicationSettings | undefined,
): string {
  const values = publicationValues(session, settings);
  if (!values) return "does not publish";
  const { interval, key, period, retransmissions, to, ttl } = values;
  return [
    `publishes to ${to}`,
    `AppKey ${session.names.appKeyText(key)}`,
    ...(period > 0 ? [`each ${durationText(period)}`] : []),
    ...(ttl === null ? [] : [`TTL ${ttl}`]),
    ...(retransmissions > 0
      ? [`retransmitted ${transmissionsText(retransmissions, interval)}`]
      : []),
  ].join(", ");
}

/** Asks a model for its bindings, subscriptions and publication. */
export async function readModel(
  session: Session,
  node: NodeReference,
  element: number,
  modelId: ModelId,
) {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const { address } = node;
  const at = { elementAddress: address + element, modelId };
  const bindings = await session.run(configuration.getBindings(address, at, options));
  const subscriptions = await session.run(configuration.getSubscriptions(address, at, options));
  const publication = await session.run(configuration.getPublication(address, at, options));
  const { names } = session;
  const parts = [
    ...(bindings.length > 0
      ? [`bound to AppKey ${bindings.map((key) => names.appKeyText(key)).join(", ")}`]
      : []),
    ...(subscriptions.length > 0
      ? [`subscribes to ${subscriptions.map((group) => names.addressName(group)).join(", ")}`]
      : []),
    ...(publication ? [publicationText(session, publication)] : []),
  ];
  return {
    values: {
      id: modelIdText(modelId),
      name: modelName(modelId),
      bindings,
      subscriptions,
      publication: publicationValues(session, publication),
    },
    text: parts.length > 0 ? `: ${parts.join("; ")}` : ": not bound",
  };
}
