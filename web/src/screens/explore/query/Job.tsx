import { useEffect, useState } from "preact/hooks";
import type { components } from "../../../api/schema";
import { apiURL, del, get, post, Problem } from "../../../lib/api.ts";
import { percent } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import type { Answer, Query } from "../../../lib/query.ts";
import { withZone } from "../../../lib/resource.ts";
import { Button, ButtonLink } from "../../../parts/Button.tsx";
import { Failure } from "../../../parts/State.tsx";

type Told = components["schemas"]["Job"];

/** A query that is answered without waiting: how far it is, and its answer when it is done. */
export function Job({ query, done, close }: { query: Query; done: (answer: Answer) => void; close: () => void }) {
  const [job, setJob] = useState<Told | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [again, setAgain] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const failed = (cause: unknown) => { if (!gone) setProblem(cause instanceof Problem ? cause : new Problem({ status: 0, code: "app-fault", detail: String(cause) })); };
    const look = async (id: string) => {
      const told = await get("/query/jobs/{id}", { path: { id } });
      if (gone) return;
      setJob(told);
      if (told.state === "done") {
        const answer = (await get("/query/jobs/{id}/result", { path: { id } })) as Answer;
        if (!gone) done(answer);
      } else if (told.state === "waiting" || told.state === "running") timer = setTimeout(() => { look(id).catch(failed); }, 700);
    };
    setProblem(undefined);
    post("/query/jobs", { body: withZone(query) as never }).then(async (told) => {
      if (gone) return;
      setJob(told);
      await look(told.id);
    }).catch(failed);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [again]);

  if (problem) return <Failure problem={problem} retry={() => setAgain((n) => n + 1)} />;
  if (job?.state === "failed") return <Failure problem={new Problem({ ...(job.problem ?? {}), status: job.problem?.status ?? 500 })} retry={() => setAgain((n) => n + 1)} />;
  const cancel = () => {
    if (job) void del("/query/jobs/{id}", { path: { id: job.id } }).catch(() => undefined);
    close();
  };
  return (
    <div class="job" role="status">
      {job?.state === "done" ? (
        <p>{t("query.job_done")} <ButtonLink small kind="quiet" href={apiURL(`/query/jobs/${job.id}/result`, { format: "csv" })} download>{t("query.csv")}</ButtonLink> <Button small kind="quiet" onClick={close}>{t("common.close")}</Button></p>
      ) : (
        <>
          <label><span>{t("query.job_running")}</span> <progress max={1} value={job?.progress ?? 0}>{percent(job?.progress ?? 0)}</progress></label>
          <span class="figures">{percent(job?.progress ?? 0)}</span>
          <Button small onClick={cancel}>{t("common.cancel")}</Button>
        </>
      )}
    </div>
  );
}
