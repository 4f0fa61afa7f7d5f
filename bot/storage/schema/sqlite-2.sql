-- When the person blocked the bot, for the shorter retention time; no value while they have not.
ALTER TABLE chats ADD COLUMN left_at REAL;

-- Since when a parcel waits.
ALTER TABLE outbox ADD COLUMN at REAL NOT NULL DEFAULT 0;
UPDATE outbox SET at = CAST(strftime('%s', 'now') AS INTEGER);

-- Updates that could not be taken: the kind of error, and sealed what another try needs.
CREATE TABLE aside (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB, -- the chat's, where it could be read
    error TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 1,
    again INTEGER NOT NULL DEFAULT 0, -- whether the operator asked for another try
    sealed BLOB NOT NULL,
    at REAL NOT NULL
);

-- One sealed word: whether the key is the one with which everything was sealed.
CREATE TABLE proof (sealed BLOB NOT NULL);
