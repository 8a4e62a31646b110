import { Flag } from "lucide";
import { number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName, activityOf, visible } from "../../lib/names.ts";
import type { Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, screen, setParams } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { Badge } from "../../parts/Badge.tsx";
import { ButtonLink } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { ActivityName, Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { About, useDefinition } from "./activity.tsx";
import { itemsOf, spanOf, verdict, type Item, type Response } from "./items.ts";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, minGroup, Num } from "./Num.tsx";
import { within } from "./subject.ts";
import "./activities.css";

/** One question: is it fair and useful? */
export default function Question() {
  const id = param("activity").value;
  const wanted = param("assessment").value;
  const time = timeOf({ ...scope.value, compare: false });
  // Without an assessment the question is looked for in all of which it is a part.
  const parents: Query = { kind: "table", dimensions: ["parent"], metrics: ["people"], filter: ["and", ["is", "activity", [id]], ["exists", "parent"]], time: { range: "all" }, limit: 50 };
  const above = useQuery(id !== "" && wanted === "" ? parents : null);
  const assessment = wanted || String((above.data?.rows[0] as unknown[] | undefined)?.[0] ?? "");
  const ready = id !== "" && (wanted !== "" || above.data !== undefined || above.error !== undefined);
  const query: Query = assessment ? { kind: "items", assessment, time, limit: 500, ...(within() && { filter: within()! }) } : { kind: "items", filter: within(["is", "activity", [id]])!, time, limit: 500 };
  const answer = useQuery(ready ? query : null);
  const known = activityOf(id);
  const name = activityName(id);
  if (id === "") {
    return (
      <Page title={t("question.title")} question={t("question.question")}>
        <Card title={t("question.verdict")}><Empty title={t("question.which")} actions={<ButtonLink kind="primary" href={screen("/activities")}>{t("activity.all")}</ButtonLink>} /></Card>
      </Page>
    );
  }
  return (
    <Page title={<Name id={id}>{name}</Name>} name={visible(name)} question={t("question.question")} controls={["range", "group"]} fresh={<Fresh live at={answer.at} />}
      crumbs={<>
        <a href={screen("/activities")}>{t("nav.activities")}</a>
        {assessment && <><span aria-hidden="true">›</span><a href={screen("/activities/activity", { activity: assessment, tab: "assessment" })}><ActivityName id={assessment} /></a></>}
      </>}
      actions={<About id={id} description={known?.description} />}>
      {known?.description && known.description !== name && <p class="act-verdict-text"><Name>{known.description}</Name></p>}
      {wanted === "" && (above.data?.rows.length ?? 0) > 1 && (
        <div class="toolbar">
          <label class="control"><span class="hidden-text">{t("activity.assessment")}</span>
            <select value={assessment} onChange={(event) => setParams({ assessment: event.currentTarget.value })}>
              {(above.data?.rows ?? []).map((row) => { const one = String((row as unknown[])[0]); return <option key={one} value={one}>{visible(activityName(one))}</option>; })}
            </select>
          </label>
        </div>
      )}
      <Loaded of={answer} lines={8}>
        {(data) => {
          const item = itemsOf(data).find((one) => one.item === id && (assessment === "" || one.assessment === assessment));
          if (!item) return <Card title={t("question.verdict")}><Lacking feature="item_analysis" title={t("question.none")}>{t("question.none_text")}</Lacking></Card>;
          return <Analysis item={item} query={query} answer={data} />;
        }}
      </Loaded>
    </Page>
  );
}

function Analysis({ item, query, answer }: { item: Item; query: Query; answer: NonNullable<Parameters<typeof minGroup>[0]> }) {
  const k = minGroup(answer);
  const word = verdict(item);
  const people: Query = { kind: "table", metrics: ["people"], filter: within(["is", "activity", [item.item]])!, time: query.time! };
  const hidden = item.n === null;
  const behind = (part: "n" | "omitted" | "not_reached" | "mismatch") => ({ assessment: item.assessment, item: item.item, part });
  const said = (value: number | null, text: string) => (hidden && k > 1 ? t("activity.hidden", { k }) : value === null ? "–" : text);
  const few = item.n !== null && item.n < 30;
  return (
    <>
      <Card title={t("question.verdict")}>
        <p class="cluster act-verdict" data-flag={item.flag ?? ""}><Badge tone={word.tone}>{word.word}</Badge>{item.provisional && !few && item.flag && <Badge tone="plain">{t("question.provisional")}</Badge>}</p>
        <p class="act-verdict-text">{t("question.means_" + word.key, { n: item.n ?? 0, k })}</p>
        <p class="act-verdict-text soft">{t("question.do_" + word.key)}</p>
        {(item.responses ?? []).some((one) => one.flagged) && <p class="act-verdict-text"><Icon of={Flag} size={15} /> {t("question.flagged_text")}</p>}
        {item.mismatch ? <p class="act-verdict-text">{t("question.mismatch_text", { n: item.mismatch })}</p> : null}
      </Card>
      <Card title={t("question.numbers")}>
        <div class="metrics act-metrics">
          <Metric label={t("question.n")} value={said(item.n, number(item.n))} raw={item.n} query={query} answer={answer} cell={behind("n")} note={t("question.n_note")} />
          <Metric label={t("activity.facility")} value={said(item.facility, percent(item.facility))} raw={item.facility} query={query} answer={answer}
            note={item.facility_corrected !== null ? t("question.corrected", { share: percent(item.facility_corrected) }) : t("question.facility_note")} />
          <Metric label={t("activity.discrimination")} value={said(item.discrimination, number(item.discrimination, 2))} raw={item.discrimination} query={query} answer={answer}
            note={item.low !== null ? t("question.between", { span: spanOf(item.low, item.high) }) : t("question.from_30")} />
          <Metric label={t("activity.upper_lower")} value={said(item.upper_lower, number(item.upper_lower, 2))} raw={item.upper_lower} query={query} answer={answer} note={t("question.upper_lower_note")} />
          <Metric label={t("activity.omitted")} value={item.omitted === null && k > 1 ? t("activity.hidden", { k }) : number(item.omitted)} raw={item.omitted} query={query} answer={answer} cell={behind("omitted")} note={t("question.omitted_note")} />
          <Metric label={t("activity.not_reached_n")} value={item.not_reached === null && k > 1 ? t("activity.hidden", { k }) : number(item.not_reached)} raw={item.not_reached} query={query} answer={answer} cell={behind("not_reached")} note={t("question.not_reached_note")} />
          <Metric label={t("question.mismatch")} value={item.mismatch === null && k > 1 ? t("activity.hidden", { k }) : number(item.mismatch)} raw={item.mismatch} query={query} answer={answer} cell={behind("mismatch")} note={t("question.mismatch_note")} />
          <People query={people} />
        </div>
        <HiddenNote answers={[answer]} />
      </Card>
      <Responses item={item} k={k} query={query} />
    </>
  );
}

function People({ query }: { query: Query }) {
  const answer = useQuery(query);
  const value = (answer.data?.rows[0] as unknown[] | undefined)?.[0] as number | null | undefined;
  return <Metric label={t("question.people")} value={number(value)} raw={value} query={query} answer={answer.data} cell={{ metric: "people" }} note={t("question.people_note")} />;
}

interface Component { id: string; description?: Record<string, string> }

function Responses({ item, k, query }: { item: Item; k: number; query: Query }) {
  const definition = useDefinition(item.item);
  const components = ["choices", "scale", "source", "target", "steps"].flatMap((name) => (definition.data?.[name] as Component[] | undefined) ?? []);
  const wording = (response: string): string | undefined => {
    const parts = response.split(/\[[,.]\]/);
    const words = parts.map((part) => components.find((one) => one.id === part)?.description).map((map) => map && (map[document.documentElement.lang] ?? map.en ?? Object.values(map)[0]));
    return words.some(Boolean) ? words.map((text, i) => text ?? parts[i]).join(", ") : undefined;
  };
  if (item.responses === null) return <Card title={t("question.responses")}><Empty title={t("question.responses_hidden")}><p>{t("question.responses_hidden_text", { k })}</p></Empty></Card>;
  if (item.responses.length === 0) return <Card title={t("question.responses")}><Lacking feature="item_analysis" title={t("question.responses_none")} /></Card>;
  const given = item.responses;
  const thirds = ["low_third", "middle_third", "top_third"] as const;
  const right = thirds.map((third) => (given.some((one) => one[third] !== null) ? given.filter((one) => one.correct).reduce((sum, one) => sum + (one[third] ?? 0), 0) : null));
  const label = (one: Response) => wording(one.response) ?? one.response;
  const unused = components.filter((one) => (definition.data?.choices as Component[] | undefined)?.includes(one) && !given.some((answer) => answer.response === one.id));
  return (
    <>
      <Card title={t("question.responses")} note={t("question.responses_note")} flush>
        <Table caption={t("activity.table_of", { title: t("question.responses") })} rows={given} rowKey={(one) => one.response} columns={[
          { id: "response", label: t("question.response"), card: true, cell: (one) => <span data-response={one.response}><Name id={one.response}>{label(one)}</Name> {wording(one.response) !== undefined && <code class="soft small">{visible(one.response)}</code>}</span>, by: label },
          {
            id: "mark", label: <>{t("question.mark")}</>, card: true, cell: (one) => (
              <span class="cluster">
                {one.correct && <Badge tone="good">{t("question.correct")}</Badge>}
                {one.flagged && <Badge tone="warn">{t("question.flagged")}</Badge>}
                {!one.correct && !one.flagged && <span class="soft wide-only">–</span>}
              </span>
            ),
          },
          { id: "count", label: t("question.count"), numeric: true, card: true, by: (one) => one.count, cell: (one) => <Num value={one.count} query={query} cell={{ assessment: item.assessment, item: item.item, response: one.response }} label={label(one)} /> },
          { id: "share", label: t("question.share"), numeric: true, card: true, by: (one) => one.share, cell: (one) => <Num value={one.share} text={percent(one.share)} /> },
          ...thirds.map((third) => ({ id: third, label: t("question." + third), numeric: true, by: (one: Response) => one[third], cell: (one: Response) => <Num value={one[third]} text={percent(one[third])} /> })),
        ]} />
        {unused.length > 0 && <p class="soft small table-none">{t("question.unused", { n: unused.length, names: unused.map((one) => wording(one.id) ?? one.id).join(", ") })}</p>}
      </Card>
      {right.some((share) => share !== null) && (
        <div class="grid">
          <Card title={t("question.curve")} note={t("question.curve_note")}>
            <Chart height={220} spec={{
              kind: "bar", orientation: "vertical", measure: { name: t("question.correct_share"), format: "percent" }, along: t("question.third"),
              rows: thirds.map((third, i) => ({ x: t("question." + third), y: right[i] ?? null })),
            }} />
          </Card>
          <Card title={t("question.options")} note={t("question.options_note")}>
            <Chart height={220} spec={{
              kind: "bar", orientation: "horizontal", measure: { name: t("question.share"), format: "percent" }, along: t("question.response"), series: "grouped",
              rows: given.slice(0, 6).flatMap((one) => (["low_third", "top_third"] as const).map((third) => ({ x: label(one), y: one[third], series: t("question." + third) }))),
            }} />
          </Card>
        </div>
      )}
    </>
  );
}
