import { type ProtobufField, readProtobuf } from './protobuf.js';

/** A step of a BuildKit build, told again whenever something of it changes. */
export interface BuildkitVertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  /** Seconds since 1970. */
  readonly started?: number;
  readonly completed?: number;
  /** Empty when it went well. */
  readonly error: string;
}

/** What a step's command wrote. */
export interface BuildkitLog {
  readonly vertex: string;
  readonly message: Buffer;
}

/** The part of `moby.buildkit.v1.StatusResponse` that people read. */
export interface BuildkitStatus {
  readonly vertexes: readonly BuildkitVertex[];
  readonly logs: readonly BuildkitLog[];
}

/** Decodes the trace that BuildKit sends; field numbers from buildkit's api/services/control/control.proto. */
export function decodeBuildkitStatus(bytes: Buffer): BuildkitStatus {
  const fields = [...readProtobuf(bytes)];
  return {
    vertexes: messagesOf(fields, 1).map(vertexOf),
    logs: messagesOf(fields, 3).map((log) => ({ vertex: textOf(log, 1), message: bytesOf(log, 4) })),
  };
}

function vertexOf(fields: readonly ProtobufField[]): BuildkitVertex {
  return {
    digest: textOf(fields, 1),
    name: textOf(fields, 3),
    cached: valueOf(fields, 4) === 1,
    ...(valueOf(fields, 5) !== undefined && { started: secondsOf(bytesOf(fields, 5)) }),
    ...(valueOf(fields, 6) !== undefined && { completed: secondsOf(bytesOf(fields, 6)) }),
    error: textOf(fields, 7),
  };
}

function messagesOf(fields: readonly ProtobufField[], number: number): readonly (readonly ProtobufField[])[] {
  return fields.flatMap((field) =>
    field.number === number && typeof field.value !== 'number' ? [[...readProtobuf(field.value)]] : [],
  );
}

function secondsOf(timestamp: Buffer): number {
  const fields = [...readProtobuf(timestamp)];
  return Number(valueOf(fields, 1) ?? 0) + Number(valueOf(fields, 2) ?? 0) / 1e9;
}

function textOf(fields: readonly ProtobufField[], number: number): string {
  return bytesOf(fields, number).toString();
}

function bytesOf(fields: readonly ProtobufField[], number: number): Buffer {
  const value = valueOf(fields, number);
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

function valueOf(fields: readonly ProtobufField[], number: number): ProtobufField['value'] | undefined {
  return fields.findLast((field) => field.number === number)?.value;
}
