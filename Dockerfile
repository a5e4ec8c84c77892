# The service in a container, for production. docker-compose.yml runs it for development.
#
#   docker build -t vibeslop --build-arg VIBESLOP_COMMIT=$(git rev-parse HEAD) .
#   docker run --env-file production.env -p 4001:4001 vibeslop

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev libssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# Which commit this is, for `vibeslop --version`: git's files are not copied.
ARG VIBESLOP_COMMIT=unknown
# The caches are for the next build on this machine; the program itself has to leave them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    VIBESLOP_COMMIT=$VIBESLOP_COMMIT cargo build --release --locked -p vibeslop --bin vibeslop \
    && cp target/release/vibeslop /usr/local/bin/vibeslop

FROM debian:bookworm-slim
# curl asks after the service's health.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl libssl3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/vibeslop --shell /usr/sbin/nologin vibeslop \
    && install -d -o vibeslop -g vibeslop -m 0700 /var/lib/vibeslop
COPY --from=build /usr/local/bin/vibeslop /usr/local/bin/vibeslop

USER vibeslop
WORKDIR /var/lib/vibeslop
ENV VIBESLOP_ENV=production \
    DATA_DIR=/var/lib/vibeslop \
    PORT=4001
VOLUME /var/lib/vibeslop
EXPOSE 4001
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD curl -fsS -o /dev/null "http://localhost:${PORT}/health/ready"
ENTRYPOINT ["vibeslop"]
CMD ["serve"]
