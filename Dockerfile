FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn .mvn
COPY .springjavaformatconfig pom.xml ./
COPY src src
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -ntp -DskipTests package \
    && java -Djarmode=tools -jar target/registry-archiver.jar extract --layers --destination /layers

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="Registry Archiver" \
      org.opencontainers.image.description="Saves the newest image of every repository of a registry as a loadable tar"

# Any other uid works as well, as long as it may write to /archives.
RUN useradd --uid 10001 --gid 0 --no-create-home --home-dir /archives archiver \
    && install -d -o 10001 -g 0 -m 0775 /archives
WORKDIR /application
# From what changes least to what changes with every build.
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/spring-boot-loader/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./

USER 10001:0
ENV ARCHIVE_DIRECTORY=/archives
VOLUME /archives
# In exec form, so that signals reach Java.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-jar", "registry-archiver.jar"]
