FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn .mvn
COPY .springjavaformatconfig pom.xml ./
COPY src src
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -ntp -DskipTests package \
      dependency:copy-dependencies -DincludeGroupIds=org.apache.commons,commons-io,commons-codec -DoutputDirectory=/training/lib \
    && java -Djarmode=tools -jar target/registry-archiver-layers.jar extract --layers --destination /layers \
      --application-filename registry-archiver.jar

FROM eclipse-temurin:25-jre AS application
WORKDIR /application
# From what changes least to what changes with every build.
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/spring-boot-loader/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./

# A first night at the sample registry of the tests, to learn from: it loads what every run loads, down to the report and the
# state, and leaves the classes as they are in memory then, which saves nearly half the CPU time of a start. The bundle loads
# what TLS needs. Only the same Java can use the cache, so this happens in the image that runs it; and only with whole paths
# does it fit in every working directory.
FROM application AS training
COPY --from=build /training/lib /training/lib
COPY --from=build /build/target/test-classes /training/classes
RUN java -cp "/training/classes:/training/lib/*:/application/registry-archiver.jar" dev.registryarchiver.sample.BesideSampleRegistry \
      java -XX:AOTCacheOutput=application.aot -XX:+UseSerialGC -Djdk.reflect.useNativeAccessorOnly=true \
      -jar /application/registry-archiver.jar --archive.directory=/tmp/training \
      --spring.ssl.bundle.jks.jdk.truststore.location=file:$JAVA_HOME/lib/security/cacerts --transport.ssl-bundle=jdk \
    && test -s application.aot

FROM application
LABEL org.opencontainers.image.title="Registry Archiver" \
      org.opencontainers.image.description="Saves the newest image of every repository of a registry as a loadable tar"

# Any other uid works as well, as long as it may write to /archives.
RUN useradd --uid 10001 --gid 0 --no-create-home --home-dir /archives archiver \
    && install -d -o 10001 -g 0 -m 0775 /archives
COPY --from=training /application/application.aot ./

USER 10001:0
ENV ARCHIVE_DIRECTORY=/archives
VOLUME /archives
# In exec form, so that signals reach Java. Without a fitting cache Java starts as well, only slower. Without native accessors it
# makes a class for each method that Spring calls by reflection, most of them once: hundreds, which no cache can keep.
ENTRYPOINT ["java", "-XX:AOTCache=/application/application.aot", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-Djdk.reflect.useNativeAccessorOnly=true", "-XX:+ExitOnOutOfMemoryError", "-jar", "/application/registry-archiver.jar"]
