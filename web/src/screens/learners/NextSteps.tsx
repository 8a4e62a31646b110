import { useState } from "preact/hooks";
import { date, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { all, type Filter } from "../../lib/query.ts";
import { ask, useResource, type Resource } from "../../lib/resource.ts";
import { storeInAddress } from "../../lib/router.ts";
import { Card } from "../../parts/Card.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { activityName, visible } from "../../lib/names.ts";
import { askStandings, type Standing } from "./courses.ts";
import { episodesOf } from "./episodes.ts";
import { Statements, type Shown } from "./Statements.tsx";

/** A course of a person, with when something was last done in it. */
export interface Course extends Standing {
  /** Missing where it lies before what was looked through. */
  last?: string;
}

/** How a person stands in all courses ever, the latest first. */
export function useCourses(filter: Filter | undefined, range = "all"): Resource<Course[]> {
  const time = range.includes("..") ? { range: range.split("..") as [string, string] } : { range };
  return useResource(`${storeInAddress.value} courses ${range} ${JSON.stringify(filter ?? null)}`, async (signal) => {
    const [courses, latest] = await Promise.all([
      askStandings(filter, time, signal),
      ask({ kind: "episodes", limit: 1000, time, filter: all(filter, ["exists", "course"])! }, signal),
    ]);
    const last = new Map<string, string>();
    for (const one of episodesOf(latest)) if (one.subject && (last.get(one.subject) ?? "") < one.end) last.set(one.subject, one.end);
    return courses
      .map((one): Course => ({ ...one, ...(last.has(one.course) && { last: last.get(one.course)! }) }))
      .sort((a, b) => (b.last ?? "").localeCompare(a.last ?? "") || a.course.localeCompare(b.course));
  }, { live: true });
}

/** Begun and not finished: what comes next. */
export function unfinished(courses: readonly Course[]): Course[] {
  return courses.filter((one) => one.started && !one.completed);
}

/** Next steps: courses that were begun and not finished, the latest first. */
export function NextSteps({ filter }: { filter: Filter | undefined }) {
  const courses = useCourses(filter);
  const [open, setOpen] = useState<Shown | undefined>(undefined);
  return (
    <Card title={t("learners.next")} note={t("learners.next_note")}>
      <Loaded of={courses} lines={3}>
        {(data) => {
          const next = unfinished(data);
          if (next.length === 0) return <p class="soft">{data.length === 0 ? t("learners.no_courses") : t("learners.all_finished")}</p>;
          return (
            <ul class="next-steps" data-value={next.length}>
              {next.map((one) => (
                <li key={one.course}>
                  <button type="button" class="link" onClick={() => setOpen({ title: visible(activityName(one.course)), filter: all(filter, ["is", "course", [one.course]]) })}>
                    <ActivityName id={one.course} />
                    <span class="hidden-text">, {t("common.open_statements")}</span>
                  </button>
                  <span class="soft small figures">
                    {[one.last && t("learners.last_active", { when: date(one.last) }), t("learners.n_statements", { n: one.statements, shown: number(one.statements) }), one.score !== null && t("learners.score_so_far", { score: percent(one.score) })].filter(Boolean).join(" · ")}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {open && <Statements {...open} close={() => setOpen(undefined)} />}
    </Card>
  );
}
