-- The settings of a deployment, which `PATCH /api/deployment/{id}` changes.
ALTER TABLE deployments ADD COLUMN min_threshold REAL NOT NULL DEFAULT 0;
ALTER TABLE deployments ADD COLUMN sample_rate REAL NOT NULL DEFAULT 1;

-- Each deployment is created with one. It can use the one of another deployment instead.
CREATE TABLE model_versions (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid          TEXT    NOT NULL UNIQUE,
    -- The model of this version.
    model_uuid    TEXT    NOT NULL UNIQUE,
    -- The deployment that it was created with, whose labels it has.
    deployment_id INTEGER NOT NULL UNIQUE REFERENCES deployments (id),
    created_at    INTEGER NOT NULL
);
ALTER TABLE deployments ADD COLUMN model_version_id INTEGER REFERENCES model_versions (id);
ALTER TABLE deployments ADD COLUMN shadow_model_version_id INTEGER REFERENCES model_versions (id);
-- The champion when the prediction was recorded.
ALTER TABLE predictions ADD COLUMN model_version_id INTEGER REFERENCES model_versions (id);

-- Existing deployments get version 4 UUIDs. For new ones the service creates them.
INSERT INTO model_versions (uuid, model_uuid, deployment_id, created_at)
SELECT
    lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
        || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
        || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    id,
    created_at
FROM deployments;
UPDATE deployments
SET model_version_id = (SELECT m.id FROM model_versions m WHERE m.deployment_id = deployments.id);
UPDATE predictions
SET model_version_id = (SELECT m.id FROM model_versions m WHERE m.deployment_id = predictions.deployment_id);

CREATE TABLE labels (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid          TEXT    NOT NULL UNIQUE,
    deployment_id INTEGER NOT NULL REFERENCES deployments (id),
    name          TEXT    NOT NULL,
    -- The class that it names. Null if the deployment no longer has the label. Old reviews still refer to it.
    class         INTEGER,
    UNIQUE (deployment_id, name),
    UNIQUE (deployment_id, class)
);

-- The last review of a prediction is used.
CREATE TABLE reviews (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid          TEXT    NOT NULL UNIQUE,
    prediction_id INTEGER NOT NULL REFERENCES predictions (id) ON DELETE CASCADE,
    -- JSON text.
    review        TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
);
CREATE INDEX reviews_by_prediction ON reviews (prediction_id, id);
-- Whether there is a review. Few predictions have one, and statistics select the newest of them.
ALTER TABLE predictions ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX predictions_reviewed ON predictions (deployment_id, timestamp) WHERE reviewed = 1;

-- The values of champions that statistics use, so that they need not parse JSON.
CREATE TABLE objects (
    prediction_id INTEGER NOT NULL REFERENCES predictions (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    class         INTEGER NOT NULL,
    score         REAL    NOT NULL,
    -- The area of a box or a polygon in square pixels. Null for other shapes.
    area          REAL,
    PRIMARY KEY (prediction_id, position)
) WITHOUT ROWID;
INSERT INTO objects (prediction_id, position, class, score, area)
SELECT
    p.id,
    c.key,
    c.value,
    json_extract(p.champion, '$.detection_scores[' || c.key || ']'),
    abs(json_extract(p.champion, '$.detection_boxes[' || c.key || '][2]')
        - json_extract(p.champion, '$.detection_boxes[' || c.key || '][0]'))
    * abs(json_extract(p.champion, '$.detection_boxes[' || c.key || '][3]')
        - json_extract(p.champion, '$.detection_boxes[' || c.key || '][1]'))
FROM predictions p, json_each(p.champion, '$.detection_classes') c;

-- The same as for predictions. Null if the shadow was sent with its champion.
ALTER TABLE shadows ADD COLUMN idempotency_key TEXT;
ALTER TABLE shadows ADD COLUMN body_sha256 BLOB;
