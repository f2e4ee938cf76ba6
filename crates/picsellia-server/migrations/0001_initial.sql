-- Integer keys join tables. Clients see UUIDs.
-- Instants are microseconds since the Unix epoch, UTC. JSON columns hold JSON text.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE organizations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
);

CREATE TABLE datalakes (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid            TEXT    NOT NULL UNIQUE,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    name            TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    UNIQUE (organization_id, name)
);

CREATE TABLE deployments (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid            TEXT    NOT NULL UNIQUE,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    -- The datalake of the data of its predictions.
    datalake_id     INTEGER NOT NULL REFERENCES datalakes (id),
    name            TEXT    NOT NULL,
    type            TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    UNIQUE (organization_id, name)
);

CREATE TABLE data_sources (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid            TEXT    NOT NULL UNIQUE,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    name            TEXT    NOT NULL,
    UNIQUE (organization_id, name)
);
CREATE INDEX data_sources_by_name ON data_sources (name);

CREATE TABLE tags (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid        TEXT    NOT NULL UNIQUE,
    datalake_id INTEGER NOT NULL REFERENCES datalakes (id),
    name        TEXT    NOT NULL,
    UNIQUE (datalake_id, name)
);
CREATE INDEX tags_by_name ON tags (name);

CREATE TABLE data (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid            TEXT    NOT NULL UNIQUE,
    datalake_id     INTEGER NOT NULL REFERENCES datalakes (id),
    data_source_id  INTEGER REFERENCES data_sources (id),
    object_name     TEXT    NOT NULL UNIQUE,
    -- The name that the client sent. It is a label, never a path.
    filename        TEXT    NOT NULL,
    type            TEXT    NOT NULL,
    content_type    TEXT    NOT NULL,
    upload_status   TEXT    NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    size            INTEGER NOT NULL,
    metadata        TEXT,
    custom_metadata TEXT,
    created_at      INTEGER NOT NULL
);
-- No index starts with the datalake, which nearly all rows share. SQLite would prefer such an index to the keys
-- of the rows that a tag selects, and would have to sort them again.
CREATE INDEX data_by_source ON data (data_source_id, id);
CREATE INDEX data_by_filename ON data (filename);
CREATE INDEX data_by_creation ON data (created_at);

CREATE TABLE data_tags (
    data_id INTEGER NOT NULL REFERENCES data (id) ON DELETE CASCADE,
    tag_id  INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (data_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX data_tags_by_tag ON data_tags (tag_id, data_id);

CREATE TABLE predictions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The oracle prediction id, which monitoring returns.
    uuid            TEXT    NOT NULL UNIQUE,
    deployment_id   INTEGER NOT NULL REFERENCES deployments (id),
    -- 'key:' and the client's Idempotency-Key, or 'body:' and the hash of the body.
    idempotency_key TEXT    NOT NULL,
    body_sha256     BLOB    NOT NULL,
    -- Both are null if the image was not kept. Its metrics stay, and the platform shows no asset.
    asset_uuid      TEXT    UNIQUE,
    data_id         INTEGER REFERENCES data (id),
    filename        TEXT    NOT NULL,
    content_type    TEXT    NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    source          TEXT    NOT NULL,
    tags            TEXT    NOT NULL,
    champion        TEXT    NOT NULL,
    -- Seconds.
    latency         REAL    NOT NULL,
    -- Unix seconds: the timestamp of the client, or the time of reception.
    timestamp       REAL    NOT NULL,
    custom_metrics  TEXT,
    received_at     INTEGER NOT NULL,
    UNIQUE (deployment_id, idempotency_key),
    UNIQUE (deployment_id, data_id),
    CHECK ((asset_uuid IS NULL) = (data_id IS NULL))
);
-- The order of lists.
CREATE INDEX predictions_by_deployment ON predictions (deployment_id, id);
CREATE INDEX predictions_by_reception ON predictions (deployment_id, received_at);
CREATE INDEX predictions_by_timestamp ON predictions (deployment_id, timestamp);
CREATE INDEX predictions_by_data ON predictions (data_id);

-- A prediction has at most one shadow.
CREATE TABLE shadows (
    prediction_id INTEGER PRIMARY KEY REFERENCES predictions (id) ON DELETE CASCADE,
    prediction    TEXT    NOT NULL,
    latency       REAL    NOT NULL,
    received_at   INTEGER NOT NULL
);
