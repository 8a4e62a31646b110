import { Award, BookOpen, CircleCheckBig, ClipboardCheck, Compass } from "lucide";
import { bucketLabel, dateTime, duration } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { shortId, visible } from "../../lib/names.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { laneOf, tones, type Episode, type Milestone } from "./episodes.ts";

const icons = { formal: BookOpen, informal: Compass, assessment: ClipboardCheck, credential: Award };

interface EpisodeListProps {
  episodes: readonly Episode[];
  milestones: readonly Milestone[];
  open: (episode: Episode) => void;
  openMilestone: (milestone: Milestone) => void;
}

/** A journey as a list, month by month: for phones and screen readers, and who likes to read. */
export function EpisodeList({ episodes, milestones, open, openMilestone }: EpisodeListProps) {
  const months: { label: string; episodes: Episode[] }[] = [];
  for (const one of episodes) {
    const label = bucketLabel(one.start, "month");
    const last = months[months.length - 1];
    if (last?.label === label) last.episodes.push(one);
    else months.push({ label, episodes: [one] });
  }
  // A milestone stands with the episode that it happened in: of several, that of its own subject.
  const reached = new Map<Episode, Milestone[]>();
  for (const mark of milestones) {
    const during = episodes.filter((one) => one.start <= mark.at && mark.at <= one.end);
    const home = during.find((one) => one.subject === mark.activity) ?? during.find((one) => one.subject !== null && mark.activity.startsWith(one.subject)) ?? during[0];
    if (home) reached.set(home, [...(reached.get(home) ?? []), mark]);
  }
  return (
    <div class="months">
      {months.map((month) => (
        <section key={month.label} aria-label={month.label}>
          <h3 class="month">{month.label}</h3>
          <ol class="episodes">
            {month.episodes.map((one) => (
              <li key={`${one.person} ${one.start} ${one.subject ?? ""}`} class={`episode episode-${laneOf(one)}`}>
                <Icon of={icons[laneOf(one)]} size={18} />
                <div class="episode-what">
                  <div class="episode-name">
                    <button type="button" class="link" onClick={() => open(one)}>
                      {one.subject ? <ActivityName id={one.subject} /> : t("learners.no_subject")}
                      <span class="hidden-text">, {t("common.open_statements")}</span>
                    </button>
                    <Badge tone={tones[one.outcome]} bare={one.outcome === "viewed"}>{t("learners.outcome_" + one.outcome)}</Badge>
                    {one.self_asserted && <Badge tone="note">{t("learners.self_asserted")}</Badge>}
                  </div>
                  <p class="soft small figures">
                    <span>{t("learners.lane_" + laneOf(one))}</span>
                    <time dateTime={one.start}>{dateTime(one.start)}</time>
                    {one.seconds > 0 && <span>{duration(one.seconds)}</span>}
                    <span data-value={one.statements}>{t("learners.n_statements", { n: one.statements })}</span>
                    {one.sources.map((source) => <bdi key={source} class="source" title={source}>{visible(source.includes(":") ? shortId(source) : source)}</bdi>)}
                  </p>
                  {reached.has(one) && (
                    <ul class="marks">
                      {reached.get(one)!.map((mark) => (
                        <li key={mark.statement_id + mark.what}>
                          <button type="button" class="link small" onClick={() => openMilestone(mark)}>
                            <Icon of={mark.what === "credential" ? Award : CircleCheckBig} size={15} />
                            <span>{t("learners.what_" + mark.what)}: <ActivityName id={mark.activity} /></span>
                          </button>
                        </li>
                      ))}
                    </ul>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
