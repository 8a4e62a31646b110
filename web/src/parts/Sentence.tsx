import { number, percent } from "../lib/format.ts";
import { has, t } from "../lib/i18n.ts";
import type { Line } from "../lib/live.ts";
import { screen } from "../lib/router.ts";
import { called } from "../lib/said.ts";
import { may } from "../lib/session.ts";
import { Name } from "./Name.tsx";
import { Said } from "./Said.tsx";

/** Verbs whose class says too little: a statement that takes another back. */
const voided = "http://adlnet.gov/expapi/verbs/voided";

/** The score at the end of the server's sentence: «, 92 %», «, 7 of 10», «, 7»; "" for none. */
export function scoreOf(line: Pick<Line, "actor" | "verb" | "object" | "sentence">): string {
  const bare = `${line.actor.name} ${line.verb.display} ${line.object.name}`;
  const rest = line.sentence.startsWith(bare) ? line.sentence.slice(bare.length) : "";
  const [, share, raw, most] = /^, (?:(-?[\d.]+) %|(-?[\d.]+)(?: of (-?[\d.]+))?)$/.exec(rest) ?? [];
  if (share !== undefined) return percent(Number(share) / 100, 1);
  if (raw === undefined) return "";
  return most === undefined ? number(Number(raw)) : `${number(Number(raw))} / ${number(Number(most))}`;
}

/** The message for a statement: by its verb's class where that says it all, else with the verb's own word. */
export function messageOf(line: Pick<Line, "verb">): string {
  if (line.verb.id === voided) return "live.did_voided";
  const key = "live.did_" + line.verb.class;
  return line.verb.class && has(key) ? key : "live.did";
}

/** A statement as a plain sentence in the language of the app: «Ana passed Fire safety, 92 %». */
export function Sentence({ line }: { line: Line }) {
  const score = scoreOf(line);
  const name = <Name id={line.actor.identity}>{called(line.actor.name)}</Name>;
  const { identity } = line.actor;
  return (
    <span class="sentence">
      <Said message={messageOf(line)} with={{
        actor: identity && may("see_people") ? <a class="sentence-actor" href={screen("/learners/journey", { person: identity })}>{name}</a> : <span class="sentence-actor">{name}</span>,
        verb: <Name id={line.verb.id}>{line.verb.display}</Name>,
        object: <span class="sentence-object"><Name id={line.object.id}>{called(line.object.name)}</Name></span>,
      }} />
      {score !== "" && <span class="sentence-score figures">{t("live.with_score", { score })}</span>}
    </span>
  );
}
