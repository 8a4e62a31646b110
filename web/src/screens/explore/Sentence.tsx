import type { ComponentChildren } from "preact";
import { t } from "../../lib/i18n.ts";
import { called } from "../../lib/said.ts";
import { Name } from "../../parts/Name.tsx";
import type { Field } from "./filters.ts";
import { scoreText, sentenceKey, type Line } from "./line.ts";
import { filterBy } from "./state.ts";

/** A part of a statement: pressing it shows only statements with the same. */
export function Part({ field, value, soft, short, children }: { field: Field; value: string | undefined; soft?: boolean; /** A word, not a name: it keeps the size of a target. */ short?: boolean; children: ComponentChildren }) {
  if (!value) return <>{children}</>;
  return (
    <button type="button" class={`part${soft ? " part-soft" : ""}${short ? " part-short" : ""}`} title={t("explore.only_" + field)} onClick={() => filterBy(field, value)}>{children}</button>
  );
}

const marks = /\ue000([aov])(.*?)\ue001/gs;
const bare = (text: string) => text.replace(/[\ue000\ue001]/g, "");

/** The statement in words, made in the reader's language; every part of it filters. */
export function Sentence({ line }: { line: Line }) {
  const text = t(sentenceKey(line), { actor: "\ue000a\ue001", object: "\ue000o\ue001", verb: bare(line.verb.display), v: "\ue000v", w: "\ue001" });
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const found of text.matchAll(marks)) {
    parts.push(text.slice(at, found.index));
    at = found.index + found[0].length;
    if (found[1] === "a") parts.push(<Part key="a" field="person" value={line.actor.identity}><span class="part-actor"><Name>{called(line.actor.name)}</Name></span></Part>);
    else if (found[1] === "v") parts.push(<Part key="v" field="verb" value={line.verb.id} short><Name>{found[2]!}</Name></Part>);
    else parts.push(<Part key="o" field="activity" value={activityOf(line)}><span class="part-object"><Name>{called(line.object.name)}</Name></span></Part>);
  }
  parts.push(text.slice(at));
  const score = scoreText(line);
  return <span class="said">{parts}{score !== "" && <span class="said-score figures"> {score}</span>}</span>;
}

const notActivity = /^(mailto:|sha1:|openid:|account:|group:|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)/i;

/** The activity that it is about; undefined when it is about somebody, or another statement. */
export function activityOf(line: Pick<Line, "object">): string | undefined {
  return line.object.id !== undefined && !notActivity.test(line.object.id) ? line.object.id : undefined;
}
