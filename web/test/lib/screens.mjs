// Every screen, where it is in the sample store, and what must be true of it.

/**
 * What the sample store has that screens need an address of: a course, an
 * assessment with questions, a video, a person.
 */
export async function subjects(owner, store, people) {
  const most = async (query) => (await owner.query(store, { time: { range: "all" }, limit: 1, ...query })).rows[0];
  const [course] = await most({ kind: "table", metrics: ["people"], dimensions: ["course"], filter: ["exists", "course"] });
  const items = await owner.query(store, { kind: "items", time: { range: "all" }, limit: 1 });
  const named = Object.fromEntries(items.columns.map((column, i) => [column.name, items.rows[0]?.[i]]));
  const [video] = await most({ kind: "table", metrics: ["time_video"], dimensions: ["activity"], filter: ["exists", "video.length"] });
  const statements = await owner.query(store, { kind: "statements", limit: 1, time: { range: "all" } });
  return { course, assessment: named.assessment, item: named.item, video, person: people[0], statement: statements.rows[0][0] };
}

const below = (path, params = {}) => path + (Object.keys(params).length > 0 ? "?" + new URLSearchParams(params) : "");

/** The screens: name, path below the store (or from the root), and who may not see it. */
export function screens(of) {
  const activity = (tab) => below("/activities/activity", { activity: tab === "assessment" ? of.assessment : tab === "video" ? of.video : of.course, range: "365d", ...(tab && { tab }) });
  return [
    { name: "home", path: "/home" },
    { name: "live", path: "/live" },
    { name: "learners", path: "/learners" },
    { name: "journey", path: below("/learners/journey", { person: of.person, range: "365d" }) },
    { name: "progress", path: below("/learners/progress", { person: of.person, range: "365d" }) },
    { name: "activities", path: below("/activities", { range: "365d" }) },
    { name: "course", path: activity("") },
    ...["funnel", "paths", "cohorts", "assessment", "video", "learners", "compare"].map((tab) => ({ name: "course-" + tab, path: activity(tab) })),
    { name: "question", path: below("/activities/question", { activity: of.item, assessment: of.assessment, range: "365d" }) },
    { name: "statements", path: "/explore" },
    { name: "statement", path: below("/explore", { statement: of.statement }) },
    { name: "query", path: below("/explore", { tab: "query" }) },
    { name: "dashboards", path: "/dashboards" },
    { name: "kpis", path: "/dashboards/kpis" },
    { name: "sources", path: "/data" },
    { name: "readiness", path: "/data/readiness" },
    { name: "mapping", path: "/data/mapping" },
    { name: "imports", path: "/data/imports" },
    { name: "connect", path: "/data/connect" },
    { name: "users", path: "/admin" },
    { name: "keys", path: "/admin/keys" },
    { name: "settings", path: "/admin/settings" },
    { name: "stores", path: "/server", root: true },
    { name: "backups", path: "/server/backups", root: true },
    { name: "account", path: "/account", root: true },
    { name: "my", path: "/my", role: "learner" },
  ];
}

/** The address of a screen. */
export function address(url, screen, store = "sample") {
  return screen.root ? url + screen.path : `${url}/s/${store}${screen.path}`;
}
