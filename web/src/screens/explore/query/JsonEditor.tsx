import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../../lib/i18n.ts";
import type { Query } from "../../../lib/query.ts";
import { CopyButton } from "../../../parts/Copy.tsx";
import type { Fault } from "./faults.ts";
import { parse, pretty, tidy, written } from "./state.ts";

/** The query as text: what is typed is in the form at once, and the other way round. */
export function JsonEditor({ query, onChange, faults }: { query: Query; onChange: (query: Query) => void; faults: readonly Fault[] }) {
  const id = useId();
  const [text, setText] = useState(() => pretty(tidy(query)));
  const now = written(query);
  useEffect(() => {
    // The form changed it: the text follows, but not while it already says so in its own layout.
    const said = parse(text).query;
    if (!said || written(said) !== now) setText(pretty(tidy(query)));
  }, [now]);
  const { wrong } = parse(text);
  return (
    <div class="field json-editor">
      <div class="json-head"><label for={id}>{t("query.json")}</label><CopyButton text={text} /></div>
      <textarea id={id} rows={Math.min(28, Math.max(12, text.split("\n").length + 1))} spellcheck={false} autocomplete="off" autocapitalize="off" dir="ltr" aria-describedby={id + "e"} aria-invalid={wrong || faults.length > 0 ? "true" : undefined} value={text}
        onInput={(event) => {
          const { value } = event.currentTarget;
          setText(value);
          const { query: next } = parse(value);
          if (next) onChange(next);
        }} />
      <div id={id + "e"} role="status">
        {wrong && <p class="wrong">{t("query.json_wrong", { line: wrong.line, column: wrong.column })} <bdi dir="ltr">{wrong.said}</bdi></p>}
        {!wrong && faults.map((fault) => <p key={fault.pointer + fault.message} class="wrong"><code dir="ltr">{fault.pointer || "/"}</code> <bdi>{fault.message}</bdi></p>)}
      </div>
    </div>
  );
}
