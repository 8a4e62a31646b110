import { Search } from "lucide";
import { useId, useRef, useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { personName } from "../../lib/names.ts";
import { rowsOf } from "../../lib/query.ts";
import { ask, useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Name } from "../../parts/Name.tsx";
import type { Field } from "./filters.ts";

/** Something that statements can be filtered by. */
export interface Found {
  field: Field;
  value: string;
  name: string;
  rows?: number | undefined;
}

interface Word {
  id: string;
  name?: string;
  class?: string;
  rows: number;
}

const fieldsOf = { verbs: "verb", activities: "activity", sources: "source", platforms: "platform" } as const;

/** A text without case and accents. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Everybody whom statements tell of, once a store; those with most statements first. */
function usePeople(wanted: boolean): { id: string; rows: number }[] {
  const people = useResource(wanted ? storeName.value + " people to find" : null, (signal) =>
    ask({ kind: "table", metrics: ["statements"], dimensions: ["person"], filter: ["exists", "person"], limit: 5000, time: { range: "all" } }, signal));
  return people.data ? rowsOf(people.data).map((row) => ({ id: String(row.person), rows: Number(row.statements) })) : [];
}

/** What is found for a text: people, activities, verbs, and an id as it is. */
export function useFound(text: string, only?: readonly Field[]): Found[] {
  const wanted = text.trim();
  const on = wanted.length > 0;
  const may = (field: Field) => !only || only.includes(field);
  const lists = (Object.keys(fieldsOf) as (keyof typeof fieldsOf)[]).filter((name) => may(fieldsOf[name]));
  const everybody = usePeople(on && may("person"));
  const words = useResource(on && lists.length > 0 ? `${storeName.value} find ${lists.join()} ${wanted}` : null, (signal) =>
    get("/schema", { query: { of: lists.join(","), prefix: wanted, limit: 5 } as never, signal }) as unknown as Promise<{ seen: Record<string, Word[]> }>);
  if (!on) return [];
  const folded = fold(wanted);
  const people = everybody
    .map((one) => ({ ...one, name: personName(one.id) }))
    .filter((one) => fold(one.name + " " + one.id).includes(folded))
    .slice(0, 6)
    .map((one): Found => ({ field: "person", value: one.id, name: one.name, rows: one.rows }));
  const rest = lists.flatMap((name) => (words.data?.seen[name] ?? []).map((word): Found => ({ field: fieldsOf[name], value: word.id, name: word.name || word.id, rows: word.rows })));
  const exact: Found[] = [];
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wanted) && may("registration")) exact.push({ field: "registration", value: wanted.toLowerCase(), name: wanted });
  if (/^(mailto|sha1|openid|account):./.test(wanted) && may("person") && !people.some((one) => one.value === wanted)) exact.push({ field: "person", value: wanted, name: wanted });
  if (/^https?:\/\/./.test(wanted) && may("activity") && !rest.some((one) => one.value === wanted)) exact.push({ field: "activity", value: wanted, name: wanted });
  return [...people, ...rest, ...exact];
}

interface FindProps {
  label: string;
  hint: string;
  only?: readonly Field[];
  /** The key that leads here. */
  shortcut?: string;
  pick: (found: Found) => void;
}

/** A box that finds people, activities, verbs and more while one types. */
export function Find({ label, hint, only, shortcut, pick }: FindProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLInputElement>(null);
  const found = useFound(open ? text : "", only);
  const shown = open && text.trim() !== "";
  const current = Math.min(at, found.length - 1);
  const choose = (one: Found) => {
    setText("");
    setOpen(false);
    pick(one);
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setAt(Math.max(0, Math.min(found.length - 1, current + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && shown && found[current]) {
      event.preventDefault();
      choose(found[current]);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  return (
    <div class="find" onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false); }}>
      <Icon of={Search} size={16} />
      <input ref={box} type="text" role="combobox" aria-label={label} placeholder={hint} value={text} autocomplete="off" spellcheck={false}
        aria-expanded={shown} aria-controls={id} aria-autocomplete="list"
        {...(shown && found[current] ? { "aria-activedescendant": `${id}-${current}` } : {})} {...(shortcut ? { "data-shortcut": shortcut } : {})}
        onInput={(event) => { setText(event.currentTarget.value); setOpen(true); setAt(0); }} onKeyDown={onKeyDown} />
      <ul class="find-list" id={id} role="listbox" aria-label={label} hidden={!shown || found.length === 0}>
        {found.map((one, i) => (
          <li key={one.field + one.value} id={`${id}-${i}`} role="option" aria-selected={i === current}
            onPointerDown={(event) => event.preventDefault()} onClick={() => choose(one)}>
            <span class="find-name" title={one.value}><Name>{one.name}</Name></span>
            <span class="find-kind">{t("explore.field_" + one.field)}{one.rows !== undefined && <span class="figures"> · {number(one.rows)}</span>}</span>
          </li>
        ))}
      </ul>
      {shown && found.length === 0 && <p class="find-list find-none soft small" role="status">{t("explore.find_none")}</p>}
    </div>
  );
}
