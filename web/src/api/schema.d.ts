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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
        /** @description as the column's type says; null where there is nothing, or too few people to tell */
        cell: string | number | boolean | Record<string, never> | unknown[] | null;
        /** @description which number is meant; what a cell has depends on the kind */
        Cell: {
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
            k?: number;
            metric?: string;
            step?: number;
        };
        /** @enum {unknown} */
        class: "other" | "enrol" | "start" | "progress" | "complete" | "pass" | "fail" | "score" | "answer" | "exit" | "abandon" | "waive" | "social" | "view" | "credential";
        column: string;
        days: string;
        dimension: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "hour" | "weekday") | components["schemas"]["extension"];
        /** @enum {unknown} */
        direction: "asc" | "desc";
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
        /** @enum {unknown} */
        measure: "statements" | "people" | "active_people" | "sessions" | "attempts" | "registrations" | "enrolled_people" | "started_people" | "completed_people" | "passed_people" | "failed_people" | "waived_people" | "score_mean" | "score_median" | "score_p10" | "score_p90" | "time_reported" | "time_video" | "time_estimated" | "lag_p95" | "late_share";
        Merge: {
            id: number;
            identity: string;
            made: components["schemas"]["Micros"];
            target: string;
            undone?: components["schemas"]["Micros"];
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
        shown: ("person" | "actor" | "verb" | "verb.id" | "verb_class" | "activity" | "object.id" | "activity.type" | "object.definition.type" | "interaction" | "object.definition.interactionType" | "course" | "course_rule" | "parent" | "context.contextActivities.parent" | "grouping" | "context.contextActivities.grouping" | "category" | "context.contextActivities.category" | "other" | "context.contextActivities.other" | "registration" | "context.registration" | "platform" | "context.platform" | "language" | "context.language" | "instructor" | "context.instructor" | "device" | "context.extensions[https://w3id.org/device-type]" | "source" | "response" | "result.response" | "statement_id" | "id" | "score" | "score.scaled" | "result.score.scaled" | "score.raw" | "result.score.raw" | "score.min" | "result.score.min" | "score.max" | "result.score.max" | "duration" | "result.duration" | "lag" | "video.length" | "success" | "result.success" | "completion" | "result.completion" | "formal" | "self_asserted" | "in_group" | "is_group" | "clock_suspect" | "timestamp" | "stored" | "statement") | components["schemas"]["extension"];
        step: {
            filter: components["schemas"]["filter"];
            name: string;
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
        /** @description a JSON Schema (2020-12) */
        schema: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/schema+json": Record<string, never>;
            };
        };
    };
    parameters: {
        /** @description how the answer is written; CSV and NDJSON have the rows alone */
        format: "json" | "csv" | "ndjson";
        job: string;
    };
    requestBodies: {
        query: {
            content: {
                "application/json": components["schemas"]["schema"];
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
}
