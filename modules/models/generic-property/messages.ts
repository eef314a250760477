import type { Field } from "../../access/field.js";
import { group, list, optional, remainder, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { AccessField, type PropertyAccess } from "./access.js";

/** Identifier of the Generic Admin Property Server model. */
export const genericAdminPropertyServerId = 0x1011;
/** Identifier of the Generic Manufacturer Property Server model. */
export const genericManufacturerPropertyServerId = 0x1012;
/** Identifier of the Generic User Property Server model. */
export const genericUserPropertyServerId = 0x1013;
/** Identifier of the Generic Client Property Server model. */
export const genericClientPropertyServerId = 0x1014;
/** Identifier of the Generic Property Client model. */
export const genericPropertyClientId = 0x1015;

/** A Property ID; 0 is prohibited. */
const propertyId = unsigned(2, 1);
const property = frozen({ propertyId });
const properties = frozen({ propertyIds: list(propertyId) });

const userAccess: Field<PropertyAccess> = frozen(new AccessField(1, 3));
const adminAccess: Field<PropertyAccess> = frozen(new AccessField(0, 3));
const manufacturerAccess: Field<PropertyAccess> = frozen(new AccessField(0, 1));

/** A property as it is sent. */
export interface GenericPropertyStatusValues {
  /** Property ID. */
  readonly propertyId: number;
  /** What a user may do with it, and its encoded value; undefined: the server has no such property. */
  readonly state: GenericPropertyStateValues | undefined;
}

/** Access and value of a property as they are sent. */
export interface GenericPropertyStateValues {
  /** What a user may do with it. */
  readonly access: PropertyAccess;
  /** The encoded value; no octets: there is none in the message. */
  readonly raw: Uint8Array;
}

const status = (access: Field<PropertyAccess>) =>
  frozen({ propertyId, state: optional(group({ access, raw: remainder })) });

/** The properties of a User Property Server, by their Property IDs. Mesh Model 1.1 §3.2.8. */
export const GenericUserPropertiesStatus = message(
  "Generic User Properties Status",
  0x4b,
  properties,
);
/** Requests which properties a user has access to. Mesh Model 1.1 §3.2.8. */
export const GenericUserPropertiesGet = message(
  "Generic User Properties Get",
  0x822e,
  {},
  GenericUserPropertiesStatus,
);
/**
 * A property for users: without `state` where there is none, without `raw` where the value cannot be
 * read, or was to be written and cannot be. Mesh Model 1.1 §3.2.8.
 */
export const GenericUserPropertyStatus = message(
  "Generic User Property Status",
  0x4e,
  status(userAccess),
);
/** Requests a property. Mesh Model 1.1 §3.2.8. */
export const GenericUserPropertyGet = message(
  "Generic User Property Get",
  0x822f,
  property,
  GenericUserPropertyStatus,
);

const userSet = frozen({ propertyId, raw: remainder });

/** Sets the value of a property, and is answered. Mesh Model 1.1 §3.2.8. */
export const GenericUserPropertySet = message(
  "Generic User Property Set",
  0x4c,
  userSet,
  GenericUserPropertyStatus,
);
/** Sets the value of a property, without an answer. Mesh Model 1.1 §3.2.8. */
export const GenericUserPropertySetUnacknowledged = message(
  "Generic User Property Set Unacknowledged",
  0x4d,
  userSet,
);

/** The properties of an Admin Property Server, by their Property IDs. Mesh Model 1.1 §3.2.8. */
export const GenericAdminPropertiesStatus = message(
  "Generic Admin Properties Status",
  0x47,
  properties,
);
/** Requests which properties an Admin Property Server has. Mesh Model 1.1 §3.2.8. */
export const GenericAdminPropertiesGet = message(
  "Generic Admin Properties Get",
  0x822c,
  {},
  GenericAdminPropertiesStatus,
);
/** A property for administrators; without `state` where there is none. Mesh Model 1.1 §3.2.8. */
export const GenericAdminPropertyStatus = message(
  "Generic Admin Property Status",
  0x4a,
  status(adminAccess),
);
/** Requests a property. Mesh Model 1.1 §3.2.8. */
export const GenericAdminPropertyGet = message(
  "Generic Admin Property Get",
  0x822d,
  property,
  GenericAdminPropertyStatus,
);

const adminSet = frozen({ propertyId, access: adminAccess, raw: remainder });

/** Parameters of a Generic Admin Property Set message. */
export interface GenericAdminPropertySetValues extends GenericPropertyStateValues {
  /** Property ID. */
  readonly propertyId: number;
}

/** Sets the value of a property and what users may do with it, and is answered. Mesh Model 1.1 §3.2.8. */
export const GenericAdminPropertySet = message(
  "Generic Admin Property Set",
  0x48,
  adminSet,
  GenericAdminPropertyStatus,
);
/** Sets the value of a property and what users may do with it, without an answer. Mesh Model 1.1 §3.2.8. */
export const GenericAdminPropertySetUnacknowledged = message(
  "Generic Admin Property Set Unacknowledged",
  0x49,
  adminSet,
);

/** The properties of a Manufacturer Property Server, by their Property IDs. Mesh Model 1.1 §3.2.8. */
export const GenericManufacturerPropertiesStatus = message(
  "Generic Manufacturer Properties Status",
  0x43,
  properties,
);
/** Requests which properties a Manufacturer Property Server has. Mesh Model 1.1 §3.2.8. */
export const GenericManufacturerPropertiesGet = message(
  "Generic Manufacturer Properties Get",
  0x822a,
  {},
  GenericManufacturerPropertiesStatus,
);
/** A property of the manufacturer; without `state` where there is none. Mesh Model 1.1 §3.2.8. */
export const GenericManufacturerPropertyStatus = message(
  "Generic Manufacturer Property Status",
  0x46,
  status(manufacturerAccess),
);
/** Requests a property. Mesh Model 1.1 §3.2.8. */
export const GenericManufacturerPropertyGet = message(
  "Generic Manufacturer Property Get",
  0x822b,
  property,
  GenericManufacturerPropertyStatus,
);

const manufacturerSet = frozen({ propertyId, access: manufacturerAccess });

/** Sets whether users may read a property, and is answered. Mesh Model 1.1 §3.2.8. */
export const GenericManufacturerPropertySet = message(
  "Generic Manufacturer Property Set",
  0x44,
  manufacturerSet,
  GenericManufacturerPropertyStatus,
);
/** Sets whether users may read a property, without an answer. Mesh Model 1.1 §3.2.8. */
export const GenericManufacturerPropertySetUnacknowledged = message(
  "Generic Manufacturer Property Set Unacknowledged",
  0x45,
  manufacturerSet,
);

/** Properties that clients of the element use, ascending by Property ID. Mesh Model 1.1 §3.2.8. */
export const GenericClientPropertiesStatus = message(
  "Generic Client Properties Status",
  0x50,
  properties,
);
/** Requests which properties clients of the element use, from a Property ID on. Mesh Model 1.1 §3.2.8. */
export const GenericClientPropertiesGet = message(
  "Generic Client Properties Get",
  0x4f,
  property,
  GenericClientPropertiesStatus,
);
