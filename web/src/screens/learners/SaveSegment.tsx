import { useState } from "preact/hooks";
import { Problem, put } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import type { Filter } from "../../lib/query.ts";
import { setParams } from "../../lib/router.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";

/** Saves the present filter under a name: it is a group in «People» then, everywhere. */
export function SaveSegment({ filter, close }: { filter: Filter; close: () => void }) {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("name")).trim();
    setBusy(true);
    try {
      await put("/meaning/segments/{name}", { path: { name }, body: filter as never });
      announce(t("common.saved"));
      close();
      setParams({ scope: name, state: "", course: "", find: "", offset: "" });
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      setWrong(cause.message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("learners.save_filter")} close={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Field label={t("learners.segment_name")} hint={t("learners.segment_hint")} error={wrong || undefined}>
          <input name="name" required maxLength={100} autocomplete="off" />
        </Field>
        <Snippet label={t("learners.segment_filter")} text={JSON.stringify(filter, null, 2)} />
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={busy}>{t("common.save")}</Button>
          <Button onClick={close}>{t("common.cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
