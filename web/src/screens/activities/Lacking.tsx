import { get } from "../../lib/api.ts";
import { has, t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { screen, storeInAddress } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { ButtonLink } from "../../parts/Button.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Empty, Skeleton } from "../../parts/State.tsx";

interface Ingredient {
  qualifying: { count: number; of: number };
  relevant: { count: number; of: number };
  enough: number;
  sample: unknown;
  missing: { field: string; statements: number }[];
}
interface Readiness {
  days: number;
  statements: number;
  features: { feature: string; ingredients: Ingredient[] }[];
}

/** Nothing to show: what the feature needs, what the store sent, and a statement to copy (ui.md §8). */
export function Lacking({ feature, title, children, figures = [], brief }: { feature: string; title: string; children?: string; figures?: { label: string; value: number }[]; /** Beside other things: without the statement to copy. */ brief?: boolean }) {
  const report = useResource(may("see_quality") ? storeInAddress.value + " readiness" : null, (signal) => get("/readiness", { signal }) as Promise<unknown> as Promise<Readiness>);
  if (report.loading && !report.data) return <Skeleton lines={4} />;
  const found = report.data?.features.find((one) => one.feature === feature);
  const ingredient = found?.ingredients[0];
  const all = found && ingredient ? [
    { label: t("activity.lacking_sent", { days: report.data!.days }), value: report.data!.statements },
    { label: t("activity.lacking_near"), value: ingredient.relevant.count },
    { label: t("activity.lacking_qualify"), value: ingredient.qualifying.count },
  ] : [];
  return (
    <Empty title={title} figures={[...figures, ...all]}
      actions={found && <>
        <ButtonLink href={screen("/data/readiness", { feature })}>{t("activity.lacking_open")}</ButtonLink>
      </>}>
      {children && <p>{children}</p>}
      {found ? <p>{t("data.needs_" + feature)}</p> : <p>{t("activity.needs_" + feature)}</p>}
      {ingredient?.missing[0] && <p class="small">{t("activity.lacking_most", { n: ingredient.missing[0].statements, words: wordsOf(ingredient.missing[0].field) })}</p>}
      {ingredient && !brief && <Snippet label={t("activity.lacking_copy")} text={JSON.stringify(ingredient.sample, null, 2)} />}
    </Empty>
  );
}

/** What is missing: a field, or statements of a kind where nothing comes near. */
function wordsOf(id: string): string {
  return has("data.field_" + id) ? t("data.field_" + id) : t("data.ingredient_" + id);
}
