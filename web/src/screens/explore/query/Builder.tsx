import { Plus, Trash2, X } from "lucide";
import type { ComponentChildren } from "preact";
import { t } from "../../../lib/i18n.ts";
import type { Query } from "../../../lib/query.ts";
import { may } from "../../../lib/session.ts";
import { Button } from "../../../parts/Button.tsx";
import { Field } from "../../../parts/Field.tsx";
import { Icon } from "../../../parts/Icon.tsx";
import { columnLabel, fieldLabel, formulaOf } from "../../../parts/answer/names.ts";
import { useFault } from "./faults.ts";
import { FieldChoice } from "./FieldChoice.tsx";
import { FilterEditor } from "./FilterEditor.tsx";
import { KindFields, NumberField } from "./KindFields.tsx";
import { Metrics } from "./Metrics.tsx";
import { asKind, dimensionsOf, kinds, type Kind } from "./state.ts";
import { TimeFields } from "./TimeFields.tsx";
import type { Vocabulary } from "./words.ts";

interface BuilderProps {
  vocabulary: Vocabulary;
  query: Query;
  onChange: (query: Query) => void;
}

/** A query as a form. */
export function Builder({ vocabulary, query, onChange }: BuilderProps) {
  const kind = useFault("/kind");
  const most = dimensionsOf(query.kind);
  const counts = query.kind === "table" || query.kind === "trend";
  const scores = query.kind === "distribution" ? (query.of ?? "score") === "score" : counts && JSON.stringify(query.metrics ?? []).includes("score_");
  return (
    <div class="builder">
      <Part title={t("query.kind")}>
        <Field label={t("query.kind_label")} hint={t("query.kind_hint_" + query.kind)} error={kind}>
          <select value={query.kind} onChange={(event) => onChange(asKind(query, event.currentTarget.value as Kind))}>
            {kinds.filter((one) => may("see_people") || (one !== "episodes" && one !== "statements") || one === query.kind).map((one) => <option key={one} value={one}>{t("query.kind_" + one)}</option>)}
          </select>
        </Field>
        <KindFields vocabulary={vocabulary} query={query} onChange={onChange} />
      </Part>
      {counts && <Part title={t("query.metrics")}><Metrics vocabulary={vocabulary} query={query} onChange={onChange} /></Part>}
      {most > 0 && <Part title={t("query.dimensions")}><Dimensions vocabulary={vocabulary} query={query} onChange={onChange} most={most} /></Part>}
      <Part title={t("query.filter")}>
        <FilterEditor vocabulary={vocabulary} filter={query.filter} pointer="/filter" label={t("query.filter")} onChange={(filter) => onChange({ ...query, filter } as Query)} />
      </Part>
      <Part title={t("query.time")}><TimeFields query={query} onChange={onChange} /></Part>
      <details class="query-more">
        <summary>{t("query.more")}</summary>
        <div class="query-fields">
          {counts && <Order query={query} onChange={onChange} />}
          {scores && (
            <Field label={t("query.attempts")}>
              <select value={String(query.attempts ?? "first")} onChange={(event) => onChange({ ...query, attempts: event.currentTarget.value === "first" ? undefined : event.currentTarget.value })}>
                {["first", "best", "last", "all"].map((one) => <option key={one} value={one}>{t("query.attempts_" + one)}</option>)}
              </select>
            </Field>
          )}
          <div class="query-pair">
            {!["funnel", "retention", "lifecycle", "correlation"].includes(query.kind) && <NumberField query={query} name="limit" label={t(query.kind === "trend" ? "query.limit_groups" : "query.limit")} min={1} max={10_000} placeholder={query.kind === "trend" ? "20" : "100"} onChange={onChange} />}
            <NumberField query={query} name="min_group" label={t("query.min_group")} min={0} placeholder="1" onChange={onChange} />
            <NumberField query={query} name="session_gap" label={t("query.session_gap")} min={1} max={240} placeholder="30" onChange={onChange} />
          </div>
        </div>
      </details>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return <section class="builder-part" aria-label={title}><h2>{title}</h2>{children}</section>;
}

function Dimensions({ vocabulary, query, onChange, most }: BuilderProps & { most: number }) {
  const fault = useFault("/dimensions");
  const chosen = query.dimensions ?? [];
  const put = (dimensions: string[]) => {
    const order = query.order?.filter(([column]) => dimensions.includes(column) || !chosen.includes(column));
    const { order: _, ...rest } = query;
    onChange({ ...rest, dimensions, ...(order?.length && { order }) } as Query);
  };
  return (
    <>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((name) => (
            <li key={name} class="chip value-chip"><span>{fieldLabel(name)}</span>
              <button type="button" class="value-remove" onClick={() => put(chosen.filter((one) => one !== name))}><Icon of={X} size={14} /><span class="hidden-text">{t("query.remove", { what: fieldLabel(name) })}</span></button>
            </li>
          ))}
        </ul>
      )}
      {chosen.length < most && <FieldChoice vocabulary={vocabulary} offers={(word) => word.dimension && !chosen.includes(word.name)} value="" label={t("query.add_dimension")} none={t("query.add_dimension")} onChange={(name) => name && put([...chosen, name])} />}
      {fault && <p class="wrong">{fault}</p>}
    </>
  );
}

function Order({ query, onChange }: Omit<BuilderProps, "vocabulary">) {
  const fault = useFault("/order");
  const order = query.order ?? [];
  const columns = [...(query.dimensions ?? []), ...(query.metrics ?? []).map((metric) => (typeof metric === "string" ? metric : (formulaOf(metric)?.as ?? "")))].filter((name) => name !== "" && !(query.kind === "trend" && /_\d+d$/.test(name)));
  const put = (next: [string, "asc" | "desc"][]) => onChange({ ...query, order: next });
  const free = columns.filter((name) => !order.some(([column]) => column === name));
  return (
    <div class="field">
      <span>{t("query.order")}</span>
      {order.map(([column, way], i) => (
        <div key={column} class="order-row">
          <select aria-label={t("query.order_by")} value={column} onChange={(event) => put(order.map((one, other) => (other === i ? [event.currentTarget.value, way] : one)))}>
            {[column, ...free].map((name) => <option key={name} value={name}>{columnLabel(name, query)}</option>)}
          </select>
          <select aria-label={t("query.order_way")} value={way} onChange={(event) => put(order.map((one, other) => (other === i ? [column, event.currentTarget.value as "asc" | "desc"] : one)))}>
            <option value="desc">{t("query.desc")}</option>
            <option value="asc">{t("query.asc")}</option>
          </select>
          <Button kind="quiet" small icon={Trash2} iconOnly onClick={() => put(order.filter((_, other) => other !== i))}>{t("query.remove", { what: columnLabel(column, query) })}</Button>
        </div>
      ))}
      {free.length > 0 && <div><Button small kind="quiet" icon={Plus} onClick={() => put([...order, [free[free.length - 1]!, "desc"]])}>{t("query.add_order")}</Button></div>}
      {fault && <p class="wrong">{fault}</p>}
    </div>
  );
}
