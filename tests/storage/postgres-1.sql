CREATE TABLE public.aside (
    id bigint NOT NULL,
    name bytea,
    error text NOT NULL,
    tries integer DEFAULT 1 NOT NULL,
    again boolean DEFAULT false NOT NULL,
    sealed bytea NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.aside ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.aside_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.chats (
    name bytea NOT NULL,
    sealed bytea NOT NULL,
    touched timestamp with time zone DEFAULT now() NOT NULL,
    left_at timestamp with time zone
);
CREATE TABLE public.claims (
    name bytea NOT NULL,
    worker bigint NOT NULL
);
CREATE TABLE public.live (
    name bytea NOT NULL,
    message bigint NOT NULL,
    shows bigint NOT NULL
);
CREATE TABLE public.outbox (
    id bigint NOT NULL,
    name bytea NOT NULL,
    sealed bytea NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.proof (
    sealed bytea NOT NULL
);
CREATE TABLE public.schema_version (
    version integer NOT NULL
);
CREATE TABLE public.seen (
    update_id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.workers (
    token bigint NOT NULL,
    until timestamp with time zone NOT NULL
);
ALTER TABLE public.workers ALTER COLUMN token ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.workers_token_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public.chats VALUES ('\x683ba7dd95785997bc1eedc73027f5e5', '\xb9e6a72e30b2647437f9bd4a12577288de63c3049bff8535834c97ca1b606ba19c80152f80536ffa9954888ea343f0be9238c412deeb66b94c7c2c269a1265a97e35af777295f35140b51e85ea133b03d0ecade5ebd7a44b2a320a700cad95f36547e8b973381575497538fb30affa8569c8f3b1ee4e13e14db1be309f232a29e7317367542d664eb29a6565fd36c4a37a418d608b4bbab4041e3608aba82a378b5d9f515f0c196fd6d28dcf170525820d6b78009ae3cfb69e8d9f63d6c8b03f00029eae022ac24bebf239ce23e0564adfcd085c95a0', '2026-11-24 12:42:23.495257+00', NULL);
INSERT INTO public.live VALUES ('\x683ba7dd95785997bc1eedc73027f5e5', 10, 20);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (2, '\x683ba7dd95785997bc1eedc73027f5e5', '\xcb49e7943acbcdeddd7cbc976f9f98a55392f219082fdef336d2db5cac328024a7d820f88a263781c246cde5bb960f2d228888aa6b1c8d2d18f203be9470f05727768f63aa91656320ac9b70a2f8d2dd5ad2caee09', '2026-11-24 12:42:23.495257+00');
INSERT INTO public.proof VALUES ('\xd59c1842d0d1dbb9a9d5bea9d7275a26b407d3ee290f9add789f538a1a6f841930');
INSERT INTO public.schema_version VALUES (1);
INSERT INTO public.seen VALUES (1, '2026-11-24 12:42:23.478283+00');
INSERT INTO public.seen VALUES (2, '2026-11-24 12:42:23.495257+00');
SELECT pg_catalog.setval('public.aside_id_seq', 1, false);
SELECT pg_catalog.setval('public.outbox_id_seq', 2, true);
SELECT pg_catalog.setval('public.workers_token_seq', 1, true);
ALTER TABLE ONLY public.aside
    ADD CONSTRAINT aside_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.live
    ADD CONSTRAINT live_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.seen
    ADD CONSTRAINT seen_pkey PRIMARY KEY (update_id);
ALTER TABLE ONLY public.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (token);
CREATE INDEX chats_by_age ON public.chats USING btree (touched);
CREATE INDEX claims_by_worker ON public.claims USING btree (worker);
CREATE INDEX outbox_by_chat ON public.outbox USING btree (name, id);
CREATE INDEX seen_by_age ON public.seen USING btree (at);
ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_worker_fkey FOREIGN KEY (worker) REFERENCES public.workers(token) ON DELETE CASCADE;
