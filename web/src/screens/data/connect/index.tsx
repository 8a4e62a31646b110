import { useEffect, useMemo } from "preact/hooks";
import { get } from "../../../lib/api.ts";
import { number } from "../../../lib/format.ts";
import { language, languages, t, type Language } from "../../../lib/i18n.ts";
import type { Line } from "../../../lib/live.ts";
import { rowsOf } from "../../../lib/query.ts";
import { useQuery, useResource } from "../../../lib/resource.ts";
import { param, screen, storeInAddress } from "../../../lib/router.ts";
import { may, me, store } from "../../../lib/session.ts";
import { ButtonLink } from "../../../parts/Button.tsx";
import { Name } from "../../../parts/Name.tsx";
import { Page } from "../../../parts/Page.tsx";
import { Loaded } from "../../../parts/State.tsx";
import { DataTabs } from "../DataTabs.tsx";
import { Check } from "./check.ts";
import { endpoint, placeholders, secrets, type Connection } from "./connection.ts";
import { Guides } from "./Guides.tsx";
import { KeyStep } from "./KeyStep.tsx";
import { SampleStep } from "./SampleStep.tsx";
import { Step } from "./Step.tsx";
import { Waiting } from "./Waiting.tsx";
import "./connect.css";

/** So many activities are looked at for a course. */
const mostActivities = 500;

/** Connect: the first run, which stays open, and how each tool is connected. */
export default function Connect() {
  const name = storeInAddress.value;
  const keys = useResource(name + " keys", (signal) => get("/keys", { signal }));
  return (
    <Page title={t("connect.title")} question={t("connect.question")} tabs={<DataTabs />}>
      <Loaded of={keys} lines={6}>
        {(data) => {
          const good = data.keys.filter((key) => !key.revoked);
          const own = [...secrets.value.keys()].reverse().find((key) => good.some((one) => one.key === key));
          const wanted = param("key").value || own || "";
          return <Steps keys={good} chosen={good.find((key) => key.key === wanted)} made={keys.reload} />;
        }}
      </Loaded>
    </Page>
  );
}

type Key = Awaited<ReturnType<typeof listKeys>>["keys"][number];
const listKeys = () => get("/keys");

function Steps({ keys, chosen, made }: { keys: readonly Key[]; chosen: Key | undefined; made: () => void }) {
  const key = chosen?.key ?? "";
  const check = useMemo(() => new Check(key, language.value), [key, storeInAddress.value]);
  useEffect(() => () => check.close(), [check]);
  const before = useResource(`${storeInAddress.value} newest ${key}`, async (signal) => {
    const query = { kind: "statements", time: { range: "all" }, order: [["stored", "desc"]], limit: 1, ...(key && { filter: ["is", "source", [key]] }) };
    return (await get("/statements", { query: { q: JSON.stringify(query), language: language.value }, signal })).statements;
  });
  const newest = before.data?.[0] as unknown as Line | undefined;
  const heard = check.heard.value;
  const user = me.value?.user;
  const secret = secrets.value.get(key) ?? "";
  const connection: Connection = {
    endpoint: endpoint(), key: key || placeholders.key, secret: secret || placeholders.secret,
    email: user?.email ?? "ada@example.org", name: user?.name ?? "",
  };
  const waiting = { heard, before: newest };
  return (
    <div class="connect">
      <ol class="connect-steps card">
        <Step number={1} title={t("connect.account_title")} done={true}><p class="soft small"><Name>{`${user?.name ?? ""} · ${user?.email ?? ""}`}</Name></p></Step>
        <Organisation />
        <KeyStep keys={keys} chosen={chosen} secret={secret} made={made} />
      </ol>
      <ol class="connect-steps card" start={4} id="check" tabIndex={-1}>
        <Step number={4} title={t("connect.first_title")} done={heard.line !== undefined || newest !== undefined}><Waiting {...waiting} /></Step>
        {may("manage_server") && <SampleStep />}
      </ol>
      <Guides of={connection} known={secret !== ""} waiting={waiting} />
      <ol class="connect-steps connect-wide card" start={6}>
        <Courses came={heard.count} />
        <People />
      </ol>
    </div>
  );
}

/** The organisation's zone, which is that of stores without one of their own. */
function organisationZone(): string {
  return (me.value as { zone?: string } | undefined)?.zone ?? "";
}

/** Whose store it is, in which language and zone. */
function Organisation() {
  const now = store.value;
  const spoken = languages[(now?.language || me.value?.language || "en") as Language] ?? now?.language ?? "";
  return (
    <Step number={2} title={t("connect.organisation_title")} done={true}>
      <p class="soft small">
        <Name>{now?.title || me.value?.organisation || ""}</Name> · {spoken} · {(now?.zone || organisationZone() || "UTC").replace(/_/g, " ")}{" "}
        <a href={screen("/admin/settings")}>{t("connect.organisation_change")}</a>
      </p>
    </Step>
  );
}

/** Which activities belong to no course yet. */
function Courses({ came }: { came: number }) {
  const without = useQuery({ kind: "table", metrics: ["people"], dimensions: ["activity"], filter: ["and", ["exists", "activity"], ["missing", "course"]], time: { range: "all" }, limit: mostActivities });
  const courses = useQuery({ kind: "table", metrics: ["people"], dimensions: ["course"], filter: ["exists", "course"], time: { range: "all" }, limit: mostActivities });
  useEffect(() => {
    if (came === 0) return;
    const timer = setTimeout(() => { without.reload(); courses.reload(); }, 2000);
    return () => clearTimeout(timer);
  }, [came]);
  return (
    <Loaded of={without} lines={2}>
      {(answer) => {
        const n = rowsOf(answer).length;
        const m = courses.data ? rowsOf(courses.data).length : 0;
        return (
          <Step number={6} title={t("connect.courses_title")} done={m > 0 && n === 0}>
            <p class="soft">{n === 0 && m === 0 ? t("connect.courses_none") : <>
              <span data-value={n}>{t(n >= mostActivities ? "connect.courses_more" : "connect.courses_without", { n })}</span> <span data-value={m}>{t("connect.courses_with", { n: m })}</span></>}</p>
            <div class="cluster"><ButtonLink href={screen("/data/mapping")}>{t("connect.courses_go")}</ButtonLink></div>
          </Step>
        );
      }}
    </Loaded>
  );
}

/** Who else may look. */
function People() {
  const allowed = may("manage_users");
  const users = useResource(allowed ? storeInAddress.value + " users" : null, (signal) => get("/users", { signal }));
  const n = users.data?.users.filter((one) => !one.disabled && one.grants.some((grant) => grant.store === storeInAddress.value)).length;
  return (
    <Step number={7} title={t("connect.people_title")} done={n === undefined ? undefined : n > 1}>
      <p class="soft">{n === undefined ? t("connect.people_text") : <span data-value={n}>{t("connect.people_now", { n, shown: number(n) })}</span>}</p>
      {allowed && <div class="cluster"><ButtonLink href={screen("/admin")}>{t("connect.people_go")}</ButtonLink></div>}
    </Step>
  );
}
