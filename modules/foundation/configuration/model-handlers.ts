import type { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import type { Subscription } from "../../access/model-configuration.js";
import { isVendorModel, type ModelId } from "../../access/model-id.js";
import { frozen } from "../../base/frozen.js";
import { unassignedAddress } from "../../network/address.js";
import { Status } from "../status.js";
import {
  AppBind,
  AppStatus,
  AppUnbind,
  PublicationGet,
  PublicationSet,
  PublicationStatus,
  PublicationVirtualAddressSet,
  SigModelAppGet,
  SigModelAppList,
  SigModelSubscriptionGet,
  SigModelSubscriptionList,
  SubscriptionAdd,
  SubscriptionDelete,
  SubscriptionDeleteAll,
  SubscriptionOverwrite,
  SubscriptionStatus,
  SubscriptionVirtualAddressAdd,
  SubscriptionVirtualAddressDelete,
  SubscriptionVirtualAddressOverwrite,
  VendorModelAppGet,
  VendorModelAppList,
  VendorModelSubscriptionGet,
  VendorModelSubscriptionList,
} from "./model-messages.js";
import {
  bind,
  changeSubscriptions,
  findModel,
  setPublication,
  type SubscriptionChange,
  unbind,
  virtualSubscription,
} from "./model-server.js";
import { type PublicationValues, publicationTo, publicationValues } from "./publication-values.js";
import type { ConfigurationModel } from "./target.js";

const nothing: Subscription = frozen({ address: unassignedAddress, label: undefined });

interface PublicationSetValues extends PublicationValues {
  readonly elementAddress: number;
  readonly modelId: ModelId;
}

/** AppKey bindings. Mesh Protocol 1.1 §4.4.1.2.14. */
export function addBindingHandlers(table: HandlerTable<ConfigurationModel>): void {
  const changed =
    (operation: typeof bind) =>
    (
      server: ConfigurationModel,
      values: { elementAddress: number; appKeyIndex: number; modelId: ModelId },
      context: MessageContext,
    ) => {
      const model = findModel(server.target, values.elementAddress, values.modelId);
      const status =
        typeof model === "number" ? model : operation(server.target, model, values.appKeyIndex);
      server.reply(context, AppStatus, { ...values, status });
    };
  table.on(AppBind, changed(bind));
  table.on(AppUnbind, changed(unbind));
  const listed = (
    server: ConfigurationModel,
    { elementAddress, modelId }: { elementAddress: number; modelId: ModelId },
    context: MessageContext,
  ) => {
    const model = findModel(server.target, elementAddress, modelId);
    const found = typeof model !== "number";
    const status = found ? Status.success : model;
    const appKeyIndexes = found ? [...model.configuration.bindings] : [];
    const response = isVendorModel(modelId) ? VendorModelAppList : SigModelAppList;
    server.reply(context, response, { status, elementAddress, modelId, appKeyIndexes });
  };
  table.on(SigModelAppGet, listed);
  table.on(VendorModelAppGet, listed);
}

/** Publication. Mesh Protocol 1.1 §4.4.1.2.4. */
export function addPublicationHandlers(table: HandlerTable<ConfigurationModel>): void {
  const answer = (
    server: ConfigurationModel,
    context: MessageContext,
    status: Status,
    elementAddress: number,
    modelId: ModelId,
  ) => {
    const model = findModel(server.target, elementAddress, modelId);
    const publication = typeof model === "number" ? undefined : model.configuration.publication;
    // §4.4.1.2.4: without publication, and in any failure, the state is all zeros.
    const state = status === Status.success ? publication : undefined;
    server.reply(context, PublicationStatus, {
      status,
      elementAddress,
      address: state?.address ?? unassignedAddress,
      ...publicationValues(state),
      modelId,
    });
  };
  table.on(PublicationGet, (server, { elementAddress, modelId }, context) => {
    const model = findModel(server.target, elementAddress, modelId);
    const status = typeof model === "number" ? model : Status.success;
    answer(server, context, status, elementAddress, modelId);
  });
  const set = (
    server: ConfigurationModel,
    values: PublicationSetValues,
    target: Subscription,
    context: MessageContext,
  ) => {
    const { elementAddress, modelId } = values;
    const model = findModel(server.target, elementAddress, modelId);
    const status =
      typeof model === "number"
        ? model
        : setPublication(server.target, model, publicationTo(target, values));
    answer(server, context, status, elementAddress, modelId);
  };
  table.on(PublicationSet, (server, values, context) =>
    set(server, values, { address: values.address, label: undefined }, context),
  );
  table.on(PublicationVirtualAddressSet, (server, values, context) =>
    set(server, values, virtualSubscription(server.target, values.label), context),
  );
}

/** Subscription lists. Mesh Protocol 1.1 §4.4.1.2.5. */
export function addSubscriptionHandlers(table: HandlerTable<ConfigurationModel>): void {
  const change = (
    server: ConfigurationModel,
    kind: SubscriptionChange,
    values: { elementAddress: number; modelId: ModelId },
    subscription: Subscription,
    context: MessageContext,
  ) => {
    const { elementAddress, modelId } = values;
    const model = findModel(server.target, elementAddress, modelId);
    const status =
      typeof model === "number"
        ? model
        : changeSubscriptions(server.target, model, kind, subscription);
    const { address } = subscription;
    server.reply(context, SubscriptionStatus, { status, elementAddress, address, modelId });
  };
  const plain = [
    ["add", SubscriptionAdd],
    ["delete", SubscriptionDelete],
    ["overwrite", SubscriptionOverwrite],
  ] as const;
  for (const [kind, message] of plain)
    table.on(message, (server, values, context) =>
      change(server, kind, values, { address: values.address, label: undefined }, context),
    );
  const virtual = [
    ["add", SubscriptionVirtualAddressAdd],
    ["delete", SubscriptionVirtualAddressDelete],
    ["overwrite", SubscriptionVirtualAddressOverwrite],
  ] as const;
  for (const [kind, message] of virtual)
    table.on(message, (server, values, context) =>
      change(server, kind, values, virtualSubscription(server.target, values.label), context),
    );
  table.on(SubscriptionDeleteAll, (server, values, context) =>
    change(server, "delete-all", values, nothing, context),
  );
  const listed = (
    server: ConfigurationModel,
    { elementAddress, modelId }: { elementAddress: number; modelId: ModelId },
    context: MessageContext,
  ) => {
    const model = findModel(server.target, elementAddress, modelId);
    const found = typeof model !== "number";
    const refused = found && model.access === "device";
    const status = refused ? Status.notASubscribeModel : found ? Status.success : model;
    const addresses =
      found && !refused ? model.subscriptionList.entries.map(({ address }) => address) : [];
    const response = isVendorModel(modelId)
      ? VendorModelSubscriptionList
      : SigModelSubscriptionList;
    server.reply(context, response, { status, elementAddress, modelId, addresses });
  };
  table.on(SigModelSubscriptionGet, listed);
  table.on(VendorModelSubscriptionGet, listed);
}
