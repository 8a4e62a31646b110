import type { components } from "../../../api/schema";
import { post, put } from "../../../lib/api.ts";
import { useAttempt, textOf } from "../../../lib/attempt.ts";
import { t } from "../../../lib/i18n.ts";
import type { Query } from "../../../lib/query.ts";
import { announce } from "../../../parts/announce.tsx";
import { Button } from "../../../parts/Button.tsx";
import { Dialog } from "../../../parts/Dialog.tsx";
import { Check, Field } from "../../../parts/Field.tsx";
import { shapesOf, suitable } from "../../../parts/answer/shapes.ts";

/** A saved query. */
export type View = components["schemas"]["View"];

interface SaveViewProps {
  query: Query;
  as: string;
  /** The view that is changed; without it a new one is made. */
  view?: View;
  close: () => void;
  saved: (view: View) => void;
}

/** Saves a query under a name. */
export function SaveView({ query, as, view, close, saved }: SaveViewProps) {
  const attempt = useAttempt();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = {
      title: textOf(event, "title").trim(), description: textOf(event, "description").trim(), query: query as never, shared: form.has("shared"),
      display: { ...view?.display, as: textOf(event, "as") as View["display"]["as"] },
    };
    void attempt.run(async () => {
      const done = view ? await put("/views/{id}", { path: { id: view.id }, body }) : await post("/views", { body });
      announce(t("common.saved"));
      saved(done);
    });
  };
  return (
    <Dialog title={t(view ? "query.change_view" : "query.save_view")} close={close}>
      <form class="form" onSubmit={submit}>
        <Field label={t("query.title")} hint={t("query.title_hint")}><input name="title" required maxLength={200} defaultValue={view?.title ?? ""} autocomplete="off" /></Field>
        <Field label={t("query.description")}><textarea name="description" maxLength={2000} rows={2} defaultValue={view?.description ?? ""} /></Field>
        <Field label={t("answer.shown_as")}>
          <select name="as" defaultValue={suitable(query, as)}>{shapesOf(query).map((one) => <option key={one} value={one} selected={one === suitable(query, as)}>{t("answer.as_" + one)}</option>)}</select>
        </Field>
        <Check label={t("query.shared")} hint={t("query.shared_hint")} name="shared" defaultChecked={view?.shared ?? false} />
        {attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={attempt.busy}>{t("common.save")}</Button>
          <Button onClick={close}>{t("common.cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
