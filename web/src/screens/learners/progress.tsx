import { useState } from "preact/hooks";
import { ago, dateTime, duration, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName, visible } from "../../lib/names.ts";
import { all, type Filter, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { screen } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { store } from "../../lib/session.ts";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table, type Column } from "../../parts/Table.tsx";
import { inCourses, scoresIn } from "./courses.ts";
import { useCourses, type Course } from "./NextSteps.tsx";
import { Person } from "./Person.tsx";
import { Statements, type Shown } from "./Statements.tsx";
import "./learners.css";

/** Progress: how far is this person in each course? */
export default function Progress() {
  return <Person question={t("learners.progress_question")}>{(person) => <Courses filter={["is", "person", [person]]} />}</Person>;
}

/** A table of somebody's courses; compared with the course, never with people. */
export function Courses({ filter }: { filter: Filter | undefined }) {
  const [open, setOpen] = useState<Shown | undefined>(undefined);
  const { compare: _, ...time } = timeOf(scope.value);
  const courses = useCourses(filter, scope.value.range);
  const ids = (courses.data ?? []).map((one) => one.course).sort();
  // Who sees only some people has no median of the course.
  const compares = !store.value?.persons && ids.length > 0;
  const medians: Query = scoresIn(["course"], ["is", "course", ids.slice(0, 1000)], time);
  const answer = useQuery(compares ? medians : null);
  const median = new Map((answer.data?.rows as [string, number | null][] | undefined) ?? []);
  const query = inCourses(filter, time);
  const help = (label: string) => <Counted query={query} answer={answer.data} label={label} />;
  const show = (one: Course, ...more: Filter[]) => () => setOpen({ title: visible(activityName(one.course)), filter: all(filter, ["is", "course", [one.course]], ...more), time });

  const columns: Column<Course>[] = [
    {
      id: "course", label: t("common.course"), card: true, by: (row) => activityName(row.course),
      cell: (row) => (
        <button type="button" class="link" onClick={show(row)}>
          <ActivityName id={row.course} /><span class="hidden-text">, {t("common.open_statements")}</span>
        </button>
      ),
    },
    { id: "standing", label: t("learners.standing"), help: help(t("learners.standing")), card: true, cell: (row) => <Standing of={row} />, by: (row) => [row.enrolled, row.started, row.completed, row.passed].lastIndexOf(true) },
    {
      id: "score", label: t("learners.score"), help: <Counted query={scoresIn(["person", "course"], filter, time)} answer={answer.data} label={t("learners.score")} />, numeric: true, by: (row) => row.score,
      cell: (row) => row.score === null ? <span class="soft" data-value="" data-what="score">–</span> : (
        <button type="button" class="number-link" data-value={row.score} data-what="score" onClick={show(row, ["exists", "score"], ["missing", "interaction"])}>
          {percent(row.score)}<span class="hidden-text"> {t("common.open_statements")}</span>
        </button>
      ),
    },
    ...(compares ? [{
      id: "median", label: t("learners.course_median"), numeric: true,
      help: <Counted query={medians} answer={answer.data} label={t("learners.course_median")} />,
      cell: (row: Course) => answer.data ? <span data-value={median.get(row.course) ?? ""} data-what="median">{percent(median.get(row.course) ?? null)}</span> : <span class="soft" {...(answer.error ? {} : { "data-loading": true })}>…</span>,
    } satisfies Column<Course>] : []),
    { id: "time", label: t("learners.time"), help: help(t("learners.time")), numeric: true, by: (row) => row.time, cell: (row) => <span data-value={row.time} data-what="time">{row.time > 0 ? duration(row.time) : "–"}</span> },
    {
      id: "statements", label: t("common.statements"), numeric: true, by: (row) => row.statements,
      cell: (row) => <button type="button" class="number-link" data-value={row.statements} data-what="statements" onClick={show(row)}>{number(row.statements)}<span class="hidden-text"> {t("common.open_statements")}</span></button>,
    },
    { id: "last", label: t("learners.last"), by: (row) => row.last ?? "", cell: (row) => (row.last ? <time dateTime={row.last} title={dateTime(row.last)}>{ago(row.last)}</time> : "–") },
  ];
  return (
    <div class="courses"><Card flush title={courses.data ? t("learners.n_courses", { n: courses.data.length }) : t("learners.tab_progress")} note={t("learners.completed_means")}>
      <Loaded of={courses} lines={8}>
        {(data) => data.length === 0
          ? <Empty title={t("learners.no_courses")} figures={[{ label: t("common.course"), value: 0 }]} actions={<a class="button button-plain" href={screen("/learners/progress", { range: "all", person: personOf(filter) })}>{t("common.range_all")}</a>}><p>{t("learners.no_courses_text")}</p></Empty>
          : <Table caption={t("learners.tab_progress")} rows={data} rowKey={(row) => row.course} columns={columns} />}
      </Loaded>
      {open && <Statements {...open} close={() => setOpen(undefined)} />}
    </Card></div>
  );
}

function personOf(filter: Filter | undefined): string | undefined {
  return filter?.[0] === "is" ? String((filter[2] as string[])[0]) : undefined;
}

const steps = ["enrolled", "started", "completed", "passed"] as const;

/** How far somebody got: four steps, and the furthest in a word. */
export function Standing({ of }: { of: Course }) {
  const word = of.passed ? "was_passed" : of.completed ? "was_completed" : of.started ? "under_way" : of.enrolled ? "was_enrolled" : "looked_in";
  return (
    <span class={`standing${of.completed || of.passed ? " standing-done" : ""}`}>
      <span class="steps" aria-hidden="true">{steps.map((step) => <span key={step} class={of[step] ? "step-on" : ""} data-what={step} data-value={of[step] ? 1 : 0} title={t("learners.was_" + step)} />)}</span>
      <span>{t("learners." + word)}</span>
      <span class="hidden-text">: {steps.filter((step) => of[step]).map((step) => t("learners.was_" + step)).join(", ")}</span>
    </span>
  );
}
