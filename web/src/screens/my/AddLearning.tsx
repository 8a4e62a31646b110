import { useState } from "preact/hooks";
import { zone } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { add, newId, waiting, type Learning } from "../../lib/outbox.ts";
import { storeInAddress } from "../../lib/router.ts";
import { Problem } from "../../lib/api.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";
import { instantOf, wallOf } from "./when.ts";

const kinds: Learning["kind"][] = ["article", "book", "course", "event", "mentoring", "practice", "video", "other"];

/** Writes down what one learned: its id and time are made here, so that it can wait for the network. */
export function AddLearning({ close }: { close: () => void }) {
  const [now] = useState(() => Date.now());
  const [id] = useState(newId);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const wall = text("when");
    // The minute that was offered means now, to the second.
    const instant = wall === wallOf(now, zone.value) ? now : instantOf(wall, zone.value);
    if (instant > Date.now()) return setWrong(t("my.in_future"));
    const body: Learning = {
      id, timestamp: new Date(instant).toISOString(), title: text("title"), kind: text("kind") as Learning["kind"],
      ...(text("minutes") && { minutes: Number(text("minutes")) }), ...(text("note") && { note: text("note") }), ...(text("url") && { url: text("url") }),
    };
    setBusy(true);
    try {
      await add(storeInAddress.value, body);
    } catch (cause) {
      setBusy(false);
      return setWrong(cause instanceof Problem ? cause.message : String(cause));
    }
    const here = waiting.value.find((one) => one.id === id);
    announce(here?.refused ? t("my.was_refused") : here ? t("my.waits") : t("common.saved"), here?.refused ? "bad" : "note");
    close();
  };
  return (
    <Dialog title={t("my.add")} close={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Field label={t("my.what")} error={wrong || undefined}><input name="title" required maxLength={500} autocomplete="off" /></Field>
        <div class="my-pair">
          <Field label={t("my.kind")}><select name="kind" defaultValue="article">{kinds.map((kind) => <option key={kind} value={kind}>{t("my.kind_" + kind)}</option>)}</select></Field>
          <Field label={t("my.minutes")} hint={t("my.optional")}><input name="minutes" type="number" min="1" max="100000" step="1" inputMode="numeric" /></Field>
        </div>
        <Field label={t("common.when")} hint={t("my.zone", { zone: zone.value })}><input name="when" type="datetime-local" required defaultValue={wallOf(now, zone.value)} max={wallOf(now + 60_000, zone.value)} /></Field>
        <details class="my-more">
          <summary>{t("my.more")}</summary>
          <div class="form">
            <Field label={t("my.url")}><input name="url" type="url" maxLength={2000} pattern="https?://.+" placeholder="https://" /></Field>
            <Field label={t("my.note")}><textarea name="note" maxLength={5000} rows={3} /></Field>
          </div>
        </details>
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={busy}>{t("common.save")}</Button>
          <Button onClick={close}>{t("common.cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
