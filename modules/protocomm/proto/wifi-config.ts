/* eslint max-lines: "off" */
// Made from wifi-config.proto by tools/proto: not to be edited.
import type { PbfReader, PbfWriter } from "pbf";

export type CmdGetStatus = Record<string, never>;
export type CmdGetStatusInit = Record<string, never>;
export interface ConnectedState {
  ip4_addr: string;
  auth_mode: number;
  ssid: Uint8Array | undefined;
  bssid: Uint8Array | undefined;
  channel: number;
}

export interface ConnectedStateInit {
  readonly ip4_addr?: string | undefined;
  readonly auth_mode?: number | undefined;
  readonly ssid?: Uint8Array | undefined;
  readonly bssid?: Uint8Array | undefined;
  readonly channel?: number | undefined;
}

export interface AttemptFailed {
  attempts_remaining: number;
}

export interface AttemptFailedInit {
  readonly attempts_remaining?: number | undefined;
}

export interface RespGetStatus {
  status: number;
  sta_state: number;
  fail_reason: number | undefined;
  connected: ConnectedState | undefined;
  attempt_failed: AttemptFailed | undefined;
  state: string | undefined;
}

export interface RespGetStatusInit {
  readonly status?: number | undefined;
  readonly sta_state?: number | undefined;
  readonly fail_reason?: number | undefined;
  readonly connected?: ConnectedStateInit | undefined;
  readonly attempt_failed?: AttemptFailedInit | undefined;
}

export interface CmdSetConfig {
  ssid: Uint8Array | undefined;
  passphrase: Uint8Array | undefined;
  bssid: Uint8Array | undefined;
  channel: number;
}

export interface CmdSetConfigInit {
  readonly ssid?: Uint8Array | undefined;
  readonly passphrase?: Uint8Array | undefined;
  readonly bssid?: Uint8Array | undefined;
  readonly channel?: number | undefined;
}

export interface RespSetConfig {
  status: number;
}

export interface RespSetConfigInit {
  readonly status?: number | undefined;
}

export type CmdApplyConfig = Record<string, never>;
export type CmdApplyConfigInit = Record<string, never>;
export interface RespApplyConfig {
  status: number;
}

export interface RespApplyConfigInit {
  readonly status?: number | undefined;
}

export interface ConfigPayload {
  msg: number;
  cmd_get_status: CmdGetStatus | undefined;
  resp_get_status: RespGetStatus | undefined;
  cmd_set_config: CmdSetConfig | undefined;
  resp_set_config: RespSetConfig | undefined;
  cmd_apply_config: CmdApplyConfig | undefined;
  resp_apply_config: RespApplyConfig | undefined;
  payload: string | undefined;
}

export interface ConfigPayloadInit {
  readonly msg?: number | undefined;
  readonly cmd_get_status?: CmdGetStatusInit | undefined;
  readonly resp_get_status?: RespGetStatusInit | undefined;
  readonly cmd_set_config?: CmdSetConfigInit | undefined;
  readonly resp_set_config?: RespSetConfigInit | undefined;
  readonly cmd_apply_config?: CmdApplyConfigInit | undefined;
  readonly resp_apply_config?: RespApplyConfigInit | undefined;
}

export const ConfigMessage = Object.freeze({
  CommandGetStatus: 0,
  ResponseGetStatus: 1,
  CommandSetConfig: 2,
  ResponseSetConfig: 3,
  CommandApplyConfig: 4,
  ResponseApplyConfig: 5,
});

export function readCmdGetStatus(pbf: PbfReader, end: number): CmdGetStatus {
  pbf.pos = end;
  return {};
}
export function writeCmdGetStatus(): void {}

export function readConnectedState(pbf: PbfReader, end?: number): ConnectedState {
  const obj: ConnectedState = {
    ip4_addr: "",
    auth_mode: 0,
    ssid: undefined,
    bssid: undefined,
    channel: 0,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.ip4_addr = pbf.readString();
    else if (field === 2) obj.auth_mode = pbf.readVarint();
    else if (field === 3) obj.ssid = pbf.readBytes();
    else if (field === 4) obj.bssid = pbf.readBytes();
    else if (field === 5) obj.channel = pbf.readVarint(true);
  }
  return obj;
}
export function writeConnectedState(obj: ConnectedStateInit, pbf: PbfWriter): void {
  if (obj.ip4_addr) pbf.writeStringField(1, obj.ip4_addr);
  if (obj.auth_mode) pbf.writeVarintField(2, obj.auth_mode);
  if (obj.ssid !== undefined) pbf.writeBytesField(3, obj.ssid);
  if (obj.bssid !== undefined) pbf.writeBytesField(4, obj.bssid);
  if (obj.channel) pbf.writeVarintField(5, obj.channel);
}

export function readAttemptFailed(pbf: PbfReader, end?: number): AttemptFailed {
  const obj: AttemptFailed = { attempts_remaining: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.attempts_remaining = pbf.readVarint();
  }
  return obj;
}
export function writeAttemptFailed(obj: AttemptFailedInit, pbf: PbfWriter): void {
  if (obj.attempts_remaining) pbf.writeVarintField(1, obj.attempts_remaining);
}

export function readRespGetStatus(pbf: PbfReader, end?: number): RespGetStatus {
  const obj: RespGetStatus = {
    status: 0,
    sta_state: 0,
    fail_reason: 0,
    state: undefined,
    connected: undefined,
    attempt_failed: undefined,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
    else if (field === 2) obj.sta_state = pbf.readVarint();
    else if (field === 10) {
      obj.fail_reason = pbf.readVarint();
      obj.state = "fail_reason";
    } else if (field === 11) {
      obj.connected = readConnectedState(pbf, pbf.readVarint() + pbf.pos);
      obj.state = "connected";
    } else if (field === 12) {
      obj.attempt_failed = readAttemptFailed(pbf, pbf.readVarint() + pbf.pos);
      obj.state = "attempt_failed";
    }
  }
  return obj;
}
export function writeRespGetStatus(obj: RespGetStatusInit, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
  if (obj.sta_state) pbf.writeVarintField(2, obj.sta_state);
  if (obj.fail_reason !== undefined) pbf.writeVarintField(10, obj.fail_reason);
  if (obj.connected) pbf.writeMessage(11, writeConnectedState, obj.connected);
  if (obj.attempt_failed) pbf.writeMessage(12, writeAttemptFailed, obj.attempt_failed);
}

export function readCmdSetConfig(pbf: PbfReader, end?: number): CmdSetConfig {
  const obj: CmdSetConfig = {
    ssid: undefined,
    passphrase: undefined,
    bssid: undefined,
    channel: 0,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.ssid = pbf.readBytes();
    else if (field === 2) obj.passphrase = pbf.readBytes();
    else if (field === 3) obj.bssid = pbf.readBytes();
    else if (field === 4) obj.channel = pbf.readVarint(true);
  }
  return obj;
}
export function writeCmdSetConfig(obj: CmdSetConfigInit, pbf: PbfWriter): void {
  if (obj.ssid !== undefined) pbf.writeBytesField(1, obj.ssid);
  if (obj.passphrase !== undefined) pbf.writeBytesField(2, obj.passphrase);
  if (obj.bssid !== undefined) pbf.writeBytesField(3, obj.bssid);
  if (obj.channel) pbf.writeVarintField(4, obj.channel);
}

export function readRespSetConfig(pbf: PbfReader, end?: number): RespSetConfig {
  const obj: RespSetConfig = { status: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
  }
  return obj;
}
export function writeRespSetConfig(obj: RespSetConfigInit, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
}

export function readCmdApplyConfig(pbf: PbfReader, end: number): CmdApplyConfig {
  pbf.pos = end;
  return {};
}
export function writeCmdApplyConfig(): void {}

export function readRespApplyConfig(pbf: PbfReader, end?: number): RespApplyConfig {
  const obj: RespApplyConfig = { status: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.status = pbf.readVarint();
  }
  return obj;
}
export function writeRespApplyConfig(obj: RespApplyConfigInit, pbf: PbfWriter): void {
  if (obj.status) pbf.writeVarintField(1, obj.status);
}

export function readConfigPayload(pbf: PbfReader, end?: number): ConfigPayload {
  const obj: ConfigPayload = {
    msg: 0,
    cmd_get_status: undefined,
    payload: undefined,
    resp_get_status: undefined,
    cmd_set_config: undefined,
    resp_set_config: undefined,
    cmd_apply_config: undefined,
    resp_apply_config: undefined,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.msg = pbf.readVarint();
    else if (field === 10) {
      obj.cmd_get_status = readCmdGetStatus(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_get_status";
    } else if (field === 11) {
      obj.resp_get_status = readRespGetStatus(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_get_status";
    } else if (field === 12) {
      obj.cmd_set_config = readCmdSetConfig(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_set_config";
    } else if (field === 13) {
      obj.resp_set_config = readRespSetConfig(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_set_config";
    } else if (field === 14) {
      obj.cmd_apply_config = readCmdApplyConfig(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_apply_config";
    } else if (field === 15) {
      obj.resp_apply_config = readRespApplyConfig(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_apply_config";
    }
  }
  return obj;
}
export function writeConfigPayload(obj: ConfigPayloadInit, pbf: PbfWriter): void {
  if (obj.msg) pbf.writeVarintField(1, obj.msg);
  if (obj.cmd_get_status) pbf.writeMessage(10, writeCmdGetStatus, obj.cmd_get_status);
  if (obj.resp_get_status) pbf.writeMessage(11, writeRespGetStatus, obj.resp_get_status);
  if (obj.cmd_set_config) pbf.writeMessage(12, writeCmdSetConfig, obj.cmd_set_config);
  if (obj.resp_set_config) pbf.writeMessage(13, writeRespSetConfig, obj.resp_set_config);
  if (obj.cmd_apply_config) pbf.writeMessage(14, writeCmdApplyConfig, obj.cmd_apply_config);
  if (obj.resp_apply_config) pbf.writeMessage(15, writeRespApplyConfig, obj.resp_apply_config);
}
