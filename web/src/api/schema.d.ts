// Made from docs/openapi.yaml by `make web-types`: do not edit.

export interface paths {
    "/api/statements/aggregate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Run a pipeline as Learning Locker does (docs/learning-locker.md) */
        get: operations["aggregate"];
        put?: never;
        /** Run a pipeline that is in the body */
        post: operations["postAggregate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments/{sha2}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the SHA-2 of the bytes in hex, as the statement declares it */
                sha2: string;
            };
            cookie?: never;
        };
        /**
         * The bytes of an attachment
         * @description Images but SVG, PDF, audio and video may be shown in place; everything else is a download of unknown bytes. Nothing in it can run. Ranges are answered.
         */
        get: operations["attachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The backups that the server keeps, newest first */
        get: operations["backups"];
        put?: never;
        /** Make a backup, in the background */
        post: operations["makeBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backups/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        /** Download a backup, for lore restore */
        get: operations["downloadBackup"];
        put?: never;
        post?: never;
        /** Remove a backup */
        delete: operations["removeBackup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dashboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the dashboards that the reader may see, by title */
        get: operations["dashboards"];
        put?: never;
        /** Make a dashboard */
        post: operations["makeDashboard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dashboards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        /**
         * Show a dashboard with the views on it
         * @description A view on it that the reader may not see, or that was deleted, is missing among the views. What lies on a shared
         *     dashboard of whom it belongs to is seen there, too.
         */
        get: operations["dashboard"];
        /**
         * Change a dashboard
         * @description For whom it belongs to, and for owners and data admins where it is shared.
         */
        put: operations["changeDashboard"];
        post?: never;
        /** Delete a dashboard and the links to it */
        delete: operations["deleteDashboard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dashboards/{id}/embeds": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        /** List the links that show the dashboard to whoever has them, the latest first */
        get: operations["embeds"];
        put?: never;
        /**
         * Make a link that shows the dashboard to whoever has it
         * @description Who has the link sees no people, nothing of groups of fewer than 5, and only what the filter leaves; nothing in a
         *     request widens it. The link is shown this once.
         */
        post: operations["makeEmbed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dashboards/{id}/embeds/{embed}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                embed: string;
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a link at once */
        delete: operations["revokeEmbed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/embed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the dashboard of a link, with its own token
         * @description It takes no parameter, and no other token than that of the link.
         */
        get: operations["embedded"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/embed/tiles/{tile}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the place of the tile among those of the dashboard, from 0 */
                tile: number;
            };
            cookie?: never;
        };
        /**
         * Answer the query of a tile of a link's dashboard
         * @description It takes no parameter, and no other token than that of the link. Names are in the languages of Accept-Language.
         *     The answer's query_hash names link and tile, not the query; what would tell of rows that the link does not show
         *     (rows_scanned, clock_suspect) is 0.
         */
        get: operations["embeddedTile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts as a file (docs/bi.md) */
        get: operations["exportFacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statements as a file (docs/bi.md) */
        get: operations["exportStatements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/followers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the followers of the statement log are */
        get: operations["followers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/followers/{name}/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                /** @description rebuild makes anew all that the follower keeps, beside what is in force meanwhile */
                order: "pause" | "resume" | "rebuild";
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause or resume a follower on every node, or build it anew */
        post: operations["orderFollower"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The groups of people of the store */
        get: operations["groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Make or change a group of people */
        put: operations["saveGroup"];
        post?: never;
        /** Remove a group of people */
        delete: operations["removeGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The imports into the store, newest first, at most a hundred */
        get: operations["imports"];
        put?: never;
        /**
         * Store what a file has (docs/import-export.md)
         * @description The body is the file, plain, gzip or zstd, up to 1 GiB; it is stored while it arrives. The answer comes at its end, and says what was stored and what was wrong; meanwhile the import is in the list. To import a file again changes nothing.
         */
        post: operations["import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** An import, also while it runs */
        get: operations["importById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of the store */
        get: operations["keys"];
        put?: never;
        /** Make a key */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{key}/rotation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a key of the same name and scopes */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kpis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the KPIs of the store, those on Home first, in their order
         * @description A KPI whose query names people is not there for those who do not see everybody by name.
         */
        get: operations["kpis"];
        put?: never;
        /**
         * Make a KPI
         * @description For readers who are about everybody: KPIs are the whole store's. Home shows six at most; a seventh is refused
         *     (409 `home-full`, with one item of `errors` for each of the six) unless it says which one it replaces.
         */
        post: operations["makeKPI"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kpis/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Change a KPI
         * @description For whoever made it, and for owners and data admins.
         */
        put: operations["changeKPI"];
        post?: never;
        /** Delete a KPI */
        delete: operations["deleteKPI"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/learning": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record what one learned oneself
         * @description Stores a statement about the person of the token or account, who is its authority too: analytics call it self-asserted. The same id again changes nothing.
         */
        post: operations["addLearning"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statements as they come, as Server-Sent Events (docs/live.md) */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The activities that were given a course */
        get: operations["courses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/courses/{activity}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the activity's id, %-coded */
                activity: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Give an activity a course */
        put: operations["mapCourse"];
        post?: never;
        /** Take the course of an activity back */
        delete: operations["unmapCourse"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The extensions with a column of their own */
        get: operations["promoted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/extensions/{extension}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description %-coded, such as context.extensions[IRI] */
                extension: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Give an extension a column */
        put: operations["promote"];
        post?: never;
        /** Take the column of an extension away */
        delete: operations["demote"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/persons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which identities were merged into which people, undone merges included */
        get: operations["merges"];
        put?: never;
        /** Make the people of two identities one */
        post: operations["merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/persons/{merge}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the number of the merge */
                merge: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Undo a merge */
        delete: operations["split"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved filters */
        get: operations["segments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/segments/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Save a filter under a name */
        put: operations["saveSegment"];
        post?: never;
        /** Remove a saved filter */
        delete: operations["removeSegment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sources that were marked as formal, or as having a trusted clock */
        get: operations["marks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/sources/{source}/{mark}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mark: "formal" | "trusted-clock";
                source: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Mark a source */
        put: operations["markSource"];
        post?: never;
        /** Take a mark away */
        delete: operations["unmarkSource"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/verbs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The classes of verbs */
        get: operations["verbs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meaning/verbs/{verb}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the verb's id, %-coded */
                verb: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Give a verb a class */
        put: operations["setVerb"];
        post?: never;
        /** Take the class of a verb back */
        delete: operations["unsetVerb"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell the names of people, activities and verbs
         * @description What has no name, and whom the reader may not name, is missing. Of names in several languages it is the one in
         *     the language asked for, else in a prefix of it (de-CH, de), else in the store's language, else English, else
         *     without a language (und), else the first by its tag.
         */
        post: operations["names"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answer a query that is in the URL */
        get: operations["queryByLink"];
        put?: never;
        /** Answer a query */
        post: operations["query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/actors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** List the people or statements behind a number of an answer */
        post: operations["actors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/answer-schema.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of answers */
        get: operations["answerSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what a query means, what the token's scope adds to it, and what it would take */
        post: operations["explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the token's jobs, the latest first */
        get: operations["jobs"];
        put?: never;
        /** Have a query answered without waiting */
        post: operations["submitJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["job"];
            };
            cookie?: never;
        };
        /** Tell how far a job is */
        get: operations["job"];
        put?: never;
        post?: never;
        /** Cancel a job, or forget one that has ended */
        delete: operations["removeJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/jobs/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["job"];
            };
            cookie?: never;
        };
        /** The answer of a job that is done */
        get: operations["jobResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/schema.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of queries */
        get: operations["querySchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/query/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The answer of a query, now and whenever it has become another one, as Server-Sent Events
         * @description Each event `snapshot` has an answer as data. An event `end` has the problem document of why the query can no
         *     longer be asked. Comments show that the stream lives.
         */
        get: operations["streamQuery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readiness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For each feature what it needs, and what share of the data has it */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rejections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests of xAPI clients that were refused, newest first, and why */
        get: operations["rejections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the sample data are there (docs/sample-data.md) */
        get: operations["sample"];
        put?: never;
        /**
         * Make the store of sample data and fill it, in the background
         * @description Whoever asks becomes an owner of the store. While it is loading, or loaded, nothing is changed.
         */
        post: operations["loadSample"];
        /** Remove the store of sample data with everything in it, in the background */
        delete: operations["removeSample"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what queries can be made of, and what statements really have */
        get: operations["vocabulary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is, its settings, its room, and what it is made of */
        get: operations["server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and what they may do */
        get: operations["me"];
        put?: never;
        /**
         * Sign in
         * @description 401 `credentials-wrong` whatever was wrong; 401 `code-needed` where a one-time code is asked for; 429 `too-many-tries` with Retry-After.
         */
        post: operations["signIn"];
        /** Sign out */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose a password, with the link of an invitation or for a new password */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change one's own password */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first account, with the link that `lore serve` prints
         * @description A store that is there already is kept. 403 `link-wrong` for a link that was used or is another one.
         */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Turn on one-time codes */
        put: operations["turnOnTOTP"];
        /** Get a new secret for one-time codes */
        post: operations["prepareTOTP"];
        /** Turn off one-time codes */
        delete: operations["turnOffTOTP"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change one's own name and settings */
        put: operations["changeMe"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own sessions, the last seen first */
        get: operations["sessions"];
        put?: never;
        post?: never;
        /** End all of one's own sessions but this */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's own sessions */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings of the store, and the name of the organisation */
        get: operations["settings"];
        /**
         * Change the settings of the store
         * @description `organisation` is changed by administrators alone; left out, it stays.
         */
        put: operations["changeSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each source sends, and how well (docs/data-quality.md) */
        get: operations["sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one source sends, and how well */
        get: operations["source"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statements as people read them, page by page (docs/statement-browser.md)
         * @description The rows of a query of the kind `statements`, newest first unless it says otherwise, each statement once. Its `fields` are ignored; `cursor` in it continues with `next` of the answer before. Voided statements are left out.
         */
        get: operations["statements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** One statement, voided or not, and what it has to do with others */
        get: operations["statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statements/missing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a statement is not there (docs/data-quality.md)
         * @description Looks for what is given, at least one of id, actor, verb and activity, in each place where it could be, or have stopped. Steps that the role may not know of are left out.
         */
        get: operations["missingStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stores */
        get: operations["stores"];
        put?: never;
        /** Make a store */
        post: operations["createStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stores/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Change how a store is shown */
        put: operations["changeStore"];
        post?: never;
        /** Remove a store */
        delete: operations["removeStore"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The API tokens of the store */
        get: operations["tokens"];
        put?: never;
        /** Make an API token */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API token */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The users
         * @description An administrator sees all users, with all their roles; an owner of a store those with a role in it, with that role alone.
         */
        get: operations["users"];
        put?: never;
        /** Make a user, or give one that is there a role in the store */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Change a user and the user's roles
         * @description An owner of a store sets the roles in that store alone, and changes nothing else of a user who has roles in others.
         */
        put: operations["changeUser"];
        post?: never;
        /** Disable a user */
        delete: operations["disableUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link by which a user chooses a new password */
        post: operations["linkUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the saved views that the reader may see, by title
         * @description A view whose query names people is not there for those who do not see everybody by name.
         */
        get: operations["views"];
        put?: never;
        /** Save a query under a name */
        post: operations["saveView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        /** Show a saved view */
        get: operations["view"];
        /**
         * Change a saved view
         * @description For whom it belongs to, and for owners and data admins where it is shared.
         */
        put: operations["changeView"];
        post?: never;
        /**
         * Delete a saved view
         * @description Dashboards that showed it keep an empty tile.
         */
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {unknown} */
        Action: "query_answers" | "see_people" | "read_statements" | "export_facts" | "export_statements" | "watch_live" | "see_quality" | "edit_meaning" | "see_meaning" | "see_followers" | "run_jobs" | "see_dashboards" | "edit_dashboards" | "share_embeds" | "import_data" | "manage_keys" | "manage_users" | "manage_server" | "assert_learning";
        actors: {
            limit?: number;
            metric: string;
        };
        /**
         * An answer
         * @description What POST /api/v1/query gives (docs/query-api.md).
         */
        "answer-schema": {
            actors?: {
                first: string;
                last: string;
                name?: string;
                person: string;
                statements: number;
            }[];
            columns: {
                denominator?: string;
                name: string;
                /** @enum {unknown} */
                type: "text" | "time" | "count" | "number" | "seconds" | "boolean" | "rate" | "json";
            }[];
            meta: {
                as_of_seq: number;
                bins?: number[];
                clamped?: number;
                clock_suspect: number;
                compare?: [
                    string,
                    string
                ];
                counted_by: string[];
                elapsed_ms: number;
                fresh_to: string;
                /** @enum {unknown} */
                kind: "statements" | "trend" | "table" | "distribution" | "funnel" | "paths" | "retention" | "lifecycle" | "items" | "episodes" | "correlation";
                meaning: number;
                milestones?: {
                    activity: string;
                    at: string;
                    person: string;
                    statement_id: string;
                    what: string;
                }[];
                min_group: number;
                next?: string;
                nodes?: {
                    /** @enum {string} */
                    kind: "node" | "other" | "left";
                    layer: number;
                    people: number | null;
                    value: string | null;
                }[];
                not_comparable?: number;
                open?: number;
                partial_buckets?: string[];
                query_hash: string;
                range: [
                    string,
                    string
                ];
                rows_scanned: number;
                sentence?: string;
                stickiness?: {
                    dau_mean: number;
                    mau: number;
                    value: number | null;
                };
                suppressed_cells: number;
                tests?: {
                    alpha?: number | null;
                    alpha_high?: number | null;
                    alpha_low?: number | null;
                    assessment: string | null;
                    complete: number;
                    items: number;
                    mean?: number | null;
                    people: number;
                    sd?: number | null;
                    sem?: number | null;
                }[];
                time_estimated?: {
                    high: number;
                    low: number;
                    total: number;
                };
                total?: number;
                truncated?: boolean;
                warnings?: string[];
                zone: string;
            };
            rows: components["schemas"]["cell"][][];
            $defs: {
                /** @description as the column's type says; null where there is nothing, or too few people to tell */
                cell: string | number | boolean | Record<string, never> | unknown[] | null;
                rate: {
                    denominator: number;
                    high?: number;
                    low?: number;
                    numerator: number;
                    value: number | null;
                };
            };
        };
        /** @enum {unknown} */
        attempts: "first" | "best" | "last" | "all";
        Backup: {
            /** Format: date-time */
            made: string;
            /** @description why it failed */
            message?: string;
            name: string;
            /** @description bytes, so far */
            size: number;
            /** @enum {unknown} */
            state: "making" | "ready" | "failed";
        };
        /** @description as the column's type says; null where there is nothing, or too few people to tell */
        cell: string | number | boolean | Record<string, never> | unknown[] | null;
        /** @description which number is meant; what a cell has depends on the kind */
        Cell: {
            /** @description of items; null for those of none */
            assessment?: string | null;
            /** @description as in the answer's column bucket */
            bucket?: string;
            cohort?: string;
            /** @enum {unknown} */
            column?: "active" | "new" | "returning" | "resurrected" | "dormant";
            /** @description the values of the row, by dimension */
            dimensions?: {
                [key: string]: string | number | boolean | null;
            };
            /** @description those who did not get as far as the step */
            dropped?: boolean;
            /** @description of paths, where an arrow begins; or the node itself, without `to` */
            from?: string | null;
            /** @enum {unknown} */
            from_kind?: "node" | "other" | "left";
            /** @description without it the whole assessment is meant */
            item?: string;
            k?: number;
            /** @description of paths from or to a value, that of `from` */
            layer?: number;
            metric?: string;
            /**
             * @description of an item the first six, of an assessment the last two
             * @enum {unknown}
             */
            part?: "n" | "right" | "wrong" | "omitted" | "not_reached" | "mismatch" | "people" | "complete";
            /** @description those who gave it, instead of a part */
            response?: string;
            step?: number;
            to?: string | null;
            /** @enum {unknown} */
            to_kind?: "node" | "other" | "left";
        };
        /** @enum {unknown} */
        class: "other" | "enrol" | "start" | "progress" | "complete" | "pass" | "fail" | "score" | "answer" | "exit" | "abandon" | "waive" | "social" | "view" | "credential";
        column: string;
        Dashboard: {
            /** Format: date-time */
            changed: string;
            description: string;
            id: number;
            may_change: boolean;
            mine: boolean;
            owner: components["schemas"]["Holder"];
            shared: boolean;
            tiles: components["schemas"]["Tile"][];
            title: string;
        };
        DashboardDraft: {
            description?: string;
            /** @description all who may see dashboards of the store see it */
            shared?: boolean;
            tiles: components["schemas"]["Tile"][];
            title: string;
        };
        days: string;
        dimension: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "hour" | "weekday") | components["schemas"]["extension"];
        /** @enum {unknown} */
        direction: "asc" | "desc";
        /** @description how a view is drawn */
        Display: {
            /** @enum {unknown} */
            as: "table" | "line" | "bar" | "area" | "number" | "heat" | "funnel" | "sankey" | "histogram";
            /** @description the columns that are shown, in this order; without it, all */
            columns?: string[];
        };
        Embed: {
            /** Format: date-time */
            created: string;
            /** Format: date-time */
            expires?: string;
            /** @description as it is in force, saved filters in place of their names */
            filter?: unknown[];
            id: string;
            /**
             * Format: date-time
             * @description when it was last asked, to a minute
             */
            last_seen?: string;
            revoked: boolean;
            title: string;
        };
        Embedded: {
            description: string;
            /** Format: date-time */
            expires?: string;
            /** @description the title of the store */
            store: string;
            tiles: ({
                description: string;
                display: components["schemas"]["Display"];
                /** @constant */
                kind: "view";
                /** @description the query without its filters */
                query: Record<string, never>;
                title: string;
                /** @enum {unknown} */
                width: 1 | 2 | 3;
            } | {
                /** @constant */
                kind: "text";
                text: string;
                /** @enum {unknown} */
                width: 1 | 2 | 3;
            } | {
                /** @constant */
                kind: "gone";
                /** @enum {unknown} */
                width: 1 | 2 | 3;
            })[];
            title: string;
        };
        Explanation: {
            as_of_seq: number;
            buckets: number;
            compare?: components["schemas"]["Range"];
            counted_by: string[];
            estimate: {
                /** @description too much for an answer at once */
                job: boolean;
                /** @description how many rows of the facts are looked at, at most */
                rows: number;
                /** @description how many statements are read from the log */
                statements: number;
            };
            kind: string;
            meaning: number;
            query: components["schemas"]["schema"];
            query_hash: string;
            range: components["schemas"]["Range"];
            reads: string[];
            scope: {
                min_group: number;
                persons?: number;
                role: string;
                sees_people: boolean;
                store: string;
                words: string[];
            };
            zone: string;
        };
        /** @description an extension by its whole IRI */
        extension: string;
        /** @description an operator, a field, a value */
        filter: [
            "and" | "or"
        ] | [
            "not",
            components["schemas"]["filter"]
        ] | [
            "is" | "is_not",
            ("person" | "actor" | "verb" | "verb.id" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response") | components["schemas"]["extension"],
            string[]
        ] | [
            "is" | "is_not",
            "registration" | "context.registration" | "statement_id" | "id",
            string[]
        ] | [
            "is" | "is_not",
            "verb_class",
            components["schemas"]["class"][]
        ] | [
            "is" | "is_not",
            "course_rule" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length",
            number[]
        ] | [
            "is" | "is_not",
            "timestamp" | "stored",
            components["schemas"]["instant"][]
        ] | [
            "is" | "is_not",
            "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect",
            boolean[]
        ] | [
            "contains" | "starts",
            ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response") | components["schemas"]["extension"],
            string[]
        ] | [
            "in_class",
            "verb",
            components["schemas"]["class"][]
        ] | [
            "gt" | "gte" | "lt" | "lte",
            "course_rule" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length",
            number
        ] | [
            "gt" | "gte" | "lt" | "lte",
            "timestamp" | "stored",
            components["schemas"]["instant"]
        ] | [
            "between",
            "course_rule" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length",
            [
                number,
                number
            ]
        ] | [
            "between",
            "timestamp" | "stored",
            [
                components["schemas"]["instant"],
                components["schemas"]["instant"]
            ]
        ] | [
            "exists" | "missing",
            components["schemas"]["filtered"]
        ] | [
            "has_done" | "has_not_done",
            {
                filter: components["schemas"]["filter"];
                within?: components["schemas"]["days"];
            }
        ] | [
            "in_segment",
            string
        ];
        filtered: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "timestamp" | "stored") | components["schemas"]["extension"];
        formula2: {
            divide: [
                components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                components["schemas"]["measure"] | number | components["schemas"]["formula3"]
            ];
        } | {
            multiply: [
                components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                components["schemas"]["measure"] | number | components["schemas"]["formula3"]
            ];
        } | {
            add: [
                components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                components["schemas"]["measure"] | number | components["schemas"]["formula3"]
            ];
        } | {
            subtract: [
                components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                components["schemas"]["measure"] | number | components["schemas"]["formula3"]
            ];
        };
        formula2w: {
            divide: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
            ];
        } | {
            multiply: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
            ];
        } | {
            add: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
            ];
        } | {
            subtract: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
            ];
        };
        formula3: {
            divide: [
                components["schemas"]["measure"] | number,
                components["schemas"]["measure"] | number
            ];
        } | {
            multiply: [
                components["schemas"]["measure"] | number,
                components["schemas"]["measure"] | number
            ];
        } | {
            add: [
                components["schemas"]["measure"] | number,
                components["schemas"]["measure"] | number
            ];
        } | {
            subtract: [
                components["schemas"]["measure"] | number,
                components["schemas"]["measure"] | number
            ];
        };
        formula3w: {
            divide: [
                components["schemas"]["trendmeasure"] | number,
                components["schemas"]["trendmeasure"] | number
            ];
        } | {
            multiply: [
                components["schemas"]["trendmeasure"] | number,
                components["schemas"]["trendmeasure"] | number
            ];
        } | {
            add: [
                components["schemas"]["trendmeasure"] | number,
                components["schemas"]["trendmeasure"] | number
            ];
        } | {
            subtract: [
                components["schemas"]["trendmeasure"] | number,
                components["schemas"]["trendmeasure"] | number
            ];
        };
        Grant: {
            groups?: string[];
            min_group?: number;
            persons?: string[];
            role: components["schemas"]["Role"];
            store: string;
        };
        Group: {
            name: string;
            persons: string[];
            title: string;
        };
        /** @description whom something belongs to */
        Holder: {
            id: string;
            name: string;
        };
        Ids: string[];
        Import: {
            /** @description who asked */
            by: string;
            /** @description nothing is stored; `stored` says how many statements would be */
            dry_run: boolean;
            /** @description why statements were rejected, the first 100 */
            faults: {
                line: number;
                message: string;
                /** @description the place in the statement, or the column of the table */
                pointer?: string;
                /** @description the rule of xAPI that was broken */
                rule?: string;
            }[];
            /** Format: date-time */
            finished?: string;
            /** @enum {unknown} */
            format: "ndjson" | "json" | "csv";
            id: string;
            /** @description why it failed */
            message?: string;
            name: string;
            /** @description statements that were there already, and equal */
            present: number;
            /** @description bytes of the file */
            read: number;
            /** @description statements, or rows of a table, that were not stored */
            rejected: number;
            /** Format: date-time */
            started: string;
            /** @enum {unknown} */
            state: "running" | "done" | "failed";
            /** @description statements that were not there before */
            stored: number;
        };
        instant: string;
        Job: {
            /** @description how long the result is */
            bytes?: number;
            created: string;
            ended?: string;
            id: string;
            node?: string;
            problem?: components["schemas"]["Problem"];
            progress: number;
            query: components["schemas"]["schema"];
            started?: string;
            /** @enum {unknown} */
            state: "waiting" | "running" | "done" | "failed" | "cancelled";
        };
        Key: {
            /** Format: date-time */
            created: string;
            key: string;
            /** Format: date-time */
            last_used?: string;
            name: string;
            /** Format: date-time */
            revoked?: string;
            scopes: components["schemas"]["KeyScope"][];
            secret?: string;
        };
        /** @enum {unknown} */
        KeyScope: "all" | "all/read" | "statements/write" | "statements/read" | "statements/read/mine" | "state" | "profile" | "define";
        KPI: {
            action: string;
            /** Format: date-time */
            changed: string;
            /** @enum {unknown} */
            direction: "up" | "down";
            /** @enum {unknown} */
            format: "count" | "percent" | "number" | "duration";
            id: number;
            may_change: boolean;
            on_home: boolean;
            owner: string;
            place: number;
            query: components["schemas"]["schema"];
            target: number;
            title: string;
            warn: number;
        };
        KPIDraft: {
            /** @description what is done when it is red */
            action: string;
            /**
             * @description which way is good
             * @enum {unknown}
             */
            direction: "up" | "down";
            /** @enum {unknown} */
            format: "count" | "percent" | "number" | "duration";
            on_home?: boolean;
            /** @description the name of who answers for it */
            owner: string;
            /** @description the order on Home, the least first */
            place?: number;
            /** @description of kind table or trend, without dimensions, with one metric */
            query: components["schemas"]["schema"];
            /** @description the KPI that leaves Home for this one */
            replaces?: number;
            /** @description from here on it is green */
            target: number;
            title: string;
            /** @description between this and the target it is amber; beyond it, red */
            warn: number;
        };
        /** @description a statement as people read it */
        Line: {
            actor: {
                /** @description not there for an anonymous group */
                identity?: string;
                name: string;
            };
            /** @description how many there are */
            attachments: number;
            context?: {
                course?: string;
                platform?: string;
                registration?: string;
            };
            /** Format: uuid */
            id: string;
            object: {
                /** @description an activity, a statement, or the identity of an agent */
                id?: string;
                name: string;
                /** @description of an activity */
                type?: string;
            };
            result?: {
                completion?: boolean;
                /** @description ISO 8601 */
                duration?: string;
                response?: string;
                score?: {
                    max?: number;
                    min?: number;
                    raw?: number;
                    scaled?: number;
                };
                success?: boolean;
            };
            /** @description the statement in plain English */
            sentence: string;
            /** @description the access key, or the authority */
            source?: string;
            /** Format: date-time */
            stored: string;
            timestamp: string;
            verb: {
                class?: string;
                display: string;
                id: string;
            };
            voided?: boolean;
        };
        Me: {
            /** @description of the organisation */
            language: string;
            /** @description there is no user yet */
            needs_setup: boolean;
            organisation: string;
            signed_in: boolean;
            stores?: components["schemas"]["MyStore"][];
            user?: {
                administrator: boolean;
                email: string;
                id: number;
                language: string;
                name: string;
                preferences: Record<string, never>;
                /** @enum {unknown} */
                theme: "system" | "light" | "dark";
                totp: boolean;
                zone: string;
            };
            version: string;
            /** @description of the organisation */
            zone: string;
        };
        /** @enum {unknown} */
        measure: "statements" | "people" | "active_people" | "sessions" | "attempts" | "registrations" | "enrolled_people" | "started_people" | "completed_people" | "passed_people" | "failed_people" | "waived_people" | "score_mean" | "score_median" | "score_p10" | "score_p90" | "time_reported" | "time_video" | "time_estimated" | "lag_p95" | "late_share";
        Merge: {
            id: number;
            identity: string;
            made: components["schemas"]["Micros"];
            target: string;
            undone?: components["schemas"]["Micros"];
        };
        meta: {
            as_of_seq: number;
            bins?: number[];
            clamped?: number;
            clock_suspect: number;
            compare?: [
                string,
                string
            ];
            counted_by: string[];
            elapsed_ms: number;
            fresh_to: string;
            /** @enum {unknown} */
            kind: "statements" | "trend" | "table" | "distribution" | "funnel" | "paths" | "retention" | "lifecycle" | "items" | "episodes" | "correlation";
            meaning: number;
            milestones?: {
                activity: string;
                at: string;
                person: string;
                statement_id: string;
                what: string;
            }[];
            min_group: number;
            next?: string;
            nodes?: {
                /** @enum {string} */
                kind: "node" | "other" | "left";
                layer: number;
                people: number | null;
                value: string | null;
            }[];
            not_comparable?: number;
            open?: number;
            partial_buckets?: string[];
            query_hash: string;
            range: [
                string,
                string
            ];
            rows_scanned: number;
            sentence?: string;
            stickiness?: {
                dau_mean: number;
                mau: number;
                value: number | null;
            };
            suppressed_cells: number;
            tests?: {
                alpha?: number | null;
                alpha_high?: number | null;
                alpha_low?: number | null;
                assessment: string | null;
                complete: number;
                items: number;
                mean?: number | null;
                people: number;
                sd?: number | null;
                sem?: number | null;
            }[];
            time_estimated?: {
                high: number;
                low: number;
                total: number;
            };
            total?: number;
            truncated?: boolean;
            warnings?: string[];
            zone: string;
        };
        metric: components["schemas"]["measure"] | {
            as: components["schemas"]["column"];
            rate: [
                components["schemas"]["people"],
                components["schemas"]["people"]
            ];
        } | {
            as: components["schemas"]["column"];
            divide: [
                components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                components["schemas"]["measure"] | number | components["schemas"]["formula2"]
            ];
        } | {
            as: components["schemas"]["column"];
            multiply: [
                components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                components["schemas"]["measure"] | number | components["schemas"]["formula2"]
            ];
        } | {
            add: [
                components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                components["schemas"]["measure"] | number | components["schemas"]["formula2"]
            ];
            as: components["schemas"]["column"];
        } | {
            as: components["schemas"]["column"];
            subtract: [
                components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                components["schemas"]["measure"] | number | components["schemas"]["formula2"]
            ];
        };
        /** @description microseconds since 1970 UTC */
        Micros: number;
        MissingStep: {
            /** @description how many there are of what was found */
            count: number;
            /** @description at most five */
            examples: {
                id?: string;
                rejection?: components["schemas"]["Rejection"];
                sentence?: string;
                source?: string;
                /** @description of the follower */
                state?: string;
                store?: string;
                /** Format: date-time */
                stored?: string;
                /**
                 * Format: date-time
                 * @description up to when the facts have everything
                 */
                through?: string;
                timestamp?: string;
                voided_by?: string;
            }[];
            found: boolean;
            /** @description there are more than were looked at */
            more?: boolean;
            /** @enum {unknown} */
            step: "rejected" | "present" | "voided" | "late" | "other_store" | "clock" | "resent" | "permission" | "followers";
            /** @description names the sentence for people, like missing.voided.yes */
            text_key: string;
        };
        MyStore: {
            accent: string;
            can: components["schemas"]["Action"][];
            language: string;
            min_group: number;
            name: string;
            /** @description is there when answers are about these people alone */
            persons?: string[];
            pseudonymous: boolean;
            role: components["schemas"]["Role"];
            sample: boolean;
            title: string;
            zone: string;
        };
        Names: {
            activities: {
                [key: string]: {
                    description?: string;
                    /** @description empty where only the type is known */
                    name: string;
                    type?: string;
                };
            };
            persons: {
                [key: string]: string;
            };
            verbs: {
                [key: string]: {
                    class: string;
                    /** @description empty where only the class is known */
                    display: string;
                };
            };
        };
        order: [
            string,
            components["schemas"]["direction"]
        ][];
        /** @enum {unknown} */
        people: "people" | "active_people" | "enrolled_people" | "started_people" | "completed_people" | "passed_people" | "failed_people" | "waived_people";
        Problem: {
            /** @description stable, for programs */
            code: string;
            /** @description what was wrong, where, and what to do */
            detail: string;
            errors?: {
                message: string;
                parameter?: string;
                /** @description a JSON pointer into the body */
                pointer?: string;
                rule?: string;
            }[];
            request_id?: string;
            status: number;
            title: string;
            type: string;
        };
        Range: string[];
        /** @description a request that was refused */
        Rejection: {
            /** Format: date-time */
            at: string;
            code: string;
            /** @description how many requests it stands for */
            count: number;
            /** @description what the code means, in plain English */
            explanation: string;
            /** @description what to do */
            fix: string;
            id: number;
            key?: string;
            message: string;
            method?: string;
            node?: string;
            parameter?: string;
            pointer?: string;
            request_id?: string;
            resource?: string;
            rule?: string;
            /** @description the beginning of the body */
            sample?: string;
            status: number;
            user_agent?: string;
        };
        RejectionReason: {
            code: string;
            count: number;
            explanation: string;
            fix: string;
            rule?: string;
        };
        /** @enum {unknown} */
        Role: "owner" | "data-admin" | "compliance" | "auditor" | "manager" | "instructor" | "analyst" | "learner";
        Sample: {
            /** @description statements that are stored */
            done: number;
            /** @description why it failed */
            message?: string;
            /** @enum {unknown} */
            state: "none" | "loading" | "ready" | "removing" | "failed";
            /** @description the name of the store */
            store?: string;
            total: number;
        };
        /**
         * A query
         * @description What POST /api/v1/query takes (docs/query-api.md). A query that fits may still be refused for what one schema cannot say, such as the depth of a filter or two columns of one name.
         */
        schema: {
            $defs: {
                /** @description an extension by its whole IRI */
                extension: string;
                days: string;
                window: string;
                instant: string;
                /** @enum {unknown} */
                attempts: "first" | "best" | "last" | "all";
                dimension: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "hour" | "weekday") | components["schemas"]["extension"];
                shown: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "statement_id" | "id" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "timestamp" | "stored" | "statement") | components["schemas"]["extension"];
                filtered: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "timestamp" | "stored") | components["schemas"]["extension"];
                /** @enum {unknown} */
                class: "other" | "enrol" | "start" | "progress" | "complete" | "pass" | "fail" | "score" | "answer" | "exit" | "abandon" | "waive" | "social" | "view" | "credential";
                /** @enum {unknown} */
                direction: "asc" | "desc";
                /** @description an operator, a field, a value */
                filter: [
                    "and" | "or"
                ] | [
                    "not",
                    components["schemas"]["filter"]
                ] | [
                    "is" | "is_not",
                    ("person" | "actor" | "verb" | "verb.id" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response") | components["schemas"]["extension"],
                    string[]
                ] | [
                    "is" | "is_not",
                    "registration" | "context.registration" | "statement_id" | "id",
                    string[]
                ] | [
                    "is" | "is_not",
                    "verb_class",
                    components["schemas"]["class"][]
                ] | [
                    "is" | "is_not",
                    "course_rule" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length",
                    number[]
                ] | [
                    "is" | "is_not",
                    "timestamp" | "stored",
                    components["schemas"]["instant"][]
                ] | [
                    "is" | "is_not",
                    "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect",
                    boolean[]
                ] | [
                    "contains" | "starts",
                    ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response") | components["schemas"]["extension"],
                    string[]
                ] | [
                    "in_class",
                    "verb",
                    components["schemas"]["class"][]
                ] | [
                    "gt" | "gte" | "lt" | "lte",
                    "course_rule" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length",
                    number
                ] | [
                    "gt" | "gte" | "lt" | "lte",
                    "timestamp" | "stored",
                    components["schemas"]["instant"]
                ] | [
                    "between",
                    "course_rule" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length",
                    [
                        number,
                        number
                    ]
                ] | [
                    "between",
                    "timestamp" | "stored",
                    [
                        components["schemas"]["instant"],
                        components["schemas"]["instant"]
                    ]
                ] | [
                    "exists" | "missing",
                    components["schemas"]["filtered"]
                ] | [
                    "has_done" | "has_not_done",
                    {
                        filter: components["schemas"]["filter"];
                        within?: components["schemas"]["days"];
                    }
                ] | [
                    "in_segment",
                    string
                ];
                /** @enum {unknown} */
                measure: "statements" | "people" | "active_people" | "sessions" | "attempts" | "registrations" | "enrolled_people" | "started_people" | "completed_people" | "passed_people" | "failed_people" | "waived_people" | "score_mean" | "score_median" | "score_p10" | "score_p90" | "time_reported" | "time_video" | "time_estimated" | "lag_p95" | "late_share";
                /** @enum {unknown} */
                people: "people" | "active_people" | "enrolled_people" | "started_people" | "completed_people" | "passed_people" | "failed_people" | "waived_people";
                column: string;
                /** @enum {unknown} */
                trendmeasure: "statements" | "people" | "active_people" | "active_people_7d" | "active_people_28d" | "active_people_30d" | "sessions" | "attempts" | "registrations" | "enrolled_people" | "started_people" | "completed_people" | "passed_people" | "failed_people" | "waived_people" | "score_mean" | "score_median" | "score_p10" | "score_p90" | "time_reported" | "time_video" | "time_estimated" | "lag_p95" | "late_share";
                formula2: {
                    divide: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"]
                    ];
                } | {
                    multiply: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"]
                    ];
                } | {
                    add: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"]
                    ];
                } | {
                    subtract: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula3"]
                    ];
                };
                formula3: {
                    divide: [
                        components["schemas"]["measure"] | number,
                        components["schemas"]["measure"] | number
                    ];
                } | {
                    multiply: [
                        components["schemas"]["measure"] | number,
                        components["schemas"]["measure"] | number
                    ];
                } | {
                    add: [
                        components["schemas"]["measure"] | number,
                        components["schemas"]["measure"] | number
                    ];
                } | {
                    subtract: [
                        components["schemas"]["measure"] | number,
                        components["schemas"]["measure"] | number
                    ];
                };
                formula2w: {
                    divide: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
                    ];
                } | {
                    multiply: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
                    ];
                } | {
                    add: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
                    ];
                } | {
                    subtract: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula3w"]
                    ];
                };
                formula3w: {
                    divide: [
                        components["schemas"]["trendmeasure"] | number,
                        components["schemas"]["trendmeasure"] | number
                    ];
                } | {
                    multiply: [
                        components["schemas"]["trendmeasure"] | number,
                        components["schemas"]["trendmeasure"] | number
                    ];
                } | {
                    add: [
                        components["schemas"]["trendmeasure"] | number,
                        components["schemas"]["trendmeasure"] | number
                    ];
                } | {
                    subtract: [
                        components["schemas"]["trendmeasure"] | number,
                        components["schemas"]["trendmeasure"] | number
                    ];
                };
                metric: components["schemas"]["measure"] | {
                    as: components["schemas"]["column"];
                    rate: [
                        components["schemas"]["people"],
                        components["schemas"]["people"]
                    ];
                } | {
                    as: components["schemas"]["column"];
                    divide: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"]
                    ];
                } | {
                    as: components["schemas"]["column"];
                    multiply: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"]
                    ];
                } | {
                    add: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"]
                    ];
                    as: components["schemas"]["column"];
                } | {
                    as: components["schemas"]["column"];
                    subtract: [
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"],
                        components["schemas"]["measure"] | number | components["schemas"]["formula2"]
                    ];
                };
                trendmetric: components["schemas"]["trendmeasure"] | {
                    as: components["schemas"]["column"];
                    rate: [
                        components["schemas"]["people"],
                        components["schemas"]["people"]
                    ];
                } | {
                    as: components["schemas"]["column"];
                    divide: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
                    ];
                } | {
                    as: components["schemas"]["column"];
                    multiply: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
                    ];
                } | {
                    add: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
                    ];
                    as: components["schemas"]["column"];
                } | {
                    as: components["schemas"]["column"];
                    subtract: [
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                        components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
                    ];
                };
                order: [
                    string,
                    components["schemas"]["direction"]
                ][];
                series: {
                    attempts?: components["schemas"]["attempts"];
                    filter: components["schemas"]["filter"];
                };
                step: {
                    filter: components["schemas"]["filter"];
                    name: string;
                };
                actors: {
                    limit?: number;
                    metric: string;
                };
            };
        } & ({
            as_of_seq?: number;
            cursor?: string;
            fields?: components["schemas"]["shown"][];
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "statements";
            limit?: number;
            min_group?: number;
            order?: [
                "timestamp" | "stored",
                components["schemas"]["direction"]
            ][];
            session_gap?: number;
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
        } | {
            actors?: components["schemas"]["actors"];
            as_of_seq?: number;
            attempts?: components["schemas"]["attempts"];
            dimensions?: components["schemas"]["dimension"][];
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "trend";
            limit?: number;
            metrics: components["schemas"]["trendmetric"][];
            min_group?: number;
            order?: components["schemas"]["order"];
            session_gap?: number;
            time: {
                /** @enum {unknown} */
                bucket: "hour" | "day" | "week" | "month" | "quarter" | "year";
                /** @constant */
                compare?: "previous";
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
        } | {
            actors?: components["schemas"]["actors"];
            as_of_seq?: number;
            attempts?: components["schemas"]["attempts"];
            dimensions?: components["schemas"]["dimension"][];
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "table";
            limit?: number;
            metrics: components["schemas"]["metric"][];
            min_group?: number;
            offset?: number;
            order?: components["schemas"]["order"];
            session_gap?: number;
            time?: {
                /** @constant */
                compare?: "previous";
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
        } | {
            as_of_seq?: number;
            attempts?: components["schemas"]["attempts"];
            bins?: number;
            dimensions?: components["schemas"]["dimension"][];
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "distribution";
            limit?: number;
            min_group?: number;
            /** @enum {unknown} */
            of?: "course_rule" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length";
            pass?: number;
            session_gap?: number;
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
        } | {
            as_of_seq?: number;
            dimensions?: components["schemas"]["dimension"][];
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "funnel";
            /** @enum {unknown} */
            match?: "ordered" | "strict" | "any";
            min_group?: number;
            session_gap?: number;
            steps: components["schemas"]["step"][];
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
            /** @enum {unknown} */
            unit?: "person" | "registration";
            within?: components["schemas"]["window"];
        } | {
            as_of_seq?: number;
            depth?: number;
            filter?: components["schemas"]["filter"];
            from?: string;
            /** @enum {unknown} */
            in?: "session" | "registration";
            /** @constant */
            kind: "paths";
            limit?: number;
            min_group?: number;
            /** @enum {unknown} */
            of?: "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "course";
            session_gap?: number;
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
            to?: string;
            top?: number;
        } | {
            as_of_seq?: number;
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "retention";
            min_group?: number;
            /** @enum {unknown} */
            period?: "day" | "week" | "month";
            periods?: number;
            session_gap?: number;
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
            unbounded?: boolean;
        } | {
            as_of_seq?: number;
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "lifecycle";
            min_group?: number;
            session_gap?: number;
            time: {
                /** @enum {unknown} */
                bucket: "day" | "week" | "month" | "quarter" | "year";
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
        } | {
            as_of_seq?: number;
            assessment?: string;
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "items";
            limit?: number;
            min_group?: number;
            session_gap?: number;
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
        } | {
            as_of_seq?: number;
            cursor?: string;
            filter?: components["schemas"]["filter"];
            /** @constant */
            kind: "episodes";
            limit?: number;
            milestones?: boolean;
            min_group?: number;
            session_gap?: number;
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
        } | {
            as_of_seq?: number;
            by?: components["schemas"]["dimension"];
            filter?: components["schemas"]["filter"];
            given?: components["schemas"]["series"];
            /** @constant */
            kind: "correlation";
            lag_days?: number;
            min_group?: number;
            session_gap?: number;
            time?: {
                /** @enum {unknown} */
                on?: "timestamp" | "stored";
                /** @description a number of days up to 3660d, a word, or two instants of which the second is not in the range */
                range?: components["schemas"]["days"] | ("today" | "mtd" | "qtd" | "ytd" | "last_week" | "last_month" | "last_quarter" | "last_year" | "all") | [
                    components["schemas"]["instant"],
                    components["schemas"]["instant"]
                ];
                /** @description an IANA name */
                zone?: string;
            };
            x: components["schemas"]["series"];
            y: components["schemas"]["series"];
        });
        series: {
            attempts?: components["schemas"]["attempts"];
            filter: components["schemas"]["filter"];
        };
        Server: {
            /** @description the data directory */
            data?: string;
            disk?: {
                /** @description bytes that the file system of the data directory has left */
                free: number;
                /** @description bytes of the data directory */
                used: number;
            };
            /** @description the libraries in the program */
            licences: {
                licence: string;
                name: string;
                version: string;
            }[];
            limits: {
                meaning: string;
                /** @description its name on the command line; LORE_* and the YAML file have it too */
                setting: string;
                value: string;
            }[];
            /** @description bytes that the process has from the system */
            memory: number;
            node: string;
            /** @description the nodes that follow the log of this database */
            nodes?: string[];
            /** Format: date-time */
            started: string;
            /** @description how many statements all stores have, as the facts know them */
            statements: number;
            /** @enum {unknown} */
            storage: "embedded" | "postgres";
            version: string;
        };
        Session: {
            address: string;
            /** Format: date-time */
            created: string;
            current: boolean;
            /** @description what proved who it is, such as password */
            how: string;
            id: string;
            /** Format: date-time */
            last_seen: string;
            user_agent: string;
        };
        Settings: {
            accent: string;
            language: string;
            min_group: number;
            organisation?: string;
            title: string;
            zone: string;
        };
        shown: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "statement_id" | "id" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "timestamp" | "stored" | "statement") | components["schemas"]["extension"];
        StatementCard: {
            attachments: {
                contentType: string;
                description?: string;
                display: string;
                fileUrl?: string;
                /** @description the store holds the bytes */
                here: boolean;
                length: number;
                sha2: string;
                usageType: string;
            }[];
            line: components["schemas"]["Line"];
            /** @description statements that refer to it, the first twenty */
            referred_by: string[];
            /** Format: uuid */
            refers_to?: string;
            /** @description as it is stored; null for those who may not read statements */
            statement: Record<string, never> | null;
            /** Format: date-time */
            stored: string;
            /** Format: uuid */
            voided_by?: string;
            /** Format: uuid */
            voids?: string;
        };
        step: {
            filter: components["schemas"]["filter"];
            name: string;
        };
        Store: {
            accent: string;
            /** Format: date-time */
            created: string;
            language: string;
            min_group: number;
            name: string;
            sample: boolean;
            title: string;
            zone: string;
        };
        StoreSettings: {
            accent: string;
            language: string;
            min_group: number;
            title: string;
            zone: string;
        };
        Tile: {
            /** @constant */
            kind: "view";
            view: number;
            /** @enum {unknown} */
            width: 1 | 2 | 3;
        } | {
            /** @constant */
            kind: "text";
            text: string;
            /** @enum {unknown} */
            width: 1 | 2 | 3;
        };
        Token: {
            /** Format: date-time */
            created: string;
            /** Format: date-time */
            expires?: string;
            id: string;
            min_group: number;
            name: string;
            persons: string[];
            /** Format: date-time */
            revoked?: string;
            role: components["schemas"]["Role"];
            token?: string;
        };
        /** @enum {unknown} */
        trendmeasure: "statements" | "people" | "active_people" | "active_people_7d" | "active_people_28d" | "active_people_30d" | "sessions" | "attempts" | "registrations" | "enrolled_people" | "started_people" | "completed_people" | "passed_people" | "failed_people" | "waived_people" | "score_mean" | "score_median" | "score_p10" | "score_p90" | "time_reported" | "time_video" | "time_estimated" | "lag_p95" | "late_share";
        trendmetric: components["schemas"]["trendmeasure"] | {
            as: components["schemas"]["column"];
            rate: [
                components["schemas"]["people"],
                components["schemas"]["people"]
            ];
        } | {
            as: components["schemas"]["column"];
            divide: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
            ];
        } | {
            as: components["schemas"]["column"];
            multiply: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
            ];
        } | {
            add: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
            ];
            as: components["schemas"]["column"];
        } | {
            as: components["schemas"]["column"];
            subtract: [
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"],
                components["schemas"]["trendmeasure"] | number | components["schemas"]["formula2w"]
            ];
        };
        User: {
            administrator: boolean;
            disabled: boolean;
            email: string;
            grants: components["schemas"]["Grant"][];
            id: number;
            /** @description has not yet chosen a password */
            invited: boolean;
            /** Format: date-time */
            last_seen?: string;
            name: string;
            totp: boolean;
        };
        UserChange: {
            administrator?: boolean;
            disabled?: boolean;
            email?: string;
            grants: components["schemas"]["Grant"][];
            name: string;
        };
        UserDraft: {
            administrator?: boolean;
            email: string;
            grants: components["schemas"]["Grant"][];
            name: string;
        };
        View: {
            /** Format: date-time */
            changed: string;
            description: string;
            display: components["schemas"]["Display"];
            id: number;
            may_change: boolean;
            mine: boolean;
            owner: components["schemas"]["Holder"];
            query: components["schemas"]["schema"];
            shared: boolean;
            title: string;
        };
        ViewDraft: {
            description?: string;
            display: components["schemas"]["Display"];
            query: components["schemas"]["schema"];
            /** @description all who may see dashboards of the store see it */
            shared?: boolean;
            title: string;
        };
        Vocabulary: {
            fields: {
                aliases: string[];
                column: boolean;
                dimension: boolean;
                filter: boolean;
                name: string;
                /** @enum {unknown} */
                type: "text" | "texts" | "number" | "boolean" | "time" | "json";
            }[];
            kinds: string[];
            metrics: {
                name: string;
                people: boolean;
                trend_only: boolean;
                type: string;
            }[];
            seen: {
                [key: string]: {
                    class?: string;
                    id: string;
                    name?: string;
                    rows: number;
                    type?: string;
                }[];
            };
            segments: string[];
            verb_classes: string[];
        };
        window: string;
    };
    responses: {
        /** @description the answer */
        answer: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["answer-schema"];
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        /** @description it is decided, and takes effect at once */
        decided: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description the documents that come out of the pipeline */
        documents: {
            headers: {
                /** @description is there when more would have come out */
                "X-Lore-Truncated"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": unknown[];
            };
        };
        /** @description the import */
        import: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Import"];
            };
        };
        /**
         * @description 400 a fault in the request, with its place in `errors`; 401 no good token; 403 the role may not;
         *     404 not there; 409 not yet; 413 too much at once; 429 too often; 503 not now
         */
        problem: {
            headers: {
                /** @description seconds, with 429 and 503 */
                "Retry-After"?: string;
                /** @description finds the request in the server's log */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the sample data */
        sample: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    sample: components["schemas"]["Sample"];
                };
            };
        };
        /** @description a JSON Schema (2020-12) */
        schema: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/schema+json": Record<string, never>;
            };
        };
        /** @description the view */
        view: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["View"];
            };
        };
    };
    parameters: {
        /** @description how the answer is written; CSV and NDJSON have the rows alone */
        format: "json" | "csv" | "ndjson";
        job: string;
        /** @description language ranges as in Accept-Language, which counts without it */
        language: string;
        number: number;
    };
    requestBodies: {
        dashboard: {
            content: {
                "application/json": components["schemas"]["DashboardDraft"];
            };
        };
        kpi: {
            content: {
                "application/json": components["schemas"]["KPIDraft"];
            };
        };
        query: {
            content: {
                "application/json": components["schemas"]["schema"];
            };
        };
        view: {
            content: {
                "application/json": components["schemas"]["ViewDraft"];
            };
        };
    };
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    aggregate: {
        parameters: {
            query: {
                /** @description is taken, and changes nothing */
                cache?: boolean;
                /** @description how many statements it may look at */
                maxScan?: number;
                /** @description how long it may take, at most the server's setting */
                maxTimeMS?: number;
                /** @description a JSON array of stages */
                pipeline: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["documents"];
            default: components["responses"]["problem"];
        };
    };
    postAggregate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>[] | Record<string, never>;
            };
        };
        responses: {
            200: components["responses"]["documents"];
            default: components["responses"]["problem"];
        };
    };
    attachment: {
        parameters: {
            query?: {
                /** @description what the file is called when it is saved */
                name?: string;
                /** @description the contentType that the statement declares; found out from the bytes without it */
                type?: string;
            };
            header?: never;
            path: {
                /** @description the SHA-2 of the bytes in hex, as the statement declares it */
                sha2: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the bytes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description a part of the bytes */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description the bytes with this ETag are still the same */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description there is no such range */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            default: components["responses"]["problem"];
        };
    };
    backups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the backups */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        backups: components["schemas"]["Backup"][];
                        possible: boolean;
                        /** @description why the server makes none, and what to do instead */
                        why_not?: string;
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    makeBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it is being made */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    downloadBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description the part of it that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["problem"];
        };
    };
    removeBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it is removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    dashboards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the dashboards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dashboards: components["schemas"]["Dashboard"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    makeDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["dashboard"];
        responses: {
            /** @description the dashboard */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    dashboard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the dashboard */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dashboard: components["schemas"]["Dashboard"];
                        views: components["schemas"]["View"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    changeDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["dashboard"];
        responses: {
            /** @description the dashboard */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    deleteDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    embeds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the links, without their secrets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        embeds: components["schemas"]["Embed"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    makeEmbed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description when the link ends; without it, when it is revoked
                     */
                    expires?: string;
                    /** @description a filter of the query grammar, which every tile is held to; it may not name people */
                    filter?: unknown[] | null;
                    title: string;
                };
            };
        };
        responses: {
            /** @description the link */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        token: string;
                        /** @description of the page to open or to frame, from the root where the server does not know its public URL */
                        url: string;
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    revokeEmbed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                embed: string;
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    embedded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the dashboard */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Embedded"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    embeddedTile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the place of the tile among those of the dashboard, from 0 */
                tile: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the answer, and the names of the activities and verbs in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        answer: components["schemas"]["answer-schema"];
                        names: components["schemas"]["Names"];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    exportFacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    exportStatements: {
        parameters: {
            query: {
                format: "parquet" | "csv" | "ndjson";
                /** @description at most so many rows of q; all without it */
                limit?: number;
                /** @description a query of the kind statements as JSON: exactly its rows, in its order, each statement once. Its fields, limit and cursor are ignored */
                q?: string;
                /** @description stored after it; not with q */
                since?: string;
                /** @description stored up to it; not with q */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    followers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the followers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        followers: unknown[];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    orderFollower: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                /** @description rebuild makes anew all that the follower keeps, beside what is in force meanwhile */
                order: "pause" | "resume" | "rebuild";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it was ordered; `GET /followers` shows how far it is */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    groups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the groups */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        groups: components["schemas"]["Group"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    saveGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    persons: string[];
                    title: string;
                };
            };
        };
        responses: {
            /** @description saved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    removeGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    imports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the imports */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        imports: components["schemas"]["Import"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    import: {
        parameters: {
            query?: {
                /** @description check everything and store nothing */
                dry_run?: boolean;
                /** @description statements, one a line or in an array, or a table of results */
                format?: "ndjson" | "json" | "csv";
                /** @description what the import is called in the list, such as the name of the file */
                name?: string;
                /** @description the time zone of timestamps in a table that have none */
                zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
                "application/octet-stream": unknown;
                "application/x-ndjson": unknown;
                "text/csv": unknown;
            };
        };
        responses: {
            200: components["responses"]["import"];
            default: components["responses"]["problem"];
        };
    };
    importById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["import"];
            default: components["responses"]["problem"];
        };
    };
    keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the keys, without their secrets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: components["schemas"]["Key"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    scopes: components["schemas"]["KeyScope"][];
                };
            };
        };
        responses: {
            /** @description made; the secret is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description made; the old one stays good until it is revoked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    kpis: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the KPIs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        kpis: components["schemas"]["KPI"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    makeKPI: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["kpi"];
        responses: {
            /** @description the KPI */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KPI"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    changeKPI: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["kpi"];
        responses: {
            /** @description the KPI */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KPI"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    deleteKPI: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    addLearning: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @enum {unknown} */
                    kind: "course" | "article" | "video" | "book" | "event" | "mentoring" | "practice" | "other";
                    minutes?: number;
                    note?: string;
                    /**
                     * Format: date-time
                     * @description when it was; not in the future, at most ten years ago
                     */
                    timestamp: string;
                    title: string;
                    /**
                     * Format: uri
                     * @description of what was learned: the activity's id
                     */
                    url?: string;
                };
            };
        };
        responses: {
            /** @description it is stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            default: components["responses"]["problem"];
        };
    };
    courses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the courses */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        courses: {
                            activity: string;
                            changed: components["schemas"]["Micros"];
                            course: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    mapCourse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the activity's id, %-coded */
                activity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    course: string;
                };
            };
        };
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    unmapCourse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the activity's id, %-coded */
                activity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    promoted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the extensions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        extensions: {
                            changed: components["schemas"]["Micros"];
                            extension: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    promote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description %-coded, such as context.extensions[IRI] */
                extension: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    demote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description %-coded, such as context.extensions[IRI] */
                extension: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    merges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the merges */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        merges: components["schemas"]["Merge"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    merge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example mailto:ada@example.org */
                    identity: string;
                    target: string;
                };
            };
        };
        responses: {
            /** @description the merge */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merge"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    split: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the number of the merge */
                merge: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    segments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the filters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        segments: {
                            changed: components["schemas"]["Micros"];
                            filter: components["schemas"]["filter"];
                            name: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    saveSegment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["filter"];
            };
        };
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    removeSegment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    marks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the sources */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sources: {
                            marks: ("formal" | "trusted-clock")[];
                            source: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    markSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mark: "formal" | "trusted-clock";
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    unmarkSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mark: "formal" | "trusted-clock";
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    verbs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the verbs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        verbs: {
                            changed?: components["schemas"]["Micros"];
                            class: string;
                            /** @description the class that it has without a decision */
                            standard?: string;
                            verb: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    setVerb: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the verb's id, %-coded */
                verb: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    class: string;
                };
            };
        };
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    unsetVerb: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the verb's id, %-coded */
                verb: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["decided"];
            default: components["responses"]["problem"];
        };
    };
    names: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    activities?: components["schemas"]["Ids"];
                    /** @description a language tag, such as de-CH */
                    language?: string;
                    persons?: components["schemas"]["Ids"];
                    verbs?: components["schemas"]["Ids"];
                };
            };
        };
        responses: {
            /** @description the names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Names"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description this description */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
        };
    };
    queryByLink: {
        parameters: {
            query: {
                /** @description how the answer is written; CSV and NDJSON have the rows alone */
                format?: components["parameters"]["format"];
                /** @description the query as JSON */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["answer"];
            default: components["responses"]["problem"];
        };
    };
    query: {
        parameters: {
            query?: {
                /** @description how the answer is written; CSV and NDJSON have the rows alone */
                format?: components["parameters"]["format"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["query"];
        responses: {
            200: components["responses"]["answer"];
            default: components["responses"]["problem"];
        };
    };
    actors: {
        parameters: {
            query?: {
                /** @description how the answer is written; CSV and NDJSON have the rows alone */
                format?: components["parameters"]["format"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    cell: components["schemas"]["Cell"];
                    cursor?: string;
                    limit?: number;
                    /** @enum {unknown} */
                    of?: "people" | "statements";
                    query: components["schemas"]["schema"];
                };
            };
        };
        responses: {
            200: components["responses"]["answer"];
            default: components["responses"]["problem"];
        };
    };
    answerSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["schema"];
        };
    };
    explain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["query"];
        responses: {
            /** @description the explanation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        jobs: components["schemas"]["Job"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    submitJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["query"];
        responses: {
            /** @description the job, which waits */
            202: {
                headers: {
                    /** @description where its state is told */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    removeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it is cancelled, or forgotten */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    jobResult: {
        parameters: {
            query?: {
                /** @description how the answer is written; CSV and NDJSON have the rows alone */
                format?: components["parameters"]["format"];
            };
            header?: never;
            path: {
                id: components["parameters"]["job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["answer"];
            default: components["responses"]["problem"];
        };
    };
    querySchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["schema"];
        };
    };
    streamQuery: {
        parameters: {
            query: {
                /** @description the query as JSON, %-coded */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["problem"];
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    rejections: {
        parameters: {
            query?: {
                /** @description continues with `next` of the answer before */
                before?: number;
                code?: string;
                /** @description the public part of an access key */
                key?: string;
                limit?: number;
                /** @description 7 days ago without it; nothing is kept for longer */
                since?: string;
                status?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page of them, and all reasons since then */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        next?: number;
                        /** @description the most frequent first, of all keys unless one is asked for */
                        reasons: components["schemas"]["RejectionReason"][];
                        rejections: components["schemas"]["Rejection"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    sample: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["sample"];
            default: components["responses"]["problem"];
        };
    };
    loadSample: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["sample"];
            default: components["responses"]["problem"];
        };
    };
    removeSample: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["sample"];
            default: components["responses"]["problem"];
        };
    };
    vocabulary: {
        parameters: {
            query?: {
                /** @description how many of each list, those with most rows */
                limit?: number;
                /**
                 * @description which lists of what was seen, with commas between; all if left out
                 * @example verbs,activities
                 */
                of?: string;
                /** @description how the word, or a word of its name, begins */
                prefix?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the words */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vocabulary"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    server: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the server that answers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description also when nobody is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description a one-time code or a recovery code */
                    code?: string;
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description signed in; the answer sets the cookie `lore_session` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description signed out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description where one-time codes are on */
                    code?: string;
                    link: string;
                    name?: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description the password is set, every other session has ended, and the user is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    new: string;
                    old: string;
                };
            };
        };
        responses: {
            /** @description changed; every other session has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    language?: string;
                    link: string;
                    name: string;
                    organisation?: string;
                    password: string;
                    store?: {
                        name: string;
                        title?: string;
                    };
                    zone?: string;
                };
            };
        };
        responses: {
            /** @description made, and signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    turnOnTOTP: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description turned on; each recovery code is good once, in place of a code */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recovery: string[];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    prepareTOTP: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the secret, which no other answer shows; it is in force once a code proved it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                        uri: string;
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    turnOffTOTP: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description turned off */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    changeMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    language?: string;
                    name: string;
                    /** @description the app's own, at most 16 kB */
                    preferences?: Record<string, never>;
                    /** @enum {unknown} */
                    theme?: "system" | "light" | "dark";
                    zone?: string;
                };
            };
        };
        responses: {
            /** @description changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: components["schemas"]["Session"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    changeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Settings"];
            };
        };
        responses: {
            /** @description changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    sources: {
        parameters: {
            query?: {
                /** @description the IANA time zone of the days; UTC without it */
                zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the sources */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    source: {
        parameters: {
            query?: {
                /** @description the IANA time zone of the days; UTC without it */
                zone?: string;
            };
            header?: never;
            path: {
                /** @description the public part of an access key, or an authority, as the query API writes it */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the source */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    statements: {
        parameters: {
            query: {
                /** @description language ranges as in Accept-Language, which counts without it */
                language?: components["parameters"]["language"];
                /** @description a query of the kind statements as JSON, with a limit of at most 1,000 */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        meta: components["schemas"]["meta"];
                        /** @description the cursor of the next page; not there on the last one */
                        next?: string;
                        statements: components["schemas"]["Line"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    statement: {
        parameters: {
            query?: {
                /** @description language ranges as in Accept-Language, which counts without it */
                language?: components["parameters"]["language"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the statement */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementCard"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    missingStatement: {
        parameters: {
            query?: {
                activity?: string;
                /** @description an identifier, like mailto:ada@example.org */
                actor?: string;
                /** @description the statement's id */
                id?: string;
                /** @description language ranges as in Accept-Language, which counts without it */
                language?: components["parameters"]["language"];
                /** @description from when on it is looked for; 7 days ago without it */
                since?: string;
                verb?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what was found, step by step */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        steps: components["schemas"]["MissingStep"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    stores: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the stores */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stores: components["schemas"]["Store"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    createStore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    title?: string;
                };
            };
        };
        responses: {
            /** @description made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    changeStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoreSettings"];
            };
        };
        responses: {
            /** @description changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    removeStore: {
        parameters: {
            query: {
                /** @description the name of the store, once more */
                confirm: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description removed: its keys, tokens and roles are useless at once (docs/users.md says what stays) */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the tokens, without their texts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tokens: components["schemas"]["Token"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    expires?: string;
                    min_group?: number;
                    name?: string;
                    persons?: string[];
                    role: components["schemas"]["Role"];
                };
            };
        };
        responses: {
            /** @description made; its text is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the users */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        users: components["schemas"]["User"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserDraft"];
            };
        };
        responses: {
            /** @description made; the link lets the user choose a password, and is not there for a user who was there already */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        link?: string;
                        user: components["schemas"]["User"];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    disableUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description disabled; every session of the user has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
    linkUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it is good once, for 7 days; links made earlier are no longer good */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        link: string;
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the views */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        views: components["schemas"]["View"][];
                    };
                };
            };
            default: components["responses"]["problem"];
        };
    };
    saveView: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["view"];
        responses: {
            201: components["responses"]["view"];
            default: components["responses"]["problem"];
        };
    };
    view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["view"];
            default: components["responses"]["problem"];
        };
    };
    changeView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["view"];
        responses: {
            200: components["responses"]["view"];
            default: components["responses"]["problem"];
        };
    };
    deleteView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["number"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["problem"];
        };
    };
}
