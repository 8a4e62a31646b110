import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { t } from "../../lib/i18n.ts";
import { may } from "../../lib/session.ts";
import { Page } from "../../parts/Page.tsx";
import { Forbidden, Skeleton } from "../../parts/State.tsx";
import { tabOf, Tabs } from "../../parts/Tabs.tsx";
import { tabs, type ExploreTab } from "./tabs.ts";
import "./explore.css";

/** Explore: statements, and whatever else can be asked. */
export default function Explore() {
  const tab = tabs.find((one) => one.id === tabOf(tabs))!;
  return (
    <Page title={t("nav.explore")} question={t(tab.question)} {...(tab.controls && may(tab.needs) ? { controls: tab.controls } : {})}
      tabs={<Tabs label={t("nav.explore")} tabs={tabs.map(({ id }) => ({ id, label: t("explore.tab_" + id) }))} />}>
      {may(tab.needs) ? (
        tab.screen ? <tab.screen /> : <Later key={tab.id} load={tab.load!} />
      ) : (
        <div class="card">
          <Forbidden />
          <p class="explore-forbidden soft">{t("explore.forbidden_text")}</p>
        </div>
      )}
    </Page>
  );
}

function Later({ load }: { load: NonNullable<ExploreTab["load"]> }) {
  const [Loaded, setLoaded] = useState<ComponentType | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    void load().then(({ default: found }) => { if (!gone) setLoaded(() => found); });
    return () => { gone = true; };
  }, []);
  return Loaded ? <Loaded /> : <Skeleton lines={6} />;
}
