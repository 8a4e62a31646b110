import { X } from "lucide";
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../../lib/i18n.ts";
import { Icon } from "../../../parts/Icon.tsx";
import { Name } from "../../../parts/Name.tsx";
import { storeNames, valueText } from "../../../parts/answer/names.ts";
import { useSuggestions } from "./words.ts";

interface ValuesProps {
  field: string;
  values: readonly unknown[];
  onChange: (values: unknown[]) => void;
  label: string;
  /** Exactly one. */
  single?: boolean;
  numeric?: boolean;
}

/** Values of a field: those that statements have are suggested as one types. */
export function Values({ field, values, onChange, label, single, numeric }: ValuesProps) {
  const [text, setText] = useState("");
  const [prefix, setPrefix] = useState("");
  const [wanted, setWanted] = useState(false);
  const id = useId();
  useEffect(() => {
    const timer = setTimeout(() => setPrefix(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  const suggestions = useSuggestions(field, prefix, wanted && !numeric);
  const add = (value: string) => {
    const trimmed = value.trim();
    if (trimmed === "" || (numeric && !Number.isFinite(Number(trimmed)))) return;
    const next = numeric ? Number(trimmed) : trimmed;
    if (!values.includes(next)) onChange(single ? [next] : [...values, next]);
    setText("");
  };
  return (
    <div class="values">
      {values.length > 0 && (
        <ul class="chips">
          {values.map((value, i) => (
            <li key={String(value)} class="chip value-chip">
              <Name id={String(value)}>{valueText(field, value, storeNames)}</Name>
              <button type="button" class="value-remove" onClick={() => onChange(values.filter((_, other) => other !== i))}>
                <Icon of={X} size={14} /><span class="hidden-text">{t("query.remove_value", { value: valueText(field, value, storeNames) })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {!(single && values.length > 0) && (
        <input type={numeric ? "number" : "text"} step="any" list={numeric ? undefined : id} aria-label={label} placeholder={t(values.length > 0 ? "query.or_value" : "query.value")} value={text} autocomplete="off" dir={numeric ? undefined : "auto"}
          onFocus={() => setWanted(true)}
          onInput={(event) => {
            const { value } = event.currentTarget;
            if (suggestions.some((one) => one.id === value)) add(value);
            else setText(value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              add(text);
            } else if (event.key === "Backspace" && text === "" && values.length > 0) onChange(values.slice(0, -1));
          }}
          onBlur={() => add(text)} />
      )}
      {!numeric && <datalist id={id}>{suggestions.map((one) => <option key={one.id} value={one.id}>{one.name || valueText(field, one.id, storeNames)}</option>)}</datalist>}
    </div>
  );
}
