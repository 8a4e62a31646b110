import { get } from "../../lib/api.ts";
import { ago } from "../../lib/format.ts";
import { language, t } from "../../lib/i18n.ts";
import type { Line } from "../../lib/live.ts";
import { all } from "../../lib/query.ts";
import { useResource, withZone } from "../../lib/resource.ts";
import { screen, storeInAddress } from "../../lib/router.ts";
import { filterOf, scope } from "../../lib/scope.ts";
import { Card } from "../../parts/Card.tsx";
import { Sentence } from "../../parts/Sentence.tsx";
import { Loaded } from "../../parts/State.tsx";

const achieved = ["pass", "complete", "credential"];

/** What people achieved lately, as sentences. */
export function Recent() {
  const filter = all(["in_class", "verb", achieved], ["missing", "interaction"], filterOf(scope.value))!;
  const query = withZone({ kind: "statements", filter, time: { range: "28d" }, limit: 8 });
  const lines = useResource(storeInAddress.value + " achieved " + language.value + JSON.stringify(query), (signal) => get("/statements", { query: { q: JSON.stringify(query), language: language.value }, signal }), { live: true });
  return (
    <Card title={t("home.recent")} aside={<a class="card-link" href={screen("/explore", { filter: JSON.stringify(filter), tab: "statements" })}>{t("home.recent_all")}</a>}>
      <Loaded of={lines} lines={6}>
        {({ statements }) =>
          statements.length === 0 ? <p class="soft">{t("home.recent_none")}</p> : (
            <ul class="recent">
              {statements.map((line) => (
                <li key={line.id}>
                  <Sentence line={line as unknown as Line} />
                  <a class="small soft recent-time" href={screen("/explore", { statement: line.id })}><time dateTime={line.timestamp}>{ago(line.timestamp)}</time></a>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
