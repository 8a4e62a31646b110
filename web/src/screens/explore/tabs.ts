// The tabs of Explore: one line each.
import type { ComponentType } from "preact";
import type { Action } from "../../lib/session.ts";
import type { ScopeControl } from "../../parts/ScopeBar.tsx";
import { Missing } from "./Missing.tsx";
import { Statements } from "./Statements.tsx";

/** A tab: what it needs, which of the global controls matter on it, and its content. */
export interface ExploreTab {
  id: string;
  /** The message of its one question. */
  question: string;
  needs: Action;
  controls?: readonly ScopeControl[];
  screen?: ComponentType;
  /** Loaded when it is gone to. */
  load?: () => Promise<{ default: ComponentType }>;
}

export const tabs: readonly ExploreTab[] = [
  { id: "statements", question: "explore.question", needs: "see_people", controls: ["range", "group", "course"], screen: Statements },
  { id: "query", question: "query.question", needs: "query_answers", load: () => import("./query/index.tsx") },
  { id: "saved", question: "query.saved_question", needs: "see_dashboards", load: () => import("./saved/index.tsx") },
  { id: "missing", question: "explore.missing_question", needs: "see_people", screen: Missing },
];
