/* eslint max-lines: "off" */
// Made from wifi-scan.proto by tools/proto: not to be edited.
import type { PbfReader, PbfWriter } from "pbf";

export interface CmdScanStart {
  blocking: boolean;
  passive: boolean;
  group_channels: number;
  period_ms: number;
}

export interface CmdScanStartInit {
  readonly blocking?: boolean | undefined;
  readonly passive?: boolean | undefined;
  readonly group_channels?: number | undefined;
  readonly period_ms?: number | undefined;
}

export type RespScanStart = Record<string, never>;
export type RespScanStartInit = Record<string, never>;
export type CmdScanStatus = Record<string, never>;
export type CmdScanStatusInit = Record<string, never>;
export interface RespScanStatus {
  scan_finished: boolean;
  result_count: number;
}

export interface RespScanStatusInit {
  readonly scan_finished?: boolean | undefined;
  readonly result_count?: number | undefined;
}

export interface CmdScanResult {
  start_index: number;
  count: number;
}

export interface CmdScanResultInit {
  readonly start_index?: number | undefined;
  readonly count?: number | undefined;
}

export interface ScanEntry {
  ssid: Uint8Array | undefined;
  channel: number;
  rssi: number;
  bssid: Uint8Array | undefined;
  auth: number;
}

export interface ScanEntryInit {
  readonly ssid?: Uint8Array | undefined;
  readonly channel?: number | undefined;
  readonly rssi?: number | undefined;
  readonly bssid?: Uint8Array | undefined;
  readonly auth?: number | undefined;
}

export interface RespScanResult {
  entries: ScanEntry[];
}

export interface RespScanResultInit {
  readonly entries?: readonly ScanEntryInit[] | undefined;
}

export interface ScanPayload {
  msg: number;
  status: number;
  cmd_scan_start: CmdScanStart | undefined;
  resp_scan_start: RespScanStart | undefined;
  cmd_scan_status: CmdScanStatus | undefined;
  resp_scan_status: RespScanStatus | undefined;
  cmd_scan_result: CmdScanResult | undefined;
  resp_scan_result: RespScanResult | undefined;
  payload: string | undefined;
}

export interface ScanPayloadInit {
  readonly msg?: number | undefined;
  readonly status?: number | undefined;
  readonly cmd_scan_start?: CmdScanStartInit | undefined;
  readonly resp_scan_start?: RespScanStartInit | undefined;
  readonly cmd_scan_status?: CmdScanStatusInit | undefined;
  readonly resp_scan_status?: RespScanStatusInit | undefined;
  readonly cmd_scan_result?: CmdScanResultInit | undefined;
  readonly resp_scan_result?: RespScanResultInit | undefined;
}

export const ScanMessage = Object.freeze({
  CommandStart: 0,
  ResponseStart: 1,
  CommandStatus: 2,
  ResponseStatus: 3,
  CommandResult: 4,
  ResponseResult: 5,
});

export function readCmdScanStart(pbf: PbfReader, end?: number): CmdScanStart {
  const obj: CmdScanStart = { blocking: false, passive: false, group_channels: 0, period_ms: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.blocking = pbf.readBoolean();
    else if (field === 2) obj.passive = pbf.readBoolean();
    else if (field === 3) obj.group_channels = pbf.readVarint();
    else if (field === 4) obj.period_ms = pbf.readVarint();
  }
  return obj;
}
export function writeCmdScanStart(obj: CmdScanStartInit, pbf: PbfWriter): void {
  if (obj.blocking) pbf.writeBooleanField(1, obj.blocking);
  if (obj.passive) pbf.writeBooleanField(2, obj.passive);
  if (obj.group_channels) pbf.writeVarintField(3, obj.group_channels);
  if (obj.period_ms) pbf.writeVarintField(4, obj.period_ms);
}

export function readRespScanStart(pbf: PbfReader, end: number): RespScanStart {
  pbf.pos = end;
  return {};
}
export function writeRespScanStart(): void {}

export function readCmdScanStatus(pbf: PbfReader, end: number): CmdScanStatus {
  pbf.pos = end;
  return {};
}
export function writeCmdScanStatus(): void {}

export function readRespScanStatus(pbf: PbfReader, end?: number): RespScanStatus {
  const obj: RespScanStatus = { scan_finished: false, result_count: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.scan_finished = pbf.readBoolean();
    else if (field === 2) obj.result_count = pbf.readVarint();
  }
  return obj;
}
export function writeRespScanStatus(obj: RespScanStatusInit, pbf: PbfWriter): void {
  if (obj.scan_finished) pbf.writeBooleanField(1, obj.scan_finished);
  if (obj.result_count) pbf.writeVarintField(2, obj.result_count);
}

export function readCmdScanResult(pbf: PbfReader, end?: number): CmdScanResult {
  const obj: CmdScanResult = { start_index: 0, count: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.start_index = pbf.readVarint();
    else if (field === 2) obj.count = pbf.readVarint();
  }
  return obj;
}
export function writeCmdScanResult(obj: CmdScanResultInit, pbf: PbfWriter): void {
  if (obj.start_index) pbf.writeVarintField(1, obj.start_index);
  if (obj.count) pbf.writeVarintField(2, obj.count);
}

export function readScanEntry(pbf: PbfReader, end?: number): ScanEntry {
  const obj: ScanEntry = { ssid: undefined, channel: 0, rssi: 0, bssid: undefined, auth: 0 };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.ssid = pbf.readBytes();
    else if (field === 2) obj.channel = pbf.readVarint();
    else if (field === 3) obj.rssi = pbf.readVarint(true);
    else if (field === 4) obj.bssid = pbf.readBytes();
    else if (field === 5) obj.auth = pbf.readVarint();
  }
  return obj;
}
export function writeScanEntry(obj: ScanEntryInit, pbf: PbfWriter): void {
  if (obj.ssid !== undefined) pbf.writeBytesField(1, obj.ssid);
  if (obj.channel) pbf.writeVarintField(2, obj.channel);
  if (obj.rssi) pbf.writeVarintField(3, obj.rssi);
  if (obj.bssid !== undefined) pbf.writeBytesField(4, obj.bssid);
  if (obj.auth) pbf.writeVarintField(5, obj.auth);
}

export function readRespScanResult(pbf: PbfReader, end?: number): RespScanResult {
  const obj: RespScanResult = { entries: [] };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.entries.push(readScanEntry(pbf, pbf.readVarint() + pbf.pos));
  }
  return obj;
}
export function writeRespScanResult(obj: RespScanResultInit, pbf: PbfWriter): void {
  if (obj.entries) for (const item of obj.entries) pbf.writeMessage(1, writeScanEntry, item);
}

export function readScanPayload(pbf: PbfReader, end?: number): ScanPayload {
  const obj: ScanPayload = {
    msg: 0,
    status: 0,
    cmd_scan_start: undefined,
    payload: undefined,
    resp_scan_start: undefined,
    cmd_scan_status: undefined,
    resp_scan_status: undefined,
    cmd_scan_result: undefined,
    resp_scan_result: undefined,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.msg = pbf.readVarint();
    else if (field === 2) obj.status = pbf.readVarint();
    else if (field === 10) {
      obj.cmd_scan_start = readCmdScanStart(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_scan_start";
    } else if (field === 11) {
      obj.resp_scan_start = readRespScanStart(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_scan_start";
    } else if (field === 12) {
      obj.cmd_scan_status = readCmdScanStatus(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_scan_status";
    } else if (field === 13) {
      obj.resp_scan_status = readRespScanStatus(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_scan_status";
    } else if (field === 14) {
      obj.cmd_scan_result = readCmdScanResult(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_scan_result";
    } else if (field === 15) {
      obj.resp_scan_result = readRespScanResult(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_scan_result";
    }
  }
  return obj;
}
export function writeScanPayload(obj: ScanPayloadInit, pbf: PbfWriter): void {
  if (obj.msg) pbf.writeVarintField(1, obj.msg);
  if (obj.status) pbf.writeVarintField(2, obj.status);
  if (obj.cmd_scan_start) pbf.writeMessage(10, writeCmdScanStart, obj.cmd_scan_start);
  if (obj.resp_scan_start) pbf.writeMessage(11, writeRespScanStart, obj.resp_scan_start);
  if (obj.cmd_scan_status) pbf.writeMessage(12, writeCmdScanStatus, obj.cmd_scan_status);
  if (obj.resp_scan_status) pbf.writeMessage(13, writeRespScanStatus, obj.resp_scan_status);
  if (obj.cmd_scan_result) pbf.writeMessage(14, writeCmdScanResult, obj.cmd_scan_result);
  if (obj.resp_scan_result) pbf.writeMessage(15, writeRespScanResult, obj.resp_scan_result);
}
