const text = `Longshore: a control plane for Docker hosts that remembers everything

  ./longshore up [-d]                set everything up and run it; -d: in the background
  ./longshore down                   stop what up started; the data stay in .longshore/
  ./longshore status                 what runs, with its pid and port
  ./longshore logs [-f] [name...]    of api, worker, postgres, redis, supervisor or dockerd; -f: follow
  ./longshore context ACTOR          the lines that make a docker CLI that actor's: by its socket, --token or --certs
  ./longshore batch DIR [NAME...]    build every Dockerfile of a directory, or of a bake file: DIR/docker-bake.json [TARGET...]
  ./longshore door add|list|rm       ways into the Docker Engine API that stand for one actor each
  ./longshore verify                 walk the event log's chain and name the first position that does not hold
  ./longshore rebuild [--verify]     make the read models anew from the log; --verify: prove that they are what the log tells

  ./longshore test [vitest args]     set up throw-away services, run every check and test
  ./longshore test --clients         the same set-up, then docker, compose and other clients against it; writes docs/compatibility.md
  ./longshore test --deploy          the same set-up, then build and try the compose deployment
  ./longshore bench [name...]        measure, each against the direct way; --only PART,... of one
  ./longshore doctor                 what is missing, and the exact command that mends it
  ./longshore busybox                bring busybox:latest to the engine, pulled or made, to try things with

Environment, all optional:
  DATABASE_URL, REDIS_URL            use these instead of a private PostgreSQL and Redis (for up, verify and rebuild)
  DOCKER_HOST                        the Docker Engine to work on (default: the local socket)
  LONGSHORE_BIND, LONGSHORE_PORT     where the API listens (default: 127.0.0.1, 7300)
  LONGSHORE_DOCKER_PORT              where docker CLIs with a token come in (default: 7375)
  LONGSHORE_DOORS, LONGSHORE_TLS_DIR other doors than .longshore/docker.sock and that port; see docs/deploy.md
  LONGSHORE_SOURCES                  hosts that contexts of batches may be fetched from (default: none)
  LONGSHORE_SECRET_KEY               base64 of 32 bytes (default: made at first start)
  LONGSHORE_ADMIN_TOKEN              lsh_... (default: made at first start)
`;

/** `./longshore help` */
export default function help() {
  process.stdout.write(text);
  return 0;
}
