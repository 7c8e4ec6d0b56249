import { applyDecorators, HttpCode } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { VerbName } from '#domain';

/** What each job is for, in a line. */
const summaries: Readonly<Record<VerbName, string>> = {
  build: 'Build an image from the context in the body',
  create: 'Create a container without starting it',
  exec: 'Run a process in a running container',
  kill: 'Send a signal to a container',
  'network.connect': 'Connect a container to a network',
  'network.create': 'Create a network',
  'network.disconnect': 'Disconnect a container from a network',
  'network.rm': 'Remove a network',
  'prune.containers': 'Remove the containers of a prune plan',
  'prune.images': 'Remove the images of a prune plan',
  'prune.networks': 'Remove the networks of a prune plan',
  'prune.volumes': 'Remove the volumes of a prune plan',
  publish: 'Give what a batch has built its names, and push them',
  pull: 'Bring an image from its registry to the host',
  push: 'Bring an image from the host to its registry',
  restart: 'Stop a container and start it again',
  rm: 'Remove a container',
  rmi: 'Take a name from an image and, when it was the last, remove the image',
  run: 'Run a container: create, start and, unless detached, wait',
  start: 'Start a container',
  stop: 'Stop a container: its stop signal, then KILL',
  tag: 'Point a name at an image',
  'volume.create': 'Create a volume',
  'volume.rm': 'Remove a volume',
  wait: 'Wait until a container has ended',
};

/** Marks a route that submits a job: 202 with the job at once, or with Prefer: wait=n 200 when it has ended. */
export function Submits(job: VerbName): MethodDecorator {
  return applyDecorators(RouteConfig({ job }), ApiOperation({ summary: summaries[job] }), AnswersWithJob());
}

/** Says how such a route answers, for one whose job's name is told by what it reads. */
export function AnswersWithJob(): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    ApiBearerAuth(),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`wait=<seconds>`: answer when the job has ended, at most so much later',
    }),
    ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key and body give the same job' }),
    ApiResponse({
      status: 202,
      description: 'Accepted and recorded: the job',
      headers: { Location: { schema: { type: 'string' } } },
    }),
    ApiResponse({ status: 200, description: 'Ended within the wait: the job' }),
  );
}
