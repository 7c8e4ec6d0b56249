import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { EngineApiAnswer } from '#engine';

/** Where an engine's message repeats the name by which the client called the container; elsewhere it tells the id by itself. */
const repeated =
  /^(?<before>Could not find the file .+ in container |Cannot kill container:? |Cannot restart container |[Cc]annot stop container: |Container (?=[0-9a-f]{64} is paused))(?<id>[0-9a-f]{64})/;

/** The engine's message as it would be, had it been asked by the client's own name: it is asked by the whole id. */
export function asSaid(message: string, said: string | undefined): string {
  return said === undefined ? message : message.replace(repeated, (_all, before: string) => `${before}${said}`);
}

/** The same of an answer that is passed on as it comes. */
export async function answerAsSaid(answer: EngineApiAnswer, said: string | undefined): Promise<EngineApiAnswer> {
  if (answer.status < 400 || said === undefined) return answer;
  const text = (await buffer(answer.body)).toString();
  const told = /^\{"message":(?<message>".*")\}\s*$/.exec(text)?.groups?.['message'];
  const message = told === undefined ? undefined : (JSON.parse(told) as string);
  const bytes = Buffer.from(message === undefined ? text : `${JSON.stringify({ message: asSaid(message, said) })}\n`);
  return {
    ...answer,
    headers: { ...answer.headers, 'content-length': String(bytes.length) },
    body: Readable.from([bytes]),
  };
}

/** What an engine says when there is no such container. */
export function notFoundMessage(call: string, said: string, message = `No such container: ${said}`): string {
  return call === 'ContainerKill' ? `Cannot kill container: ${said}: ${message}` : message;
}
