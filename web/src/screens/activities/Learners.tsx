import { Check, CircleDot, Minus, Trophy, X } from "lucide";
import { number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { rowsOf, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, screen, setParams } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { ActivityName, PersonName } from "../../parts/Name.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Lacking } from "./Lacking.tsx";
import { within, type Subject } from "./subject.ts";

const page = 25;

type State = "passed" | "completed" | "failed" | "worked" | "none";
const icons = { passed: Trophy, completed: Check, failed: X, worked: CircleDot, none: Minus };

interface Cell { person: string; activity: string; statements: number; completed_people: number; passed_people: number; failed_people: number; score_median: number | null }

/** How far each one is, activity by activity; in the order of their identifiers, never ranked. */
export function Learners({ of }: { of: Subject }) {
  const at = Math.max(0, Number(param("page").value) || 0);
  const time = timeOf({ ...scope.value, compare: false });
  const seen = may("see_people");
  const persons: Query = { kind: "table", dimensions: ["person"], metrics: ["statements"], order: [["person", "asc"]], limit: page, offset: at * page, filter: within(of.whole, ["exists", "person"])!, time };
  const list = useQuery(seen ? persons : null);
  const ids = (list.data?.rows ?? []).map((row) => String((row as unknown[])[0]));
  const cells: Query = { kind: "table", dimensions: ["person", "activity"], metrics: ["statements", "completed_people", "passed_people", "failed_people", "score_median"], limit: 10000, filter: within(of.whole, ["is", "person", ids], ["missing", "interaction"])!, time };
  const answer = useQuery(ids.length > 0 ? cells : null);
  if (!seen) return <Card title={t("activity.learners")}><Empty title={t("activity.learners_role")}><p>{t("activity.learners_role_text")}</p></Empty></Card>;
  const columns = [...of.parts.filter((part) => part.interaction === "")].sort((a, b) => Number(b.activity === of.id) - Number(a.activity === of.id) || (b.people ?? 0) - (a.people ?? 0)).slice(0, 24);
  return (
    <Card title={t("activity.learners")} note={t("activity.learners_note")} flush aside={<Counted query={cells} answer={answer.data} label={t("activity.learners")} />}>
      <Loaded of={list} lines={8}>
        {(people) => {
          const total = people.meta.total ?? people.rows.length;
          if (total === 0) return <Lacking feature="course_views" title={t("activity.learners_none")}>{t("activity.learners_none_text")}</Lacking>;
          return (
            <Loaded of={answer} lines={8}>
              {(data) => {
                const found = new Map((rowsOf(data) as unknown as Cell[]).map((cell) => [cell.person + "\n" + cell.activity, cell]));
                return (
                  <>
                    <Legend />
                    <div class="table-scroll" tabIndex={0} role="region" aria-label={t("activity.table_of", { title: t("activity.learners") })} data-scrolls>
                      <table class="table act-matrix" data-rows>
                        <caption class="hidden-text">{t("activity.learners")}</caption>
                        <thead>
                          <tr>
                            <th scope="col">{t("common.person")}</th>
                            {columns.map((part) => <th key={part.activity} scope="col" class="act-matrix-head"><span><ActivityName id={part.activity} /></span></th>)}
                          </tr>
                        </thead>
                        <tbody>
                          {ids.map((person) => (
                            <tr key={person} data-person={person}>
                              <th scope="row"><a class="row-link" href={screen("/learners/journey", { person })}><PersonName id={person} /></a></th>
                              {columns.map((part) => {
                                const cell = found.get(person + "\n" + part.activity);
                                const state = stateOf(cell);
                                return (
                                  <td key={part.activity} class={`act-matrix-cell act-matrix-${state}`} data-activity={part.activity} data-state={state} data-value={cell?.statements ?? 0}>
                                    <Icon of={icons[state]} size={15} />
                                    <span class="hidden-text">{t("activity.state_" + state)}</span>
                                    {cell?.score_median != null && <span class="act-matrix-score figures">{percent(cell.score_median)}</span>}
                                  </td>
                                );
                              })}
                            </tr>
                          ))}
                        </tbody>
                      </table>
                    </div>
                    <div class="pager act-pager">
                      <span class="soft small">{t("activity.learners_page", { from: number(at * page + 1), to: number(at * page + ids.length), total: number(total) })}</span>
                      <Button small disabled={at === 0} onClick={() => setParams({ page: at > 1 ? at - 1 : "" })}>{t("common.previous")}</Button>
                      <Button small disabled={(at + 1) * page >= total} onClick={() => setParams({ page: at + 1 })}>{t("common.next")}</Button>
                    </div>
                  </>
                );
              }}
            </Loaded>
          );
        }}
      </Loaded>
    </Card>
  );
}

/** The furthest that somebody came: passed, completed, failed, worked on it. */
export function stateOf(cell: Cell | undefined): State {
  if (!cell || !(cell.statements > 0)) return "none";
  return cell.passed_people > 0 ? "passed" : cell.completed_people > 0 ? "completed" : cell.failed_people > 0 ? "failed" : "worked";
}

function Legend() {
  return (
    <ul class="act-legend">
      {(["passed", "completed", "failed", "worked", "none"] as const).map((state) => (
        <li key={state}><span class={`act-matrix-cell act-matrix-${state}`}><Icon of={icons[state]} size={15} /></span>{t("activity.state_" + state)}</li>
      ))}
    </ul>
  );
}
