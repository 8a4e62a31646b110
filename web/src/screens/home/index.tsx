import { t } from "../../lib/i18n.ts";
import { useQuery } from "../../lib/resource.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { number } from "../../lib/format.ts";
import { numberOf } from "../../lib/query.ts";
import { Fresh } from "../../parts/Fresh.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { Page } from "../../parts/Page.tsx";
import { Loaded } from "../../parts/State.tsx";

/** Home: is learning on track, and what needs me today? */
export default function Home() {
  const query = { kind: "table" as const, metrics: ["active_people"], time: timeOf(scope.value) };
  const answer = useQuery(query, { live: true });
  return (
    <Page title={t("nav.home")} question={t("home.question")} controls={["range", "group", "course", "compare"]} fresh={<Fresh live at={answer.at} />}>
      <Loaded of={answer}>
        {(data) => {
          const value = numberOf((data.rows as unknown[][])[0]?.[0]);
          return <Metric label={t("home.active")} value={number(value)} raw={value} query={query} answer={data} cell={{ metric: "active_people" }} />;
        }}
      </Loaded>
    </Page>
  );
}
