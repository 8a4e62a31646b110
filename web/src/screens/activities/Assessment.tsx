import { number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName, visible } from "../../lib/names.ts";
import type { Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, screen, setParams } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { Badge } from "../../parts/Badge.tsx";
import type { Cell } from "../../parts/Behind.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { itemsOf, reliability, spanOf, testsOf, verdict, type Item, type Test } from "./items.ts";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, minGroup, Num } from "./Num.tsx";
import { within, type Subject } from "./subject.ts";

/** Are the questions of its tests good ones? */
export function Assessment({ of }: { of: Subject }) {
  const time = timeOf({ ...scope.value, compare: false });
  const query: Query = of.course || of.interaction !== ""
    ? { kind: "items", filter: within(of.whole)!, time, limit: 500 }
    : { kind: "items", assessment: of.id, time, limit: 500, ...(within() && { filter: within()! }) };
  const answer = useQuery(query);
  return (
    <Loaded of={answer} lines={10}>
      {(data) => {
        const items = itemsOf(data);
        if (items.length === 0) return <Card title={t("activity.items")}><Lacking feature="item_analysis" title={t("activity.items_none")}>{t("activity.items_none_text")}</Lacking></Card>;
        const assessments = [...new Set(items.map((item) => item.assessment ?? ""))].map((id) => ({ id, people: Math.max(...items.filter((item) => (item.assessment ?? "") === id).map((item) => item.n ?? 0)), count: items.filter((item) => (item.assessment ?? "") === id).length }))
          .sort((a, b) => b.count - a.count || b.people - a.people);
        const wanted = param("assessment").value;
        const chosen = assessments.find((one) => one.id === wanted)?.id ?? assessments[0]!.id;
        const own = items.filter((item) => (item.assessment ?? "") === chosen);
        const test = testsOf(data).find((one) => (one.assessment ?? "") === chosen);
        return (
          <>
            {assessments.length > 1 && (
              <div class="toolbar">
                <label class="control"><span class="hidden-text">{t("activity.assessment")}</span>
                  <select value={chosen} onChange={(event) => setParams({ assessment: event.currentTarget.value })}>
                    {assessments.map((one) => <option key={one.id} value={one.id}>{t("activity.assessment_option", { name: one.id === "" ? t("activity.no_assessment") : visible(activityName(one.id)), n: one.count })}</option>)}
                  </select>
                </label>
              </div>
            )}
            <Whole test={test} name={chosen} query={query} answer={data} />
            <Items items={own} query={query} answer={data} />
          </>
        );
      }}
    </Loaded>
  );
}

function Whole({ test, name, query, answer }: { test: Test | undefined; name: string; query: Query; answer: Parameters<typeof minGroup>[0] }) {
  const word = reliability(test?.alpha ?? null);
  return (
    <Card title={name === "" ? t("activity.no_assessment") : <ActivityName id={name} />} note={t("activity.test_note")} aside={<Counted query={query} answer={answer} label={t("activity.alpha")} />}>
      {!test ? <p class="soft">{t("activity.test_hidden", { k: minGroup(answer) })}</p> : (
        <>
          <dl class="act-figures">
            <div><dt>{t("activity.people")}</dt><dd data-test="people" data-value={test.people}><Num value={test.people} query={query} cell={{ assessment: test.assessment, part: "people" }} label={t("activity.people")} /></dd></div>
            <div><dt>{t("activity.complete")}</dt><dd data-test="complete" data-value={test.complete}><Num value={test.complete} query={query} cell={{ assessment: test.assessment, part: "complete" }} label={t("activity.complete")} /></dd></div>
            <div><dt>{t("activity.mean")}</dt><dd data-test="mean" data-value={test.mean ?? ""}>{percent(test.mean)}</dd></div>
            <div><dt>{t("activity.sd")}</dt><dd data-test="sd" data-value={test.sd ?? ""}>{percent(test.sd)}</dd></div>
            <div><dt>{t("activity.alpha")}</dt><dd data-test="alpha" data-value={test.alpha ?? ""}>{number(test.alpha, 2)} <span class="soft small">{spanOf(test.alpha_low, test.alpha_high)}</span></dd></div>
            <div><dt>{t("activity.sem")}</dt><dd data-test="sem" data-value={test.sem ?? ""}>{percent(test.sem)}</dd></div>
          </dl>
          <p class="cluster"><Badge tone={word.tone}>{word.word}</Badge>{test.alpha !== null && test.sem !== null && <span class="soft small">{t("activity.alpha_text", { sem: percent(test.sem), double: percent(test.sem * 1.96) })}</span>}</p>
        </>
      )}
    </Card>
  );
}

function Items({ items, query, answer }: { items: Item[]; query: Query; answer: Parameters<typeof minGroup>[0] }) {
  const k = minGroup(answer);
  const link = (item: Item) => screen("/activities/question", { activity: item.item, ...(item.assessment && { assessment: item.assessment }) });
  const dots = items.filter((item) => item.facility !== null && item.discrimination !== null);
  return (
    <>
      <Card title={t("activity.items")} note={t("activity.items_note")} flush aside={<Counted query={query} answer={answer} label={t("activity.items")} />}>
        <Table caption={t("activity.table_of", { title: t("activity.items") })} rows={items} rowKey={(item) => item.item} open={link} columns={[
          { id: "item", label: t("activity.item"), cell: (item) => <span class="act-wide"><ActivityName id={item.item} /></span>, by: (item) => activityName(item.item) },
          { id: "flag", label: t("activity.verdict"), cell: (item) => { const word = verdict(item); return <span data-flag={item.flag ?? ""}><Badge tone={word.tone}>{word.word}</Badge></span>; }, by: (item) => item.flag },
          { id: "n", label: t("activity.answers"), numeric: true, by: (item) => item.n, cell: (item) => <Num value={item.n} counted k={k} query={query} cell={cellOf(item, "n")} label={activityName(item.item)} /> },
          { id: "facility", label: t("activity.facility"), numeric: true, by: (item) => item.facility, cell: (item) => <Num value={item.facility} counted k={item.n === null ? k : 1} text={percent(item.facility)} /> },
          { id: "corrected", label: t("activity.facility_corrected"), numeric: true, by: (item) => item.facility_corrected, cell: (item) => <Num value={item.facility_corrected} text={percent(item.facility_corrected)} /> },
          { id: "discrimination", label: t("activity.discrimination"), numeric: true, by: (item) => item.discrimination, cell: (item) => <><Num value={item.discrimination} text={number(item.discrimination, 2)} />{item.low !== null && <span class="act-share-of soft"> {spanOf(item.low, item.high)}</span>}</> },
          { id: "d", label: t("activity.upper_lower"), numeric: true, by: (item) => item.upper_lower, cell: (item) => <Num value={item.upper_lower} text={number(item.upper_lower, 2)} /> },
          { id: "omitted", label: t("activity.omitted"), numeric: true, by: (item) => item.omitted, cell: (item) => <Num value={item.omitted} counted k={k} query={query} cell={cellOf(item, "omitted")} label={activityName(item.item)} /> },
          { id: "not_reached", label: t("activity.not_reached_n"), numeric: true, by: (item) => item.not_reached, cell: (item) => <Num value={item.not_reached} counted k={k} query={query} cell={cellOf(item, "not_reached")} label={activityName(item.item)} /> },
        ]} />
      </Card>
      <HiddenNote answers={[answer]} />
      {dots.length > 2 && (
        <Card title={t("activity.items_map")} note={t("activity.items_map_note")}>
          <Chart height={280} spec={{
            kind: "dot", x: { name: t("activity.facility"), format: "percent" }, y: { name: t("activity.discrimination"), format: "number" }, yLine: 0.15, counted: t("activity.items"),
            rows: dots.map((item) => ({ x: item.facility, y: item.discrimination, name: activityName(item.item) })),
          }} />
        </Card>
      )}
    </>
  );
}

/** A number of a question, of which there are people. */
function cellOf(item: Item, part: "n" | "omitted" | "not_reached"): Cell {
  return { assessment: item.assessment, item: item.item, part };
}
