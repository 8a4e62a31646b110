import { X } from "lucide";
import type { ComponentChildren } from "preact";
import type { Filter } from "../../lib/query.ts";
import { has, locale, t } from "../../lib/i18n.ts";
import { activityName, personName, verbName } from "../../lib/names.ts";
import { setParams } from "../../lib/router.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Name } from "../../parts/Name.tsx";
import { read, turned, without, written, type Field } from "./filters.ts";
import { filters } from "./state.ts";

/** What a value of a field is called. */
export function valueName(field: Field, value: string): string {
  switch (field) {
    case "person":
      return personName(value);
    case "activity":
    case "course":
      return activityName(value);
    case "verb":
      return verbName(value);
    case "class":
      return has("live.class_" + value) ? t("live.class_" + value) : value;
    default:
      return value;
  }
}

/** The filters that are set, each to be turned round and taken away. */
export function Chips() {
  const { conditions, wrong } = filters.value;
  if (wrong) return <p class="small wrong">{t("explore.filter_wrong")} <Button small kind="quiet" onClick={() => setParams({ filter: "" })}>{t("explore.filter_clear")}</Button></p>;
  if (conditions.length === 0) return null;
  return (
    <div class="filter-chips" role="group" aria-label={t("explore.filters")}>
      <ul class="chips">
        {conditions.map((filter, i) => <li key={JSON.stringify(filter)}><Chip filter={filter} at={i} /></li>)}
      </ul>
      {conditions.length > 1 && <Button small kind="quiet" onClick={() => setParams({ filter: "" })}>{t("explore.filter_clear")}</Button>}
    </div>
  );
}

function Chip({ filter, at }: { filter: Filter; at: number }) {
  const { conditions } = filters.value;
  const condition = read(filter);
  const set = (next: Filter[]) => setParams({ filter: written(next) });
  let what: string;
  let inside: ComponentChildren;
  if (condition) {
    what = new Intl.ListFormat(locale.value, { type: "disjunction" }).format(condition.values.map((value) => valueName(condition.field, value)));
    inside = (
      <>
        <span class="chip-field">{t("explore.field_" + condition.field)}</span>
        <button type="button" class="chip-turn" onClick={() => set(turned(conditions, at))} aria-label={t(condition.not ? "explore.is_not_turn" : "explore.is_turn", { what })}>
          {t(condition.not ? "explore.is_not" : "explore.is")}
        </button>
        <span class="chip-value" title={condition.values.join("\n")}><Name>{what}</Name></span>
      </>
    );
  } else {
    what = JSON.stringify(filter);
    inside = <code class="chip-value" dir="ltr">{what}</code>;
  }
  return (
    <span class={`filter-chip${condition?.not ? " filter-chip-not" : ""}`}>
      {inside}
      <button type="button" class="chip-remove" onClick={() => set(without(conditions, at))}>
        <Icon of={X} size={14} />
        <span class="hidden-text">{t("explore.filter_remove", { what })}</span>
      </button>
    </span>
  );
}
