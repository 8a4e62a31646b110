// Every screen below a store: its path, what it asks of the role, and where it
// stands in the navigation. A screen's code is loaded when it is gone to.
import type { IconNode } from "lucide";
import { Activity, Compass, Database, GraduationCap, House, LayoutDashboard, LibraryBig, Settings, Users } from "lucide";
import type { ComponentType } from "preact";
import type { Action } from "./lib/session.ts";

/** What a screen is. */
export interface Screen {
  /** Below the store: "/learners/journey". */
  path: string;
  /** The message that names it. */
  label: string;
  /** The action, or all the actions, without which it is not shown. */
  needs: Action | readonly Action[];
  /** Where it stands in the rail, in this order; screens without are reached from others. */
  rail?: {
    icon: IconNode;
    /** The letter after g that goes there. */
    key: string;
    /** It has a place in the bar at the bottom of phones: the first four that may be seen do; the rest is under «More». */
    phone?: boolean;
  };
  load: () => Promise<{ default: ComponentType }>;
}

export const screens: readonly Screen[] = [
  { path: "/home", label: "nav.home", needs: "see_dashboards", rail: { icon: House, key: "h", phone: true }, load: () => import("./screens/home/index.tsx") },
  { path: "/live", label: "nav.live", needs: "watch_live", rail: { icon: Activity, key: "v", phone: true }, load: () => import("./screens/live/index.tsx") },
  { path: "/learners", label: "nav.learners", needs: ["see_people", "see_dashboards"], rail: { icon: Users, key: "l", phone: true }, load: () => import("./screens/learners/index.tsx") },
  { path: "/learners/journey", label: "learners.journey", needs: ["see_people", "see_dashboards"], load: () => import("./screens/learners/journey.tsx") },
  { path: "/learners/progress", label: "learners.tab_progress", needs: ["see_people", "see_dashboards"], load: () => import("./screens/learners/progress.tsx") },
  { path: "/activities", label: "nav.activities", needs: "see_dashboards", rail: { icon: LibraryBig, key: "a", phone: true }, load: () => import("./screens/activities/index.tsx") },
  { path: "/activities/activity", label: "nav.activities", needs: "see_dashboards", load: () => import("./screens/activities/activity.tsx") },
  { path: "/activities/question", label: "question.title", needs: "see_dashboards", load: () => import("./screens/activities/question.tsx") },
  { path: "/explore", label: "nav.explore", needs: ["query_answers", "see_dashboards"], rail: { icon: Compass, key: "e" }, load: () => import("./screens/explore/index.tsx") },
  { path: "/dashboards", label: "nav.dashboards", needs: "see_dashboards", rail: { icon: LayoutDashboard, key: "s" }, load: () => import("./screens/dashboards/index.tsx") },
  { path: "/dashboards/dashboard", label: "nav.dashboards", needs: "see_dashboards", load: () => import("./screens/dashboards/dashboard.tsx") },
  { path: "/dashboards/kpis", label: "kpis.title", needs: "see_dashboards", load: () => import("./screens/dashboards/kpis.tsx") },
  { path: "/data", label: "nav.data", needs: "see_quality", rail: { icon: Database, key: "d" }, load: () => import("./screens/data/index.tsx") },
  { path: "/data/readiness", label: "data.tab_readiness", needs: "see_quality", load: () => import("./screens/data/readiness.tsx") },
  { path: "/data/mapping", label: "data.tab_mapping", needs: "see_meaning", load: () => import("./screens/data/mapping.tsx") },
  { path: "/data/imports", label: "imports.title", needs: "import_data", load: () => import("./screens/data/imports/index.tsx") },
  { path: "/data/connect", label: "connect.title", needs: "manage_keys", load: () => import("./screens/data/connect/index.tsx") },
  { path: "/admin", label: "nav.admin", needs: "manage_keys", rail: { icon: Settings, key: "p" }, load: () => import("./screens/admin/index.tsx") },
  { path: "/admin/groups", label: "admin.groups", needs: "manage_users", load: () => import("./screens/admin/groups.tsx") },
  { path: "/admin/keys", label: "admin.keys", needs: "manage_keys", load: () => import("./screens/admin/keys.tsx") },
  { path: "/admin/settings", label: "admin.settings", needs: "manage_keys", load: () => import("./screens/admin/settings.tsx") },
  { path: "/my", label: "nav.my", needs: "assert_learning", rail: { icon: GraduationCap, key: "m", phone: true }, load: () => import("./screens/my/index.tsx") },
];
