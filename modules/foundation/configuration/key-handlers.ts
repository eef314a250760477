import type { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { Status } from "../status.js";
import {
  AppKeyAdd,
  AppKeyDelete,
  AppKeyGet,
  AppKeyList,
  AppKeyStatus,
  AppKeyUpdate,
  KeyRefreshPhaseGet,
  KeyRefreshPhaseSet,
  KeyRefreshPhaseStatus,
  NetKeyAdd,
  NetKeyDelete,
  NetKeyGet,
  NetKeyList,
  NetKeyStatus,
  NetKeyUpdate,
} from "./key-messages.js";
import { deleteAppKey, deleteNetKey, keyStatus, tellServers } from "./key-server.js";
import type { ConfigurationModel } from "./target.js";

/** NetKeys and key refresh. Mesh Protocol 1.1 §4.4.1.2.9..12. */
export function addNetKeyHandlers(table: HandlerTable<ConfigurationModel>): void {
  const answer = (
    server: ConfigurationModel,
    context: MessageContext,
    status: Status,
    netKeyIndex: number,
  ) => server.reply(context, NetKeyStatus, { status, netKeyIndex });
  table.on(NetKeyAdd, (server, { netKeyIndex, netKey }, context) =>
    answer(server, context, keyStatus(server.target.subnets.add(netKeyIndex, netKey)), netKeyIndex),
  );
  table.on(NetKeyUpdate, (server, { netKeyIndex, netKey }, context) => {
    const status = keyStatus(server.target.subnets.update(netKeyIndex, netKey));
    if (status === Status.success) server.target.keyRefreshChanged(netKeyIndex, 1);
    answer(server, context, status, netKeyIndex);
  });
  table.on(NetKeyDelete, (server, { netKeyIndex }, context) => {
    // §4.4.1.2.11: a message cannot delete the key that it came with.
    const own = context.netKeyIndex === netKeyIndex;
    const status = own ? Status.cannotRemove : deleteNetKey(server.target, netKeyIndex);
    answer(server, context, status, netKeyIndex);
  });
  table.on(NetKeyGet, (server, _, context) =>
    server.reply(context, NetKeyList, {
      netKeyIndexes: server.target.subnets.list.map(({ netKeyIndex }) => netKeyIndex),
    }),
  );
  const phase = (
    server: ConfigurationModel,
    context: MessageContext,
    status: Status,
    netKeyIndex: number,
  ) =>
    server.reply(context, KeyRefreshPhaseStatus, {
      status,
      netKeyIndex,
      phase: server.target.subnets.get(netKeyIndex)?.phase ?? 0,
    });
  table.on(KeyRefreshPhaseGet, (server, { netKeyIndex }, context) => {
    const known = server.target.subnets.get(netKeyIndex) !== undefined;
    phase(server, context, known ? Status.success : Status.invalidNetKeyIndex, netKeyIndex);
  });
  table.on(KeyRefreshPhaseSet, (server, { netKeyIndex, transition }, context) => {
    const result = server.target.subnets.setPhase(netKeyIndex, transition === 2 ? 2 : 3);
    if (result === "ok")
      server.target.keyRefreshChanged(netKeyIndex, server.target.subnets.get(netKeyIndex)!.phase);
    phase(server, context, keyStatus(result), netKeyIndex);
  });
}

/** AppKeys. Mesh Protocol 1.1 §4.4.1.2.6..8. */
export function addAppKeyHandlers(table: HandlerTable<ConfigurationModel>): void {
  table.on(AppKeyAdd, (server, { keyIndexes, appKey }, context) => {
    const { netKeyIndex, appKeyIndex } = keyIndexes;
    const result = server.target.applicationKeys.add(netKeyIndex, appKeyIndex, appKey);
    if (result === "ok") tellServers(server.target, netKeyIndex, appKeyIndex);
    // §4.4.1.2.6: an index that is another NetKey's is no Invalid Binding here, as it is in Update and Delete.
    const status = result === "wrong-subnet" ? Status.invalidNetKeyIndex : keyStatus(result);
    server.reply(context, AppKeyStatus, { status, keyIndexes });
  });
  table.on(AppKeyUpdate, (server, { keyIndexes, appKey }, context) => {
    const { netKeyIndex, appKeyIndex } = keyIndexes;
    const result = server.target.applicationKeys.update(netKeyIndex, appKeyIndex, appKey);
    server.reply(context, AppKeyStatus, { status: keyStatus(result), keyIndexes });
  });
  table.on(AppKeyDelete, (server, { keyIndexes }, context) => {
    const status = deleteAppKey(server.target, keyIndexes.netKeyIndex, keyIndexes.appKeyIndex);
    server.reply(context, AppKeyStatus, { status, keyIndexes });
  });
  table.on(AppKeyGet, (server, { netKeyIndex }, context) => {
    const known = server.target.subnets.get(netKeyIndex) !== undefined;
    server.reply(context, AppKeyList, {
      status: known ? Status.success : Status.invalidNetKeyIndex,
      netKeyIndex,
      appKeyIndexes: server.target.applicationKeys.list
        .filter((entry) => entry.netKeyIndex === netKeyIndex)
        .map(({ appKeyIndex }) => appKeyIndex),
    });
  });
}
