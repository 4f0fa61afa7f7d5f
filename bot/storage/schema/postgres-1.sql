-- One row a chat, under a keyed hash; what is kept of it is sealed.
CREATE TABLE chats (
    name bytea PRIMARY KEY,
    sealed bytea NOT NULL,
    touched timestamptz NOT NULL DEFAULT now(), -- for the retention time
    left_at timestamptz -- when the person blocked the bot; no value while they have not
);
CREATE INDEX chats_by_age ON chats (touched);

-- The message in Telegram that is the live screen, and what it shows (a checksum).
CREATE TABLE live (
    name bytea PRIMARY KEY,
    message bigint NOT NULL,
    shows bigint NOT NULL
);

-- Updates handled, so that one delivered twice is recognised.
CREATE TABLE seen (
    update_id bigint PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX seen_by_age ON seen (at);

-- What must still be sent, in order for each chat: ids are given out under the chat's lock.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL,
    sealed bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_by_chat ON outbox (name, id);

-- Who serves now. A token is never given out twice; one that was not renewed in time is void.
CREATE TABLE workers (
    token bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    until timestamptz NOT NULL
);

-- Which worker sends to a chat. When the worker's token goes, its claims go with it.
CREATE TABLE claims (
    name bytea PRIMARY KEY,
    worker bigint NOT NULL REFERENCES workers ON DELETE CASCADE
);
CREATE INDEX claims_by_worker ON claims (worker);

-- Updates that could not be taken: the kind of error, and sealed what another try needs.
CREATE TABLE aside (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea, -- the chat's, where it could be read
    error text NOT NULL,
    tries integer NOT NULL DEFAULT 1,
    again boolean NOT NULL DEFAULT false, -- whether the operator asked for another try
    sealed bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- One sealed word: whether the key is the one with which everything was sealed.
CREATE TABLE proof (sealed bytea NOT NULL);
