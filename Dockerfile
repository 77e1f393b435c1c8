# One image for `serve`, `work`, `migrate` and every other command: docker build -t millrace .
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --include=dev --ignore-scripts && node node_modules/typescript/bin/tsc --build packages/cli

# Without compilers and without the embedded PostgreSQL, which are optional packages: a container gets DATABASE_URL.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY --from=build /app/packages ./packages
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 MILLRACE_DATA_DIR=/var/lib/millrace
WORKDIR /app
COPY --from=packages /app ./
COPY examples ./examples
# A named volume begins with the owner of what it covers.
RUN mkdir /var/lib/millrace && chown node:node /var/lib/millrace
VOLUME /var/lib/millrace
USER node
EXPOSE 4400
# The young generation of packages/cli/src/supervise/young-heap.ts: with it a role starts no second process.
ENTRYPOINT ["node", "--max-semi-space-size=64", "--min-semi-space-size=32", "/app/packages/cli/dist/bin.js"]
CMD ["serve"]
