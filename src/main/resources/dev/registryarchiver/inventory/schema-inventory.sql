-- What we know of images and have saved. Instants are ISO-8601 text; digests are algorithm:hex.

CREATE TABLE IF NOT EXISTS worklist (
    run VARCHAR(32) NOT NULL,
    repository VARCHAR(255) NOT NULL,
    position BIGINT NOT NULL,
    state VARCHAR(20) NOT NULL,
    failure VARCHAR(20),
    detail VARCHAR(2000),
    duration_millis BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (run, repository)
);

-- States of earlier versions lack it.
ALTER TABLE worklist ADD COLUMN IF NOT EXISTS started VARCHAR(40);

CREATE INDEX IF NOT EXISTS worklist_order ON worklist (run, position);

CREATE TABLE IF NOT EXISTS worklist_image (
    run VARCHAR(32) NOT NULL,
    repository VARCHAR(255) NOT NULL,
    ordinal INTEGER NOT NULL,
    tag VARCHAR(128) NOT NULL,
    digest VARCHAR(140) NOT NULL,
    platform VARCHAR(100) NOT NULL,
    created VARCHAR(40),
    reason VARCHAR(2000) NOT NULL,
    archive VARCHAR(1000) NOT NULL,
    size_bytes BIGINT NOT NULL,
    fetched_bytes BIGINT NOT NULL,
    reused_bytes BIGINT NOT NULL,
    saved BOOLEAN NOT NULL,
    PRIMARY KEY (run, repository, ordinal)
);

CREATE TABLE IF NOT EXISTS known_image (
    digest VARCHAR(140) NOT NULL,
    platform_choice VARCHAR(200) NOT NULL,
    media_type VARCHAR(255) NOT NULL,
    size_bytes BIGINT NOT NULL,
    not_an_image VARCHAR(1000) NOT NULL,
    manifest_digest VARCHAR(140) NOT NULL,
    manifest_media_type VARCHAR(255) NOT NULL,
    manifest_size_bytes BIGINT NOT NULL,
    os VARCHAR(100) NOT NULL,
    architecture VARCHAR(100) NOT NULL,
    variant VARCHAR(100) NOT NULL,
    os_version VARCHAR(100) NOT NULL,
    created VARCHAR(40),
    manifest_annotation VARCHAR(40),
    index_annotation VARCHAR(40),
    label VARCHAR(40),
    build_date_label VARCHAR(40),
    last_history VARCHAR(40),
    content_bytes BIGINT NOT NULL,
    PRIMARY KEY (digest, platform_choice)
);

CREATE TABLE IF NOT EXISTS seen_tag (
    repository VARCHAR(255) NOT NULL,
    tag VARCHAR(128) NOT NULL,
    digest VARCHAR(140) NOT NULL,
    PRIMARY KEY (repository, tag)
);

CREATE TABLE IF NOT EXISTS archived_image (
    repository VARCHAR(255) NOT NULL,
    root VARCHAR(140) NOT NULL,
    tag VARCHAR(128) NOT NULL,
    created VARCHAR(40),
    path VARCHAR(1000) NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (repository, root)
);

CREATE TABLE IF NOT EXISTS archived_blob (
    digest VARCHAR(140) NOT NULL,
    path VARCHAR(1000) NOT NULL,
    position BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (digest, path)
);

CREATE INDEX IF NOT EXISTS archived_blob_path ON archived_blob (path);

-- How each run ended; the status is missing while it is at work and after it was killed.
CREATE TABLE IF NOT EXISTS run_record (
    run VARCHAR(32) NOT NULL,
    registry VARCHAR(1000) NOT NULL,
    status VARCHAR(30),
    finished VARCHAR(40),
    worked_millis BIGINT DEFAULT 0 NOT NULL,
    saved BIGINT DEFAULT 0 NOT NULL,
    unchanged BIGINT DEFAULT 0 NOT NULL,
    nothing_to_save BIGINT DEFAULT 0 NOT NULL,
    failed BIGINT DEFAULT 0 NOT NULL,
    pending BIGINT DEFAULT 0 NOT NULL,
    fetched_bytes BIGINT DEFAULT 0 NOT NULL,
    reused_bytes BIGINT DEFAULT 0 NOT NULL,
    archives BIGINT DEFAULT 0 NOT NULL,
    archive_bytes BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (run)
);

CREATE TABLE IF NOT EXISTS state_schema (
    version INTEGER NOT NULL
);
