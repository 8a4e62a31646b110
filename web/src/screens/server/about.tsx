import { get, post } from "../../lib/api.ts";
import { useAttempt } from "../../lib/attempt.ts";
import { ago, bytes, duration, number, percent } from "../../lib/format.ts";
import { has, t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { Badge, type Tone } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { Page } from "../../parts/Page.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Told } from "../../parts/Told.tsx";
import { AdminTabs } from "../admin/AdminTabs.tsx";

/** How far a follower of the log is (docs/operations.md). */
interface Follower {
  name: string;
  node?: string;
  state: string;
  error?: string;
  share?: number;
  /** Microseconds. */
  lag: number;
  dead: number;
}

const tones: Record<string, Tone> = { running: "good", paused: "warn", failing: "bad", rebuilding: "note", stopped: "bad" };

/** What a state is called; a newer server may have others. */
const stateName = (state: string) => (has("admin.follower_" + state) ? t("admin.follower_" + state) : state);

/** What is this server, and is it well? */
export default function About() {
  const server = useResource("server", (signal) => get("/server", { signal }));
  const followers = useResource("followers", (signal) => get("/followers", { signal }) as Promise<{ followers: Follower[] }>);
  const attempt = useAttempt();
  const order = (name: string, what: "pause" | "resume" | "rebuild") =>
    void attempt.run(async () => {
      await post("/followers/{name}/{order}", { path: { name, order: what } });
      followers.reload();
    });
  return (
    <Page title={t("admin.server")} question={t("admin.server_question")} tabs={<AdminTabs />} actions={<Button onClick={() => { server.reload(); followers.reload(); }}>{t("admin.refresh")}</Button>}>
      <Loaded of={server} lines={8}>
        {(data) => (
          <>
            <Card>
              <div class="metrics">
                <Metric label={t("admin.version")} value={data.version} note={t("admin.started", { ago: ago(data.started) })} />
                <Metric label={t("common.statements")} value={number(data.statements)} raw={data.statements} />
                <Metric label={t("admin.memory")} value={bytes(data.memory)} raw={data.memory} />
                {data.disk && <Metric label={t("admin.disk")} value={bytes(data.disk.used)} raw={data.disk.used} note={t("admin.disk_free", { free: bytes(data.disk.free) })} />}
              </div>
            </Card>
            <Card flush title={t("admin.followers")} note={t("admin.followers_note")}>
              <p class="wrong" role="alert">{attempt.wrong}</p>
              <Loaded of={followers}>
                {(list) => (
                  <Table caption={t("admin.followers")} rows={list.followers} rowKey={(one) => one.name + (one.node ?? "")}
                    columns={[
                      { id: "name", label: t("admin.name"), cell: (one) => <>{one.name} {one.node && <span class="soft small">{one.node}</span>}</>, by: (one) => one.name },
                      { id: "state", label: t("admin.state"), cell: (one) => <Badge tone={tones[one.state] ?? "note"}>{one.error ? <Told text={one.error} /> : one.share ? `${stateName(one.state)} ${percent(one.share)}` : stateName(one.state)}</Badge>, by: (one) => one.state },
                      { id: "lag", label: t("admin.lag"), numeric: true, cell: (one) => <span data-value={one.lag}>{duration(one.lag / 1e6)}</span>, by: (one) => one.lag },
                      { id: "dead", label: t("admin.dead"), numeric: true, cell: (one) => <span data-value={one.dead}>{number(one.dead)}</span>, by: (one) => one.dead },
                      { id: "do", label: <span class="hidden-text">{t("admin.actions")}</span>, card: true, cell: (one) => (
                        <span class="cluster">
                          <Button small onClick={() => order(one.name, one.state === "paused" ? "resume" : "pause")}>{one.state === "paused" ? t("admin.resume") : t("admin.pause")}<span class="hidden-text"> {one.name}</span></Button>
                          <Button small kind="quiet" onClick={() => order(one.name, "rebuild")}>{t("admin.rebuild")}<span class="hidden-text"> {one.name}</span></Button>
                        </span>
                      ) },
                    ]} />
                )}
              </Loaded>
            </Card>
            <Card flush title={t("admin.limits")} note={t("admin.limits_note")}>
              <Table caption={t("admin.limits")} rows={data.limits} rowKey={(one) => one.setting}
                columns={[
                  { id: "setting", label: t("admin.setting"), cell: (one) => <code>{one.setting}</code>, by: (one) => one.setting },
                  { id: "value", label: t("admin.value"), cell: (one) => <bdi>{one.value || "–"}</bdi> },
                  { id: "meaning", label: t("admin.meaning"), cell: (one) => <Told text={one.meaning} /> },
                ]} />
            </Card>
            <Card flush title={t("admin.licences")} note={t("admin.licences_note")}>
              <Table caption={t("admin.licences")} rows={data.licences} rowKey={(one) => one.name}
                columns={[
                  { id: "name", label: t("admin.library"), cell: (one) => <code>{one.name}</code>, by: (one) => one.name },
                  { id: "licence", label: t("admin.licence"), cell: (one) => one.licence, by: (one) => one.licence },
                  { id: "version", label: t("admin.version"), cell: (one) => one.version },
                ]} />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}
