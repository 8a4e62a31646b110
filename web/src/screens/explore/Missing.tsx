import { useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import type { components } from "../../api/schema";
import { dateTime, number } from "../../lib/format.ts";
import { has, language, t } from "../../lib/i18n.ts";
import { activityName, personName, verbName } from "../../lib/names.ts";
import { useResource } from "../../lib/resource.ts";
import { param, setParams, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge, type Tone } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { screen } from "../../lib/router.ts";
import { Find, type Found } from "./Find.tsx";
import { Rejected, RejectionCard } from "./Rejections.tsx";

type Step = components["schemas"]["MissingStep"];

const names = ["id", "actor", "verb", "activity", "since"] as const;
const params = Object.fromEntries(names.map((name) => [name, param(name)])) as Record<(typeof names)[number], ReturnType<typeof param>>;

/** «Why is my statement not here?»: every place where it can be or have stopped. */
export function Missing() {
  const asked = Object.fromEntries(names.map((name) => [name, params[name].value])) as Record<(typeof names)[number], string>;
  const some = asked.id !== "" || asked.actor !== "" || asked.verb !== "" || asked.activity !== "";
  const since = asked.since ? new Date(asked.since + "T00:00:00Z").toISOString() : undefined;
  const query = { ...(asked.id && { id: asked.id }), ...(asked.actor && { actor: asked.actor }), ...(asked.verb && { verb: asked.verb }), ...(asked.activity && { activity: asked.activity }), ...(since && { since }), language: language.value };
  const steps = useResource(some ? `${storeName.value} missing ${JSON.stringify(query)}` : null, (signal) => get("/statements/missing", { query, signal }));
  return (
    <>
      <Card title={t("explore.missing")} note={t("explore.missing_note")}>
        <Ask key={JSON.stringify(asked)} asked={asked} />
      </Card>
      {some && (
        <Card title={t("explore.missing_found")}>
          <Loaded of={steps} lines={8}>{(answer) => <Steps steps={answer.steps} />}</Loaded>
        </Card>
      )}
      {may("see_quality") && <Rejected />}
    </>
  );
}

function Ask({ asked }: { asked: Record<(typeof names)[number], string> }) {
  const [wrong, setWrong] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const values = Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? "").trim()]));
    if (values.id && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(values.id)) return setWrong(t("explore.missing_wrong_id"));
    setParams(values);
  };
  const pick = ({ field, value }: Found) => setParams({ [field === "person" ? "actor" : field]: value });
  const named = (name: "actor" | "verb" | "activity", call: (id: string) => string) => (asked[name] ? <Name>{call(asked[name])}</Name> : t("explore.missing_hint_" + name));
  return (
    <form class="missing-form" onSubmit={submit}>
      <div class="missing-find"><Find label={t("explore.missing_find")} hint={t("explore.missing_find_hint")} only={["person", "verb", "activity"]} shortcut="/" pick={pick} /></div>
      <div class="missing-fields">
        <Field label={t("explore.missing_id")} hint={t("explore.missing_hint_id")} error={wrong || undefined}><input name="id" defaultValue={asked.id} spellcheck={false} autocomplete="off" dir="ltr" /></Field>
        <Field label={t("common.person")} hint={named("actor", personName)}><input name="actor" defaultValue={asked.actor} spellcheck={false} autocomplete="off" dir="ltr" /></Field>
        <Field label={t("explore.field_verb")} hint={named("verb", verbName)}><input name="verb" defaultValue={asked.verb} spellcheck={false} autocomplete="off" dir="ltr" /></Field>
        <Field label={t("common.activity")} hint={named("activity", activityName)}><input name="activity" defaultValue={asked.activity} spellcheck={false} autocomplete="off" dir="ltr" /></Field>
        <Field label={t("explore.missing_since")} hint={t("explore.missing_hint_since")}><input type="date" name="since" defaultValue={asked.since} /></Field>
      </div>
      <div class="form-actions">
        <Button kind="primary" type="submit">{t("explore.missing_ask")}</Button>
        {names.some((name) => asked[name]) && <Button onClick={() => setParams(Object.fromEntries(names.map((name) => [name, ""])))}>{t("explore.filter_clear")}</Button>}
      </div>
    </form>
  );
}

/** How a step that found something is marked. */
const tones: Record<Step["step"], Tone> = { rejected: "bad", present: "good", voided: "warn", late: "note", other_store: "note", clock: "warn", resent: "note", permission: "warn", followers: "warn" };

function Steps({ steps }: { steps: readonly Step[] }) {
  const found = steps.filter((step) => step.found);
  const rest = steps.filter((step) => !step.found);
  return (
    <div class="missing-steps">
      <p role="status"><strong>{found.length === 0 ? t("explore.missing_nothing") : t("explore.missing_some", { n: found.length })}</strong></p>
      {[...found, ...rest].map((step) => (
        <section key={step.step} class={`missing-step${step.found ? " missing-step-found" : ""}`} data-step={step.step} data-found={step.found}>
          <div class="missing-step-head">
            <Badge tone={step.found ? tones[step.step] : "plain"}>{t("missing.name_" + step.step)}</Badge>
            <p>{has(step.text_key) ? t(step.text_key, { n: step.count }) : step.text_key}</p>
            {step.found && step.count > 0 && <span class="figures" data-value={step.count}>{step.more ? t("explore.missing_more", { n: number(step.count) }) : number(step.count)}</span>}
          </div>
          {step.found && has("missing.fix_" + step.step) && <p class="missing-step-fix">{t("missing.fix_" + step.step)}</p>}
          {step.examples.length > 0 && <ul class="missing-step-examples">{step.examples.map((example, i) => <li key={i}><Example of={example} step={step.step} /></li>)}</ul>}
        </section>
      ))}
    </div>
  );
}

function Example({ of, step }: { of: Step["examples"][number]; step: Step["step"] }) {
  if (of.rejection) return <RejectionCard of={of.rejection} />;
  return (
    <p class="missing-step-example">
      {of.sentence ? (
        of.id && step !== "other_store" ? <a href={screen("/explore", { statement: of.id })}><Name>{of.sentence}</Name></a> : <Name>{of.sentence}</Name>
      ) : (
        of.id && <code dir="ltr">{of.id}</code>
      )}
      {of.timestamp && <span class="small soft"> {t("explore.timestamp")}: {dateTime(of.timestamp)}</span>}
      {of.stored && <span class="small soft"> · {t("explore.stored")}: {dateTime(of.stored)}</span>}
      {of.voided_by && <span class="small"> · <a href={screen("/explore", { statement: of.voided_by })}>{t("explore.voided_by")}</a></span>}
      {of.store && <span class="small"> · {t("nav.store")}: <Name>{of.store}</Name></span>}
      {of.source && <span class="small"> · {t("explore.field_source")}: <Name>{of.source}</Name></span>}
      {of.state && <span class="small"> · {has("admin.follower_" + of.state) ? t("admin.follower_" + of.state) : of.state}</span>}
      {of.through && <span class="small soft"> · {t("explore.missing_through", { time: dateTime(of.through) })}</span>}
    </p>
  );
}
