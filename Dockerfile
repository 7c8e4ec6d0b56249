# Two images of one source: `runtime`, which the API and the worker run, and `migrate`, which has Prisma's command line
# and runs once before them. docs/deploy.md tells how; docker-compose.yml does it.
ARG NODE_IMAGE=node:26-bookworm-slim

# Every package, to compile with. No package's install script is needed, so none is run; and Node is in the base.
FROM ${NODE_IMAGE} AS packages
LABEL io.longshore.stage=packages
WORKDIR /app
ARG NPM_CONFIG_REGISTRY
COPY package.json package-lock.json ./
RUN npm ci --include=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error \
  && rm -rf /root/.npm

FROM packages AS build
LABEL io.longshore.stage=build
ARG NPM_CONFIG_REGISTRY
# The dashboard's bundler is a program for one platform, and so an optional package.
RUN npm ci --include=dev --include=optional --ignore-scripts --no-audit --no-fund --loglevel=error \
  && rm -rf /root/.npm
COPY nest-cli.json prisma.config.ts tsconfig*.json ./
COPY scripts/schema-engine scripts/schema-engine
COPY scripts/schema-engine.mjs scripts/
COPY prisma prisma
COPY libs libs
COPY apps apps
RUN npm run build

# The packages that run in production, without what nobody reads there: types, source maps, Prisma's compilers for other
# databases. As an optional peer of its client, Prisma's command line is left out with the optional packages.
FROM ${NODE_IMAGE} AS production
LABEL io.longshore.stage=production
WORKDIR /app
ARG NPM_CONFIG_REGISTRY
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error \
  && rm -rf /root/.npm \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
  && find node_modules/@prisma/client/runtime -name 'query_compiler_*' ! -name '*.postgresql.*' -delete

FROM packages AS migrate
LABEL io.longshore.stage=migrate
ENV NODE_ENV=production
COPY prisma.config.ts ./
COPY scripts/schema-engine scripts/schema-engine
COPY scripts/schema-engine.mjs scripts/
COPY scripts/deploy/migrate.mjs scripts/deploy/
COPY prisma prisma
USER node
CMD ["node", "scripts/deploy/migrate.mjs"]

FROM ${NODE_IMAGE} AS runtime
LABEL io.longshore.stage=runtime
WORKDIR /app
# Contexts of batches may lie in git repositories. Before what changes with the source, so that it stays in the builder's cache.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git \
  && rm -rf /var/lib/apt/lists/*
# A small young generation costs nothing here and keeps an idle process small.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=2
# A new volume takes over the owner of the folder that it is mounted on: `docker compose` makes the secrets there.
RUN install -d -o node -g node -m 700 /secrets/longshore /secrets/postgres /secrets/redis \
  && install -d -o node -g node /run/longshore /tls
COPY --from=production /app/node_modules node_modules
COPY package.json ./
COPY scripts/deploy/secrets.mjs scripts/deploy/
COPY --from=build /app/dist dist
USER node
EXPOSE 7300
CMD ["node", "dist/apps/api/main.js"]
