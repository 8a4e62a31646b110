import { ExternalLink } from "lucide";
import { date, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { ButtonLink } from "../../parts/Button.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { unfinished, useCourses } from "../learners/NextSteps.tsx";
import { Standing } from "../learners/progress.tsx";

/** Where I left off: the course that I was in last and have not finished. */
export function Continue() {
  const courses = useCourses(undefined);
  return (
    <section class="card my-continue" aria-label={t("my.continue")}>
      <div class="card-body">
        <Loaded of={courses} lines={3}>
          {(data) => {
            const next = unfinished(data)[0];
            if (!next) return <div class="my-where"><p class="my-eyebrow">{t("my.continue")}</p><p>{data.length === 0 ? t("my.nothing_begun") : t("learners.all_finished")}</p></div>;
            const host = webHost(next.course);
            return (
              <>
                <div class="my-where">
                  <p class="my-eyebrow">{t("my.continue")}</p>
                  <h2 data-course={next.course}><ActivityName id={next.course} /></h2>
                  <p class="soft small figures">
                    {[next.last && t("learners.last_active", { when: date(next.last) }), next.score !== null && t("learners.score_so_far", { score: percent(next.score) })].filter(Boolean).join(" · ")}
                  </p>
                  <Standing of={next} />
                </div>
                {host && <ButtonLink kind="primary" icon={ExternalLink} href={next.course} target="_blank" rel="noopener noreferrer">{t("my.open_at", { host })}</ButtonLink>}
              </>
            );
          }}
        </Loaded>
      </div>
    </section>
  );
}

/** The host of an address of the web; "" for anything else, which is never a link. */
function webHost(id: string): string {
  try {
    const address = new URL(id);
    return address.protocol === "https:" || address.protocol === "http:" ? address.host : "";
  } catch {
    return "";
  }
}
