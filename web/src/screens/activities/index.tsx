import { useMemo, useState } from "preact/hooks";
import { bucketLabel, number, percent } from "../../lib/format.ts";
import { has, t } from "../../lib/i18n.ts";
import { activityName } from "../../lib/names.ts";
import { rowsOf, type Answer, type Query, type Rate } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, screen, setParams } from "../../lib/router.ts";
import { bucketOf, filterOf, scope, timeOf } from "../../lib/scope.ts";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Failure, Skeleton } from "../../parts/State.tsx";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, minGroup, Num, Share, Time } from "./Num.tsx";
import { typeWord } from "./subject.ts";
import { flat, sorted, treeOf, wantedOf, type Node, type SortBy } from "./tree.ts";
import { TreeGrid, type TreeColumn } from "./TreeGrid.tsx";
import "./activities.css";

const columnsThatSort: readonly SortBy[] = ["name", "people", "started", "completion", "pass", "score", "time", "lost"];

/** What a type is called: our word for the usual ones, else the end of its IRI. */
export function typeName(type: string): string {
  const word = typeWord(type);
  const key = "activities.type_" + word.replace(/\W+/g, "_");
  return type === "" ? t("activities.type_none") : has(key) ? t(key) : word;
}

/** Activities: which content is used, finished, failed? */
export default function Activities() {
  const now = scope.value;
  const time = timeOf({ ...now, compare: false });
  const base = (query: Omit<Query, "time" | "kind">, ...filters: unknown[][]): Query => {
    const filter = filterOf(now, ...filters);
    return { kind: "table", time, ...query, ...(filter && { filter }) };
  };
  const completion = { rate: ["completed_people", "started_people"], as: "completion" };
  const pass = { rate: ["passed_people", "started_people"], as: "pass" };
  const mean = { divide: ["time_reported", "people"], as: "time" };

  const activities = base({ dimensions: ["course", "activity"], metrics: ["people", "started_people", "completed_people", completion, pass, "score_median", mean], limit: 5000 }, ["exists", "activity"]);
  const courses = base({ dimensions: ["course"], metrics: ["people", "started_people", pass, mean], limit: 5000 }, ["exists", "activity"]);
  const scores = base({ dimensions: ["course"], metrics: ["score_median"], limit: 5000 }, ["missing", "interaction"]);
  const types = base({ dimensions: ["activity", "activity.type", "interaction"], metrics: ["statements"], limit: 10000 }, ["exists", "activity"]);
  const parents = base({ dimensions: ["parent", "activity"], metrics: ["statements"], limit: 10000 }, ["exists", "interaction"], ["exists", "parent"]);
  const answers = { activities: useQuery(activities, { live: true }), courses: useQuery(courses, { live: true }), scores: useQuery(scores), types: useQuery(types), parents: useQuery(parents) };
  const all = Object.values(answers);

  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const text = param("q").value;
  const type = param("type").value;
  const wantedSort = param("sort").value.replace(/^-/, "") as SortBy;
  const by = columnsThatSort.includes(wantedSort) ? wantedSort : "people";
  const down = param("sort").value === "" || param("sort").value.startsWith("-");

  const tree = useMemo(() => (all.every((one) => one.data) ? treeFrom(answers.activities.data!, answers.courses.data!, answers.scores.data!, answers.types.data!, answers.parents.data!) : undefined), all.map((one) => one.data));
  const name = (id: string) => (id === "" ? t("activities.no_course") : activityName(id));
  const searching = text.trim() !== "" || type !== "";
  const shown = tree && flat(sorted(wantedOf(tree, { text, type }, name), by, down, name), (key) => opened.get(key) ?? searching);
  const openCourses = tree?.filter((node) => opened.get(node.key) ?? false).map((node) => node.id) ?? [];
  const lastUsed = useLastUsed(openCourses, time);

  const k = minGroup(answers.activities.data);
  const kinds = useMemo(() => [...new Set(rowsOf(answers.types.data ?? ({ rows: [], columns: [] } as unknown as Answer)).map((row) => String(row["activity.type"] ?? "")))].filter(Boolean), [answers.types.data]);
  const failed = all.find((one) => one.error && !one.data);
  const help = (label: string, query: Query, answer: Answer | undefined) => <Counted query={query} answer={answer} label={label} />;

  const columns: TreeColumn[] = [
    {
      id: "people", label: t("activities.people"), sorts: true, card: true, help: help(t("activities.people"), courses, answers.courses.data),
      cell: (node) => <Num value={node.numbers.people} counted k={k} label={`${t("activities.people")}: ${name(node.id)}`} {...behind(node, "people", courses, activities)} />,
    },
    {
      id: "started", label: t("activities.started"), sorts: true, help: help(t("activities.started"), activities, answers.activities.data),
      cell: (node) => (node.numbers.started === 0 ? <span class="soft" data-value="0">–</span> : <Num value={node.numbers.started} counted k={k} label={`${t("activities.started")}: ${name(node.id)}`} {...behind(node, "started_people", courses, activities, startsOwn(node, answers.activities.data))} />),
    },
    { id: "completion", label: t("activities.completion"), sorts: true, card: true, help: help(t("activities.completion"), activities, answers.activities.data), cell: (node) => <Completion node={node} k={k} /> },
    { id: "pass", label: t("activities.pass"), sorts: true, help: help(t("activities.pass"), courses, answers.courses.data), cell: (node) => <Share rate={node.numbers.pass} k={k} /> },
    { id: "score", label: t("activities.score"), sorts: true, help: help(t("activities.score"), scores, answers.scores.data), cell: (node) => <Num value={node.numbers.score} text={percent(node.numbers.score)} /> },
    { id: "time", label: t("activities.time"), sorts: true, help: help(t("activities.time"), activities, answers.activities.data), cell: (node) => <Time seconds={node.numbers.time} /> },
    { id: "lost", label: t("activities.lost"), sorts: true, help: help(t("activities.lost"), activities, answers.activities.data), cell: (node) => <Lost node={node} /> },
    { id: "last", label: t("activities.last"), sorts: false, cell: (node) => lastUsed(node) },
  ];

  return (
    <Page title={t("activities.title")} question={t("activities.question")} controls={["range", "group"]} fresh={<Fresh live at={answers.activities.at} />}>
      {failed ? <Failure problem={failed.error!} retry={() => all.forEach((one) => one.reload())} />
        : !shown ? <Skeleton lines={10} />
        : tree.length === 0 ? <Card title={t("activities.title")}><Lacking feature="course_views" title={t("activities.empty")}>{t("activities.empty_text")}</Lacking></Card>
        : (
          <>
            <div class="toolbar">
              <input type="search" class="act-search" data-shortcut="/" aria-label={t("activities.search")} placeholder={t("activities.search")} value={text}
                onInput={(event) => setParams({ q: event.currentTarget.value }, { replace: true })} />
              <label class="control">
                <span class="hidden-text">{t("activities.type")}</span>
                <select value={type} onChange={(event) => setParams({ type: event.currentTarget.value })}>
                  <option value="">{t("activities.all_types")}</option>
                  {kinds.map((kind) => <option key={kind} value={kind}>{typeName(kind)}</option>)}
                </select>
              </label>
              <span class="soft small" role="status">{t("activities.count", { courses: tree.filter((node) => node.id !== "").length, activities: answers.activities.data!.rows.length })}</span>
            </div>
            <Card flush>
              <TreeGrid caption={t("activities.title")} rows={shown} columns={columns} sort={{ by, down }}
                onSort={(id) => setParams({ sort: (by === id ? !down : id !== "name") ? "-" + id : id }, { replace: true })}
                onToggle={(key, open) => setOpened(new Map(opened).set(key, open))}
                name={{ label: t("activities.name"), href: address, cell: (node) => <NameOf node={node} /> }} />
            </Card>
            {answers.activities.data!.meta.truncated && <p class="soft small">{t("activities.truncated", { n: number(5000) })}</p>}
            <p class="soft small">{t("activities.note")}</p>
            <HiddenNote answers={[answers.activities.data]} />
          </>
        )}
    </Page>
  );
}

function address(node: Node): string | undefined {
  if (node.id === "") return undefined;
  return node.kind === "question" ? screen("/activities/question", { activity: node.id }) : screen("/activities/activity", { activity: node.id });
}

function NameOf({ node }: { node: Node }) {
  const to = address(node);
  return (
    <span class="act-tree-title">
      {to ? <a class="row-link" href={to}><ActivityName id={node.id} /></a> : <span>{t("activities.no_course")}</span>}
      {node.id !== "" && <span class="soft small act-tree-type">{typeName(node.type)}</span>}
    </span>
  );
}

function Completion({ node, k }: { node: Node; k: number }) {
  const { completion, completed } = node.numbers;
  if (completion && (completion.denominator === null || completion.denominator > 0)) return <Share rate={completion} k={k} />;
  return completed ? <span data-value={completed}>{t("activities.completed_n", { n: completed })}</span> : <span class="soft" data-value="">–</span>;
}

/** Who began and did not complete; the funnel tells where they stopped. */
function Lost({ node }: { node: Node }) {
  const rate = node.numbers.completion;
  if (!rate || rate.value === null || rate.value === undefined) return <span class="soft" data-value="">–</span>;
  return <a class="number-link" href={screen("/activities/activity", { activity: node.id, tab: "funnel" })} data-value={1 - rate.value}>{percent(1 - rate.value)}</a>;
}

/** Whether a course's starters are those of the course itself. */
function startsOwn(node: Node, answer: Answer | undefined): boolean {
  if (node.kind !== "course" || !answer) return true;
  const own = rowsOf(answer).find((row) => (row.course ?? "") === node.id && row.activity === node.id);
  return !!own && own.started_people !== 0;
}

function behind(node: Node, metric: string, courses: Query, activities: Query, own = node.kind !== "course") {
  const dimensions = own ? { course: node.course === "" ? null : node.course, activity: node.id } : { course: node.id === "" ? null : node.id };
  return { query: own ? activities : courses, cell: { metric, dimensions } };
}

function treeFrom(activities: Answer, courses: Answer, scores: Answer, types: Answer, parents: Answer): Node[] {
  const numbers = (row: Record<string, unknown>) => ({
    people: row.people as number | null, started: row.started_people as number | null, completed: row.completed_people as number | null,
    completion: row.completion as Rate | null, pass: row.pass as Rate | null, score: (row.score_median as number | null) ?? null, time: row.time as number | null,
  });
  const kinds = new Map<string, { type: string; interaction: string }>();
  for (const row of rowsOf(types)) kinds.set(String(row.activity), { type: String(row["activity.type"] ?? ""), interaction: String(row.interaction ?? "") });
  const above = new Map<string, string>();
  for (const row of rowsOf(parents)) if (!above.has(String(row.activity))) above.set(String(row.activity), String(row.parent));
  return treeOf({
    activities: rowsOf(activities).map((row) => ({ course: row.course as string | null, activity: String(row.activity), ...numbers(row) })),
    courses: rowsOf(courses).map((row) => ({ course: row.course as string | null, ...numbers(row) })),
    scores: new Map(rowsOf(scores).map((row) => [String(row.course ?? ""), row.score_median as number | null])),
    types: kinds, parents: above,
  });
}

/** When something was last used, as exactly as the buckets of the range tell it: of courses, and of what is in open ones. */
function useLastUsed(open: string[], time: Query["time"]) {
  const bucket = bucketOf(scope.value);
  const trend = (dimension: string, ...filters: unknown[][]): Query => ({ kind: "trend", dimensions: [dimension], metrics: ["statements"], time: { ...time, bucket }, limit: 200, filter: filterOf(scope.value, ...filters)! });
  const known = open.filter((id) => id !== "");
  const courses = useQuery(trend("course", ["exists", "course"]));
  const inCourses = useQuery(known.length > 0 ? trend("activity", ["is", "course", known]) : null);
  const others = useQuery(open.includes("") ? trend("activity", ["missing", "course"]) : null);
  const read = (answer: Answer | undefined, dimension: string) => {
    const last = new Map<string, string>();
    for (const row of rowsOf(answer ?? ({ rows: [], columns: [] } as unknown as Answer))) {
      if (row.statements === null || Number(row.statements) > 0) last.set(String(row[dimension]), String(row.bucket));
    }
    return last;
  };
  const ofCourses = useMemo(() => read(courses.data, "course"), [courses.data]);
  const ofActivities = useMemo(() => new Map([...read(inCourses.data, "activity"), ...read(others.data, "activity")]), [inCourses.data, others.data]);
  return (node: Node) => {
    const at = (node.kind === "course" ? ofCourses : ofActivities).get(node.id);
    return at ? <span class="act-nowrap" data-value={at}>{bucketLabel(at, bucket)}</span> : <span class="soft">–</span>;
  };
}
