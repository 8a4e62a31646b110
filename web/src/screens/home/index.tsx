import { useCallback, useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { rowsOf, type Query } from "../../lib/query.ts";
import { useQuery, useResource } from "../../lib/resource.ts";
import { screen, storeInAddress } from "../../lib/router.ts";
import { filterOf, scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { ButtonLink } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty } from "../../parts/State.tsx";
import { Activity } from "./Activity.tsx";
import { chosen, Kpis } from "./Kpis.tsx";
import { Needs } from "./Needs.tsx";
import { Recent } from "./Recent.tsx";
import { Top } from "./Top.tsx";
import "./home.css";

/** Home: is learning on track, and what needs me today? */
export default function Home() {
  const filter = filterOf(scope.value);
  const inScope: Query = { kind: "table", metrics: ["statements"], time: timeOf({ ...scope.value, compare: false }), ...(filter && { filter }) };
  const some = useQuery(inScope, { live: true });
  const kpis = useResource(storeInAddress.value + " kpis", (signal) => get("/kpis", { signal }));
  // Each card asks for its number; what the red ones want is said among what needs somebody.
  const [values, setValues] = useState<ReadonlyMap<number, number | null | undefined>>(new Map());
  const told = useCallback((id: number, value: number | null | undefined) => setValues((before) => (before.has(id) && before.get(id) === value ? before : new Map([...before, [id, value]]))), []);
  const count = some.data && Number(rowsOf(some.data)[0]?.statements ?? 0);
  return (
    <Page title={t("nav.home")} question={t("home.question")} controls={["range", "group", "course", "compare"]} fresh={<Fresh live at={some.at || undefined} />}>
      {count === 0 && <Nothing />}
      <Kpis kpis={kpis} told={told} />
      <div class="home-pair home-pair-needs">
        <Needs kpis={chosen(kpis.data)} values={values} />
        <Activity />
      </div>
      {count !== 0 && (
        <div class={`home-pair${may("see_people") ? "" : " home-one"}`}>
          <Top />
          {may("see_people") && <Recent />}
        </div>
      )}
    </Page>
  );
}

const sample = JSON.stringify({
  actor: { name: "Ada", mbox: "mailto:ada@example.org" },
  verb: { id: "http://adlnet.gov/expapi/verbs/completed", display: { en: "completed" } },
  object: { id: "https://example.org/courses/fire-safety", definition: { name: { en: "Fire safety" }, type: "http://adlnet.gov/expapi/activities/course" } },
}, null, 2);

/** Nothing in this time and scope: a longer time may have something, or nothing was ever sent. */
function Nothing() {
  const ever = useQuery({ kind: "table", metrics: ["statements"], time: { range: "all" } }, { live: true });
  const total = ever.data ? Number(rowsOf(ever.data)[0]?.statements ?? 0) : undefined;
  if (total === undefined) return null;
  const figures = [{ label: t("home.empty_scope"), value: 0 }, { label: t("home.empty_ever"), value: total }];
  return (
    <Card>
      <h2 class="hidden-text">{t("home.empty_section")}</h2>
      {total > 0 ? (
        <Empty title={t("home.empty_here")} figures={figures} actions={<ButtonLink href={screen("/home", { range: "all", scope: "", course: "" })}>{t("home.empty_all")}</ButtonLink>}>{t("home.empty_here_text")}</Empty>
      ) : (
        <Empty title={t("home.empty")} figures={figures}
          actions={
            <>
              <Snippet label={t("home.empty_statement")} text={sample} />
              {may("manage_keys") && <ButtonLink kind="primary" href={screen("/data/connect")}>{t("home.connect")}</ButtonLink>}
            </>
          }>
          {t("home.empty_text")}
        </Empty>
      )}
    </Card>
  );
}
