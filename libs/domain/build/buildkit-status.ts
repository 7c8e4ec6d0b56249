import { type ProtobufField, readProtobuf } from './protobuf.js';

/** A step of a BuildKit build, told again whenever something of it changes. */
export interface BuildkitVertex {
  readonly digest: string;
  /** The digests of those that it stands on; the first has the files that it starts from. */
  readonly inputs: readonly string[];
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
  readonly message: Uint8Array;
}

/** The part of `moby.buildkit.v1.StatusResponse` that people read. */
export interface BuildkitStatus {
  readonly vertexes: readonly BuildkitVertex[];
  readonly logs: readonly BuildkitLog[];
}

/** The id of the messages of a build's progress that hold a trace. */
export const buildkitTrace = 'moby.buildkit.trace';

/** Decodes the trace that BuildKit sends, from base64; field numbers from buildkit's api/services/control/control.proto. */
export function decodeBuildkitStatus(trace: string): BuildkitStatus {
  const fields = [...readProtobuf(Uint8Array.from(atob(trace), (character) => character.charCodeAt(0)))];
  return {
    vertexes: messagesOf(fields, 1).map(vertexOf),
    logs: messagesOf(fields, 3).map((log) => ({ vertex: textOf(log, 1), message: bytesOf(log, 4) })),
  };
}

function vertexOf(fields: readonly ProtobufField[]): BuildkitVertex {
  return {
    digest: textOf(fields, 1),
    inputs: fields.flatMap(({ number, value }) => (number === 2 && typeof value !== 'number' ? [decode(value)] : [])),
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

function secondsOf(timestamp: Uint8Array): number {
  const fields = [...readProtobuf(timestamp)];
  return Number(valueOf(fields, 1) ?? 0) + Number(valueOf(fields, 2) ?? 0) / 1e9;
}

function textOf(fields: readonly ProtobufField[], number: number): string {
  return decode(bytesOf(fields, number));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function bytesOf(fields: readonly ProtobufField[], number: number): Uint8Array {
  const value = valueOf(fields, number);
  return value === undefined || typeof value === 'number' ? new Uint8Array() : value;
}

function valueOf(fields: readonly ProtobufField[], number: number): ProtobufField['value'] | undefined {
  return fields.findLast((field) => field.number === number)?.value;
}
