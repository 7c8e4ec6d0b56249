// What a test with testcontainers does: prints what it was told, as JSON.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const [, , folder = '', name = ''] = process.argv;
const { GenericContainer, Network, Wait } = createRequire(import.meta.url)(folder);
const told = {};

const network = await new Network().start();
const web = await new GenericContainer('busybox')
  .withName(name)
  .withCommand(['sh', '-c', 'mkdir /www; echo hello > /www/index.html; echo ready; exec httpd -f -h /www'])
  .withExposedPorts(80)
  .withNetwork(network)
  .withNetworkAliases('web')
  .withCopyContentToContainer([{ content: 'copied\n', target: '/tmp/file' }])
  .withWaitStrategy(Wait.forAll([Wait.forLogMessage('ready'), Wait.forHttp('/', 80)]))
  .start();
told.page = await (await fetch(`http://${web.getHost()}:${web.getMappedPort(80)}/`)).text();
const { output, exitCode } = await web.exec(['sh', '-c', 'echo in; exit 3']);
told.exec = { output, exitCode };
told.file = (await web.exec(['cat', '/tmp/file'])).output;
const neighbour = await new GenericContainer('busybox').withCommand(['sleep', '600']).withNetwork(network).start();
told.neighbour = (await neighbour.exec(['wget', '-q', '-O-', 'http://web/'])).output;
const logs = await web.logs();
await Promise.all([neighbour.stop({ timeout: 0 }), web.stop({ timeout: 0 })]);
told.logs = await text(logs);
await network.stop();

const context = await mkdtemp(join(tmpdir(), 'longshore-testcontainers-'));
await writeFile(join(context, 'Dockerfile'), 'FROM busybox\nRUN echo built > /greeting\nCMD ["sleep", "600"]\n');
const image = await GenericContainer.fromDockerfile(context).build(`${name}:built`, { deleteOnExit: false });
const built = await image.start();
told.built = (await built.exec(['cat', '/greeting'])).output;
await built.stop({ timeout: 0 });
await rm(context, { recursive: true });
process.stdout.write(JSON.stringify(told));
