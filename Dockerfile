# A worker: Node 24, the distribution's Chromium, the built sources. `docker build --tag auto-trigger-worker .`

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY tools/node/package.json tools/node/
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# without the workspace that brings a Node of its own: the image has one
RUN npm ci --omit=dev --workspaces=false

FROM node:24-bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        chromium fonts-liberation fonts-noto-cjk fonts-noto-color-emoji tini \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /build/dist dist
ENV NODE_ENV=production CHROMIUM_PATH=/usr/bin/chromium
# not root, so that Chromium's sandbox stays on
USER node
# tini passes SIGTERM on, and reaps the processes that Chromium leaves behind
ENTRYPOINT ["tini", "--", "node", "dist/cli/main.js"]
CMD ["worker"]
