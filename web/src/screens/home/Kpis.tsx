import { Sparkles, SlidersHorizontal } from "lucide";
import { useRef, useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { screen, storeInAddress } from "../../lib/router.ts";
import { may, store } from "../../lib/session.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Adopt } from "./Adopt.tsx";
import { offers } from "./defaults.ts";
import { KpiCard } from "./KpiCard.tsx";

/** KPIs are the whole store's: who sees some people only chooses none. */
export function mayChoose(): boolean {
  return may("edit_dashboards") && store.value?.persons === undefined;
}

/** At most six numbers: the store's KPIs, or six to begin with. */
export function Kpis() {
  const kpis = useResource(storeInAddress.value + " kpis", (signal) => get("/kpis", { signal }));
  const [adopting, setAdopting] = useState(false);
  const values = useRef(new Map<string, number | null>());
  return (
    <section aria-labelledby="kpis" class="home-kpis">
      <h2 id="kpis" class="hidden-text">{t("home.kpis")}</h2>
      <Loaded of={kpis} lines={6}>
        {({ kpis: all }) => {
          const chosen = all.filter((kpi) => kpi.on_home).slice(0, 6);
          if (chosen.length > 0) {
            return (
              <>
                <div class="kpi-grid">{chosen.map((kpi) => <KpiCard key={kpi.id} of={kpi} />)}</div>
                {mayChoose() && <p class="home-choose small"><a class="target" href={screen("/dashboards/kpis")}>{t("home.change_kpis")}</a></p>}
              </>
            );
          }
          return (
            <>
              <div class="kpi-grid">
                {offers.map((offer) => (
                  <KpiCard key={offer.id} of={{ title: t("home.offer_" + offer.id), query: offer.query as never, format: offer.format, direction: offer.direction }}
                    told={(value) => values.current.set(offer.id, value)} />
                ))}
              </div>
              <div class="home-choose small">
                <Icon of={Sparkles} size={16} />
                <p>{t("home.defaults")}</p>
                {mayChoose() && (
                  <span class="cluster">
                    <Button small onClick={() => setAdopting(true)}>{t("home.adopt")}</Button>
                    <a class="button button-quiet button-small" href={screen("/dashboards/kpis")}><Icon of={SlidersHorizontal} /><span>{t("home.own")}</span></a>
                  </span>
                )}
              </div>
            </>
          );
        }}
      </Loaded>
      {adopting && <Adopt values={values.current} close={() => setAdopting(false)} done={() => { setAdopting(false); kpis.reload(); }} />}
    </section>
  );
}
