import type { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import { isUnicast, isVirtual, unassignedAddress } from "../../network/address.js";
import {
  isCountLog,
  isPeriodLog,
  periodLog,
  publicationCount,
  publicationCountLog,
  subscriptionCountLog,
} from "../../transport/heartbeat.js";
import { Status } from "../status.js";
import {
  HeartbeatPublicationGet,
  HeartbeatPublicationSet,
  HeartbeatPublicationStatus,
  HeartbeatSubscriptionGet,
  HeartbeatSubscriptionSet,
  HeartbeatSubscriptionStatus,
} from "./heartbeat-messages.js";

import type { ConfigurationModel, ConfigurationTarget } from "./target.js";

/** The first of the fixed group addresses, which no heartbeat is subscribed to. */
const fixedGroups = 0xff00;
/** Hops of the answer that ends a subscription: there is no minimum. §4.4.1.2.16 */
const noMinimum = 0x7f;

/** Heartbeat Publication and Heartbeat Subscription. Mesh Protocol 1.1 §4.4.1.2.15, §4.4.1.2.16. */
export function addHeartbeatHandlers(table: HandlerTable<ConfigurationModel>): void {
  table.on(HeartbeatPublicationGet, (server, _, context) => {
    const { count, ...state } = server.target.heartbeatPublication.state;
    const values = { ...state, countLog: publicationCountLog(count) };
    server.reply(context, HeartbeatPublicationStatus, { status: Status.success, ...values });
  });
  table.on(HeartbeatPublicationSet, (server, values, context) => {
    const { target } = server;
    const publication = target.heartbeatPublication;
    const { countLog, destination, netKeyIndex, periodLog: period, ttl } = values;
    let status = refusal(target, values);
    if (status === Status.success) {
      const features = values.features & publication.supportedFeatures;
      const count = publicationCount(countLog);
      const state = { destination, count, periodLog: period, ttl, features, netKeyIndex };
      // Stored first: as soon as it is the state, its first message is sent.
      if (target.saveHeartbeatPublication(state)) publication.state = state;
      else status = Status.storageFailure;
    }
    // What was asked for is repeated where it is refused; else the answer shows the state.
    const ended = destination === unassignedAddress && status === Status.success;
    const shown =
      status !== Status.success || ended
        ? { ...values, ...(ended && publicationEnded) }
        : { ...values, features: publication.state.features };
    server.reply(context, HeartbeatPublicationStatus, { status, ...shown });
  });
  const subscription = (server: ConfigurationModel, context: MessageContext, hops?: number) => {
    const state = server.target.heartbeatSubscription;
    server.reply(context, HeartbeatSubscriptionStatus, {
      status: Status.success,
      source: state.source,
      destination: state.destination,
      periodLog: periodLog(state.secondsLeft),
      countLog: subscriptionCountLog(state.count),
      minHops: hops ?? state.minHops,
      maxHops: state.maxHops,
    });
  };
  table.on(HeartbeatSubscriptionGet, (server, _, context) => subscription(server, context));
  table.on(HeartbeatSubscriptionSet, (server, values, context) => {
    const { destination, periodLog: period, source } = values;
    if (!isSubscribable(server.target, destination)) return;
    const state = server.target.heartbeatSubscription;
    state.subscribe(source, destination, period);
    subscription(server, context, state.source === unassignedAddress ? noMinimum : undefined);
  });
}

/** What is left of a publication that ends. */
const publicationEnded = frozen({
  countLog: 0,
  periodLog: 0,
  ttl: 0,
  features: 0,
  netKeyIndex: 0,
});

/** The status of a Set: success where it can be done. */
function refusal(
  target: ConfigurationTarget,
  {
    countLog,
    destination,
    netKeyIndex,
    periodLog: period,
  }: Parameters<typeof HeartbeatPublicationSet.encode>[0],
): Status {
  if (isVirtual(destination)) return Status.invalidAddress;
  if (!isCountLog(countLog) || !isPeriodLog(period)) return Status.cannotSet;
  // What ends the publication needs no subnet: the field is ignored. §4.4.1.2.15
  if (destination !== unassignedAddress && !target.subnets.get(netKeyIndex))
    return Status.invalidNetKeyIndex;
  return Status.success;
}

/** The Destination of a subscription is the primary element, or a group that is not fixed. §4.2.18.2 */
function isSubscribable({ address }: ConfigurationTarget, destination: number): boolean {
  if (destination === unassignedAddress) return true;
  if (isUnicast(destination)) return destination === address;
  return !isVirtual(destination) && destination < fixedGroups;
}
