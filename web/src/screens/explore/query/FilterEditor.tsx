// A filter as people put it together: conditions in groups of which all, one or
// none must hold.
import { Trash2 } from "lucide";
import { has, t } from "../../../lib/i18n.ts";
import type { Filter } from "../../../lib/query.ts";
import { may } from "../../../lib/session.ts";
import { Button } from "../../../parts/Button.tsx";
import { fieldLabel, valueText, storeNames } from "../../../parts/answer/names.ts";
import { useFault } from "./faults.ts";
import { FieldChoice } from "./FieldChoice.tsx";
import { begun, condition, joined, operatorsOf, without, type FieldType } from "./filter.ts";
import { Values } from "./Values.tsx";
import type { Vocabulary, Word } from "./words.ts";

interface FilterEditorProps {
  vocabulary: Vocabulary;
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
  /** Where the filter is in the query. */
  pointer: string;
  /** What it is of, for screen readers. */
  label: string;
  /** Fields about people are not offered. */
  nobody?: boolean;
}

const aboutPeople = new Set(["person", "actor", "registration", "statement_id", "instructor", "response"]);

/** Puts a filter together. */
export function FilterEditor({ filter, onChange, ...rest }: FilterEditorProps) {
  return (
    <div class="filter-editor" role="group" aria-label={rest.label}>
      {filter !== undefined && <Node {...rest} filter={filter} onChange={onChange} remove={() => onChange(undefined)} depth={1} />}
      {(filter === undefined || filter[0] !== "and") && <Add {...rest} depth={1} add={(more) => onChange(joined(filter, more))} />}
    </div>
  );
}

type NodeProps = Omit<FilterEditorProps, "filter" | "onChange"> & { filter: Filter; onChange: (filter: Filter) => void; remove: () => void; depth: number };

function Node(props: NodeProps) {
  const { filter } = props;
  switch (filter[0]) {
    case "and":
    case "or":
      return <Group {...props} />;
    case "not":
      return <Not {...props} />;
    case "has_done":
    case "has_not_done":
      return <Done {...props} />;
    default:
      return <Condition {...props} />;
  }
}

function Remove({ remove, what }: { remove: () => void; what: string }) {
  return <Button kind="quiet" small icon={Trash2} iconOnly onClick={remove}>{t("query.remove", { what })}</Button>;
}

function Fault({ pointer, below }: { pointer: string; below?: boolean }) {
  const fault = useFault(pointer, below ?? true);
  return fault ? <p class="wrong">{fault}</p> : null;
}

function Group({ filter, onChange, remove, pointer, depth, ...rest }: NodeProps) {
  const operands = filter.slice(1) as Filter[];
  const put = (i: number, next: Filter | undefined) => {
    if (next) return onChange([...filter.slice(0, i + 1), next, ...filter.slice(i + 2)]);
    const left = without(filter, i + 1);
    if (left) onChange(left);
    else remove();
  };
  return (
    <fieldset class="filter-group">
      <legend>
        <select aria-label={t("query.how_joined")} value={String(filter[0])} onChange={(event) => onChange([event.currentTarget.value, ...operands])}>
          <option value="and">{t("query.all_of")}</option>
          <option value="or">{t("query.any_of")}</option>
        </select>
        {depth > 1 && <Remove remove={remove} what={t("query.group")} />}
      </legend>
      {operands.map((operand, i) => <Node key={i} {...rest} filter={operand} depth={depth + 1} pointer={`${pointer}/${i + 1}`} onChange={(next) => put(i, next)} remove={() => put(i, undefined)} />)}
      <Add {...rest} depth={depth} add={(more) => onChange([...filter, more])} />
      <Fault pointer={pointer} below={false} />
    </fieldset>
  );
}

function Not({ filter, onChange, remove, pointer, depth, ...rest }: NodeProps) {
  const inner = filter[1] as Filter | undefined;
  return (
    <fieldset class="filter-group">
      <legend><span>{t("query.none_of")}</span><Remove remove={remove} what={t("query.group")} /></legend>
      {inner ? <Node {...rest} filter={inner} depth={depth + 1} pointer={pointer + "/1"} onChange={(next) => onChange(["not", next])} remove={remove} /> : <Add {...rest} depth={depth} add={(more) => onChange(["not", more])} />}
      <Fault pointer={pointer} below={false} />
    </fieldset>
  );
}

function Done({ filter, onChange, remove, pointer, depth, ...rest }: NodeProps) {
  const { filter: inner, within } = (filter[1] ?? {}) as { filter?: Filter; within?: string };
  const put = (operator: unknown, next: Filter | undefined, window: string | undefined) => onChange([operator, { ...(next && { filter: next }), ...(window && { within: window }) }]);
  return (
    <fieldset class="filter-group">
      <legend>
        <select aria-label={t("query.done_or_not")} value={String(filter[0])} onChange={(event) => put(event.currentTarget.value, inner, within)}>
          <option value="has_done">{t("query.has_done")}</option>
          <option value="has_not_done">{t("query.has_not_done")}</option>
        </select>
        <Remove remove={remove} what={t("query.group")} />
      </legend>
      {inner ? <Node {...rest} filter={inner} depth={depth + 1} pointer={pointer + "/1/filter"} onChange={(next) => put(filter[0], next, within)} remove={remove} /> : <Add {...rest} depth={depth} add={(more) => put(filter[0], more, within)} />}
      <label class="inline-field"><span>{t("query.within_days")}</span>
        <input type="number" min={1} max={9999} value={within ? parseInt(within, 10) : ""} placeholder={t("query.ever")} onInput={(event) => put(filter[0], inner, event.currentTarget.value ? event.currentTarget.value + "d" : undefined)} />
      </label>
      <Fault pointer={pointer} below={inner === undefined} />
    </fieldset>
  );
}

function Condition({ filter, onChange, remove, pointer, vocabulary, nobody }: NodeProps) {
  const [operator, name, value] = filter as [string, unknown, unknown];
  if (operator === "in_segment") {
    return (
      <div class="condition">
        <span class="condition-name">{t("query.in_segment")}</span>
        <select aria-label={t("query.segment")} value={String(name ?? "")} onChange={(event) => onChange(["in_segment", event.currentTarget.value])}>
          <option value="">{t("query.choose")}</option>
          {vocabulary.segments.map((one) => <option key={one} value={one}>{one}</option>)}
        </select>
        <Remove remove={remove} what={t("query.in_segment")} />
        <Fault pointer={pointer} />
      </div>
    );
  }
  if (operator === "in_class") {
    const chosen = Array.isArray(value) ? (value as string[]) : [];
    return (
      <div class="condition">
        <span class="condition-name">{fieldLabel("verb_class")}</span>
        <Remove remove={remove} what={fieldLabel("verb_class")} />
        <div class="chips condition-wide" role="group" aria-label={fieldLabel("verb_class")}>
          {vocabulary.verb_classes.map((one) => (
            <button key={one} type="button" class="chip" aria-pressed={chosen.includes(one)} onClick={() => onChange(["in_class", "verb", chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]])}>{has("live.class_" + one) ? t("live.class_" + one) : one}</button>
          ))}
        </div>
        <Fault pointer={pointer} />
      </div>
    );
  }
  const field = String(name ?? "");
  const word = vocabulary.fields.find((one) => one.name === field || one.aliases.includes(field));
  const type: FieldType = word?.type ?? "text";
  const known = operatorsOf(type).includes(operator) && typeof name === "string";
  if (!known) {
    return (
      <div class="condition">
        <code class="condition-name" dir="ltr">{JSON.stringify(filter)}</code>
        <Remove remove={remove} what={t("query.condition")} />
        <Fault pointer={pointer} />
      </div>
    );
  }
  const label = t("query.value_of", { field: fieldLabel(field) });
  return (
    <div class="condition">
      <FieldChoice vocabulary={vocabulary} offers={offered(nobody)} value={word?.name ?? field} label={t("query.field")}
        onChange={(next) => onChange(begun(next, vocabulary.fields.find((one) => one.name === next)?.type ?? "text"))} />
      <select aria-label={t("query.operator")} value={operator} onChange={(event) => onChange(condition(field, event.currentTarget.value, type, value))}>
        {operatorsOf(type).map((one) => <option key={one} value={one}>{t(type === "time" ? "query.time_" + one : "query.op_" + one)}</option>)}
      </select>
      <Remove remove={remove} what={fieldLabel(field)} />
      {operator !== "exists" && operator !== "missing" && (
        <div class="condition-wide">
          {type === "boolean" ? (
            <select aria-label={label} value={String((value as unknown[])[0])} onChange={(event) => onChange([operator, field, [event.currentTarget.value === "true"]])}>
              {[true, false].map((one) => <option key={String(one)} value={String(one)}>{valueText(field, one, storeNames)}</option>)}
            </select>
          ) : operator === "between" && Array.isArray(value) ? (
            <span class="between">
              {[0, 1].map((i) => <Bound key={i} type={type} value={(value as unknown[])[i]} label={`${label} ${t(i === 0 ? "query.from" : "query.to")}`} onChange={(next) => onChange([operator, field, (value as unknown[]).map((one, other) => (other === i ? next : one))])} />)}
            </span>
          ) : Array.isArray(value) ? (
            <Values field={word?.name ?? field} values={value as unknown[]} numeric={type === "number"} label={label} onChange={(next) => onChange([operator, field, next])} />
          ) : (
            <Bound type={type} value={value} label={label} onChange={(next) => onChange([operator, field, next])} />
          )}
        </div>
      )}
      <Fault pointer={pointer} />
    </div>
  );
}

function Bound({ type, value, label, onChange }: { type: FieldType; value: unknown; label: string; onChange: (value: unknown) => void }) {
  const text = value === undefined || value === null ? "" : String(value);
  const day = type === "time" && (text === "" || /^\d{4}-\d\d-\d\d$/.test(text));
  const put = (next: string) => onChange(next === "" ? "" : type === "number" ? Number(next) : next);
  if (type === "number") return <input type="number" step="any" aria-label={label} value={text} onInput={(event) => put(event.currentTarget.value)} />;
  return day ? <input type="date" aria-label={label} value={text} onInput={(event) => put(event.currentTarget.value)} /> : <input type="text" aria-label={label} value={text} onInput={(event) => put(event.currentTarget.value)} />;
}

const offered = (nobody: boolean | undefined) => (word: Word) => word.filter && !((nobody || !may("see_people")) && aboutPeople.has(word.name));

function Add({ vocabulary, add, depth, nobody }: { vocabulary: Vocabulary; add: (filter: Filter) => void; depth: number; nobody?: boolean }) {
  return (
    <div class="filter-add">
      <FieldChoice vocabulary={vocabulary} offers={offered(nobody)} value="" label={t("query.add_condition")} none={t("query.add_condition")}
        onChange={(name) => name && add(begun(name, vocabulary.fields.find((one) => one.name === name)?.type ?? "text"))} />
      {depth < 5 && (
        <select aria-label={t("query.add_group")} value="" onChange={(event) => {
          const what = event.currentTarget.value;
          event.currentTarget.value = "";
          if (what === "segment") add(["in_segment", vocabulary.segments[0] ?? ""]);
          else if (what === "done") add(["has_done", { filter: begun("verb_class", "text") }]);
          else if (what === "not") add(["not", begun("verb_class", "text")]);
          else if (what) add([what, begun("verb_class", "text")]);
        }}>
          <option value="">{t("query.add_group")}</option>
          <option value="or">{t("query.any_of")}</option>
          <option value="and">{t("query.all_of")}</option>
          <option value="not">{t("query.none_of")}</option>
          <option value="done">{t("query.has_done")}</option>
          {vocabulary.segments.length > 0 && <option value="segment">{t("query.in_segment")}</option>}
        </select>
      )}
    </div>
  );
}
