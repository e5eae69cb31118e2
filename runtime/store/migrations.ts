/**
 * The steps that make the database what this version of AI OS works with. Step N leads from version N to N + 1, and
 * `user_version` in the file says how many were taken. A published step is never edited, moved or removed: people
 * have taken it. A change is a new step at the end.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE operations (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    skill TEXT NOT NULL,
    from_version TEXT,
    from_digest TEXT,
    to_version TEXT,
    to_digest TEXT,
    source TEXT,
    actor TEXT
  ) STRICT;
  CREATE INDEX operations_by_time ON operations (at);
  CREATE INDEX operations_by_skill ON operations (skill, at);`,
  `CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    record TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL,
    skill TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    client TEXT,
    client_name TEXT,
    client_version TEXT,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    milliseconds INTEGER NOT NULL,
    status TEXT NOT NULL,
    problems TEXT NOT NULL,
    input TEXT,
    output TEXT,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (ended_at);
  CREATE INDEX runs_by_run ON runs (run);`,
];
