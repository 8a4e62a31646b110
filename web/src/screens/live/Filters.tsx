import { Plus, X } from "lucide";
import { useState } from "preact/hooks";
import { t } from "../../lib/i18n.ts";
import { activityName, personName, verbName } from "../../lib/names.ts";
import { setParams } from "../../lib/router.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Name } from "../../parts/Name.tsx";
import { classes, fields, identityOf, isNarrowed, type FieldName, type Narrowed } from "./filters.ts";

const nameOf: Record<FieldName, (id: string) => string> = { activity: activityName, actor: personName, source: (id) => id, verb: verbName };

/** Chips for what happened, and one value each for what, who, whence. */
export function Filters({ now }: { now: Narrowed }) {
  const [field, setField] = useState<FieldName>("activity");
  const [wrong, setWrong] = useState(false);
  const toggle = (name: string) => setParams({ class: (now.classes.includes(name) ? now.classes.filter((one) => one !== name) : [...now.classes, name]).join(",") });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const typed = String(new FormData(form).get("value") ?? "").trim();
    const value = field === "actor" ? identityOf(typed) : typed;
    setWrong(value === undefined);
    if (!value) return;
    setParams({ [field]: value });
    form.reset();
  };
  return (
    <section class="live-filters" aria-label={t("live.filters")}>
      <div class="chips live-classes" role="group" aria-label={t("live.filter_classes")} data-scrolls>
        {classes.map((name) => <button key={name} type="button" class="chip" aria-pressed={now.classes.includes(name)} onClick={() => toggle(name)}>{t("live.class_" + name)}</button>)}
      </div>
      <div class="toolbar">
        {fields.map((name) => {
          const value = now.values[name];
          if (value === undefined) return null;
          const shown = nameOf[name](value);
          return (
            <button key={name} type="button" class="chip live-value" aria-pressed="true" onClick={() => setParams({ [name]: "" })}>
              <span class="soft">{t("live.filter_" + name)}</span> <Name id={value}>{shown}</Name><Icon of={X} size={14} /><span class="hidden-text">{t("live.filter_remove", { what: shown })}</span>
            </button>
          );
        })}
        {isNarrowed(now) && <Button kind="quiet" small onClick={() => setParams({ class: "", activity: "", actor: "", source: "", verb: "" })}>{t("live.filter_clear")}</Button>}
        <form class="toolbar live-add" onSubmit={submit}>
          <label>
            <span class="hidden-text">{t("live.filter_more")}</span>
            <select value={field} onChange={(event) => { setField(event.currentTarget.value as FieldName); setWrong(false); }}>
              {fields.map((name) => <option key={name} value={name}>{t("live.filter_" + name)}</option>)}
            </select>
          </label>
          <input name="value" data-shortcut="/" autocomplete="off" spellcheck={false} dir="ltr" aria-label={t("live.filter_value")} placeholder={t("live.filter_hint_" + field)} aria-invalid={wrong || undefined} aria-describedby={wrong ? "live-wrong" : undefined} />
          <Button small type="submit" icon={Plus}>{t("live.filter_more")}</Button>
          {wrong && <p class="wrong" id="live-wrong" role="alert">{t("live.filter_wrong_actor")}</p>}
        </form>
      </div>
    </section>
  );
}
