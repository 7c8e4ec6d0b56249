/** Imports point one way: event-sourcing ◄ domain ◄ engine ◄ observer | adapters ◄ runtime ◄ apps (docs/architecture.md). */
const adapters = 'event-store|job-store|queue|drivers|read-models|sources';

/** @param {string} name @param {string} from @param {string} to @param {string} comment */
const never = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    never(
      'kernel-knows-nobody',
      '^libs/event-sourcing/',
      '^(libs/(?!event-sourcing/)|apps/|prisma/)',
      'The kernel stands alone.',
    ),
    never(
      'domain-knows-the-kernel',
      '^libs/domain/',
      '^(libs/(?!domain/|event-sourcing/|testing/)|apps/|prisma/)',
      'The domain knows the kernel alone.',
    ),
    never(
      'engine-owns-the-ports',
      '^libs/engine/',
      '^(libs/(?!engine/|domain/|event-sourcing/|testing/)|apps/|prisma/)',
      'The engine knows no adapter.',
    ),
    never(
      'observer-stands-on-ports',
      '^libs/observer/',
      '^(libs/(?!observer/|engine/|domain/|event-sourcing/|testing/)|apps/|prisma/)',
      'The observer knows the ports, and no adapter.',
    ),
    ...adapters
      .split('|')
      .map((adapter) =>
        never(
          `${adapter}-knows-no-adapter`,
          `^libs/${adapter}/`,
          `^(libs/(?!${adapter}/)(${adapters}|observer|runtime)/|apps/)`,
          'An adapter knows the ports, and no other adapter.',
        ),
      ),
    never('prisma-knows-nobody', '^prisma/', '^(libs|apps)/', 'The schema and its client know no caller.'),
    never('runtime-knows-no-app', '^libs/runtime/', '^apps/', 'Apps are built on the runtime.'),
    {
      name: 'no-app-to-app',
      comment: 'Apps share libs, not each other.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-by-their-index',
      comment: 'Into a lib only by its index: #name.',
      severity: 'error',
      from: { path: '^(?:libs/([^/]+)|apps/[^/]+|bench|test)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/index\\.ts$', '^libs/testing/[^/]+/index\\.ts$'] },
    },
    never(
      'no-framework-inside',
      '^libs/(event-sourcing|domain|engine|observer)/',
      'node_modules/(@nestjs|fastify|bullmq|ioredis|@prisma|pg|dockerode)/',
      'Frameworks and drivers stay outside the engine.',
    ),
    {
      name: 'domain-is-pure',
      comment: 'The domain has no input or output.',
      severity: 'error',
      from: { path: '^libs/(domain|event-sourcing)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'tests-stay-tests',
      comment: 'What is shipped does not need what tests it.',
      severity: 'error',
      from: { path: '^(apps|libs|prisma)/', pathNot: '(\\.spec\\.ts$|^libs/testing/)' },
      to: { path: '(^libs/testing/|^test/|\\.spec\\.ts$)' },
    },
    never(
      'dashboard-knows-rest-alone',
      // A folder is read in the browser, and .dockerignore has to mean the same there as here.
      '^apps/dashboard/(?!pages/batches/needed-files\\.ts$)',
      '^(libs|prisma|bench|test)/',
      'The dashboard is a client as any other: it knows the description of REST, and nothing of the code behind it.',
    ),
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|prisma/generated)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
