// What only one kind of question has.
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide";
import { t } from "../../../lib/i18n.ts";
import type { Filter, Query } from "../../../lib/query.ts";
import { Button } from "../../../parts/Button.tsx";
import { Check, Field } from "../../../parts/Field.tsx";
import { fieldLabel } from "../../../parts/answer/names.ts";
import { useFault } from "./faults.ts";
import { FieldChoice } from "./FieldChoice.tsx";
import { FilterEditor } from "./FilterEditor.tsx";
import { Values } from "./Values.tsx";
import type { Vocabulary } from "./words.ts";

interface KindFieldsProps {
  vocabulary: Vocabulary;
  query: Query;
  onChange: (query: Query) => void;
}

/** The options of the query's kind. */
export function KindFields(props: KindFieldsProps) {
  switch (props.query.kind) {
    case "distribution":
      return <Distribution {...props} />;
    case "funnel":
      return <Funnel {...props} />;
    case "paths":
      return <Paths {...props} />;
    case "retention":
      return <Retention {...props} />;
    case "items":
      return <Items {...props} />;
    case "correlation":
      return <Correlation {...props} />;
    case "episodes":
      return <Check label={t("query.milestones")} checked={props.query.milestones === true} onChange={(event) => props.onChange({ ...props.query, milestones: event.currentTarget.checked || undefined })} />;
    default:
      return null;
  }
}

/** A number that may be left out. */
export function NumberField({ query, name, label, hint, min, max, step = 1, placeholder, onChange }: { query: Query; name: string; label: string; hint?: string; min?: number; max?: number; step?: number | "any"; placeholder?: string; onChange: (query: Query) => void }) {
  const fault = useFault("/" + name);
  const value = query[name];
  return (
    <Field label={label} {...(hint && { hint })} error={fault}>
      <input type="number" min={min} max={max} step={step} placeholder={placeholder} value={typeof value === "number" ? value : ""} onInput={(event) => onChange({ ...query, [name]: event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value) })} />
    </Field>
  );
}

function Choice({ query, name, values, usual, label, onChange }: { query: Query; name: string; values: readonly string[]; usual: string; label: string; onChange: (query: Query) => void }) {
  const fault = useFault("/" + name);
  return (
    <Field label={label} error={fault}>
      <select value={String(query[name] ?? usual)} onChange={(event) => onChange({ ...query, [name]: event.currentTarget.value === usual ? undefined : event.currentTarget.value })}>
        {values.map((one) => <option key={one} value={one}>{t(`query.${name}_${one}`)}</option>)}
      </select>
    </Field>
  );
}

function Distribution({ query, onChange, vocabulary }: KindFieldsProps) {
  const fault = useFault("/of");
  return (
    <div class="query-fields">
      <Field label={t("query.values_of")} error={fault}>
        <FieldChoice vocabulary={vocabulary} offers={(word) => word.type === "number" && word.filter && word.name !== ""} value={String(query.of ?? "score")} label={t("query.values_of")}
          onChange={(of) => onChange({ ...query, of: of === "score" ? undefined : of, ...(of !== "score" && { attempts: undefined }) })} />
      </Field>
      <div class="query-pair">
        <NumberField query={query} name="bins" label={t("query.bins")} min={1} max={100} placeholder="20" onChange={onChange} />
        <NumberField query={query} name="pass" label={t("query.pass")} step="any" onChange={onChange} />
      </div>
    </div>
  );
}

interface Step { name: string; filter: Filter }

function Funnel({ query, onChange, vocabulary }: KindFieldsProps) {
  const steps = (query.steps as Step[] | undefined) ?? [];
  const fault = useFault("/steps", false);
  const within = useFault("/within");
  const put = (next: Step[]) => onChange({ ...query, steps: next });
  const move = (from: number, to: number) => {
    const next = [...steps];
    next.splice(to, 0, ...next.splice(from, 1));
    put(next);
  };
  return (
    <div class="query-fields">
      <ol class="step-list">
        {steps.map((step, i) => (
          <li key={i} class="step">
            <div class="step-head">
              <span class="step-number figures" aria-hidden="true">{i + 1}</span>
              <input aria-label={t("query.step_name", { n: i + 1 })} value={step.name} maxLength={200} onInput={(event) => put(steps.map((one, other) => (other === i ? { ...one, name: event.currentTarget.value } : one)))} />
              <Button kind="quiet" small iconOnly icon={ArrowUp} disabled={i === 0} onClick={() => move(i, i - 1)}>{t("query.step_up", { name: step.name })}</Button>
              <Button kind="quiet" small iconOnly icon={ArrowDown} disabled={i === steps.length - 1} onClick={() => move(i, i + 1)}>{t("query.step_down", { name: step.name })}</Button>
              {steps.length > 2 && <Button kind="quiet" small iconOnly icon={Trash2} onClick={() => put(steps.filter((_, other) => other !== i))}>{t("query.remove", { what: step.name })}</Button>}
            </div>
            <FilterEditor vocabulary={vocabulary} filter={step.filter} pointer={`/steps/${i}/filter`} label={t("query.step_filter", { n: i + 1 })}
              onChange={(filter) => put(steps.map((one, other) => (other === i ? { ...one, filter: filter ?? ["in_class", "verb", []] } : one)))} />
          </li>
        ))}
      </ol>
      {fault && <p class="wrong">{fault}</p>}
      {steps.length < 12 && <div><Button small kind="quiet" icon={Plus} onClick={() => put([...steps, { name: t("query.step_new", { n: steps.length + 1 }), filter: ["in_class", "verb", ["pass"]] }])}>{t("query.add_step")}</Button></div>}
      <div class="query-pair">
        <Choice query={query} name="unit" values={["person", "registration"]} usual="person" label={t("query.unit")} onChange={onChange} />
        <Choice query={query} name="match" values={["ordered", "strict", "any"]} usual="ordered" label={t("query.match")} onChange={onChange} />
      </div>
      <Field label={t("query.within")} error={within}>
        <input type="number" min={1} max={9999} placeholder={t("query.ever")} value={typeof query.within === "string" ? parseInt(query.within, 10) : ""} onInput={(event) => onChange({ ...query, within: event.currentTarget.value ? event.currentTarget.value + "d" : undefined })} />
      </Field>
    </div>
  );
}

function Paths({ query, onChange, vocabulary }: KindFieldsProps) {
  const of = String(query.of ?? "activity");
  const way = query.from !== undefined ? "from" : query.to !== undefined ? "to" : "";
  const at = way ? String(query[way]) : "";
  const fault = useFault("/" + (way || "from"));
  const set = (next: string, value: string) => onChange({ ...query, from: next === "from" ? value : undefined, to: next === "to" ? value : undefined, ...(next === "" && { depth: undefined, top: undefined }) });
  return (
    <div class="query-fields">
      <div class="query-pair">
        <Field label={t("query.paths_of")}>
          <select value={of} onChange={(event) => onChange({ ...query, of: event.currentTarget.value === "activity" ? undefined : event.currentTarget.value, ...(way && { [way]: "" }) })}>
            {["activity", "course", "verb_class", "verb", "activity.type"].map((one) => <option key={one} value={one}>{fieldLabel(one)}</option>)}
          </select>
        </Field>
        <Choice query={query} name="in" values={["session", "registration"]} usual="session" label={t("query.paths_in")} onChange={onChange} />
      </div>
      <Field label={t("query.way")} error={way ? fault : undefined}>
        <select value={way} onChange={(event) => set(event.currentTarget.value, at)}>
          <option value="">{t("query.way_pairs")}</option>
          <option value="from">{t("query.way_from")}</option>
          <option value="to">{t("query.way_to")}</option>
        </select>
      </Field>
      {way && (
        <>
          {of === "verb_class"
            ? <select aria-label={fieldLabel(of)} value={at} onChange={(event) => set(way, event.currentTarget.value)}><option value="">{t("query.choose")}</option>{vocabulary.verb_classes.map((one) => <option key={one} value={one}>{t("live.class_" + one)}</option>)}</select>
            : <Values field={of} values={at === "" ? [] : [at]} single label={fieldLabel(of)} onChange={(values) => set(way, String(values[0] ?? ""))} />}
          <div class="query-pair">
            <NumberField query={query} name="depth" label={t("query.depth")} min={1} max={6} placeholder="3" onChange={onChange} />
            <NumberField query={query} name="top" label={t("query.top")} min={1} max={20} placeholder="6" onChange={onChange} />
          </div>
        </>
      )}
    </div>
  );
}

function Retention({ query, onChange }: KindFieldsProps) {
  return (
    <div class="query-fields">
      <div class="query-pair">
        <Choice query={query} name="period" values={["day", "week", "month"]} usual="week" label={t("query.period")} onChange={onChange} />
        <NumberField query={query} name="periods" label={t("query.periods")} min={1} max={60} placeholder="12" onChange={onChange} />
      </div>
      <Check label={t("query.unbounded")} checked={query.unbounded === true} onChange={(event) => onChange({ ...query, unbounded: event.currentTarget.checked || undefined })} />
    </div>
  );
}

function Items({ query, onChange }: KindFieldsProps) {
  const fault = useFault("/assessment");
  return (
    <div class="field">
      <span>{t("query.assessment")}</span>
      <Values field="assessment" single values={typeof query.assessment === "string" ? [query.assessment] : []} label={t("query.assessment")} onChange={(values) => onChange({ ...query, assessment: values[0] as string | undefined })} />
      <p class="hint">{t("query.assessment_hint")}</p>
      {fault && <p class="wrong">{fault}</p>}
    </div>
  );
}

interface Series { filter: Filter; attempts?: string }

function Correlation({ query, onChange, vocabulary }: KindFieldsProps) {
  const by = useFault("/by");
  const series = (key: "x" | "y" | "given") => {
    const one = query[key] as Series | undefined;
    if (!one) return null;
    return (
      <fieldset class="series" key={key}>
        <legend>{t("query.series_" + key)}</legend>
        <FilterEditor vocabulary={vocabulary} filter={one.filter} pointer={`/${key}/filter`} label={t("query.series_" + key)} onChange={(filter) => onChange({ ...query, [key]: { ...one, filter: filter ?? ["exists", "score"] } })} />
        <Field label={t("query.attempts")}>
          <select value={one.attempts ?? "first"} onChange={(event) => onChange({ ...query, [key]: { filter: one.filter, ...(event.currentTarget.value !== "first" && { attempts: event.currentTarget.value }) } })}>
            {["first", "best", "last", "all"].map((name) => <option key={name} value={name}>{t("query.attempts_" + name)}</option>)}
          </select>
        </Field>
      </fieldset>
    );
  };
  return (
    <div class="query-fields">
      {series("x")}
      {series("y")}
      <Check label={t("query.with_given")} checked={query.given !== undefined} onChange={(event) => onChange({ ...query, given: event.currentTarget.checked ? { filter: ["exists", "score"] } : undefined })} />
      {series("given")}
      <NumberField query={query} name="lag_days" label={t("query.lag_days")} min={1} max={3660} placeholder={t("query.ever")} onChange={onChange} />
      <Field label={t("query.by")} error={by}>
        <FieldChoice vocabulary={vocabulary} offers={(word) => word.dimension} value={String(query.by ?? "")} label={t("query.by")} none={t("query.by_none")} onChange={(name) => onChange({ ...query, by: name || undefined })} />
      </Field>
    </div>
  );
}
