import type { Records } from "../base/records.js";
import type { Element } from "./element.js";
import type { Model } from "./model.js";
import {
  type Subscription,
  decodeModelRecord,
  encodeModelRecord,
  sameSubscription,
} from "./model-configuration.js";
import { isVendorModel, vendorModelParts } from "./model-id.js";
import { mostSubscriptions } from "./subscription-list.js";

/** First parts of the keys of what a configuration client set, and of what models keep themselves. */
export const modelConfigurationPrefix = "m";
export const modelDataPrefix = "d";

/** "<prefix><element, 2 digits><model, 4 or 8 digits>": at most 11 characters. */
function keyOf(prefix: string, { id, element }: Model): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  const { company, model } = vendorModelParts(id);
  const name = isVendorModel(id) ? hex(company, 4) + hex(model, 4) : hex(id, 4);
  return prefix + hex(element.index, 2) + name;
}

/** The key of a part of the data has one more digit. */
export function modelDataKey(model: Model): string {
  return keyOf(modelDataPrefix, model);
}

/** Stores what a configuration client set on the model. False where the store fails. */
export function saveModelConfiguration(records: Records, model: Model): boolean {
  const key = keyOf(modelConfigurationPrefix, model);
  const { configuration, subscriptionList } = model;
  const entries = subscriptionList.owner === model ? subscriptionList.entries : [];
  return records.writeChecked(key, encodeModelRecord({ configuration, subscriptions: entries }));
}

/** A model may have kept a list of its own, before a new firmware let it share one. */
function addMissing({ subscriptionList }: Model, stored: readonly Subscription[]): void {
  const { entries } = subscriptionList;
  const missing = stored.filter((each) => !entries.some((other) => sameSubscription(each, other)));
  if (missing.length > 0)
    subscriptionList.entries = [...entries, ...missing].slice(0, mostSubscriptions);
}

/** Loads what was stored for each model; a record that makes no sense is set aside. */
export function loadModelConfigurations(records: Records, elements: readonly Element[]): void {
  for (const { models } of elements)
    for (const model of models) {
      const key = keyOf(modelConfigurationPrefix, model);
      const record = records.read(key);
      if (!record) continue;
      const stored = decodeModelRecord(record);
      if (!stored) {
        records.setAside(key, "content");
        continue;
      }
      model.configuration = stored.configuration;
      addMissing(model, stored.subscriptions);
    }
}
