/* eslint max-lines: "off" */
// Made from session.proto by tools/proto: not to be edited.
import type { PbfReader, PbfWriter } from "pbf";

export type Sec0Command = Record<string, never>;
export type Sec0CommandInit = Record<string, never>;
export interface Sec0Response {
  status: number;
}

export interface Sec0ResponseInit {
  readonly status?: number | undefined;
}

export interface Sec0Payload {
  msg: number;
  sc: Sec0Command | undefined;
  sr: Sec0Response | undefined;
  payload: string | undefined;
}

export interface Sec0PayloadInit {
  readonly msg?: number | undefined;
  readonly sc?: Sec0CommandInit | undefined;
  readonly sr?: Sec0ResponseInit | undefined;
}

export interface Sec1Command0 {
  client_pubkey: Uint8Array | undefined;
}

export interface Sec1Command0Init {
  readonly client_pubkey?: Uint8Array | undefined;
}

export interface Sec1Response0 {
  status: number;
  device_pubkey: Uint8Array | undefined;
  device_random: Uint8Array | undefined;
}

export interface Sec1Response0Init {
  readonly status?: number | undefined;
  readonly device_pubkey?: Uint8Array | undefined;
  readonly device_random?: Uint8Array | undefined;
}

export interface Sec1Command1 {
  client_verify_data: Uint8Array | undefined;
}

export interface Sec1Command1Init {
  readonly client_verify_data?: Uint8Array | undefined;
}

export interface Sec1Response1 {
  status: number;
  device_verify_data: Uint8Array | undefined;
}

export interface Sec1Response1Init {
  readonly status?: number | undefined;
  readonly device_verify_data?: Uint8Array | undefined;
}

export interface Sec1Payload {
  msg: number;
  sc0: Sec1Command0 | undefined;
  sr0: Sec1Response0 | undefined;
  sc1: Sec1Command1 | undefined;
  sr1: Sec1Response1 | undefined;
  payload: string | undefined;
}

export interface Sec1PayloadInit {
  readonly msg?: number | undefined;
  readonly sc0?: Sec1Command0Init | undefined;
  readonly sr0?: Sec1Response0Init | undefined;
  readonly sc1?: Sec1Command1Init | undefined;
  readonly sr1?: Sec1Response1Init | undefined;
}

export interface Sec2Command0 {
  client_username: Uint8Array | undefined;
  client_pubkey: Uint8Array | undefined;
}

export interface Sec2Command0Init {
  readonly client_username?: Uint8Array | undefined;
  readonly client_pubkey?: Uint8Array | undefined;
}

export interface Sec2Response0 {
  status: number;
  device_pubkey: Uint8Array | undefined;
  device_salt: Uint8Array | undefined;
}

export interface Sec2Response0Init {
  readonly status?: number | undefined;
  readonly device_pubkey?: Uint8Array | undefined;
  readonly device_salt?: Uint8Array | undefined;
}

export interface Sec2Command1 {
  client_proof: Uint8Array | undefined;
}

export interface Sec2Command1Init {
  readonly client_proof?: Uint8Array | undefined;
}

export interface Sec2Response1 {
  status: number;
  device_proof: Uint8Array | undefined;
  device_nonce: Uint8Array | undefined;
}

export interface Sec2Response1Init {
  readonly status?: number | undefined;
  readonly device_proof?: Uint8Array | undefined;
  readonly device_nonce?: Uint8Array | undefined;
}

export interface Sec2Payload {
  msg: number;
  sc0: Sec2Command0 | undefined;
  sr0: Sec2Response0 | undefined;
  sc1: Sec2Command1 | undefined;
  sr1: Sec2Response1 | undefined;
  payload: string | undefined;
}

export interface Sec2PayloadInit {
  readonly msg?: number | undefined;
  readonly sc0?: Sec2Command0Init | undefined;
  readonly sr0?: Sec2Response0Init | undefined;
  readonly sc1?: Sec2Command1Init | undefined;
  readonly sr1?: Sec2Response1Init | undefined;
}

export interface SessionData {
  sec_ver: number;
  sec0: Sec0Payload | undefined;
  sec1: Sec1Payload | undefined;
  sec2: Sec2Payload | undefined;
  proto: string | undefined;
}

export interface SessionDataInit {
  readonly sec_ver?: number | undefined;
  readonly sec0?: Sec0PayloadInit | undefined;
  readonly sec1?: Sec1PayloadInit | undefined;
  readonly sec2?: Sec2PayloadInit | undefined;
}

export const SessionMessage = Object.freeze({
  Command0: 0,
  Response0: 1,
  Command1: 2,
  Response1: 3,
});

export function readSec0Command(pbf: PbfReader, end: number): Sec0Command {
  pbf.pos = end;
  return {};
}
export function writeSec0Command(): void {}

export function readSec0Response(pbf: PbfReader, end?: number): Sec0Response {
  const obj: Sec0Response = { status: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
  }
  return obj;
}
export function writeSec0Response(obj: Sec0ResponseInit, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
}

export function readSec0Payload(pbf: PbfReader, end?: number): Sec0Payload {
  const obj: Sec0Payload = { msg: 0, sc: undefined, payload: undefined, sr: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.msg = pbf.readVarint();
    else if (field === 20) {
      obj.sc = readSec0Command(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sc";
    } else if (field === 21) {
      obj.sr = readSec0Response(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sr";
    }
  }
  return obj;
}
export function writeSec0Payload(obj: Sec0PayloadInit, pbf: PbfWriter): void {
  if (obj.msg) pbf.writeVarintField(1, obj.msg);
  if (obj.sc) pbf.writeMessage(20, writeSec0Command, obj.sc);
  if (obj.sr) pbf.writeMessage(21, writeSec0Response, obj.sr);
}

export function readSec1Command0(pbf: PbfReader, end?: number): Sec1Command0 {
  const obj: Sec1Command0 = { client_pubkey: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.client_pubkey = pbf.readBytes();
  }
  return obj;
}
export function writeSec1Command0(obj: Sec1Command0Init, pbf: PbfWriter): void {
  if (obj.client_pubkey !== undefined) pbf.writeBytesField(1, obj.client_pubkey);
}

export function readSec1Response0(pbf: PbfReader, end?: number): Sec1Response0 {
  const obj: Sec1Response0 = { status: 0, device_pubkey: undefined, device_random: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
    else if (field === 2) obj.device_pubkey = pbf.readBytes();
    else if (field === 3) obj.device_random = pbf.readBytes();
  }
  return obj;
}
export function writeSec1Response0(obj: Sec1Response0Init, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
  if (obj.device_pubkey !== undefined) pbf.writeBytesField(2, obj.device_pubkey);
  if (obj.device_random !== undefined) pbf.writeBytesField(3, obj.device_random);
}

export function readSec1Command1(pbf: PbfReader, end?: number): Sec1Command1 {
  const obj: Sec1Command1 = { client_verify_data: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 2) obj.client_verify_data = pbf.readBytes();
  }
  return obj;
}
export function writeSec1Command1(obj: Sec1Command1Init, pbf: PbfWriter): void {
  if (obj.client_verify_data !== undefined) pbf.writeBytesField(2, obj.client_verify_data);
}

export function readSec1Response1(pbf: PbfReader, end?: number): Sec1Response1 {
  const obj: Sec1Response1 = { status: 0, device_verify_data: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
    else if (field === 3) obj.device_verify_data = pbf.readBytes();
  }
  return obj;
}
export function writeSec1Response1(obj: Sec1Response1Init, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
  if (obj.device_verify_data !== undefined) pbf.writeBytesField(3, obj.device_verify_data);
}

export function readSec1Payload(pbf: PbfReader, end?: number): Sec1Payload {
  const obj: Sec1Payload = {
    msg: 0,
    sc0: undefined,
    payload: undefined,
    sr0: undefined,
    sc1: undefined,
    sr1: undefined,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.msg = pbf.readVarint();
    else if (field === 20) {
      obj.sc0 = readSec1Command0(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sc0";
    } else if (field === 21) {
      obj.sr0 = readSec1Response0(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sr0";
    } else if (field === 22) {
      obj.sc1 = readSec1Command1(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sc1";
    } else if (field === 23) {
      obj.sr1 = readSec1Response1(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sr1";
    }
  }
  return obj;
}
export function writeSec1Payload(obj: Sec1PayloadInit, pbf: PbfWriter): void {
  if (obj.msg) pbf.writeVarintField(1, obj.msg);
  if (obj.sc0) pbf.writeMessage(20, writeSec1Command0, obj.sc0);
  if (obj.sr0) pbf.writeMessage(21, writeSec1Response0, obj.sr0);
  if (obj.sc1) pbf.writeMessage(22, writeSec1Command1, obj.sc1);
  if (obj.sr1) pbf.writeMessage(23, writeSec1Response1, obj.sr1);
}

export function readSec2Command0(pbf: PbfReader, end?: number): Sec2Command0 {
  const obj: Sec2Command0 = { client_username: undefined, client_pubkey: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.client_username = pbf.readBytes();
    else if (field === 2) obj.client_pubkey = pbf.readBytes();
  }
  return obj;
}
export function writeSec2Command0(obj: Sec2Command0Init, pbf: PbfWriter): void {
  if (obj.client_username !== undefined) pbf.writeBytesField(1, obj.client_username);
  if (obj.client_pubkey !== undefined) pbf.writeBytesField(2, obj.client_pubkey);
}

export function readSec2Response0(pbf: PbfReader, end?: number): Sec2Response0 {
  const obj: Sec2Response0 = { status: 0, device_pubkey: undefined, device_salt: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
    else if (field === 2) obj.device_pubkey = pbf.readBytes();
    else if (field === 3) obj.device_salt = pbf.readBytes();
  }
  return obj;
}
export function writeSec2Response0(obj: Sec2Response0Init, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
  if (obj.device_pubkey !== undefined) pbf.writeBytesField(2, obj.device_pubkey);
  if (obj.device_salt !== undefined) pbf.writeBytesField(3, obj.device_salt);
}

export function readSec2Command1(pbf: PbfReader, end?: number): Sec2Command1 {
  const obj: Sec2Command1 = { client_proof: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.client_proof = pbf.readBytes();
  }
  return obj;
}
export function writeSec2Command1(obj: Sec2Command1Init, pbf: PbfWriter): void {
  if (obj.client_proof !== undefined) pbf.writeBytesField(1, obj.client_proof);
}

export function readSec2Response1(pbf: PbfReader, end?: number): Sec2Response1 {
  const obj: Sec2Response1 = { status: 0, device_proof: undefined, device_nonce: undefined };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
    else if (field === 2) obj.device_proof = pbf.readBytes();
    else if (field === 3) obj.device_nonce = pbf.readBytes();
  }
  return obj;
}
export function writeSec2Response1(obj: Sec2Response1Init, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
  if (obj.device_proof !== undefined) pbf.writeBytesField(2, obj.device_proof);
  if (obj.device_nonce !== undefined) pbf.writeBytesField(3, obj.device_nonce);
}

export function readSec2Payload(pbf: PbfReader, end?: number): Sec2Payload {
  const obj: Sec2Payload = {
    msg: 0,
    sc0: undefined,
    payload: undefined,
    sr0: undefined,
    sc1: undefined,
    sr1: undefined,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.msg = pbf.readVarint();
    else if (field === 20) {
      obj.sc0 = readSec2Command0(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sc0";
    } else if (field === 21) {
      obj.sr0 = readSec2Response0(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sr0";
    } else if (field === 22) {
      obj.sc1 = readSec2Command1(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sc1";
    } else if (field === 23) {
      obj.sr1 = readSec2Response1(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "sr1";
    }
  }
  return obj;
}
export function writeSec2Payload(obj: Sec2PayloadInit, pbf: PbfWriter): void {
  if (obj.msg) pbf.writeVarintField(1, obj.msg);
  if (obj.sc0) pbf.writeMessage(20, writeSec2Command0, obj.sc0);
  if (obj.sr0) pbf.writeMessage(21, writeSec2Response0, obj.sr0);
  if (obj.sc1) pbf.writeMessage(22, writeSec2Command1, obj.sc1);
  if (obj.sr1) pbf.writeMessage(23, writeSec2Response1, obj.sr1);
}

export function readSessionData(pbf: PbfReader, end?: number): SessionData {
  const obj: SessionData = {
    sec_ver: 0,
    sec0: undefined,
    proto: undefined,
    sec1: undefined,
    sec2: undefined,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 2) obj.sec_ver = pbf.readVarint();
    else if (field === 10) {
      obj.sec0 = readSec0Payload(pbf, pbf.readVarint() + pbf.pos);
      obj.proto = "sec0";
    } else if (field === 11) {
      obj.sec1 = readSec1Payload(pbf, pbf.readVarint() + pbf.pos);
      obj.proto = "sec1";
    } else if (field === 12) {
      obj.sec2 = readSec2Payload(pbf, pbf.readVarint() + pbf.pos);
      obj.proto = "sec2";
    }
  }
  return obj;
}
export function writeSessionData(obj: SessionDataInit, pbf: PbfWriter): void {
  if (obj.sec_ver) pbf.writeVarintField(2, obj.sec_ver);
  if (obj.sec0) pbf.writeMessage(10, writeSec0Payload, obj.sec0);
  if (obj.sec1) pbf.writeMessage(11, writeSec1Payload, obj.sec1);
  if (obj.sec2) pbf.writeMessage(12, writeSec2Payload, obj.sec2);
}
