import { Sparkles, SlidersHorizontal } from "lucide";
import { useRef, useState } from "preact/hooks";
import { t } from "../../lib/i18n.ts";
import type { KPI } from "../../lib/kpi.ts";
import type { Resource } from "../../lib/resource.ts";
import { screen } from "../../lib/router.ts";
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

/** The KPIs that Home shows: at most six. */
export function chosen(of: { kpis: KPI[] } | undefined): KPI[] {
  return (of?.kpis ?? []).filter((kpi) => kpi.on_home).slice(0, 6);
}

interface KpisProps {
  kpis: Resource<{ kpis: KPI[] }>;
  /** Called with the number of each KPI as it stands; undefined where it cannot be told. */
  told: (id: number, value: number | null | undefined) => void;
}

/** At most six numbers: the store's KPIs, or six to begin with. */
export function Kpis({ kpis, told }: KpisProps) {
  const [adopting, setAdopting] = useState(false);
  const values = useRef(new Map<string, number | null>());
  return (
    <section aria-labelledby="kpis" class="home-kpis">
      <h2 id="kpis" class="hidden-text">{t("home.kpis")}</h2>
      <Loaded of={kpis} lines={6}>
        {(all) => {
          const shown = chosen(all);
          if (shown.length > 0) {
            return (
              <>
                <div class="kpi-grid">{shown.map((kpi) => <KpiCard key={kpi.id} of={kpi} told={(value) => told(kpi.id, value)} />)}</div>
                {mayChoose() && <p class="home-choose small"><a class="target" href={screen("/dashboards/kpis")}>{t("home.change_kpis")}</a></p>}
              </>
            );
          }
          return (
            <>
              <div class="kpi-grid">
                {offers.map((offer) => (
                  <KpiCard key={offer.id} of={{ title: t("home.offer_" + offer.id), query: offer.query as never, format: offer.format, direction: offer.direction }}
                    told={(value) => values.current.set(offer.id, value ?? null)} />
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
