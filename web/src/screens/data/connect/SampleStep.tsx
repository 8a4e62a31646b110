import { useEffect, useRef, useState } from "preact/hooks";
import { Sparkles, Trash2 } from "lucide";
import { del, get, post, type AnswerOf } from "../../../lib/api.ts";
import { useAttempt } from "../../../lib/attempt.ts";
import { number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useResource } from "../../../lib/resource.ts";
import { go, href, storeInAddress } from "../../../lib/router.ts";
import { enter, me, store, type Me } from "../../../lib/session.ts";
import { announce } from "../../../parts/announce.tsx";
import { Button, ButtonLink } from "../../../parts/Button.tsx";
import { Dialog } from "../../../parts/Dialog.tsx";
import { Loaded } from "../../../parts/State.tsx";
import { Told } from "../../../parts/Told.tsx";
import { Step } from "./Step.tsx";

/** So often it is asked how far it is, in milliseconds. */
const every = 600;

type Sample = AnswerOf<"/sample", "get">["sample"];

/** The session anew: whoever loads the sample data gets access to their store, and loses it when they are removed. */
async function anew(): Promise<void> {
  await enter((await get("/session")) as unknown as Me);
}

/** Loads the sample data, shows how far they are, opens and removes them. */
export function SampleStep() {
  const sample = useResource("sample", (signal) => get("/sample", { signal }));
  return <Loaded of={sample} lines={2}>{({ sample: now }) => <Known now={now} reload={sample.reload} />}</Loaded>;
}

function Known({ now, reload }: { now: Sample; reload: () => void }) {
  const attempt = useAttempt();
  const [asking, setAsking] = useState(false);
  const moving = now.state === "loading" || now.state === "removing";
  useEffect(() => {
    if (!moving) return;
    const timer = setTimeout(reload, every);
    return () => clearTimeout(timer);
  }, [now]);
  const mine = (me.value?.stores ?? []).some((one) => one.name === now.store);
  const before = useRef(now.state);
  useEffect(() => {
    // What the session knows is older than what was just loaded or removed.
    if (before.current !== now.state && (now.state === "ready" ? !mine : now.state === "none")) void anew();
    before.current = now.state;
  }, [now.state]);
  const load = () => attempt.run(async () => {
    const { sample } = await post("/sample");
    if (sample.state === "ready") await anew();
    reload();
  });
  const remove = () => attempt.run(async () => {
    await del("/sample");
    setAsking(false);
    announce(t("connect.sample_removing"));
    // Whoever stands in the store that goes away is led out of it.
    const inside = store.value?.sample;
    await anew();
    const other = me.value?.stores?.find((one) => !one.sample);
    if (inside && other) go(href(`/s/${other.name}/data/connect`), { replace: true });
    else reload();
  });
  return (
    <Step number={5} title={t("connect.sample_title")} done={now.state === "ready"}>
      <p class="soft">{t("connect.sample_text")}</p>
      {now.state === "loading" && (
        <div class="connect-progress">
          <label for="sample-progress" class="small">{t("connect.sample_loading", { done: number(now.done), total: number(now.total) })}</label>
          <progress id="sample-progress" max={Math.max(1, now.total)} value={now.done} />
        </div>
      )}
      {now.state === "removing" && <p role="status">{t("connect.sample_removing")}</p>}
      {now.state === "failed" && <p class="wrong" role="alert">{t("connect.sample_failed")} {now.message && <Told text={now.message} />}</p>}
      {attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}
      <div class="cluster">
        {now.state === "ready" && mine && storeInAddress.value !== now.store && <ButtonLink kind="primary" href={href(`/s/${now.store}/home`)}>{t("connect.sample_open")}</ButtonLink>}
        {(now.state === "none" || now.state === "failed" || (now.state === "ready" && !mine)) && <Button icon={Sparkles} busy={attempt.busy} onClick={() => void load()}>{t("connect.sample_load")}</Button>}
        {(now.state === "ready" || now.state === "failed") && <Button kind="danger" icon={Trash2} onClick={() => setAsking(true)}>{t("connect.sample_remove")}</Button>}
      </div>
      {asking && (
        <Dialog title={t("connect.sample_remove_ask")} close={() => setAsking(false)} actions={
          <><Button onClick={() => setAsking(false)}>{t("common.cancel")}</Button><Button kind="danger" busy={attempt.busy} onClick={() => void remove()}>{t("connect.sample_remove")}</Button></>}>
          <p>{t("connect.sample_remove_text")}</p>
        </Dialog>
      )}
    </Step>
  );
}
