import { del, put } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { verbName } from "../../lib/names.ts";
import { may } from "../../lib/session.ts";
import { decide } from "./Undo.tsx";

/** The classes of verbs, in the order in which learning goes. */
export const classes = ["enrol", "start", "progress", "view", "answer", "score", "complete", "pass", "fail", "exit", "abandon", "waive", "credential", "social", "other"] as const;

/** Gives a verb a class. */
export function setClass(verb: string, to: string, before: { class: string; changed: boolean }, after: () => void): Promise<boolean> {
  const path = { verb };
  return decide(t("data.class_set", { verb: verbName(verb), class: t("live.class_" + to) }), () => put("/meaning/verbs/{verb}", { path, body: { class: to } }),
    () => (before.changed ? put("/meaning/verbs/{verb}", { path, body: { class: before.class } }) : del("/meaning/verbs/{verb}", { path })), after);
}

/** The class of a verb, to be changed where one may. */
export function ClassSelect({ verb, now, changed = false, after }: { verb: string; now: string; changed?: boolean; after: () => void }) {
  if (!may("edit_meaning")) return <span>{t("live.class_" + now)}</span>;
  return (
    <select class="class-select" aria-label={t("data.class_of", { verb: verbName(verb) })} value={now} data-verb={verb}
      onChange={(event) => void setClass(verb, event.currentTarget.value, { class: now, changed }, after)}>
      {classes.map((one) => <option key={one} value={one}>{t("live.class_" + one)}</option>)}
    </select>
  );
}
