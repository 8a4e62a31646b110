// The reports about data: what GET /sources and GET /readiness answer
// (docs/data-quality.md).

/** A count, what it is a part of, and the share; null of nothing. */
export interface Share {
  count: number;
  of: number;
  share: number | null;
}

/** A word and how many statements have it. */
export interface Count {
  name: string;
  statements: number;
}

export type Arrival = "sending" | "quiet" | "silent" | "rare" | "never";

/** What is known of the statements of a source, of a platform, or of all. */
export interface Figures {
  statements: number;
  first_stored?: string;
  last_stored?: string;
  first_timestamp?: string;
  last_timestamp?: string;
  last_hour: number;
  last_day: number;
  last_7_days: number;
  last_28_days: number;
  per_hour: number;
  usual_per_hour: number;
  days: { day: string; statements: number }[];
  arrival: Arrival;
  quiet_s: number | null;
  usual_gap_s: number | null;
  longest_gap_s: number | null;
  lag_median_s: number | null;
  lag_p95_s: number | null;
  /** Stored with sample data: no delay is taken from them. */
  loaded: number;
  late: Share;
  clock_suspect: Share;
  suspect_ahead: number;
  ahead: Share;
  likely_duplicates: Share;
  voided: Share;
  unknown_verbs: Share;
  verbs: Count[];
  without_person: Share;
  groups_without_members: Share;
  offline_batches: number;
  offline_statements: number;
  drift: { part: string; before: Share; now: Share; changed: boolean }[];
}

/** A key, or an authority, and what it sends. */
export interface Source extends Figures {
  source: string;
  kind: string;
  name?: string;
  created?: string;
  revoked?: string;
  formal: boolean;
  trusted_clock: boolean;
  rejected: { requests: number };
  resent: number;
  platforms: (Figures & { platform: string })[];
}

export interface SourcesReport {
  at: string;
  fresh_to: string;
  zone: string;
  totals: Figures;
  resent: number;
  rejected_requests: number;
  sources: Source[];
  unidentified: { requests: number };
}

export type Status = "ready" | "partly" | "not_yet";

export interface Ingredient {
  ingredient: string;
  words: string;
  status: Status;
  relevant: Share;
  qualifying: Share;
  enough: number;
  enough_share: number;
  fields: { field: string; words: string; present: Share }[];
  missing: { field: string; words: string; statements: number; sources: Count[]; platforms: Count[]; activities: Count[] }[];
  sample: unknown;
}

export interface Feature {
  feature: string;
  name: string;
  status: Status;
  needs: string;
  summary: string;
  qualifying: Share;
  ingredients: Ingredient[];
}

export interface ReadinessReport {
  at: string;
  fresh_to: string;
  days: number;
  statements: number;
  features: Feature[];
}
