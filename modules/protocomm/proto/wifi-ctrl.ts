/* eslint max-lines: "off" */
// Made from wifi-ctrl.proto by tools/proto: not to be edited.
import type { PbfReader, PbfWriter } from "pbf";

export type CmdReset = Record<string, never>;
export type CmdResetInit = Record<string, never>;
export type RespReset = Record<string, never>;
export type RespResetInit = Record<string, never>;
export type CmdReprov = Record<string, never>;
export type CmdReprovInit = Record<string, never>;
export type RespReprov = Record<string, never>;
export type RespReprovInit = Record<string, never>;
export interface CtrlPayload {
  msg: number;
  status: number;
  cmd_ctrl_reset: CmdReset | undefined;
  resp_ctrl_reset: RespReset | undefined;
  cmd_ctrl_reprov: CmdReprov | undefined;
  resp_ctrl_reprov: RespReprov | undefined;
  payload: string | undefined;
}

export interface CtrlPayloadInit {
  readonly msg?: number | undefined;
  readonly status?: number | undefined;
  readonly cmd_ctrl_reset?: CmdResetInit | undefined;
  readonly resp_ctrl_reset?: RespResetInit | undefined;
  readonly cmd_ctrl_reprov?: CmdReprovInit | undefined;
  readonly resp_ctrl_reprov?: RespReprovInit | undefined;
}

export const CtrlMessage = Object.freeze({
  Reserved: 0,
  CommandReset: 1,
  ResponseReset: 2,
  CommandReprov: 3,
  ResponseReprov: 4,
});

export function readCmdReset(pbf: PbfReader, end: number): CmdReset {
  pbf.pos = end;
  return {};
}
export function writeCmdReset(): void {}

export function readRespReset(pbf: PbfReader, end: number): RespReset {
  pbf.pos = end;
  return {};
}
export function writeRespReset(): void {}

export function readCmdReprov(pbf: PbfReader, end: number): CmdReprov {
  pbf.pos = end;
  return {};
}
export function writeCmdReprov(): void {}

export function readRespReprov(pbf: PbfReader, end: number): RespReprov {
  pbf.pos = end;
  return {};
}
export function writeRespReprov(): void {}

export function readCtrlPayload(pbf: PbfReader, end?: number): CtrlPayload {
  const obj: CtrlPayload = {
    msg: 0,
    status: 0,
    cmd_ctrl_reset: undefined,
    payload: undefined,
    resp_ctrl_reset: undefined,
    cmd_ctrl_reprov: undefined,
    resp_ctrl_reprov: undefined,
  };
  let field: number;
  while ((field = pbf.nextField(end))) {
    if (field === 1) obj.msg = pbf.readVarint();
    else if (field === 2) obj.status = pbf.readVarint();
    else if (field === 11) {
      obj.cmd_ctrl_reset = readCmdReset(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_ctrl_reset";
    } else if (field === 12) {
      obj.resp_ctrl_reset = readRespReset(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_ctrl_reset";
    } else if (field === 13) {
      obj.cmd_ctrl_reprov = readCmdReprov(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "cmd_ctrl_reprov";
    } else if (field === 14) {
      obj.resp_ctrl_reprov = readRespReprov(pbf, pbf.readVarint() + pbf.pos);
      obj.payload = "resp_ctrl_reprov";
    }
  }
  return obj;
}
export function writeCtrlPayload(obj: CtrlPayloadInit, pbf: PbfWriter): void {
  if (obj.msg) pbf.writeVarintField(1, obj.msg);
  if (obj.status) pbf.writeVarintField(2, obj.status);
  if (obj.cmd_ctrl_reset) pbf.writeMessage(11, writeCmdReset, obj.cmd_ctrl_reset);
  if (obj.resp_ctrl_reset) pbf.writeMessage(12, writeRespReset, obj.resp_ctrl_reset);
  if (obj.cmd_ctrl_reprov) pbf.writeMessage(13, writeCmdReprov, obj.cmd_ctrl_reprov);
  if (obj.resp_ctrl_reprov) pbf.writeMessage(14, writeRespReprov, obj.resp_ctrl_reprov);
}
