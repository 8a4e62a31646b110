import { Filter as FilterIcon, FilterX } from "lucide";
import type { ComponentChildren } from "preact";
import type { components } from "../../api/schema";
import { t } from "../../lib/i18n.ts";
import { activityName, visible } from "../../lib/names.ts";
import { called } from "../../lib/said.ts";
import { Button } from "../../parts/Button.tsx";
import { Name } from "../../parts/Name.tsx";
import type { Field } from "./filters.ts";
import { activityOf } from "./Sentence.tsx";
import { filterBy } from "./state.ts";

type Card = components["schemas"]["StatementCard"];
type Json = Record<string, unknown>;

const object = (value: unknown): Json => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {});
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** An Agent's identifier as queries write it. */
function identity(agent: Json): string | undefined {
  const account = object(agent.account);
  if (text(agent.mbox)) return text(agent.mbox);
  if (text(agent.mbox_sha1sum)) return "sha1:" + String(agent.mbox_sha1sum);
  if (text(agent.openid)) return "openid:" + String(agent.openid);
  return text(account.name) ? `account:${String(account.homePage)}|${String(account.name)}` : undefined;
}

/** Who, did, what, and in which context: every part that can be filtered by has its two buttons. */
export function Facts({ card }: { card: Card }) {
  const { line } = card;
  const raw = object(card.statement);
  const context = object(raw.context);
  const result = object(raw.result);
  const definition = object(object(raw.object).definition);
  const places = object(context.contextActivities);
  const actor = object(raw.actor);
  const members = Array.isArray(actor.member) ? (actor.member as unknown[]).map(object) : [];
  const activity = activityOf(line);
  const response = line.result?.response ?? text(result.response);
  return (
    <>
      <section class="card-part">
        <h3>{t("explore.what")}</h3>
        <dl class="facts">
          <Fact label={t("explore.who")} id={line.actor.identity} field="person" value={line.actor.identity}><Name>{called(line.actor.name)}</Name></Fact>
          {members.length > 0 && <Fact label={t("explore.members")}>{members.map((member, i) => <span key={i} class="fact-line"><Name>{text(member.name) ?? identity(member) ?? "–"}</Name></span>)}</Fact>}
          <Fact label={t("explore.did_label")} id={line.verb.id} field="verb" value={line.verb.id}><Name>{line.verb.display}</Name></Fact>
          <Fact label={t("explore.class")} field="class" value={line.verb.class}>{line.verb.class && t("live.class_" + line.verb.class)}</Fact>
          <Fact label={t("common.activity")} id={line.object.id} field="activity" value={activity}><Name>{line.object.name}</Name></Fact>
          {line.object.type && <Fact label={t("explore.type")}><code dir="ltr">{visible(line.object.type)}</code></Fact>}
          {response !== undefined && <Fact label={t("explore.response")}><span class="response"><Name>{response}</Name></span></Fact>}
        </dl>
      </section>
      <section class="card-part">
        <h3>{t("explore.context")}</h3>
        <dl class="facts">
          {line.context?.course && <Fact label={t("common.course")} id={line.context.course} field="course" value={line.context.course}><Name>{activityName(line.context.course)}</Name></Fact>}
          {line.context?.registration && <Fact label={t("explore.field_registration")} field="registration" value={line.context.registration}><code dir="ltr">{line.context.registration}</code></Fact>}
          {line.context?.platform && <Fact label={t("explore.field_platform")} field="platform" value={line.context.platform}><Name>{line.context.platform}</Name></Fact>}
          {line.source && <Fact label={t("explore.field_source")} field="source" value={line.source}><Name>{line.source}</Name></Fact>}
          {text(context.language) && <Fact label={t("explore.language")}><code dir="ltr">{String(context.language)}</code></Fact>}
          {text(context.revision) && <Fact label={t("explore.revision")}><Name>{String(context.revision)}</Name></Fact>}
          {context.instructor !== undefined && <Fact label={t("explore.instructor")} id={identity(object(context.instructor))}><Name>{text(object(context.instructor).name) ?? identity(object(context.instructor)) ?? "–"}</Name></Fact>}
          {context.team !== undefined && <Fact label={t("explore.team")}><Name>{text(object(context.team).name) ?? identity(object(context.team)) ?? "–"}</Name></Fact>}
          {["parent", "grouping", "category", "other"].map((name) => {
            const list = Array.isArray(places[name]) ? (places[name] as unknown[]).map(object) : [];
            return list.length > 0 && (
              <Fact key={name} label={t("explore.place_" + name)}>
                {list.map((one, i) => <span key={i} class="fact-line"><Name id={String(one.id)}>{activityName(String(one.id))}</Name> <code class="fact-id soft" dir="ltr">{visible(String(one.id))}</code></span>)}
              </Fact>
            );
          })}
        </dl>
      </section>
      <Extensions title={t("explore.result_extensions")} of={result.extensions} />
      <Extensions title={t("explore.context_extensions")} of={context.extensions} />
      <Extensions title={t("explore.object_extensions")} of={definition.extensions} />
    </>
  );
}

function Fact({ label, id, field, value, children }: { label: string; id?: string | undefined; field?: Field; value?: string | undefined; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="fact">
        <span class="fact-value">{children}{id && <code class="fact-id soft" dir="ltr">{visible(id)}</code>}</span>
        {field && value && (
          <span class="fact-filters no-print">
            <Button small kind="quiet" icon={FilterIcon} iconOnly onClick={() => filterBy(field, value)}>{t("explore.only_" + field)}</Button>
            <Button small kind="quiet" icon={FilterX} iconOnly onClick={() => filterBy(field, value, true)}>{t("explore.not_" + field)}</Button>
          </span>
        )}
      </dd>
    </div>
  );
}

function Extensions({ title, of }: { title: string; of: unknown }) {
  const list = Object.entries(object(of));
  if (list.length === 0) return null;
  return (
    <section class="card-part">
      <h3>{title}</h3>
      <dl class="facts">
        {list.map(([name, value]) => (
          <div key={name}>
            <dt><code dir="ltr">{visible(name)}</code></dt>
            <dd><Name>{typeof value === "string" ? value : JSON.stringify(value)}</Name></dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
