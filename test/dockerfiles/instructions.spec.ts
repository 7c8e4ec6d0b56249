import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Explanation } from '#domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import { tarOf } from '../rest/context.js';
import { engine, type Rest, startRest } from '../rest/rest.js';

const tick = '`';

/** Every instruction of the reference that both builders know. */
const everything = (url: string) => `# escape=${tick}
ARG BASE=nothing
FROM \${BASE} AS tools
SHELL ["/bin/sh", "-ec"]
RUN echo tool > /tool
ONBUILD RUN echo put off > /put-off

FROM tools AS app
MAINTAINER Ada <ada@example.org>
ARG WHO=nobody
ENV GREETING=hello NAME="$WHO of the sea"
ENV OLD notation
LABEL org.example.name="a b" org.example.who=\${WHO:+\${NAME}}
WORKDIR /srv
WORKDIR app
COPY --from=tools /tool tool.txt
COPY ["with space.txt", "files/*.txt", "./"]
ADD archive.tar /unpacked/
ADD ${url}/fetched.txt /fetched.txt
RUN ["/bin/sh", "-c", "echo exec > exec.txt"]
RUN echo shell ${tick}
  # in between
  | cat > shell.txt && chmod 644 /fetched.txt
EXPOSE 8080 53/udp
VOLUME ["/data", "/more"]
VOLUME /state
USER 1000:1000
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s CMD ["true"]
ENTRYPOINT ["cat"]
CMD ["tool.txt", "/put-off", "exec.txt", "shell.txt", "with space.txt", "one.txt", "/unpacked/packed.txt", "/fetched.txt"]
`;

const mounts = `FROM busybox AS source
RUN echo from a stage > /given
FROM busybox
RUN --mount=type=bind,from=source,source=/given,target=/given ["cp", "/given", "/taken"]
RUN --mount=type=cache,target=/cache --mount=type=tmpfs,target=/scratch echo x > /scratch/x && ls /scratch > /listed
CMD cat /taken /listed
`;

const heredoc = 'FROM busybox\nRUN <<EOF\necho one > /made\nEOF\nCMD ["cat", "/made"]\n';

describe('Dockerfiles that are really built', { timeout: 240_000 }, () => {
  let rest: Rest;
  let url = '';
  const server = createServer((_, response) => response.end('fetched\n'));
  beforeAll(async () => {
    rest = await startRest();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await rest.stop();
    server.close();
  });

  async function build(dockerfile: string, query: string, files: Readonly<Record<string, string>> = {}) {
    const archive = await tarOf({ 'packed.txt': 'packed\n' });
    return rest
      .as()
      .post(`/v1/builds?${query}`)
      .set('prefer', 'wait=240')
      .set('content-type', 'application/x-tar')
      .send(await tarOf({ Dockerfile: dockerfile, 'archive.tar': archive.toString('latin1'), ...files }));
  }

  async function explain(body: object): Promise<Explanation> {
    return (await rest.as().post('/v1/dockerfiles/explain').send(body).expect(200)).body as Explanation;
  }

  it.each(['classic', 'buildkit'])(
    'have every instruction, and %s makes the image that was explained',
    async (builder) => {
      const tag = `${rest.name(`all-${builder}`)}:1`;
      const dockerfile = everything(url);
      const files = { 'with space.txt': 'space\n', 'files/one.txt': 'one\n' };
      const { body } = await build(dockerfile, `tag=${tag}&builder=${builder}&arg=BASE=busybox&arg=WHO=Ada`, files);
      const job = body as JobView;
      expect(job).toMatchObject({ status: 0 });
      expect(job.warnings).toEqual([
        expect.stringMatching(/^Dockerfile, line 9: .* \(MaintainerDeprecated\)$/),
        expect.stringMatching(/line 12: .* \(LegacyKeyValueFormat\)$/),
      ]);
      const { image, runs } = await explain({ dockerfile, buildArgs: { BASE: 'busybox', WHO: 'Ada' } });
      const { Config: config, Author } = await engine.getImage(tag).inspect();
      const Config = config as typeof config & { readonly Shell?: readonly string[]; readonly StopSignal?: string };
      expect(image).toMatchObject({
        entrypoint: Config.Entrypoint,
        cmd: Config.Cmd,
        user: Config.User,
        workdir: Config.WorkingDir,
        stopSignal: Config.StopSignal,
        healthcheck: Config.Healthcheck?.Test,
        shell: Config.Shell,
        labels: Config.Labels,
        maintainer: Author,
      });
      expect(image?.ports.toSorted()).toEqual(Object.keys(Config.ExposedPorts).toSorted());
      expect(image?.volumes.toSorted()).toEqual(Object.keys(Config.Volumes).toSorted());
      for (const [name, value] of Object.entries(image?.env ?? {})) expect(Config.Env).toContain(`${name}=${value}`);
      const run = await rest.post('/v1/containers', { image: tag, rm: true });
      expect((await rest.output(run.id, '?stream=stdout')).toString()).toBe(
        'tool\nput off\nexec\nshell\nspace\none\npacked\nfetched\n',
      );
      expect(runs?.argv).toEqual(['cat', ...(image?.cmd ?? [])]);
    },
  );

  it('have mounts with BuildKit, and are refused before they are queued where the classic builder would get them', async () => {
    const tag = `${rest.name('mounts')}:1`;
    const refused = await build(mounts, `tag=${tag}`);
    expect(refused.body).toMatchObject({
      status: 400,
      code: 'dockerfile-invalid',
      detail: expect.stringContaining('line 4: the classic builder does not know RUN --mount.'),
    });
    expect((await build(mounts, `tag=${tag}&builder=buildkit`)).body).toMatchObject({ status: 0 });
    const run = await rest.post('/v1/containers', { image: tag, rm: true });
    expect((await rest.output(run.id, '?stream=stdout')).toString()).toBe('from a stage\nx\n');
  });

  it('have heredocs where the engine knows them: the classic builder never does, BuildKit from Docker 23.0 on', async () => {
    const refused = await build(heredoc, '');
    expect(refused.body).toMatchObject({ status: 400, detail: expect.stringContaining('?builder=buildkit') });
    const tag = `${rest.name('heredoc')}:1`;
    const { body } = await build(heredoc, `tag=${tag}&builder=buildkit`);
    expect(body.warnings).toEqual([expect.stringContaining('line 2: RUN has a heredoc. An engine before 23.0 needs')]);
    const isOld = Number.parseInt((await engine.version()).Version, 10) < 23;
    expect(body).toMatchObject(
      isOld ? { status: 125, error: { message: expect.stringContaining('unknown instruction') } } : { status: 0 },
    );
  });
});
