import { signal } from "@preact/signals";
import { del, get } from "../../lib/api.ts";
import { useAttempt } from "../../lib/attempt.ts";
import { ago, date } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { announce } from "../../parts/announce.tsx";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Name } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";

interface Session {
  id: string | number;
  created: string;
  last_seen: string;
  user_agent: string;
  address: string;
  current: boolean;
}

/** The browser and system that a User-Agent header names; they are told, not known. */
export function deviceOf(agent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\/(\d+)/.exec(agent);
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux|CrOS)/.exec(agent)?.[1]?.replace("Mac OS X", "macOS");
  const name = { Edg: "Edge", OPR: "Opera" }[browser?.[1] ?? ""] ?? browser?.[1];
  return [name && `${name} ${browser?.[2]}`, system].filter(Boolean).join(" · ") || agent.slice(0, 60) || "–";
}

/** Grows when sessions ended by something else than this list. */
export const sessionsChanged = signal(0);

/** Where one is signed in; each session can be ended. */
export function Sessions() {
  const sessions = useResource("sessions " + sessionsChanged.value, (signal) => get("/sessions", { signal }) as Promise<{ sessions: Session[] }>);
  const attempt = useAttempt();
  const end = (what: () => Promise<unknown>) =>
    void attempt.run(async () => {
      await what();
      announce(t("account.ended"));
      sessions.reload();
    });
  return (
    <Card title={t("account.sessions")}>
      <p class="wrong" role="alert">{attempt.wrong}</p>
      <Loaded of={sessions}>
        {(data) => (
          <>
            <ul class="session-list">
              {data.sessions.map((one) => (
                <li key={one.id}>
                  <div>
                    <p><Name>{deviceOf(one.user_agent)}</Name> {one.current && <Badge tone="good">{t("account.this_one")}</Badge>}</p>
                    <p class="small soft"><bdi>{one.address}</bdi> · {t("account.seen", { ago: ago(one.last_seen), date: date(one.created) })}</p>
                  </div>
                  {!one.current && <Button small busy={attempt.busy} onClick={() => end(() => del("/sessions/{id}", { path: { id: one.id } }))}>{t("account.end_session")}</Button>}
                </li>
              ))}
            </ul>
            {data.sessions.length > 2 && <div class="form-actions"><Button small busy={attempt.busy} onClick={() => end(() => del("/sessions"))}>{t("account.end_others")}</Button></div>}
          </>
        )}
      </Loaded>
    </Card>
  );
}
