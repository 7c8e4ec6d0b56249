/** Where an engine's message repeats the name by which the client called the container; elsewhere it tells the id by itself. */
const repeated =
  /^(?<before>Cannot kill container:? |Cannot restart container |[Cc]annot stop container: |Container (?=[0-9a-f]{64} is paused))(?<id>[0-9a-f]{64})/;

/** The engine's message as it would be, had it been asked by the client's own name: it is asked by the whole id. */
export function asSaid(message: string, said: string | undefined): string {
  return said === undefined ? message : message.replace(repeated, (_all, before: string) => `${before}${said}`);
}

/** What an engine says when there is no such container. */
export function notFoundMessage(call: string, said: string, message = `No such container: ${said}`): string {
  return call === 'ContainerKill' ? `Cannot kill container: ${said}: ${message}` : message;
}
