import { useState } from "preact/hooks";
import { post, Problem } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { inFormat } from "../../lib/kpi.ts";
import { me } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Field } from "../../parts/Field.tsx";
import { Failure } from "../../parts/State.tsx";
import { bounds, offers, type Offer } from "./defaults.ts";

/** What fields show of a number: a percentage, minutes, or the number. */
const shownAs = { percent: 100, duration: 1 / 60, count: 1, number: 1 } as const;

interface AdoptProps {
  /** Where the numbers stand now, by the offer. */
  values: ReadonlyMap<string, number | null>;
  close: () => void;
  done: () => void;
}

/** Makes KPIs of what Home shows by default: who answers for them, what is done when one is red, and the bounds. */
export function Adopt({ values, close, done }: AdoptProps) {
  const [chosen, setChosen] = useState(() => new Set(offers.map((offer) => offer.id)));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    setBusy(true);
    setProblem(undefined);
    try {
      for (const [place, offer] of offers.entries()) {
        if (!chosen.has(offer.id)) continue;
        const bound = (name: string) => Number((Number(text(`${offer.id}.${name}`)) / shownAs[offer.format]).toPrecision(12));
        await post("/kpis", {
          body: {
            title: t("home.offer_" + offer.id), query: offer.query as never, format: offer.format, direction: offer.direction,
            target: bound("target"), warn: bound("warn"), owner: text("owner"), action: text(`${offer.id}.action`), on_home: true, place,
          },
        });
        // What is saved is not saved twice when a later one is refused.
        setChosen((before) => new Set([...before].filter((id) => id !== offer.id)));
      }
      announce(t("common.saved"));
      done();
    } catch (cause) {
      setProblem(cause instanceof Problem ? cause : new Problem({ status: 0, code: "app-fault", detail: String(cause) }));
      setBusy(false);
    }
  };

  return (
    <Dialog title={t("home.adopt")} close={close} wide>
      <form class="adopt" onSubmit={(event) => void submit(event)}>
        <p class="soft">{t("home.adopt_text")}</p>
        <Field label={t("home.owner")} hint={t("home.owner_hint")}><input name="owner" required maxLength={200} defaultValue={me.value?.user?.name ?? ""} /></Field>
        {offers.map((offer) => <OfferFields key={offer.id} offer={offer} now={values.get(offer.id) ?? null} on={chosen.has(offer.id)}
          toggle={() => setChosen((before) => new Set(before.has(offer.id) ? [...before].filter((id) => id !== offer.id) : [...before, offer.id]))} />)}
        {problem && <Failure problem={problem} />}
        <div class="form-actions"><Button kind="primary" type="submit" busy={busy} disabled={chosen.size === 0}>{t("home.adopt_save", { n: chosen.size })}</Button></div>
      </form>
    </Dialog>
  );
}

function OfferFields({ offer, now, on, toggle }: { offer: Offer; now: number | null; on: boolean; toggle: () => void }) {
  const { target, warn } = bounds(offer, now);
  const shown = (value: number) => Number((value * shownAs[offer.format]).toPrecision(6));
  const unit = offer.format === "percent" ? t("home.unit_percent") : offer.format === "duration" ? t("home.unit_minutes") : "";
  const label = (key: string) => (unit ? t("home.with_unit", { label: t(key), unit }) : t(key));
  return (
    <fieldset class="adopt-one">
      <legend><Check label={t("home.offer_" + offer.id)} hint={t("home.now", { value: inFormat(now, offer.format) })} checked={on} onChange={toggle} /></legend>
      {on && (
        <div class="adopt-fields">
          <Field label={label("home.target")}><input type="number" step="any" required name={`${offer.id}.target`} defaultValue={shown(target)} /></Field>
          <Field label={label("home.warn")}><input type="number" step="any" required name={`${offer.id}.warn`} defaultValue={shown(warn)} /></Field>
          <Field label={t("home.action")}><input required maxLength={500} name={`${offer.id}.action`} defaultValue={t(`home.offer_${offer.id}_action`)} /></Field>
        </div>
      )}
    </fieldset>
  );
}
