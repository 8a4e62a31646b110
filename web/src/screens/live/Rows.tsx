import { Award, Check, CircleCheck, CircleDot, CircleX, Clock3, DoorOpen, Eye, LogOut, MessageCircle, MessageCircleQuestion, Play, Star, TrendingUp, UserPlus, ShieldCheck, TriangleAlert } from "lucide";
import type { IconNode } from "lucide";
import { clock, dateTime, duration } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import type { Line } from "../../lib/live.ts";
import { screen } from "../../lib/router.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Sentence } from "../../parts/Sentence.tsx";
import type { Entry } from "./feed.ts";

const icons: Record<string, IconNode> = {
  pass: CircleCheck, fail: CircleX, complete: Check, start: Play, progress: TrendingUp, answer: MessageCircleQuestion, score: Star, view: Eye,
  enrol: UserPlus, exit: LogOut, abandon: DoorOpen, credential: Award, social: MessageCircle, waive: ShieldCheck,
};

/** A statement that arrived more than an hour after it happened was offline. */
const lateFrom = 3600;
/** A clock that is so many seconds ahead is suspect. */
const aheadFrom = 300;

/** A row of the feed: a plain sentence, when it arrived, and what is odd about it. */
export function Row({ entry }: { entry: Entry }) {
  if (entry.kind === "line") return <Statement line={entry.line} />;
  return (
    <li class="feed-row feed-note" data-note={entry.kind}>
      <Icon of={TriangleAlert} size={16} />
      <span>{entry.kind === "gone" ? t("live.gone") : t("live.behind", { n: entry.missed })}</span>
    </li>
  );
}

/** A statement as a row. */
export function Statement({ line, day: older }: { line: Line; day?: boolean }) {
  const day = older && Date.now() - Date.parse(line.stored) > 12 * 3_600_000;
  const lag = (Date.parse(line.stored) - Date.parse(line.timestamp)) / 1000;
  const kind = line.verb.class ?? "other";
  const time = clock(line.stored);
  return (
    <li class={`feed-row feed-${kind}${line.voided ? " feed-voided" : ""}`} data-row data-statement={line.id}>
      <Icon of={icons[kind] ?? CircleDot} size={16} />
      <span class="feed-text">
        <Sentence line={line} />
        {lag > lateFrom && <span class="feed-mark"><Badge tone="note">{t("live.late", { lag: duration(lag) })}</Badge> <span class="small soft">{dateTime(line.timestamp)}</span></span>}
        {lag < -aheadFrom && <span class="feed-mark"><Badge tone="warn">{t("live.early")}</Badge> <span class="small soft">{dateTime(line.timestamp)}</span></span>}
        {line.voided && <span class="feed-mark"><Badge>{t("live.voided")}</Badge></span>}
      </span>
      <a class="feed-time figures" href={screen("/explore", { statement: line.id })}>
        <Icon of={Clock3} size={13} /><time dateTime={line.stored}>{day ? dateTime(line.stored) : time}</time><span class="hidden-text"> {t("live.open_statement", { time })}</span>
      </a>
    </li>
  );
}
