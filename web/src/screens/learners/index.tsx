import { visible } from "../../lib/names.ts";
import { BookmarkPlus, Download, X } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { Problem } from "../../lib/api.ts";
import { download } from "../../lib/download.ts";
import { ago, dateTime, duration, number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { all, type Answer, type Filter, type Query } from "../../lib/query.ts";
import { useQuery, useResource, withZone } from "../../lib/resource.ts";
import { param, screen, setParams, storeInAddress } from "../../lib/router.ts";
import { filterOf, scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { askStandings, inCourses, type Standing } from "./courses.ts";
import { askPeople, counting, found, orders, stateFilter, states, type Learner, type Order } from "./people.ts";
import { SaveSegment } from "./SaveSegment.tsx";
import { Statements, type Shown } from "./Statements.tsx";
import "./learners.css";

const page = 25;

/** Learners: who are they and how are they doing? Nobody is ranked. */
export default function Learners() {
  const now = scope.value;
  const [saving, setSaving] = useState(false);
  const [exporting, setExporting] = useState(false);
  const find = param("find").value;
  const chosen = param("order").value;
  const order: Order = orders.includes(chosen as Order) ? (chosen as Order) : "last";
  const state = param("state").value;
  const offset = Math.max(0, Math.floor(Number(param("offset").value) || 0));
  const filter = filterOf(now, stateFilter(state, now.course));
  const { compare: _, ...time } = timeOf(now);
  const query = counting(filter, time);
  const people = useResource(`${storeInAddress.value} people ${JSON.stringify(withZone(query))}`, (signal) => askPeople(query, signal), { live: true });
  const rows = useMemo(() => (people.data ? found(people.data.people, find, order) : []), [people.data, find, order]);
  const shown = rows.slice(offset, offset + page);
  const some: Filter | undefined = find.trim() !== "" && rows.length > 0 && rows.length <= 1000 ? ["is", "person", rows.map((one) => one.person)] : undefined;

  const save = async () => {
    setExporting(true);
    try {
      await download("/query", { format: "csv" }, withZone(inCourses(all(filter, some), time)), `learners-${storeInAddress.value}.csv`);
      announce(t("learners.exported"));
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      announce(cause.message, "bad");
    } finally {
      setExporting(false);
    }
  };

  return (
    <Page title={t("nav.learners")} question={t("learners.question")} controls={["range", "group", "course"]} fresh={<Fresh live at={people.at} />}
      actions={
        <>
          {may("edit_meaning") && <Button kind="quiet" icon={BookmarkPlus} disabled={!filter && !some} onClick={() => setSaving(true)}>{t("learners.save_filter")}</Button>}
          <Button icon={Download} data-shortcut="e" busy={exporting} disabled={rows.length === 0} onClick={() => void save()}>{t("learners.csv")}</Button>
        </>
      }>
      <div class="toolbar learners-tools">
        <label class="control learners-find">
          <span class="hidden-text">{t("learners.find")}</span>
          <input type="search" data-shortcut="/" placeholder={t("learners.find")} value={find}
            onInput={(event) => setParams({ find: event.currentTarget.value, offset: "" }, { replace: true })} />
        </label>
        <label class="control">
          <span class="hidden-text">{t("learners.state")}</span>
          <select value={state} onChange={(event) => setParams({ state: event.currentTarget.value, offset: "" })}>
            {states.map((one) => <option key={one} value={one} disabled={!now.course && (one === "unfinished" || one === "passed")}>{t(`learners.state_${one || "any"}`)}</option>)}
          </select>
        </label>
        <label class="control">
          <span class="hidden-text">{t("learners.order")}</span>
          <select value={order} onChange={(event) => setParams({ order: event.currentTarget.value === "last" ? "" : event.currentTarget.value, offset: "" })}>
            {orders.map((one) => <option key={one} value={one}>{t("learners.order_" + one)}</option>)}
          </select>
        </label>
        {(find || state) && <Button kind="quiet" small icon={X} onClick={() => setParams({ find: "", state: "", offset: "" })}>{t("learners.clear")}</Button>}
      </div>
      <Card flush title={<span data-value={rows.length}>{people.data ? t("learners.count", { n: rows.length }) : t("learners.people")}</span>}
        aside={<Counted query={query} answer={people.data?.answer} label={t("common.people")} />}>
        <Loaded of={people} lines={10}>
          {(data) => rows.length === 0 ? <Nobody seen={data.total} find={find} filtered={!!filter} /> : (
            <>
              <List learners={shown} filter={filter} time={time} />
              <div class="pager learners-pager">
                <span class="soft small figures">{t("learners.pages", { from: offset + 1, to: Math.min(rows.length, offset + page), n: rows.length })}</span>
                {data.total > data.people.length && <span class="soft small">{t("learners.more", { n: data.people.length })}</span>}
                <Button small disabled={offset === 0} onClick={() => setParams({ offset: Math.max(0, offset - page) || "" })}>{t("common.previous")}</Button>
                <Button small disabled={offset + page >= rows.length} onClick={() => setParams({ offset: offset + page })}>{t("common.next")}</Button>
              </div>
            </>
          )}
        </Loaded>
      </Card>
      {saving && <SaveSegment filter={all(filter, some)!} close={() => setSaving(false)} />}
    </Page>
  );
}

function Nobody({ seen, find, filtered }: { seen: number; find: string; filtered: boolean }) {
  if (find) return <Empty title={t("learners.none_found", { text: find })} figures={[{ label: t("learners.people"), value: seen }]} actions={<Button onClick={() => setParams({ find: "" })}>{t("learners.clear")}</Button>} />;
  return (
    <Empty title={t("learners.none")} figures={[{ label: t("learners.people"), value: 0 }]}
      actions={filtered ? <Button onClick={() => setParams({ state: "", scope: "", course: "" })}>{t("learners.clear")}</Button> : <Button onClick={() => setParams({ range: "all" })}>{t("common.range_all")}</Button>}>
      <p>{t("learners.none_text")}</p>
    </Empty>
  );
}

type Time = Query["time"];

/** A page of people, with what the page's people did. */
function List({ learners, filter, time }: { learners: Learner[]; filter: Filter | undefined; time: NonNullable<Time> }) {
  const [open, setOpen] = useState<Shown | undefined>(undefined);
  const those: Filter = ["is", "person", learners.map((one) => one.person)];
  const mine = all(filter, those);
  const key = `${storeInAddress.value} ${JSON.stringify(withZone({ kind: "table", filter: mine!, time }))}`;
  const courses = useResource("standings " + key, (signal) => askStandings(mine, time, signal), { live: true });
  const timed: Query = { kind: "table", dimensions: ["person"], metrics: ["time_reported"], limit: page, filter: mine!, time };
  const times = useQuery(timed, { live: true });
  const timeOfPerson = new Map((times.data?.rows as [string, number][] | undefined) ?? []);
  const progress = (name: "started" | "completed" | "passed") => ({
    id: name, label: t("learners." + name), numeric: true,
    help: <Counted query={inCourses(mine, time)} answer={times.data as Answer | undefined} label={t("learners." + name)} />,
    cell: (row: Learner) => {
      if (!courses.data) return <Waiting failed={!!courses.error} />;
      const count = courses.data.filter((one: Standing) => one.person === row.person && one[name]).length;
      if (count === 0) return <span data-value={0} data-what={name}>{number(0)}</span>;
      return <a class="number-link" href={screen("/learners/progress", { person: row.person })} data-value={count} data-what={name}>{number(count)}</a>;
    },
  });
  return (
    <>
      <Table caption={t("nav.learners")} rows={learners} rowKey={(row) => row.person} open={(row) => screen("/learners/journey", { person: row.person })}
        columns={[
          { id: "name", label: t("common.person"), card: true, cell: (row) => <Name id={row.person}>{row.name ?? row.person}</Name> },
          { id: "last", label: t("common.last"), card: true, cell: (row) => <time dateTime={row.last} title={dateTime(row.last)} data-last={row.last}>{ago(row.last)}</time> },
          progress("started"),
          progress("completed"),
          progress("passed"),
          {
            id: "statements", label: t("common.statements"), numeric: true,
            cell: (row) => (
              <button type="button" class="number-link" data-value={row.statements} data-what="statements"
                onClick={() => setOpen({ title: t("learners.statements_of", { name: visible(row.name ?? row.person) }), filter: all(filter, ["is", "person", [row.person]]), time })}>
                {number(row.statements)}<span class="hidden-text"> {t("common.open_statements")}</span>
              </button>
            ),
          },
          {
            id: "time", label: t("learners.time"), numeric: true, help: <Counted query={timed} answer={times.data} label={t("learners.time")} />,
            cell: (row) => {
              if (!times.data) return <Waiting failed={!!times.error} />;
              const seconds = timeOfPerson.get(row.person) ?? 0;
              return <span data-value={seconds} data-what="time">{seconds > 0 ? duration(seconds) : "–"}</span>;
            },
          },
        ]} />
      {open && <Statements {...open} close={() => setOpen(undefined)} />}
    </>
  );
}

function Waiting({ failed }: { failed: boolean }) {
  return failed ? <span class="soft">–</span> : <span class="soft" data-loading>…</span>;
}
