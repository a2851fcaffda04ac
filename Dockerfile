# The container image: docker build -t starship .
# docs/operations.md says how to run it. Both base images can be replaced by others that have a JDK and a JRE 25.
ARG BUILD_BASE=eclipse-temurin:25-jdk
ARG RUN_BASE=eclipse-temurin:25-jre

FROM ${BUILD_BASE} AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends git maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# With .git, from which the build takes the commit that --version tells.
COPY . .
RUN ./starship package --out /release && mv /release/starship-*/ /opt/starship

FROM ${RUN_BASE}
# Not its cache, which is for the JDK above.
COPY --from=build /opt/starship/starship /opt/starship/starship.jar /opt/starship/LICENSE /opt/starship/
COPY --from=build /opt/starship/lib /opt/starship/lib
# A new volume there takes over the owner.
RUN /opt/starship/starship make-cache \
    && mkdir -p /etc/starship /var/lib/starship \
    && chown 65532:65532 /var/lib/starship
USER 65532:65532
EXPOSE 80 443 9090
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/starship/starship"]
CMD ["serve", "-c", "/etc/starship/starship.yaml"]
