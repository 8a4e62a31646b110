import { get } from "../../lib/api.ts";
import { number } from "../../lib/format.ts";
import { has, t } from "../../lib/i18n.ts";
import { activityName } from "../../lib/names.ts";
import { useResource } from "../../lib/resource.ts";
import { href, param, place, screen, setParams, storeName } from "../../lib/router.ts";
import { Badge, type Tone } from "../../parts/Badge.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Loaded } from "../../parts/State.tsx";
import { DataTabs } from "./DataTabs.tsx";
import { ShareBar } from "./Part.tsx";
import type { Count, Feature, Ingredient, ReadinessReport, Status } from "./report.ts";
import "./data.css";

const tones: Record<Status, Tone> = { ready: "good", partly: "warn", not_yet: "bad" };
const featureParam = param("feature");
const statusParam = param("status");

/** The server's words where the catalogue has none. */
const say = (key: string, words: string) => (has(key) ? t(key) : words);

/** Readiness: for each feature what it needs, and what is sent. */
export default function Readiness() {
  const report = useResource(storeName.value + " readiness", (signal) => get("/readiness", { signal }) as unknown as Promise<ReadinessReport>, { live: true });
  return (
    <Page title={t("nav.data")} question={t("data.readiness_question")} tabs={<DataTabs />} fresh={<Fresh live at={report.at || undefined} />}>
      <Loaded of={report} lines={12}>{(found) => <Shown report={found} />}</Loaded>
    </Page>
  );
}

function Shown({ report }: { report: ReadinessReport }) {
  const shown = report.features.filter((one) => !statusParam.value || one.status === statusParam.value);
  return (
    <>
      <p class="soft">{t("data.readiness_text", { days: report.days, n: report.statements })}</p>
      <div class="chips" role="group" aria-label={t("data.status")}>
        {(["ready", "partly", "not_yet"] as const).map((status) => {
          const n = report.features.filter((one) => one.status === status).length;
          return (
            <button key={status} type="button" class="chip" aria-pressed={statusParam.value === status} onClick={() => setParams({ status: statusParam.value === status ? "" : status })}>
              {t("data.status_" + status)} <span class="figures" data-value={n}>{number(n)}</span>
            </button>
          );
        })}
      </div>
      <ul class="features">{shown.map((one) => <li key={one.feature}><FeatureCard of={one} report={report} /></li>)}</ul>
    </>
  );
}

function FeatureCard({ of, report }: { of: Feature; report: ReadinessReport }) {
  const open = featureParam.value === of.feature;
  const address = href(place.value.path, { feature: open ? "" : of.feature }, [...place.value.params.keys()]);
  return (
    <section class="card feature" data-feature={of.feature} data-status={of.status}>
      <header class="feature-head">
        <h2><a href={address} aria-expanded={open} role="button" onClick={(event) => { event.preventDefault(); setParams({ feature: open ? "" : of.feature }, { replace: true }); }}
          onKeyDown={(event) => { if (event.key === " ") { event.preventDefault(); setParams({ feature: open ? "" : of.feature }, { replace: true }); } }}>{say("data.feature_" + of.feature, of.name)}</a></h2>
        <Badge tone={tones[of.status]}>{t("data.status_" + of.status)}</Badge>
      </header>
      <p class="small">{say("data.needs_" + of.feature, of.needs)}</p>
      <ShareBar label={t("data.qualifying")} of={of.qualifying} low={of.status !== "ready"} />
      {open && <div class="feature-body">{of.ingredients.map((one) => <IngredientPart key={one.ingredient} of={one} days={report.days} />)}</div>}
    </section>
  );
}

function IngredientPart({ of, days }: { of: Ingredient; days: number }) {
  return (
    <section class="ingredient" data-ingredient={of.ingredient}>
      <h3>{say("data.ingredient_" + of.ingredient, of.words)} <Badge tone={tones[of.status]}>{t("data.status_" + of.status)}</Badge></h3>
      <p class="small soft">{t("data.enough", { days, sent: of.relevant.of, near: of.relevant.count, n: of.qualifying.count, enough: of.enough })}</p>
      <div class="shares">{of.fields.map((field) => <ShareBar key={field.field} label={say("data.field_" + field.field, field.words)} of={field.present} low={(field.present.share ?? 0) < of.enough_share} />)}</div>
      {of.missing.length > 0 && (
        <ul class="offenders">
          {of.missing.map((missing) => (
            <li key={missing.field}>
              <p><strong class="figures" data-value={missing.statements}>{number(missing.statements)}</strong> {t("data.lack", { what: say("data.field_" + missing.field, say("data.ingredient_" + missing.field, missing.words)) })}</p>
              <Offenders label={t("data.sources")} list={missing.sources} link={(name) => screen("/data", { source: name })} />
              <Offenders label={t("data.platforms")} list={missing.platforms} />
              <Offenders label={t("nav.activities")} list={missing.activities} name={activityName} />
            </li>
          ))}
        </ul>
      )}
      <Snippet label={t("data.sample")} text={JSON.stringify(of.sample, null, 2)} />
    </section>
  );
}

function Offenders({ label, list, link, name = (id) => id }: { label: string; list: Count[]; link?: (name: string) => string; name?: (id: string) => string }) {
  if (list.length === 0) return null;
  return (
    <p class="small offender-line">
      <span class="soft">{label}: </span>
      {list.map((one, i) => {
        const shown = one.name === "" ? t("data.nameless") : name(one.name);
        return <span key={one.name}>{i > 0 && " · "}{link && one.name ? <a href={link(one.name)}><Name>{shown}</Name></a> : <Name id={one.name}>{shown}</Name>} <span class="figures soft" data-value={one.statements}>{number(one.statements)}</span></span>;
      })}
    </p>
  );
}
