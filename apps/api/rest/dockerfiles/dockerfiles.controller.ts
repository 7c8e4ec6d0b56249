import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { basesOf, checkDockerfile, Dockerignore, explainDockerfile, neededFiles, readDockerfile } from '#domain';
import type { z } from 'zod';
import { schemaOf } from '../openapi.js';
import { explainBody, explanation } from './dockerfiles.schemas.js';

@ApiTags('dockerfiles')
@ApiBearerAuth()
@Controller('v1/dockerfiles')
export class DockerfilesController {
  @Post('explain')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What a Dockerfile does, what a container of its image will run, and what is wrong with it',
  })
  @ApiOkResponse({ schema: schemaOf(explanation) })
  explain(
    @Body({ schema: explainBody })
    { dockerfile, buildArgs, target, builder, dockerignore, run, base }: z.output<typeof explainBody>,
  ): z.output<typeof explanation> {
    const inputs = { args: buildArgs, target, builder };
    const ignore = dockerignore === undefined ? undefined : new Dockerignore(dockerignore, neededFiles());
    const read = readDockerfile(dockerfile);
    const isIgnored = ignore && ((path: string) => ignore.ignores(path));
    return {
      ...explainDockerfile(read, { ...inputs, run, base }),
      bases: basesOf(dockerfile, inputs),
      findings: checkDockerfile(read, { ...inputs, isIgnored }),
    };
  }
}
